/**
 * Links that a mail gateway rewrote -> the link that the writer meant. Sources are named at each rule; nothing is fetched.
 */
import { parsedUrl } from './parsed-url.ts';

/** `lost`: the target isn't in the link, only the gateway (named) knows it. */
export type Unwrapped = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'lost'; readonly by: string };

type Rule = {
  readonly by: string;
  readonly host: RegExp;
  /** The target, null where this link doesn't hold one. */
  readonly target: (url: URL, text: string) => string | null;
  /** True where a link of this host without target is nobody's dataset. */
  readonly always: boolean;
};

const parameter =
  (...names: readonly string[]) =>
  (url: URL): string | null => {
    for (const name of names) {
      const value = url.searchParams.get(name);
      if (value !== null && /^https?:/i.test(value)) return value;
    }
    return null;
  };

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Proofpoint v1 and v2: in v2 `-XX` is `%XX` and `_` is `/` (vectors: cardi/proofpoint-url-decoder). */
const proofpointQuery = (url: URL): string | null => {
  const u = url.searchParams.get('u');
  if (u === null) return null;
  return url.pathname.startsWith('/v2') ? decoded(u.replaceAll('-', '%').replaceAll('_', '/')) : decoded(u);
};

const RUNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Proofpoint v3: `*` stands for the next character of a base64 text behind `__;`, `**X` for a run of them, `A` being two. */
const proofpointV3 = (text: string): string | null => {
  const start = text.indexOf('/v3/__');
  const end = text.indexOf('__;', start);
  if (start < 0 || end < 0) return null;
  const left = decoded(text.slice(start + 6, end)).replace(/^([a-z]+:\/)(?=[^/])/i, '$1/');
  const encoded = text.slice(end + 3).split('!')[0] ?? '';
  const hidden = [...Buffer.from(encoded, 'base64url').toString('utf8')];
  let next = 0;
  return left.replace(/\*(?:\*(.))?/g, (_, run: string | undefined) => {
    const count = run === undefined ? 1 : RUNS.indexOf(run) + 2;
    next += count;
    return hidden.slice(next - count, next).join('');
  });
};

const base64Parameter =
  (name: string) =>
  (url: URL): string | null => {
    const value = url.searchParams.get(name);
    const target = value === null ? '' : Buffer.from(value, 'base64').toString('utf8');
    return /^https?:\/\//i.test(target) ? target : null;
  };

const afterPath =
  (pattern: RegExp) =>
  (_: URL, text: string): string | null => {
    const target = pattern.exec(text)?.[1];
    return target === undefined ? null : decoded(target);
  };

const RULES: readonly Rule[] = [
  {
    by: 'Outlook SafeLinks',
    host: /(?:^|\.)safelinks\.protection\.(?:outlook\.com|partner\.outlook\.cn|office365\.us)$/,
    target: parameter('url'),
    always: true,
  },
  {
    by: 'Proofpoint',
    host: /(?:^|\.)urldefense(?:\.proofpoint)?\.(?:com|us)$/,
    target: (url, text) => (url.pathname.startsWith('/v3') ? proofpointV3(text) : proofpointQuery(url)),
    always: true,
  },
  { by: 'Barracuda', host: /(?:^|\.)linkprotect\.cudasvc\.com$/, target: parameter('a'), always: true },
  { by: 'Cisco', host: /^secure-web\.cisco\.com$/, target: afterPath(/\/(https?(?:%3A|:).+)$/i), always: true },
  { by: 'Sophos', host: /(?:^|\.)protection\.sophos\.com$/, target: base64Parameter('u'), always: true },
  { by: 'Trend Micro', host: /(?:^|[.-])ctp\.trendmicro\.com$/, target: parameter('url'), always: true },
  { by: 'FireEye', host: /(?:^|\.)protect\d*\.fireeye\.com$/, target: parameter('u'), always: true },
  { by: 'Symantec', host: /(?:^|\.)clicktime\.symantec\.com$/, target: parameter('u'), always: true },
  { by: 'Trustwave', host: /^scanmail\.trustwave\.com$/, target: parameter('u'), always: true },
  { by: 'Zix', host: /^link\.edgepilot\.com$/, target: parameter('u'), always: true },
  {
    by: 'Menlo Security',
    host: /^isolate\.menlosecurity\.com$/,
    target: afterPath(/menlosecurity\.com\/1\/\d+\/(https?(?:%3A|:).+)$/i),
    always: true,
  },
  { by: 'GMX', host: /^deref-(?:gmx|web|mail)\.[a-z]{2,3}$/, target: parameter('redirectUrl'), always: true },
  {
    by: 'Microsoft Teams',
    host: /^statics\.teams\.(?:cdn\.office\.net|microsoft\.com)$/,
    target: parameter('url'),
    always: false,
  },
  { by: 'TitanHQ', host: /(?:^|\.)linklock\.titanhq\.com$/, target: parameter('url'), always: true },
  {
    by: 'Check Point',
    host: /(?:^|\.)(?:url\.avanan\.click|protect\.checkpoint\.com)$/,
    target: afterPath(/\/v\d\/(?:r\d+\/)?_{2,3}(https?:.+?)_{3}/i),
    always: true,
  },
  {
    by: 'Google',
    host: /^(?:www\.)?google\.[a-z.]{2,6}$/,
    target: (url) => (url.pathname === '/url' ? parameter('q', 'url')(url) : null),
    always: false,
  },
  { by: 'Facebook', host: /^lm?\.facebook\.com$/, target: parameter('u'), always: false },
  { by: 'Slack', host: /^slack-redir\.net$/, target: parameter('url'), always: true },
  { by: 'Mimecast', host: /(?:^|\.)(?:mimecast(?:protect)?\.com|mimecast\.org)$/, target: () => null, always: true },
  { by: 'Hornetsecurity', host: /(?:^|\.)atpscan\.global\.hornetsecurity\.com$/, target: () => null, always: true },
];

/** Gateways wrap what other gateways wrapped: more than this is a trick. */
const DEEPEST = 8;

/** The link that the writer meant. A text that is no rewritten link comes back as it is. */
export const unwrap = (text: string): Unwrapped => {
  let current = text;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const url = parsedUrl(current);
    if (url === null) break;
    const host = url.hostname.toLowerCase();
    const rule = RULES.find((one) => one.host.test(host));
    if (rule === undefined) break;
    const target = rule.target(url, current);
    if (target === null) return rule.always ? { kind: 'lost', by: rule.by } : { kind: 'url', url: current };
    current = target.trim();
  }
  return { kind: 'url', url: current };
};
