/**
 * How words from a mail may stand in ours. Anybody can forge From and let us write to a third person, so what we repeat is one plain
 * line each, bounded, and a name that would be a link in the reader's mail program isn't repeated at all.
 */
import type { Value } from '../form/answer.ts';
import type { Field } from '../form/form.ts';
import { isPlain } from '../mail/lines.ts';

/** Control characters, and all that turn the direction of text or can't be seen (Unicode TR36 3.2, 3.6: spoofing). */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu;

/** One plain line of at most `max` characters; what was cut ends in `…`. Linear in the part that is kept. */
export const plain = (text: string, max: number): string => {
  if (text.length <= max && isPlain(text)) return text;
  const line = text
    .slice(0, max * 8)
    .replace(/\s/gu, ' ')
    .replace(INVISIBLE, '')
    .split(' ')
    .filter((word) => word !== '')
    .join(' ');
  const characters = [...line];
  return characters.length > max || text.length > max * 8 ? `${characters.slice(0, max - 1).join('')}…` : line;
};

/** Words that mail programs make a link of: a scheme, `www.`, or letters after a dot, also in their wide forms. */
const LINK = /:\/\/|www\.|[\p{L}\p{N}-]\.\p{L}{2}|[\p{L}\p{N}]@[\p{L}\p{N}]|mailto:/iu;

/** Whether a name could lead its reader anywhere. */
export const holdsLink = (text: string): boolean => LINK.test(plain(text, 500).normalize('NFKC').replaceAll('。', '.'));

/** A name as we may repeat it, or null where it isn't to be repeated. */
export const safeName = (name: string, max: number): string | null =>
  name.trim() === '' || holdsLink(name) ? null : plain(name, max);

/** What stands in place of a name that isn't repeated. */
export const NOT_REPEATED = '(as you wrote it)';

const MAX_URL = 500;
const MAX_VALUE = 200;

/** A field's value as a letter shows it; `Yes` and `No` as the form writes them. */
export const shown = (field: Field, value: Value): string => {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (field.answer === 'url') return plain(value, MAX_URL);
  if (field.answer === 'text') return safeName(value, MAX_VALUE) ?? NOT_REPEATED;
  return plain(value, MAX_VALUE);
};
