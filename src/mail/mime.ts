/**
 * The parts of a mail that have content, in order (RFC 2045, RFC 2046). The one file that knows mailparser.
 */
import { type AttachmentStream, type HeaderValue, MailParser, type MessageText } from 'mailparser';
import { headerEnd, MAX_HEADER, type Structured } from './header.ts';

/** A part that isn't multipart: its octets with the transfer encoding undone, and what its header says of them. */
export type Leaf = {
  /** RFC 3501 6.4.5: `1`, `2.1`. */
  readonly part: string;
  readonly type: string;
  readonly parameters: Structured['parameters'];
  readonly disposition: string | null;
  readonly name: string | null;
  /** At most MAX_CONTENT octets. */
  readonly content: Uint8Array;
  /** Of the whole content. */
  readonly size: number;
};

export type Mime = { readonly root: Structured; readonly leaves: readonly Leaf[] };

/** Octets of one part that are kept: markup may be eight times its text. */
const MAX_CONTENT = 2 * 1024 * 1024;
const MAX_PARTS = 200;

const OPTIONS = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipImageLinks: true,
  skipTextLinks: true,
  keepCidLinks: true,
  keepDeliveryStatus: true,
  // Passed on to mailsplit: a mail inside the mail stays one part, so that its text isn't taken for the sender's.
  ignoreEmbedded: true,
  maxHeadSize: MAX_HEADER,
  maxChildNodes: MAX_PARTS,
};

const structured = (value: HeaderValue | undefined): Structured | null =>
  typeof value === 'object' && 'params' in value && typeof value.value === 'string'
    ? { type: value.value.toLowerCase(), parameters: value.params }
    : null;

/** RFC 2045 5.2: no Content-Type, or one that can't be read, means plain text. */
const PLAIN: Structured = { type: 'text/plain', parameters: {} };

const readable = (type: Structured | null): Structured => (type?.type.includes('/') ? type : PLAIN);

/** QUIRK: mailparser's types promise a string, but `Content-Type: ;` gives false. */
const typeOf = (contentType: unknown): string =>
  typeof contentType === 'string' && contentType.includes('/') ? contentType : PLAIN.type;

const leafOf = (attachment: AttachmentStream, chunks: readonly Buffer[], size: number): Leaf => {
  const type = typeOf(attachment.contentType);
  const declared = structured(attachment.headers.get('content-type'));
  return {
    part: attachment.partId ?? '1',
    type,
    // A part with two Content-Type fields: mailparser takes its type from the first and its parameters from the last.
    parameters: declared?.type === type ? declared.parameters : {},
    disposition: attachment.contentDisposition ?? null,
    name: attachment.filename ?? null,
    content: Buffer.concat(chunks),
    size,
  };
};

/** What of MailParser its types leave out. */
type Inside = {
  textTypes: readonly string[];
  processHeaders: (fields: readonly { readonly key: string }[]) => unknown;
};

/**
 * QUIRK: two undocumented members are set. Without `textTypes`, every part is handed over as its own octets: mailparser's own text merges
 * all parts, glues quote depths in format=flowed, and has forgotten the octets by the time that a charset turns out to be mislabelled.
 * And of the fields only Content-Type is taken apart, the one that is asked for below: all of them cost half the time of a small mail.
 */
const openParser = (): MailParser => {
  const parser = new MailParser(OPTIONS);
  const inside = parser as unknown as Inside;
  const { processHeaders } = inside;
  inside.textTypes = [];
  inside.processHeaders = (fields) =>
    processHeaders.call(
      parser,
      fields.filter(({ key }) => key === 'content-type'),
    );
  return parser;
};

/**
 * Reads the structure of a mail. Rejects where mailparser does: too many parts, too large a header.
 */
export const readMime = (source: Uint8Array): Promise<Mime> =>
  new Promise((resolve, reject) => {
    const parser = openParser();
    const leaves: Leaf[] = [];
    let root = PLAIN;
    parser.on('headers', (headers) => {
      root = readable(structured(headers.get('content-type')));
    });
    parser.on('data', (data: AttachmentStream | MessageText) => {
      if (data.type === 'text') return;
      const chunks: Buffer[] = [];
      let size = 0;
      data.content.on('error', reject);
      data.content.on('data', (chunk: Buffer) => {
        if (size < MAX_CONTENT) chunks.push(chunk);
        size += chunk.length;
      });
      data.content.on('end', () => {
        leaves.push(leafOf(data, chunks, size));
        data.release();
      });
    });
    parser.on('error', reject);
    parser.on('end', () => resolve({ root, leaves: leaves.length > 0 ? leaves : withoutParts(source) }));
    parser.end(source);
  });

/** QUIRK: a multipart whose boundary never comes has no part at all, yet its text is there: read as plain text. */
const withoutParts = (source: Uint8Array): readonly Leaf[] => {
  const content = source.subarray(headerEnd(source));
  return [
    {
      part: '1',
      type: PLAIN.type,
      parameters: {},
      disposition: null,
      name: null,
      content: content.subarray(0, MAX_CONTENT),
      size: content.length,
    },
  ];
};
