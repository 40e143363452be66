/**
 * Encoded words in header fields (RFC 2047), such as `=?utf-8?Q?B=C3=A4r?=`.
 */
import { decodeText } from './charset.ts';

// RFC 2047 2, with the language of RFC 2231 5 after `*`. Each class excludes what ends it, so the match is linear.
const WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([QqBb])\?([^?]*)\?=/g;

const hexOctet = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

const octetsOf = (encoding: string, text: string): Buffer =>
  encoding === 'B' || encoding === 'b'
    ? Buffer.from(text, 'base64')
    : Buffer.from(text.replaceAll('_', ' ').replace(/=([0-9A-Fa-f]{2})/g, hexOctet), 'latin1');

/** Words that follow one another in one charset; they are decoded together, for senders split characters between words. */
type Run = { readonly charset: string; readonly octets: Buffer[]; readonly before: string; readonly end: number };

/**
 * `value` with its encoded words decoded. Blanks between two words vanish (RFC 2047 6.2). What isn't a valid word stays as it stood;
 * never throws.
 */
export const decodeWords = (value: string): string => {
  const runs: Run[] = [];
  for (const match of value.matchAll(WORD)) {
    const [whole, name = '', encoding = '', encoded = ''] = match;
    const charset = name.toLowerCase();
    const last = runs.at(-1);
    const between = value.slice(last?.end ?? 0, match.index);
    const adjacent = last !== undefined && between.trim() === '';
    const octets = octetsOf(encoding, encoded);
    const end = match.index + whole.length;
    if (adjacent && last.charset === charset) {
      last.octets.push(octets);
      runs[runs.length - 1] = { ...last, end };
    } else {
      runs.push({ charset, octets: [octets], before: adjacent ? '' : between, end });
    }
  }
  const decoded = runs.map((run) => run.before + decodeText(Buffer.concat(run.octets), run.charset));
  return decoded.join('') + value.slice(runs.at(-1)?.end ?? 0);
};
