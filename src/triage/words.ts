/**
 * Words that a contributor can write as the only new text, and lines that need no answer.
 */
export type Word = 'status' | 'withdraw' | 'help' | 'not me';

const WORDS: Readonly<Record<string, Word>> = {
  status: 'status',
  withdraw: 'withdraw',
  help: 'help',
  'not me': 'not me',
  "it wasn't me": 'not me',
  "this wasn't me": 'not me',
  'this is not me': 'not me',
  'this was not me': 'not me',
  'it was not me': 'not me',
};

/** The same in a sentence that says nothing else. */
const WITHDRAWS =
  /^(?:(?:i|we) (?:would like to |want to |hereby )?)?withdraw (?:it|(?:my|our|the|this) (?:offer|dataset|submission|contribution))$/;

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[\s.!,"“”*_]+/g, ' ')
    .trim();

/** A line that only greets, and one that only says goodbye: what stands below that is a name. */
const GREETING =
  /^(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:tag|morgen)|liebes?|sehr geehrte|bonjour|hola|ciao|buongiorno|ola|hei|hej)(?: [^:]{0,40})?$/;
const CLOSING =
  /^(?:(?:with |my )?(?:best|kind|kindest|warm|warmest|many)? ?(?:regards|wishes|greetings)|best|all the best|cheers|sincerely|yours(?: \p{L}+)?|(?:many )?thanks(?: in advance| again)?|thank you(?: in advance| again)?|(?:mit )?(?:freundlichen?|besten?|vielen?|lieben?) (?:grüßen?|grüssen?)|danke|lg|vg|mfg|cordialement|bien (?:à vous|cordialement)|merci|(?:un )?saludos?(?: cordiales)?|atentamente|gracias|cordiali saluti|grazie|atenciosamente|obrigad[oa]|met vriendelijke groet|bedankt|pozdrawiam)$/u;

/** Whether a line only greets. */
export const isGreeting = (line: string): boolean => GREETING.test(bare(line));

/** A line as written, and its bare words. */
type Filled = { readonly line: string; readonly words: string };

const filledLines = (text: string): readonly Filled[] =>
  text
    .split('\n')
    .map((line) => ({ line, words: bare(line) }))
    .filter(({ words }) => words !== '');

/**
 * The lines of a text between greeting and goodbye. A goodbye without anything before it is the text itself: "Thanks!" above an answer
 * ends nothing.
 */
export const heartOf = (text: string): readonly string[] => {
  const lines = filledLines(text);
  const from = lines.length > 1 && GREETING.test(lines[0]?.words ?? '') ? 1 : 0;
  const end = lines.findIndex(({ words }, at) => at > from && CLOSING.test(words));
  return lines.slice(from, end < 0 ? lines.length : end).map(({ line }) => line);
};

/** Whether a line is the sender's own name, or a part of it. */
export const isName = (line: string, name: string): boolean => {
  const known = bare(name).split(' ');
  const words = bare(line).split(' ');
  return words[0] !== '' && words.every((word) => known.includes(word));
};

/** The lines that say something: no greeting, no goodbye, and not the sender's `name` below. */
export const saidIn = (text: string, name: string): readonly string[] => {
  const lines = heartOf(text);
  const last = lines.at(-1);
  return lines.length > 1 && last !== undefined && isName(last, name) ? lines.slice(0, -1) : lines;
};

/** Whether a text is no more than a greeting, a goodbye and a name. */
export const saysNothing = (text: string, name: string): boolean =>
  filledLines(text).every(({ line, words }) => GREETING.test(words) || CLOSING.test(words) || isName(line, name));

/** The one word that the whole text is, apart from a greeting, a goodbye and the sender's `name`; or null. */
export const wordOf = (text: string, name = ''): Word | null => {
  const said = saidIn(text.slice(0, 1000), name).join(' ');
  if (text.length > 1000 || said.length > 60) return null;
  const word = bare(said.replaceAll('?', ''))
    .replace(/^please | please$/, '')
    .replace(WITHDRAWS, 'withdraw');
  return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? null) : null;
};

/** Words that thanks are made of; `CORE` are those without which a line thanks for nothing and notes nothing. */
const CORE =
  /(?<!\p{L})(?:thanks?|thx|great|wonderful|perfect|excellent|fantastic|ok|okay|noted|got it|understood|merci|danke|dank|gracias|grazie|obrigad[oa]|dziękuję|bedankt|sorry|good luck|all the best|have a (?:nice|good|great))(?!\p{L})/u;
const COURTEOUS = new Set(
  `thanks thank thx you so very much many a lot for your the this that is it help quick fast kind prompt reply response answer
   message update news confirmation great wonderful perfect excellent fantastic good ok okay noted got understood all well and
   again everybody everyone team merci beaucoup bien danke vielen schön sehr gracias muchas grazie mille obrigado obrigada
   dziękuję dank u je bedankt sorry trouble inconvenience confirming understanding patience luck best wishes success
   have a nice day week weekend evening with initiative project work in advance`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const isThanks = (line: string): boolean => {
  const words = line.split(' ');
  return words.length <= 20 && CORE.test(line) && words.every((word) => COURTEOUS.has(word));
};

/** Whether every line is a courtesy that nobody expects an answer to: answering "thanks" with a form letter helps nobody. */
export const isCourtesy = (text: string): boolean => {
  if (text.length > 500) return false;
  const lines = filledLines(text).map(({ words }) => words);
  const [first, ...rest] = lines.filter((line, at) => at > 0 || lines.length === 1 || !GREETING.test(line));
  if (first === undefined || !isThanks(first) || text.includes('?')) return false;
  // A goodbye or a name may stand below; anything longer is something to read.
  return rest.length <= 3 && rest.every((line) => isThanks(line) || CLOSING.test(line) || line.length <= 30);
};

/** Whether lines ask for something that a template can't answer. */
export const asksSomething = (lines: readonly string[]): boolean =>
  lines.some((line) => /[?？؟]/.test(line.replace(/https?:\/\/\S*/g, '')));
