/**
 * `UID FETCH` of what comes by the thousand (RFC 3501 6.4.8, 7.4.2): sizes, dates, whole sources, each row read from the parser's
 * tokens. imapflow's own fetch, which compiles every name again, hashes every UID and hands every row through a generator, takes up to
 * twice as long; it is kept for what comes seldom.
 */
import type { ImapFlow } from 'imapflow';
import { systemCode } from '../error.ts';

/** What can be asked for; nothing that a sender shapes but the source, which isn't parsed. */
export type Item = 'INTERNALDATE' | 'RFC822.SIZE' | 'BODY.PEEK[]';

/** What a row says, as far as it does. */
export type Row = {
  readonly uid: number;
  /** 0 where it is told, but can't be read: a message must not be missed for that. */
  readonly size: number | undefined;
  /** INTERNALDATE, epoch ms. */
  readonly date: number | undefined;
  readonly source: Buffer | undefined;
};

/** Of imapflow's parser: an atom, a string or a literal; a list; or NIL. */
type Token = Word | readonly Token[] | null;
type Word = { readonly type: string; readonly value?: string | Buffer; readonly section?: readonly Token[] };
type Untagged = { readonly attributes?: readonly Token[] };

/** QUIRK: what all commands of imapflow 2.1.2 are made with, missing from its types. `next` lets it read on. */
type Exec = {
  readonly exec: (
    command: string,
    words: readonly (Word | readonly Word[])[],
    options: { readonly untagged: { readonly FETCH: (row: Untagged) => void } },
  ) => Promise<{ readonly next: () => void }>;
};

const ATTEMPTS = 4;

/** The rows of these UIDs, in the server's order; doubled and unasked ones may be among them, not those without a UID. */
export const fetchRows = async (client: ImapFlow, range: string, items: readonly Item[]): Promise<readonly Row[]> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(client, range, items);
    } catch (error) {
      // Microsoft's "Request is throttled": by now imapflow has waited for as long as it asks.
      if (attempt === ATTEMPTS || systemCode(error) !== 'ETHROTTLE') throw error;
    }
  }
};

const fetchOnce = async (client: ImapFlow, range: string, items: readonly Item[]): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  const words = [{ type: 'SEQUENCE', value: range }, ['UID', ...items].map(wordOf)];
  const answer = await (client as ImapFlow & Exec).exec('UID FETCH', words, {
    untagged: {
      FETCH: ({ attributes }) => {
        const row = rowOf(attributes?.[1]);
        if (row !== null) rows.push(row);
      },
    },
  });
  answer.next();
  return rows;
};

const wordOf = (item: string): Word =>
  item === 'BODY.PEEK[]' ? { type: 'ATOM', value: 'BODY.PEEK', section: [] } : { type: 'ATOM', value: item };

/** Names and values in turn. */
const rowOf = (tokens: Token | undefined): Row | null => {
  if (!isList(tokens)) return null;
  const found = new Map<string, Token | undefined>();
  for (let at = 0; at < tokens.length; at += 2) found.set(nameOf(tokens[at]), tokens[at + 1]);
  const uid = numberIn(found.get('UID'));
  if (uid === 0) return null;
  const size = found.has('RFC822.SIZE') ? numberIn(found.get('RFC822.SIZE')) : undefined;
  const told = Date.parse(String(textIn(found.get('INTERNALDATE'))));
  const date = Number.isNaN(told) ? undefined : told;
  const source = octetsIn(found.get('BODY[]'));
  // Two literals, as V8 learns from the rows of a long listing, which live long, to make what comes from that place old from its birth:
  // then each source would be kept until all that is old is looked through, which was 60 MB of them.
  return source === undefined ? { uid, size, date, source } : { uid, size, date, source };
};

const isList = (token: Token | undefined): token is readonly Token[] => Array.isArray(token);

const isWord = (token: Token | undefined): token is Word => token !== null && token !== undefined && !isList(token);

/** As RFC 3501 writes it; of sections only the empty one is asked for. */
const nameOf = (token: Token | undefined): string => {
  if (!isWord(token) || typeof token.value !== 'string') return '';
  const name = token.value.toUpperCase();
  return token.section === undefined ? name : `${name}[${token.section.length === 0 ? '' : '...'}]`;
};

const textIn = (token: Token | undefined): string | Buffer | undefined => (isWord(token) ? token.value : undefined);

/** A server may answer with a quoted string where it is short; the parser read that as UTF-8. */
const octetsIn = (token: Token | undefined): Buffer | undefined => {
  const text = textIn(token);
  return typeof text === 'string' ? Buffer.from(text) : text;
};

const numberIn = (token: Token | undefined): number => {
  const text = textIn(token);
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : 0;
};
