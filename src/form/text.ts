/**
 * The words of a value as their writer meant them: without the quotes, marks and encoded spaces that clients put around them.
 */
import { clean, fold } from './fold.ts';

const PLACEHOLDERS: ReadonlySet<string> = new Set(
  'na nil null none tbd tba tbc todo xxx xx unknown pending later empty blank name yourname datasetname nameofdataset yourdatasetname nameofthedataset insertname inserthere url link yourlink insertlink youremail email fillin tobedetermined tobedecided tobeannounced noneyet noname nonameyet notnamedyet untitled willfollow comingsoon notdecidedyet notyet notyetknown notyetdecided tobenamed yourdatasetnamehere datasetnamehere nameofyourdataset yourdataset yourname keine kein entfallt neant aucun ninguno nessuno brak'.split(
    ' ',
  ),
);

/** `...`, `N/A`, `<your dataset name>`: what stands in a field that nobody has filled in. A short word alone may be a name. */
export const isPlaceholder = (text: string): boolean => {
  if (text.length > LONGEST_PLACEHOLDER) return false;
  const letters = fold(text).text;
  return letters === '' ? !/\p{S}/u.test(text) : PLACEHOLDERS.has(letters);
};

const LONGEST_PLACEHOLDER = 40;

const POINTERS: ReadonlySet<string> = new Set(
  'seesubject seethesubject seesubjectline seeabove seebelow seeattached seeattachment asabove asbelow assubject asinsubject asinthesubject asinthesubjectline asinsubjectline sameassubject sameasthesubject sameasabove seetitle seelink seethelink seeurl seetheurl sameasurl sameastheurl sameaslink sameasthelink'.split(
    ' ',
  ),
);

/** `see subject`, `as above`: no name, but where to look for one. */
export const isPointer = (text: string): boolean => text.length <= LONGEST_PLACEHOLDER && POINTERS.has(fold(text).text);

/** Without the words that were struck out. */
export const withoutStruck = (raw: string, struck: readonly string[]): string =>
  struck.reduce((left, words) => (words.trim() === '' ? left : left.replace(words, ' ')), raw);

const PAIRS: readonly (readonly [string, string])[] = [
  ['<', '>'],
  ['“', '”'],
  ['„', '“'],
  ['"', '"'],
  ["'", "'"],
  ['«', '»'],
  ['‘', '’'],
  ['‚', '‘'],
  ['**', '**'],
  ['*', '*'],
  ['__', '__'],
  ['_', '_'],
  ['`', '`'],
  ['/', '/'],
  ['[', ']'],
  ['{', '}'],
  ['「', '」'],
  ['『', '』'],
];

/** Without quotes, brackets or bold marks around the whole. */
const unwrapped = (text: string): string => {
  const pair = PAIRS.find(
    ([open, close]) => text.length > open.length + close.length && text.startsWith(open) && text.endsWith(close),
  );
  if (pair === undefined) return text;
  const inside = text.slice(pair[0].length, -pair[1].length);
  return inside.includes(pair[0]) || inside.includes(pair[1]) ? text : unwrapped(inside.trim());
};

/** Marks whose other half stood before the label: `“Dataset name: Street Views #7”`, `*Dataset name:* X` with the star kept. */
const unpaired = (text: string): string => {
  let left = text;
  for (const [open, close] of PAIRS) {
    if (left.endsWith(close) && !left.slice(0, -close.length).includes(open) && open !== "'")
      left = left.slice(0, -close.length).trim();
    else if (
      open === close &&
      left.startsWith(open) &&
      /^\s/.test(left.slice(open.length)) &&
      !left.slice(open.length).includes(close) &&
      open !== "'" &&
      open !== '_'
    )
      left = left.slice(open.length).trim();
  }
  return left;
};

/** Spaces that a mailto link left as `+` or `%20`, where the label has them too; a plus between words of a name stays. */
const withSpaces = (raw: string, label: string): string => {
  const text = raw.includes('%20') ? raw.replaceAll('%20', ' ') : raw;
  if (!label.includes('+')) return text;
  const began = text.trimStart().startsWith('+');
  const inner = text.trim().replace(/^\+/, '');
  const pluses = inner.split(/[^\s+]\+[^\s+]/).length - 1;
  return !/\s/.test(inner) && (pluses >= 2 || (began && pluses === 1)) ? inner.replaceAll('+', ' ') : inner;
};

/** A link's target or an image's name that the client wrote behind the words. */
const LINK_BEHIND = /(?<=\S)\s?[<[](?:https?:|mailto:|cid:)[^\s<>[\]]*[>\]]$/i;
/** A line's end left as text. */
export const LITERAL_END = /(?:\\r|\\n|<br ?\/?>|%0d%0a|%0a)+$/i;
/** The target that a client put behind a word that it took for a link. */
const LINK_WITHIN = /(?<=\S)<https?:[^\s<>]{1,500}>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&nbsp;': ' ',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};
/** Marks of HTML that somebody's program left as text. */
const MARKUP = /<\/?(?:b|i|u|em|strong|span|font|p|div|a)(?: [^<>]{0,200})?>/gi;
/** What Markdown would take for a mark, with its escape: some programs send the text that they keep (CommonMark 2.4). */
const ESCAPED = /\\([_*#~&[\]()-])/g;
/** Text that was escaped for HTML once too often, or for Markdown. */
export const unescaped = (text: string): string => {
  const words = text.includes('\\') ? text.replace(ESCAPED, '$1') : text;
  return words.includes('&')
    ? words.replace(/&(?:amp|nbsp|quot|#39|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
    : words;
};

/** What a form prints to write on, and arrows to it. */
const BLANK_TO_FILL = /^_{2,}\s*|\s*_{2,}$/g;
const ARROW = /^(?:[:=>→]+|[-–—=]+[>→]+)\s/;

/** A list's mark before an answer. */
const BULLET = /^[-*•·–—]\s+(?=\S)/;

/** Where an answer ends that stands among others in one line; the next one's quote may have begun. */
const BETWEEN = /\s*[,;](?:\s*["“„'])?$/;

/** One line of text from what was written behind a label. */
export const plainText = (raw: string, label: string): string => {
  const shown = clean(unescaped(withSpaces(raw, label)))
    .replace(LITERAL_END, '')
    .replace(LINK_BEHIND, '');
  const words = shown.includes('<') ? shown.replace(LINK_WITHIN, '').replace(MARKUP, '') : shown;
  const bare = words.replace(ARROW, '').replace(BULLET, '').replace(BLANK_TO_FILL, '').replace(BETWEEN, '').trim();
  return unwrapped(unpaired(withoutLabel(bare, label)));
};

/** A label that somebody wrote once more before the answer. */
const withoutLabel = (text: string, label: string): string => {
  const [first = '', ...rest] = text.split(/[:：]/);
  return rest.length > 0 && fold(first).text !== '' && fold(first).text === fold(label).text
    ? text.slice(first.length + 1).trim()
    : text;
};
