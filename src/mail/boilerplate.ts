/**
 * Text that clients, gateways and lawyers add around what a person wrote: signatures, disclaimers, banners.
 * All functions take folded lines: trimmed, in lower case, invisible characters gone.
 */

/** `-- ` (RFC 3676 4.3), as it arrives: blank lost, NBSP (Fastmail), bold (Gmail), dash-escaped (RFC 9580 7.2), made one dash by iOS. */
const DELIMITER = /^(?:- )?(?:--|\*-- ?\*|—)$/;

export const isSignatureDelimiter = (line: string): boolean => DELIMITER.test(line);

const DEVICE =
  '(?:iphon|ipad|ipod|apple watch|android|galaxy|samsung|blackberry|huawei|honor|xiaomi|redmi|oneplus|oppo|motorola|nokia|pixel|lumia|' +
  'windows phone|smartphone|mobile|handy|tablet|téléphone|telefon|móvil|celular|mobil|phone|outlook|yahoo|mail for windows|' +
  'mail for mac|mail für windows|courrier pour windows|correo para windows|posta per windows|mailbird|proton ?mail|protonmail|gmx|' +
  'web\\.de|k-9|thunderbird|aquamail|spark|airmail|bluemail|mailspring|fairemail|zimbra|hey|tutanota|tuta|почты|айфона|айпада)';
const SENT =
  '(?:sent (?:from|via|with|using|by)|gesendet (?:von|mit|über)|diese nachricht wurde von|von meine[mr]|envoyé (?:de|depuis|à partir)|' +
  'enviado (?:desde|do|de|a partir)|enviada do|inviato da|verstuurd v(?:anaf|ia)|verzonden (?:vanaf|met)|skickat från|skickades från|' +
  'sendt fra|lähetetty|wysłan[eo] z|odesláno z|poslan[oé] z|küldve|elküldve|trimis de pe|отправлено (?:с|из)|надіслано з|στάλθηκε από|' +
  'dikirim dari|đã gửi từ|发自|從我的|从我的|נשלח מ|أُ?رسلت? من|תשלח)';
