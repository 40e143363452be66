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
};

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[\s.!,"“”*_]+/g, ' ')
    .trim();

/** The one word that the whole text is, or null. */
export const wordOf = (text: string): Word | null =>
  text.length > 60 ? null : (WORDS[bare(text.replaceAll('?', ''))] ?? null);

const THANKS = new Set([
  'thanks',
  'thank you',
  'many thanks',
  'thanks a lot',
  'thank you very much',
  'thank you so much',
  'thanks so much',
  'great thanks',
  'great thank you',
  'ok',
  'okay',
  'ok thanks',
  'ok thank you',
  'perfect',
  'perfect thanks',
  'perfect thank you',
  'great',
  'got it',
  'got it thanks',
  'noted',
  'noted thanks',
  'merci',
  'merci beaucoup',
  'danke',
  'vielen dank',
  'gracias',
  'muchas gracias',
  'grazie',
  'obrigado',
  'obrigada',
  'dziękuję',
  'dank u',
  'dank je',
  'bedankt',
]);

/** Whether every line is a courtesy that nobody expects an answer to: answering "thanks" with a form letter helps nobody. */
export const isCourtesy = (text: string): boolean => {
  const lines = text
    .split('\n')
    .map(bare)
    .filter((line) => line !== '');
  const [first, ...rest] = lines;
  if (first === undefined || !THANKS.has(first)) return false;
  // A greeting or a name may stand below; anything longer is something to read.
  return rest.length <= 2 && rest.every((line) => THANKS.has(line) || (line.length <= 30 && !line.includes('?')));
};

/** Whether lines ask for something that a template can't answer. */
export const asksSomething = (lines: readonly string[]): boolean =>
  lines.some((line) => /[?？؟]/.test(line.replace(/https?:\/\/\S*/g, '')));
