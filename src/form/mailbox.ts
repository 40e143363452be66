/**
 * E-mail addresses as people write them in a field (RFC 5321 4.1.2, RFC 6531): with a name, a link's target, or spelt out.
 */
import { clean, visible } from './fold.ts';

const ATOM = String.raw`[\p{L}\p{N}!#$%&'*+\-/=?^_\x60{|}~]`;
const ADDRESS = new RegExp(
  String.raw`(?<![^\s<>()\[\]{}"“”«»,;:：|])(?:mailto:)?(${ATOM}{1,64}(?:\.${ATOM}{1,64}){0,8})@([\p{L}\p{N}][\p{L}\p{N}.\-]{0,253})`,
  'giu',
);
const DOMAIN_NAME =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,10}(?:\p{L}{2,63}|xn--[a-z0-9-]{1,59})$/iu;

/** `ann (at) example (dot) org`: spelt out to keep robots away, and as clear to a person as the sign. */
const spelled = (text: string): string =>
  text
    .replace(/ ?[[({<] ?(?:at|AT|ät|arroba|@) ?[\])}>] ?| -at- /g, '@')
    .replace(/ ?[[({<] ?(?:dot|DOT|punkt|point|\.) ?[\])}>] ?/g, '.');

const SPELLED_OUT =
  /^([^\s@]{1,64}) (?:at|AT) ([^\s@]{1,64}(?: (?:dot|DOT) [^\s@]{1,64}){1,4}|[^\s@]{1,200}\.[a-z]{2,24})$/;

const joined = (text: string): string => {
  const match = SPELLED_OUT.exec(text);
  if (match !== null) return `${match[1]}@${match[2]?.replace(/ (?:dot|DOT) /g, '.')}`;
  // A wrap or a careful typist's space beside the sign, or beside every dot of the domain.
  return text.replace(/ ?[@＠] ?/g, '@').replace(SPACED_DOMAIN, (domain) => domain.replaceAll(' ', ''));
};

const SPACED_DOMAIN = /@[\p{L}\p{N}-]{1,63}(?: \. [\p{L}\p{N}-]{1,63}){1,5}$/u;

const withoutTail = (domain: string): string => domain.replace(/[.-]{1,8}$/, '');

/** As nearly everybody writes it: an address alone, of which none of the expressions above would change a letter. */
const ALONE = /^([a-z0-9_]+(?:[.+-][a-z0-9_]+){0,6})@([a-z0-9][a-z0-9.-]{0,200}[a-z])$/i;

const alone = (text: string): string | null => {
  const [, local = '', domain = ''] = ALONE.exec(text) ?? [];
  return local !== '' && local.length <= 64 && DOMAIN_NAME.test(domain) ? `${local}@${domain.toLowerCase()}` : null;
};

/** Every distinct valid address in a text, its local part as written, its domain in lower case. */
export const addressesIn = (text: string): readonly string[] => {
  const only = alone(text.trim());
  if (only !== null) return [only];
  const source = joined(spelled(visible(text).replace(/\s+/g, ' ').trim().replaceAll('mailto:', ' mailto:')));
  const found = new Map<string, string>();
  for (const match of source.matchAll(ADDRESS)) {
    const local = match[1] ?? '';
    const domain = withoutTail(match[2] ?? '').toLowerCase();
    const bare = local.replace(source.includes(`${match[2]}_`) ? /^[*'`_/]{1,8}/ : /^[*'`/]{1,8}/, '');
    if (local.length <= 64 && DOMAIN_NAME.test(domain))
      found.set(`${bare}@${domain}`.toLowerCase(), `${bare}@${domain}`);
  }
  return [...found.values()];
};

const THE_SENDER =
  /^(?:(?:the )?same(?: (?:as|one)(?: (?:the|my|this|in))*(?: (?:sender|from|one|address|header|e?mail|line))*| address| e?mail(?: address)?)?|this(?: (?:one|address|(?:e )?mail|email)(?: address)?)|(?:see|as in|cf|in|use)(?: the| my| this)* (?:from|sender|header|headers)(?: (?:line|field|address|header))?|(?:the )?(?:one|address|email|mail|account) (?:that )?(?:i m|i am|im|we are|we re) (?:writing|sending|mailing|e ?mailing)(?: this| you)*(?: (?:from|with))?|my (?:from|sender|sending) address|(?:the )?sender(?: s)?(?: address| of this (?:e ?)?mail)?|from(?: address| header| line)|diese(?:selbe)?(?: (?:e )?mail)?(?: ?adresse)|(?:die )?(?:gleiche|selbe)(?: adresse)?|absender(?:adresse)?|(?:siehe|wie) (?:der )?absender|cette adresse|la meme(?: adresse)?|esta (?:misma )?direccion|(?:la )?misma|este (?:mismo )?correo|questo indirizzo|este (?:mesmo )?(?:email|endereco)|dit adres|このアドレス|同上|此邮箱|本邮箱)$/;

/** `the same as the sender`, in other languages: few words, the sender among them, and no "not". */
const OF_SENDER =
  /^(?!.*\b(?:not?|nicht|non|pas|inte|ikke|nie|ne|niet|other|different|andere?|autre|otra?)\b)(?:\p{L}+ ){0,4}(?:absenders?|absenderin|avsandaren?|afsender(?:en)?|avsender(?:en)?|expediteur|remitente|remetente|mittente|afzender|nadawc[ay]|odesilatele?|odosielatela?|lahettaja(?:n|lla)?|felado(?:val)?|gonderen(?:in)?|expeditor(?:ul|ului)?|posiljatelja?|отправител[яьюе]|відправника?)(?: \p{L}+){0,2}$/u;

/** True for words that say "the address that this mail comes from". */
export const namesSender = (text: string): boolean => {
  const words = clean(text.slice(0, 80))
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return THE_SENDER.test(words) || OF_SENDER.test(words);
};

/** True if a text seems to be meant as an address. */
export const looksLikeAddress = (text: string): boolean =>
  /[@＠]|[[({<] ?at ?[\])}>]/i.test(text) || SPELLED_OUT.test(text.trim());
