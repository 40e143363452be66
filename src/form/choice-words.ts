/**
 * The words of yes and no, in the languages that contributors answer in. Folded: small letters, no accents, one kind of apostrophe.
 * Long phrases stand before the short ones that they contain.
 */
const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');
/** Matches any of the phrases, `|` between them, as whole words of a text that has single spaces, one at each end. */
const anyOf = (text: string): RegExp => {
  const phrases = text.split('|').map((phrase) => phrase.trim());
  return new RegExp(`(?<= )(?:${phrases.filter((phrase) => phrase !== '').join('|')})(?= )`, 'gu');
};

export const YES_WORDS: ReadonlySet<string> = new Set(
  words(`yes y yep yeah yup yess ye sure certainly absolutely definitely ok okay okey k agreed agree accepted accept true correct affirmative gladly confirmed confirm granted naturally 1
    ja jawohl jo klar gerne einverstanden oui ouais d'accord si claro vale sim tak da ano igen kylla joo evet hai はい 是 是的 同意 同意する 同意します 好 好的 可以 希望する 希望します 예 네 да so x ✓ ✔ sip certo certamente acepto aceito accetto concordo akkoord akceptuje j'accepte selbstverstandlich naturlich gewiss volontiers נכון כן نعم أوافق بله ναι iya setuju jah jaa taip 需要 必要 必要です`),
);

export const NO_WORDS: ReadonlySet<string> = new Set(
  words(`no n nope nah never negative declined decline refused refuse disagree false 0 none neither
    nein nee non nao nie nej ei ne hayir nem いいえ 否 不 不是 不同意 不需要 不要 不可以 不行 同意しない 同意しません 希望しない 希望しません 아니요 아니오 нет hayır 不用 不用了 不必 不要です 必要ありません 必要ない لا خیر οχι לא ні tidak khong nei nu eiti ✗ ✘ ❌`),
);

/** Verbs and adjectives of agreeing (true) and refusing (false). */
export const VERBS: ReadonlyMap<string, boolean> = new Map([
  ...words(`yes agree agreed agreeing accept accepted consent confirm confirmed agrees affirm approve approved granted do host hosting want love like welcome happy gladly glad fine okay ok sure appreciate appreciated grateful great delighted pleased wonderful excellent perfect
    akzeptiere akzeptieren zu einverstanden gern gerne accepte acceptons d'accord acepto aceptamos acuerdo accetto accettiamo aceito aceitamos concordo concordamos akkoord zgadzam akceptuje zgoda souhlasim согласен согласна 同意`).map(
    (word) => [word, true] as const,
  ),
  ...words(
    `disagree refuse decline reject rejected withhold withheld deny denied revoke revoked oppose opposed cannot unable unwilling unacceptable unnecessary object refuseer odrzucam rifiuto rechazo recuso ablehnen refusons`,
  ).map((word) => [word, false] as const),
]);

export const NEGATIONS: ReadonlySet<string> = new Set(
  words(
    `not don't dont doesn't won't wont cannot can't cant couldn't wouldn't isn't aren't never no neither nor without unable nicht kein keine keinen n' ne pas non nunca nao nie niet geen ikke inte ei не`,
  ),
);

/** Of the verbs, those that agree to something; `yes` and its like do, too. The others only wish or praise. */
export const AGREEING: ReadonlySet<string> = new Set(
  words(`agree agrees agreed agreeing accept accepted consent confirm confirmed affirm approve approved granted
    akzeptiere akzeptieren einverstanden accepte acceptons d'accord acepto aceptamos acuerdo accetto accettiamo aceito aceitamos
    concordo concordamos akkoord zgadzam akceptuje zgoda souhlasim согласен согласна 同意`),
);

/** A yes in one language and another word in the next: `Da muss ich fragen`, `Tak for hjælpen`, `Si mi universidad lo aprueba`. */
export const YES_ELSEWHERE: ReadonlySet<string> = new Set(words('da tak si so ya jo ano'));

/** What leaves an agreement open, or speaks of another one. */
export const NOT_AGREED_YET =
  /\b(?:please|kindly|could you|can you|to) confirm\b|\bto be (?:agreed|confirmed|approved|signed)\b|\bwould (?:like|love) (?!to (?:agree|accept|confirm|consent))|\b(?:soon|draft|in part|reviewing|sign(?:ed)? off|has to sign|needs? to sign|has to approve|needs? to approve|not the owner|will agree|will accept|yes-ish)\b/i;

