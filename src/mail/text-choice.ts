/**
 * Which text parts together are the text of a mail: multipart/alternative says the same thing twice (RFC 2046 5.1.4), and not always.
 */
import type { Message, TextPart } from './message.ts';

const letters = (texts: readonly TextPart[]): number =>
  texts.reduce(
    (sum, text) => sum + text.lines.reduce((length, line) => length + line.text.replace(/\s+/g, '').length, 0),
    0,
  );

const filledLines = (texts: readonly TextPart[]): number =>
  texts.reduce((sum, text) => sum + text.lines.filter((line) => line.text.trim() !== '').length, 0);

/** Longer than any "this message needs an HTML viewer". */
const LONGEST_STUB = 400;

/**
 * The parts to show as the mail's text: the plain ones, unless they are empty, a stub, or lost their line ends while the HTML has more;
 * then the HTML. Attached text only where there is no other. The rest of `message.texts` may still hold what was asked for.
 */
export const chooseTexts = (message: Pick<Message, 'texts'>): readonly TextPart[] => {
  const plain = message.texts.filter((text) => text.source === 'plain');
  const html = message.texts.filter((text) => text.source === 'html');
  if (html.length === 0 && filledLines(plain) > 0) return plain;
  const inPlain = letters(plain);
  const inHtml = letters(html);
  if (inPlain === 0 && inHtml === 0) return message.texts.filter((text) => text.source === 'attachment');
  const stub = inPlain < LONGEST_STUB && inPlain * 2 < inHtml;
  const glued = filledLines(plain) <= 1 && filledLines(html) > 1;
  return inPlain === 0 || (inHtml > 0 && (stub || glued)) ? html : plain;
};
