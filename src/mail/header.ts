/**
 * Header fields as they stand in the source (RFC 5322 2.2), every occurrence in order.
 * Ours rather than a library's, because it must also read what can't be parsed as a mail, and headers that a bounce returns.
 */
import { decodeText } from './charset.ts';
import type { Header } from './message.ts';

/** A structured field such as Content-Type (RFC 2045 5.1): its first word in lower case, and its parameters. */
export type Structured = { readonly type: string; readonly parameters: Readonly<Record<string, string>> };

/** Octets of a header that are looked at; a larger one makes the mail unreadable. */
export const MAX_HEADER = 256 * 1024;
const MAX_FIELDS = 2000;

const LF = 0x0a;
const CR = 0x0d;

/** Offset of the first octet after the blank line that ends the header (RFC 5322 2.1); the length where there is none. */
export const headerEnd = (bytes: Uint8Array): number => {
  if (bytes[0] === LF) return 1;
  if (bytes[0] === CR && bytes[1] === LF) return 2;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return bytes.length;
};

// RFC 5322 3.6.8: printable ASCII without the colon. 4.5 allows blanks before the colon.
const FIELD_NAME = /^[!-9;-~]+$/;

/**
 * The fields of the header that `bytes` starts with, at most 256 KB of it. Lines that are no field (an mbox `From ` line, garbage) are
 * left out; never throws.
 */
export const readHeaders = (bytes: Uint8Array): readonly Header[] => {
  const end = Math.min(headerEnd(bytes), MAX_HEADER);
  const lines = decodeText(bytes.subarray(0, end), null).split(/\r\n|\n|\r/);
  const fields: { name: string; lines: string[] }[] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    if (line.startsWith(' ') || line.startsWith('\t')) {
      last?.lines.push(line);
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd();
    if (!FIELD_NAME.test(name) || fields.length >= MAX_FIELDS) continue;
    fields.push({ name: name.toLowerCase(), lines: [line.slice(colon + 1)] });
  }
  // RFC 5322 2.2.3: unfolding takes away the line end only, not the blank that follows it.
  return fields.map((field) => ({ name: field.name, value: field.lines.join('').trim() }));
};

/** The values of all fields called `name` (lower case), in order. */
export const valuesOf = (headers: readonly Header[], name: string): readonly string[] =>
  headers.filter((header) => header.name === name).map((header) => header.value);

/** All message identifiers in the fields called `name`, with their angle brackets (RFC 5322 3.6.4), each once. */
export const messageIds = (headers: readonly Header[], name: string): readonly string[] => {
  const found = valuesOf(headers, name).flatMap((value) => value.match(/<[^<>\s]+>/g) ?? []);
  return [...new Set(found)];
};
