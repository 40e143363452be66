/**
 * A large mail without the bodies of its attachments: headers, structure and text stay, so it is still valid RFC 5322 and
 * RFC 2046, and memory stays bounded whatever its sender attached. Reads line by line and keeps little.
 */
import { type Content, contentOf } from './content.ts';

/** Octets up to which a mail is taken as it is. */
export const WHOLE = 64 * 1024;
const MAX_HEADER = 256 * 1024;
const MAX_TOTAL = 2 * 1024 * 1024;
const MAX_PARTS = 200;
/** A line longer than this is passed on in pieces. */
const MAX_LINE = 64 * 1024;

const LF = 0x0a;
const DASH = 0x2d;

/** Octets, as encoded, that are kept of a part's body; `header` keeps the headers of the mail within. */
export const keptOf = (type: string): number | 'header' => {
  if (type.startsWith('text/')) return 384 * 1024;
  switch (type) {
    case 'message/delivery-status':
    case 'message/global-delivery-status':
    case 'message/disposition-notification':
    case 'message/feedback-report':
      return 64 * 1024;
    case 'message/rfc822':
    case 'message/global':
      return 'header';
    default:
      return 0;
  }
};

/** What a part's `octets` come to when decoded (RFC 2045 6.8: lines of 76 characters and a line end hold 57 octets). */
export const decodedSize = (encoding: string, octets: number): number =>
  encoding === 'base64' ? Math.floor((octets * 57) / 78) : octets;

/** The header field that tells what a part held before it was emptied. */
export const emptiedField = (part: string, size: number, eol: string): string =>
  `X-Mailroom-Emptied: ${part} ${size}${eol}`;

/** The mail with the bodies of its attachments emptied and over-long texts cut; each such part is told of in a first header field. */
export const emptyAttachments = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const mail = emptying();
  for await (const piece of pieces(chunks)) mail.take(piece.bytes, piece.starts);
  return mail.end();
};

type Piece = { readonly bytes: Buffer; readonly starts: boolean };

/** Lines with their ends; a line over MAX_LINE comes in several pieces, of which only the first `starts` it. */
async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  let rest: Buffer = Buffer.alloc(0);
  let starts = true;
  for await (const chunk of chunks) {
    const data: Buffer = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF, at)) {
      yield { bytes: data.subarray(at, end + 1), starts };
      starts = true;
      at = end + 1;
    }
    rest = data.subarray(at);
    if (rest.length > MAX_LINE) {
      yield { bytes: rest, starts };
      starts = false;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield { bytes: rest, starts };
}

/** A multipart that is open: the delimiter that starts its parts (RFC 2046 5.1.1), its number, and how many parts it had. */
type Multipart = { readonly delimiter: Buffer; readonly prefix: string; count: number };

/** A body that is being read: what part it is, how many octets it had so far, how many of them may stay. */
type Body = { readonly part: string; readonly encoding: string; readonly limit: number; octets: number };

const emptying = (): { readonly take: (line: Buffer, starts: boolean) => void; readonly end: () => Uint8Array } => {
  const open: Multipart[] = [];
  const emptied: { readonly part: string; readonly size: number }[] = [];
  const output: Buffer[] = [];
  let total = 0;
  let parts = 0;
  let eol = '\r\n';
  let part = '1';
  let header: Buffer[] | null = [];
  let headerOctets = 0;
  /** Inside message/rfc822: its header is still kept, then nothing of it. */
  let enclosed: Body | null = null;
  let body: Body | null = null;

  const keep = (bytes: Buffer): boolean => {
    if (total + bytes.length > MAX_TOTAL) return false;
    output.push(Buffer.from(bytes));
    total += bytes.length;
    return true;
  };

  const closeBody = (): void => {
    if (body !== null && body.octets > body.limit)
      emptied.push({ part: body.part, size: decodedSize(body.encoding, body.octets) });
    body = null;
  };

  const startHeader = (number: string): void => {
    part = number;
    header = [];
    headerOctets = 0;
    enclosed = null;
  };

  const endHeader = (lines: readonly Buffer[]): void => {
    header = null;
    if (enclosed !== null) {
      body = { ...enclosed, limit: enclosed.octets };
      enclosed = null;
      return;
    }
    const content = contentOf(Buffer.concat(lines).toString('latin1'));
    if (content.boundary !== null) {
      const isRoot = open.length === 0;
      open.push({
        delimiter: Buffer.from(`--${content.boundary}`, 'latin1'),
        prefix: isRoot ? '' : `${part}.`,
        count: 0,
      });
      return;
    }
    startBody(content);
  };

  const startBody = (content: Content): void => {
    const kept = keptOf(content.type);
    if (kept !== 'header') {
      body = { part, encoding: content.encoding, limit: kept, octets: 0 };
      return;
    }
    const within = { part, encoding: content.encoding, limit: 0, octets: 0 };
    header = [];
    headerOctets = 0;
    enclosed = within;
  };

  const takeHeader = (lines: Buffer[], line: Buffer): void => {
    if (enclosed !== null) enclosed.octets += line.length;
    const blank = line.length <= 2 && (line[0] === LF || line[0] === 0x0d);
    headerOctets += line.length;
    if (blank || headerOctets <= MAX_HEADER) {
      lines.push(Buffer.from(line));
      keep(line);
    }
    if (blank) endHeader(lines);
  };

  const takeBody = (reading: Body, line: Buffer): void => {
    reading.octets += line.length;
    if (reading.octets <= reading.limit && !keep(line)) reading.octets = reading.limit + 1;
  };

  /** A delimiter of any open multipart ends all within it (RFC 2046 5.1.2). */
  const takeDelimiter = (line: Buffer): boolean => {
    if (line[0] !== DASH || line[1] !== DASH) return false;
    for (let depth = open.length - 1; depth >= 0; depth -= 1) {
      const multipart = open[depth];
      if (multipart === undefined || !line.subarray(0, multipart.delimiter.length).equals(multipart.delimiter))
        continue;
      const after = line.subarray(multipart.delimiter.length).toString('latin1').trim();
      if (after !== '' && after !== '--') continue;
      if (header !== null && enclosed !== null) endHeader(header);
      closeBody();
      header = null;
      // The line end before a delimiter belongs to it; where a body was cut, it is missing.
      if (output.at(-1)?.at(-1) !== LF) keep(Buffer.from(eol));
      keep(line);
      open.length = after === '--' ? depth : depth + 1;
      if (after === '--' || parts >= MAX_PARTS) return true;
      parts += 1;
      multipart.count += 1;
      startHeader(`${multipart.prefix}${multipart.count}`);
      return true;
    }
    return false;
  };

  const take = (line: Buffer, starts: boolean): void => {
    if (total === 0 && line.at(-1) === LF && line.at(-2) !== 0x0d) eol = '\n';
    if (starts && takeDelimiter(line)) return;
    if (header !== null) takeHeader(header, line);
    else if (body !== null) takeBody(body, line);
  };

  const end = (): Uint8Array => {
    if (header !== null) endHeader(header);
    closeBody();
    const fields = emptied.map(({ part: number, size }) => emptiedField(number, size, eol)).join('');
    return Buffer.concat([Buffer.from(fields, 'latin1'), ...output]);
  };

  return { take, end };
};
