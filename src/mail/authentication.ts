/**
 * What our own receiving server verified of a mail, read from Authentication-Results (RFC 8601).
 * Anybody can write that field, so only servers that the owner named count.
 */
import { valuesOf } from './header.ts';
import type { Header } from './message.ts';

type AuthenticationResult = 'pass' | 'fail' | 'none' | 'unknown';

/** `unknown` wherever no trusted server said anything: never taken for a pass. */
export type Authentication = {
  readonly dmarc: AuthenticationResult;
  readonly dkim: AuthenticationResult;
  readonly spf: AuthenticationResult;
  /** The authserv-id that said so (RFC 8601 2.5), or null. */
  readonly by: string | null;
};

/** Stands in TRUSTED_AUTHSERV_IDS for Microsoft 365, whose field has no authserv-id. */
const MICROSOFT = 'microsoft';

const METHODS = ['dmarc', 'dkim', 'spf'] as const;
type Method = (typeof METHODS)[number];
type Results = Readonly<Partial<Record<Method, AuthenticationResult>>>;

/** One field, parsed; `id` in lower case, null where it begins with a result at once. */
type Verdict = { readonly id: string | null; readonly results: Results };

const MAX_FIELD = 16 * 1024;

/** The pieces of a field between semicolons, without comments (RFC 5322 3.2.2: they nest, and may hold semicolons) and quotes. */
const pieces = (field: string): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < field.length; at++) {
    const character = field[at] ?? '';
    if (character === '\\' && (quoted || depth > 0)) {
      at++;
    } else if (character === '"' && depth === 0) {
      quoted = !quoted;
    } else if (character === '(' && !quoted) {
      depth++;
    } else if (character === ')' && depth > 0) {
      depth--;
    } else if (character === ';' && depth === 0 && !quoted) {
      found.push(piece.trim());
      piece = '';
    } else if (depth === 0) {
      // What stands in quotes is a value, never a method or a result.
      piece += quoted ? '_' : character;
    }
  }
  return [...found, piece.trim()];
};

/** RFC 8601 2.7 and its registry; what says neither yes nor no is `none`, trouble on the way is `unknown`. */
const RESULTS: Readonly<Record<string, AuthenticationResult>> = {
  pass: 'pass',
  fail: 'fail',
  hardfail: 'fail',
  softfail: 'fail',
  none: 'none',
  neutral: 'none',
  policy: 'none',
  bestguesspass: 'none',
};

// RFC 8601 2.2: method [ "/" version ] "=" result.
const RESULT = /^([a-z0-9-]+)\s*(?:\/\s*[0-9]+\s*)?=\s*([a-z]+)/i;

const isMethod = (name: string): name is Method => METHODS.some((method) => method === name);

/** Several signatures, one good: the mail is signed. Any other method is stated once; a second statement of it is not believed. */
const merged = (
  method: Method,
  before: AuthenticationResult | undefined,
  now: AuthenticationResult,
): AuthenticationResult => {
  if (before === undefined) return now;
  return method === 'dkim' && now === 'pass' ? 'pass' : before;
};

const parseField = (field: string): Verdict => {
  const [first = '', ...rest] = pieces(field.slice(0, MAX_FIELD));
  const anonymous = RESULT.test(first);
  const results: Partial<Record<Method, AuthenticationResult>> = {};
  for (const piece of anonymous ? [first, ...rest] : rest) {
    const [, name = '', word = ''] = RESULT.exec(piece) ?? [];
    const method = name.toLowerCase();
    if (isMethod(method)) results[method] = merged(method, results[method], RESULTS[word.toLowerCase()] ?? 'unknown');
  }
  // The id may be followed by a version (RFC 8601 2.2).
  const id = first.split(/\s/, 1)[0] ?? '';
  return { id: anonymous || id === '' ? null : id.toLowerCase(), results };
};

const isTrusted = (verdict: Verdict, at: number, trusted: readonly string[]): boolean =>
  // Without an id nothing tells one server's word from another's, so only the last server to see the mail can be meant.
  verdict.id === null ? at === 0 && trusted.includes(MICROSOFT) : trusted.includes(verdict.id);

const UNKNOWN: Authentication = { dmarc: 'unknown', dkim: 'unknown', spf: 'unknown', by: null };

/**
 * What the servers in `trusted` (authserv-ids, or `microsoft`) verified. The topmost field of a trusted server counts; from further ones
 * with its id only a failure is taken, because a sender may have written them: whoever forges one can only harm his own mail. Nobody
 * trusted, or no such field: everything `unknown`.
 */
export const readAuthentication = (headers: readonly Header[], trusted: readonly string[]): Authentication => {
  const ids = trusted.map((id) => id.trim().toLowerCase());
  const verdicts = valuesOf(headers, 'authentication-results').map(parseField);
  const believed = verdicts.filter((verdict, at) => isTrusted(verdict, at, ids));
  const [top] = believed;
  if (top === undefined) return UNKNOWN;
  const others = believed.slice(1).filter((verdict) => verdict.id === top.id);
  const resultOf = (method: Method): AuthenticationResult =>
    top.results[method] ?? (others.some((verdict) => verdict.results[method] === 'fail') ? 'fail' : 'unknown');
  return { dmarc: resultOf('dmarc'), dkim: resultOf('dkim'), spf: resultOf('spf'), by: top.id ?? MICROSOFT };
};

/** What an owner could trust, judging by this mail: the topmost authserv-id, `microsoft` for a field without one, null for no field. */
export const topmostServer = (headers: readonly Header[]): string | null => {
  const [field] = valuesOf(headers, 'authentication-results');
  return field === undefined ? null : (parseField(field).id ?? MICROSOFT);
};
