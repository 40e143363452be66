/**
 * A large mail without the bodies of its attachments: headers, structure and text stay, so it is still valid RFC 5322 and
 * RFC 2046, and memory stays bounded whatever its sender attached. Reads line by line and keeps little.
 */
import { contentOf } from './content.ts';

/** Octets up to which a mail is taken as it is. */
export const WHOLE = 64 * 1024;
const MAX_HEADER = 256 * 1024;
const MAX_TOTAL = 2 * 1024 * 1024;
const MAX_PARTS = 200;
/** A line longer than this is passed on in pieces. */
const MAX_LINE = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
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
  const state = start();
  for await (const piece of pieces(chunks)) take(state, piece);
  return whole(state);
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
type Body = {
  readonly kind: 'body';
  readonly part: string;
  readonly encoding: string;
  readonly limit: number;
  octets: number;
};

/** A header that is being read; `enclosing` = the message/rfc822 part whose content begins with it. */
type Header = {
  readonly kind: 'header';
  readonly part: string;
  readonly lines: Buffer[];
  octets: number;
  readonly enclosing: string | null;
};

/** Preamble, epilogue, or parts beyond the limit: nothing of it is kept. */
type Nothing = { readonly kind: 'nothing' };

type State = {
  at: Header | Body | Nothing;
  readonly open: Multipart[];
  readonly emptied: { readonly part: string; readonly size: number }[];
  readonly output: Buffer[];
  total: number;
  parts: number;
  eol: string;
};

const start = (): State => ({ at: headerOf('1'), open: [], emptied: [], output: [], total: 0, parts: 0, eol: '\r\n' });

const headerOf = (part: string, enclosing: string | null = null): Header => ({
  kind: 'header',
  part,
  lines: [],
  octets: 0,
  enclosing,
});

/** False where the mail has had its share of memory. */
const keep = (state: State, bytes: Buffer): boolean => {
  if (state.total + bytes.length > MAX_TOTAL) return false;
  // A copy: a slice would hold the whole chunk that it came in.
  state.output.push(Buffer.from(bytes));
  state.total += bytes.length;
  return true;
};

const take = (state: State, { bytes, starts }: Piece): void => {
  if (state.total === 0 && bytes.at(-1) === LF && bytes.at(-2) !== CR) state.eol = '\n';
  if (starts && takeDelimiter(state, bytes)) return;
  if (state.at.kind === 'header') takeHeader(state, state.at, bytes);
  else if (state.at.kind === 'body') takeBody(state, state.at, bytes);
};

const takeHeader = (state: State, header: Header, line: Buffer): void => {
  const isBlank = line.length <= 2 && (line[0] === LF || line[0] === CR);
  header.octets += line.length;
  if (isBlank || header.octets <= MAX_HEADER) {
    header.lines.push(Buffer.from(line));
    keep(state, line);
  }
  if (isBlank) state.at = afterHeader(state, header);
};

/** What follows a header, by what it says of its body (RFC 2045 5). */
const afterHeader = (state: State, { part, lines, octets, enclosing }: Header): State['at'] => {
  if (enclosing !== null) return { kind: 'body', part, encoding: enclosing, limit: octets, octets };
  const { type, encoding, boundary } = contentOf(Buffer.concat(lines).toString('latin1'));
  if (boundary !== null) {
    const prefix = state.open.length === 0 ? '' : `${part}.`;
    state.open.push({ delimiter: Buffer.from(`--${boundary}`, 'latin1'), prefix, count: 0 });
    return { kind: 'nothing' };
  }
  const kept = keptOf(type);
  return kept === 'header' ? headerOf(part, encoding) : { kind: 'body', part, encoding, limit: kept, octets: 0 };
};

const takeBody = (state: State, body: Body, line: Buffer): void => {
  body.octets += line.length;
  if (body.octets <= body.limit && !keep(state, line)) body.octets = body.limit + 1;
};

/** A delimiter of any open multipart ends all within it (RFC 2046 5.1.2). */
const takeDelimiter = (state: State, line: Buffer): boolean => {
  if (line[0] !== DASH || line[1] !== DASH) return false;
  const depth = state.open.findLastIndex((multipart) => delimiterIn(line, multipart) !== null);
  const multipart = state.open[depth];
  if (multipart === undefined) return false;
  const isLast = delimiterIn(line, multipart) === 'last';
  leave(state);
  // The line end before a delimiter belongs to it; where a body was cut, it is missing.
  if (state.output.at(-1)?.at(-1) !== LF) keep(state, Buffer.from(state.eol));
  keep(state, line);
  state.open.length = isLast ? depth : depth + 1;
  if (isLast || state.parts >= MAX_PARTS) return true;
  state.parts += 1;
  multipart.count += 1;
  state.at = headerOf(`${multipart.prefix}${multipart.count}`);
  return true;
};

const delimiterIn = (line: Buffer, { delimiter }: Multipart): 'next' | 'last' | null => {
  if (!line.subarray(0, delimiter.length).equals(delimiter)) return null;
  const rest = line.subarray(delimiter.length).toString('latin1').trim();
  if (rest === '--') return 'last';
  return rest === '' ? 'next' : null;
};

/** Ends what is being read, and notes what of it wasn't kept. */
const leave = (state: State): void => {
  const at = state.at.kind === 'header' && state.at.enclosing !== null ? afterHeader(state, state.at) : state.at;
  if (at.kind === 'body' && at.octets > at.limit)
    state.emptied.push({ part: at.part, size: decodedSize(at.encoding, at.octets) });
  state.at = { kind: 'nothing' };
};

const whole = (state: State): Uint8Array => {
  leave(state);
  const fields = state.emptied.map(({ part, size }) => emptiedField(part, size, state.eol)).join('');
  return Buffer.concat([Buffer.from(fields, 'latin1'), ...state.output]);
};
