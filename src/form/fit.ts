/**
 * Whether words could be an answer of a kind: what tells a label from the same words in a value, and a value from what follows it.
 */
import { readChoice } from './choice.ts';
import { clean, isAscii } from './fold.ts';
import type { Field } from './form.ts';
import { looksLikeAddress } from './mailbox.ts';
import { looksLikeUrl } from './url.ts';

/** `open`: the options of a choice, left as they were. */
export type Fit = 'fits' | 'open' | 'empty' | 'unfit';

const SOLID = /[\p{L}\p{N}\p{S}[(?…-]/u;

/** Longer words than these are no single answer; looking at their beginning is enough. */
const LOOKED_AT = 1000;

/** True where `fitOf` says `empty`, whatever the kind of answer. */
export const isHollow = (words: string): boolean => !SOLID.test(words.slice(0, LOOKED_AT));

export const fitOf = (answer: Field['answer'], words: string): Fit => {
  const text = words.slice(0, LOOKED_AT);
  if (isHollow(words)) return 'empty';
  if (answer === 'text') return 'fits';
  if (answer === 'url') return looksLikeUrl(text) ? 'fits' : 'unfit';
  if (answer === 'address') return looksLikeAddress(text) ? 'fits' : 'unfit';
  const { kind } = readChoice(text);
  return kind === 'unclear' ? 'unfit' : kind === 'untouched' ? 'open' : 'fits';
};

const CLOSINGS =
  /^(?:(?:with )?(?:kind|best|warm|many|friendly)(?:est)? (?:regards|wishes|greetings|thanks)|regards|best|cheers|sincerely|yours|thanks|thank you|many thanks|thx|greetings|respectfully|cordially|mit freundlichen|freundliche gr|viele gr|beste gr|herzliche gr|liebe gr|schone gr|vielen dank|danke|mfg|gruss|cordialement|bien cordialement|bien a vous|merci|salutations|sinceres|amicalement|saludos|atentamente|gracias|un saludo|cordiali saluti|distinti saluti|saluti|grazie|atenciosamente|obrigad|cumprimentos|met vriendelijke|vriendelijke gr|groeten|bedankt|pozdrawiam|z powazaniem|dziekuje|dzieki|med vanlig|mvh|hilsen|с уважением|спасибо|よろしく|以上|此致|谢谢|敬具)(?![\p{L}])/u;

const withoutAccents = (line: string): string =>
  isAscii(line)
    ? line
    : line
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .normalize('NFC')
        .replace(/ß/g, 'ss');

/** True for the line with which people end a letter: what follows is their name, not an answer. */
export const isClosing = (text: string): boolean => {
  if (text.length > 80 || /[:=@]/.test(text)) return false;
  const line = withoutAccents(clean(text)).toLowerCase();
  return line.length <= 60 && (CLOSINGS.test(line) || /^--? ?$/.test(line)) && !/[:=@]/.test(line);
};