// "Sent from my desk, is much easier than my mobile phone" is somebody's sentence: the device comes at once.
const SENT_FROM = new RegExp(`^${SENT}.{0,2}(?:[\\p{L}’']{1,9},? ){0,3}(?:the )?["«“]?${DEVICE}.{0,40}$`, 'u');
const SENT_LAST = ['gesendet', 'から送信', '보냄', 'gönderildi', 'verzonden', 'küldve'];
const FROM_SENT = new RegExp(`^.{0,20}${DEVICE}.{0,24}(?:${SENT_LAST.join('|')})\\.?$`, 'u');
const endsSent = (line: string): boolean => {
  const words = line.endsWith('.') ? line.slice(0, -1) : line;
  return SENT_LAST.some((word) => words.endsWith(word));
};
/** `Get Outlook for iOS` in any language: a short line with both names. */
const GET_OUTLOOK =
  /^(?=.{0,60}outlook)(?=.{0,60}(?:ios|android|mac))[^.:]{0,60}(?:[<(]?https:\/\/(?:aka\.ms|www\.microsoft\.com)\S{0,80})?$/;

/** A line that a phone or an app signed by itself; it stands alone, and what follows may be the writer's again. */
export const isAppSignature = (line: string): boolean =>
  line.length <= 160 &&
  (SENT_FROM.test(line) ||
    // Plain words first: they are looked for in every line, and the expressions would go through all of it.
    (endsSent(line) && FROM_SENT.test(line)) ||
    (line.includes('outlook') && GET_OUTLOOK.test(line)));

/** OpenPGP's armour around readable text (RFC 9580 7.1). */
export const isArmorStart = (line: string): boolean => line === '-----begin pgp signed message-----';
export const isArmorSignature = (line: string): boolean => line === '-----begin pgp signature-----';

/** Without the stars, brackets and signs that gateways and lawyers put in front. */
const bare = (line: string): string => line.replace(/^[^\p{L}\p{N}]{1,12}/u, '');

/** One expression for all of these, each of which begins with `^`: every line of a mail is tried. */
const anyOf = (patterns: readonly RegExp[]): RegExp => new RegExp(patterns.map(({ source }) => source).join('|'));

const DISCLAIMER_START = anyOf([
  /^(?:legal |confidentiality |privacy |important )?(?:notice|disclaimer|confidentiality)(?: notice| warning| note)?\s?[:*-]/,
  /^(?:confidentiality notice|legal notice|legal disclaimer|email disclaimer|e-mail disclaimer|disclaimer)[*_ ]{0,4}$/,
  /^(?:this|the information (?:contained )?in this|the contents? of this) (?:e-?mail|message|communication|transmission)\b.{0,200}(?:confidential|privileged|intended|recipient|legally|virus|monitored|property of)/,
  /^(?:the information (?:contained|transmitted)|if you (?:are not|have received|received) (?:the intended|this))/,
  /^(?:diese e-?mail|diese nachricht|der inhalt dieser e-?mail|die information(?:en)? in dieser).{0,200}(?:vertraulich|bestimmt|adressat|rechtlich|empfänger)/,
  /^(?:ce (?:message|courriel|mail)|cet? e-?mail|les informations contenues).{0,200}(?:confidentiel|destinataire|exclusi)/,
  /^(?:este (?:mensaje|correo|e-?mail)|esta mensagem|este e-mail|la información contenida|aviso legal).{0,200}(?:confiden|destinatari|privileg)/,
  /^(?:questo messaggio|il presente messaggio|questa e-?mail|le informazioni contenute).{0,200}(?:riservat|confiden|destinatari)/,
  /^(?:dit bericht|deze e-?mail|de informatie in).{0,200}(?:vertrouwelijk|bestemd|geadresseerde)/,
  /^(?:ta wiadomość|niniejsza wiadomość|treść tej wiadomości).{0,200}(?:poufn|adresat|przeznaczon)/,
  /^virus-free\b|^(?:this (?:e-?mail|message) (?:has been|was|is) (?:checked|scanned|virus))|^(?:scanned by|no virus found|checked by avg)/,
  /^(?:diese e-?mail wurde .{0,30}auf viren|virenfrei|l'absence de virus|este (?:correo|mensaje) .{0,40}libre de virus|sin virus)/,
  /^(?:please |bitte |merci de |piense |pense )?(?:consider the environment|think of the environment|denken sie an die umwelt|before printing)/,
  /^(?:you received this (?:message|e-?mail) because|to unsubscribe (?:from|send|click)|to stop receiving (?:these|emails))/,
  /^[\w .-]{1,60} mailing list(?: --| - |$)/,
]);
const DISCLAIMER_WORDS =
  /confidential|privileged|intended (?:recipient|solely|only)|unauthori[sz]ed|dissemination|disclos|liabilit|liable|virus|notify the sender|delete (?:this|it)|registered (?:in|office)|vertraulich|unbefugt|irrtümlich|confidentiel|destinataire|confiden[cz]ial|destinat[aá]ri|riservat|poufn|groups\.google|unsubscribe/;

export const startsDisclaimer = (line: string): boolean => DISCLAIMER_START.test(bare(line));
/** A later paragraph of a disclaimer that was already recognised. */
export const continuesDisclaimer = (line: string): boolean => line.length >= 40 && DISCLAIMER_WORDS.test(line);

const BANNER = anyOf([
  /^(?:caution|warning|attention|notice|alert|external|be careful)\b.{0,90}(?:extern|outside|unknown sender|not recogni[sz]e|the sender)/,
  /^(?:external (?:e-?mail|message|sender)\b.{0,60}|(?:caution|attention|warning)[\])*! :.]{0,8})$/,
  /^(?:this|the) (?:e-?mail|message) (?:originated|was sent|came|is|comes|has been sent|has originated) from (?:outside|an? (?:external|unknown)|someone outside)/,
  /^(?:you don[’']t often get e-?mail from|some people who received this message don[’']t often get|sie erhalten nicht (?:häufig|oft) e-?mails von)/,
  /^(?:vous n[’']obtenez pas souvent|no suele recibir correo|non si ricevono spesso messaggi|u ontvangt niet vaak)/,
  /^(?:do not|please do not|never) (?:click|open) (?:on )?(?:any )?(?:links?|attachments?)\b.{0,120}(?:unless|sender|recogni[sz]e)/,
  /^(?:achtung|vorsicht|warnung|hinweis)\b.{0,60}(?:extern|außerhalb)/,
  /^(?:attention|avertissement|prudence)?[*!: ]{0,4}(?:ce (?:message|courriel)|cet e-?mail) (?:provient|émane|vient).{0,40}(?:extérieur|externe)/,
  /^(?:precaución|cuidado|atención|atenção|attenzione)\b.{0,80}(?:extern|fuera|fora|estern)/,
]);

/** What a gateway puts above mail from outside. */
export const isBanner = (line: string): boolean => line.length <= 500 && BANNER.test(bare(line));