/** A no for now refuses nothing. */
export const NOT_REFUSED =
  /\bnot (?:now|applicable|at this (?:time|moment|stage)|at the moment)\b|^\W*none\W*$|\bhost\b/i;

/** What stands beside the words of an answer without adding to it. */
export const BESIDES: ReadonlySet<string> = new Set(
  words(
    `i we to the all it please thanks thank you terms for contribution conditions and of course so very much that that's is it's
     am are was would be with by my our me us your this these them they both also do have has had read understood everything
     good nice go ahead definitely absolutely completely fully entirely hereby as well too in a an on behalf
     host hosting hosted copy data dataset ich wir den bedingungen je les conditions`,
  ),
);

/** Words that end a mail, made of the same. */
export const THAT_IS_ALL = / (?:that's|that is|that was) (?:all|it) /;

/** Behind a `no` that is an answer, or that takes a yes back. */
export const REFUSED: ReadonlySet<string> = new Set(
  words(
    'i we you it they thanks thank please sorry not but because since as for the to yes maybe or and agreement consent acceptance hosting host no',
  ),
);

/** Of the negations, those that stand behind a verb, too. */
export const NEGATIONS_BEHIND: ReadonlySet<string> = new Set(words('not nicht pas niet inte ikke'));

/** Phrases that hold a yes or no word without being one. Alone, those of `WILLING` are a yes. */
export const IDIOMS = anyOf(`
  (?:(?:i|we) have )?(?:no|without|without any) (?:problems?|worries|objections?|issues?|doubts?|questions?|conditions?|restrictions?|reservations?|hesitation|exceptions?|changes?|modifications?|amendments?|comments?)(?: (?:at all|from (?:me|us|my side|our side)|with (?:that|this|it)))? |
  by all means | with pleasure | go ahead | feel free | sounds good | auf jeden fall | in ordnung | geht klar | bien sur |
  avec plaisir | va bene | por supuesto | desde luego | con gusto | com certeza |
  (?:(?:the )?same as|just like|like|as) (?:last time|before|always|usual|ever) |
  not a problem | no matter | not only (?:[^ ]+ ){1,5}but(?: also)? | not only | no thanks needed | why not | of course |
  as a matter of course |
  (?:maybe|perhaps|possibly) (?:later|another time|in (?:the )?future) | later (?:maybe|perhaps) |
  (?:do not|don't|dont) have (?:any )?(?:objections?|reservations?|problems?|issues?|concerns?) |
  if (?:it's|it is|it isn't|that's|that is|that isn't) (?:not )?too much(?: (?:trouble|work|effort|to ask))? |
  (?:do not|don't|dont) mind | have no host(?:ing)?(?: of our own)? | no need to | no other |
  (?:can't|cannot|can not|couldn't) afford | only (?:a )?(?:temporary|provisional|interim) |
  (?:can't|cannot|can not|unable to|not able to|no longer) (?:keep )?(?:on )?host(?:ing)?(?: (?:it|this|them|the data))?(?: (?:ourselves|myself|on our own))? |
  kein problem | keine ursache | pas de probleme | sin problema | nessun problema |
  sem problema | geen probleem | no hay problema | nie ma problemu
`);

/** Idioms that agree where nothing else is said. */
export const WILLING = anyOf(`
  no problem at all | no problems at all | no problem | no problems | not a problem | no worries | why not | of course |
  no objections?(?: (?:at all|from (?:me|us|my side|our side)|with (?:that|this|it)))? |
  by all means | with pleasure | go ahead | feel free | sounds good | auf jeden fall | in ordnung | geht klar | bien sur |
  avec plaisir | va bene | por supuesto | desde luego | con gusto | com certeza |
  without any reservations? | without reservations? | please | bitte | por favor | per favore | kein problem | keine ursache |
  pas de probleme | sin problema | nessun problema |
  sem problema | geen probleem | no hay problema | nie ma problemu
`);

/** What people say before the word that answers. */
export const COURTESIES = anyOf(
  `please | bitte | por favor | per favore | s'il vous plait | s'il te plait | alsjeblieft | alstublieft | prosze`,
);

/** Conditions in scripts that put no spaces between words. */
export const UNSPACED_CONDITIONS = /ただし|但し|のみ|に限|[但只仅]|除非|前提|다만|에 한해|조건|만 가능/;

/** Doubt: nobody chose anything yet. */
export const HESITATIONS = anyOf(`
  not sure | unsure | not certain | uncertain | not decided | undecided | not yet decided | haven't decided |
  have not decided | don't know | do not know | dont know | no idea | maybe | perhaps | possibly | probably |
  might | depends | it depends | to be decided | to be determined | to be discussed | to be confirmed | tbd |
  tbc | tba | n a | later | can't say | cannot say | can not say | can't tell | hard to say | can't decide | cannot decide |
  doesn't matter | does not matter | indifferent | no opinion | advice | (?:could|would|may|might|should) (?:agree|consent) |
  (?:did not|didn't|have not|haven't) (?:yet )?read | not all | (?:not|hasn't|haven't) (?:agreed|accepted|approved|signed|confirmed) yet |
  (?:has|have|needs?|must) to (?:agree|approve|accept|decide|consent)(?: (?:to it|to this))? first | must (?:agree|approve|decide|consent)(?: first)? | let's discuss | let us discuss | need to discuss | need to check | need to ask |
  have to ask | have to check | must ask | must check | still checking | still thinking | will decide |
  yes or no | yes and no | either | either way | whichever | whatever | no preference | up to you | you decide |
  your choice | don't mind | do not mind | don't care | don't understand | do not understand | what does |
  which terms | what terms | vielleicht | eventuell | weiss nicht | noch nicht sicher | noch unklar |
  noch offen | unsicher | peut etre | je ne sais pas | pas sur | pas encore | quiza | quizas | tal vez | no se |
  no estoy seguro | no estoy segura | forse | non so | non lo so | non sono sicuro | non sono sicura | talvez |
  nao sei | misschien | weet niet | weet ik niet | noch nicht | nog niet | todavia no | aun no | non ancora | ainda nao | jeszcze nie | zatim ne |
  no lo se | no sabemos | nao sabemos | non sappiamo | nie wiemy | nevim | nevime | vet inte | vet ikke | ved ikke | kanske | maske | kanskje |
  en tieda | mungkin | belum tahu | belum | пока нет | еще нет | не знаю | не знаем | 还没 | 尚未 | まだ | moze | nie wiem | byc moze | not yet | たぶん | 未定 | わからない |
  还不确定 | 不确定 | 也许 | 待定
`);

/** A yes that holds only under what these words begin. */
export const CONDITIONS = anyOf(`
  but | if | only | unless | except | excluding | provided | providing | assuming | subject to | conditional |
  conditionally | conditions | condition | on condition | as long as | so long as | in case | limited to |
  restricted | restriction | restrictions | non commercial | noncommercial | however | although | though |
  once | until | after | before | when | pending | partially | partly | in principle | with the exception |
  apart from | other than | without prejudice | cannot be used | not be used | aber | nur | wenn | falls |
  sofern | solange | jedoch | allerdings | vorausgesetzt | unter der bedingung | ausser | mais | seulement |
  uniquement | sauf | a condition | sous reserve | tant que | pero | solo | solamente | siempre que | excepto |
  salvo | a condicion | ma | soltanto | purche | a condizione | tranne | a patto | mas | apenas | somente |
  desde que | exceto | maar | alleen | mits | behalve | zolang | tylko | ale | jesli | pod warunkiem | o ile |
  но | только | если | ただし | 但 | 但是 | 仅 | as soon as | tentatively | provisionally | preliminarily | for now | for the time being |
  exceptions? | for the most part | mostly | almost all | awaiting | waiting for | minus | w o | with (?:(?:some|a few|minor|the|our) )?reservations? |
  with (?:(?:some|a few|minor|the|our) )?(?:changes?|amendments?|modifications?|edits?|caveats?) | amendments | caveats? | (?:licen[cs]e|terms|conditions) instead |
  most of | some of | parts? of | discuss | in the event | in that case | save for | bar | barring | excluded | less the | to the extent | insofar | in so far | as far as |
  needs? approval | not until | still to be | not for (?!profit)[^ ]+ | not to section | not section | not clause | unter vorbehalt |
  unter (?:(?:den|folgenden|diesen) )?bedingungen | bajo (?:(?:las|estas|la) )?condicion(?:es)? | sotto (?:(?:le|queste) )?condizioni | sob (?:as )?condicoes |
  onder (?:(?:de|deze) )?voorwaarden? | lediglich | ausschliesslich | cependant | toutefois | a moins | a meno | porem | contanto que | enkel | indien | tenzij |
  lecz | jedynie | wylacznie | chyba ze | jezeli | jen | pouze | pokud | za podminky | iba | len | za podmienky | men | bara | endast | forutsatt |
  under forutsattning | sa lange | kun | bare | hvis | dersom | forudsat | medmindre | undtagen | unntatt | sa lenge | sa laenge | aðeins | mutta | vain |
  ainoastaan | mikali | edellyttaen | paitsi | aga | kuid | ainult | csak | amennyiben | kiveve | felteve | samo | pod uvjetom | pod pogojem | numai |
  doar | daca | cu conditia | nomes | tik | tikai | ama | sadece | yalnız | yalnızca | eger | sartıyla | kosuluyla | ancak | tapi | tetapi | hanya |
  jika | kalau | asalkan | kecuali | dengan syarat | nhung | αλλα | μονο | εφοσον | υπο τον ορο | при условии | при условие | если только | само | лише |
  тільки | якщо | за умови | لكن | فقط | اذا | بشرط | اگر | به شرط | אבל | רק | בתנאי |
  vorbehaltlich | mit ausnahme | sous condition | con reserva | con reservas | con riserva
`);

/** Words that turn a statement into another one. */
export const TURNING = anyOf(`
  not | don't | dont | doesn't | won't | wont | can't | cant | cannot | never | disagree | refuse | partly | partially | most of | some of |
  parts of | part of | nicht | kein | keine | keinen | pas
`);

/** Courtesies that look like conditions and aren't. */
export const POLITE = anyOf(`
  if possible | if (?:it's|it is|it isn't|that's|that is|that isn't) (?:not )?too much(?: (?:trouble|work|effort|to ask))? | if you have (?:the |enough )?(?:space|room|capacity|resources|time) |
  if you (?:hosted|did) | if you like | if you want | if you wish | if you can(?= (?:$|please|host|do|thanks|thank)) | if you could | if you would |
  if that's ok | if that is ok | if that's okay | if that is okay | if that's possible | if that is possible |
  if it's possible | if it is possible | if needed | if necessary | if you agree | if you don't mind |
  if at all possible | if you need(?: (?:anything|any|more|documents|further))? | if anything | if there are (?:any )?questions | if you have (?:any|questions|a question|further) | should you have |
  if any questions | if that helps | if it helps | if there is anything | without conditions | without condition | without restrictions | without restriction |
  without any conditions | without any restrictions | to all conditions | the terms and conditions |
  terms and conditions | (?:accepte|acceptons|acepto|aceptamos|accetto|accettiamo|aceito|aceitamos) (?:les|ces|vos|las|sus|le|as) (?:conditions|condiciones|condizioni|condicoes) |
  these conditions | (?<!under )the conditions | your conditions | all conditions | not only |
  but thanks | but thank you | s'il vous plait | wenn moglich | si possible | si es posible | se possibile |
  se possivel
`);

/** Who hosts already wants no host. */
export const FOR_SELF = anyOf(`
  host it ourselves | host it myself | host ourselves | host myself | hosting it ourselves | hosting it myself |
  hosting ourselves | hosting myself | host it on our own | host it on my own | keep hosting | keep on hosting |
  continue hosting | continue to host | continues to host | already have a | have a home for | have our own | keep it where it is | keep it on our |
  keep it ourselves | stay where it is | stays where it is | remain where it is | remains where it is |
  self host | self hosted | already host(?:ed|ing)? | (?:are|am) (?:already )?hosting | hosted already | hosted by us | hosted elsewhere | we host |
  i host | we will host | i will host | we'll host | i'll host | not necessary | not needed | not required |
  no need | not to host | (?:keep|leave) it (?:on|at|where|there) | (?:stay|stays|remain|remains) (?:on|at|where|there) | where it is | our own (?:server|host|hosting) | current host |
  have (?:great|good|our own|enough) hosting | (?:only|just) (?:link|list|catalog|catalogue|index)(?: (?:to )?it)? | (?:link|list|catalog|catalogue|index)(?: it)? only | link to it instead |
  link(?:ing)? is (?:fine|enough|ok|okay|sufficient) | (?:stays?|remains?|must stay|must remain) on our | on our own servers? | we hosten | selbst | nous memes | nosotros mismos
`);
