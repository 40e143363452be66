/**
 * Web addresses as people write them in mail (RFC 3986 appendix C), and the identity of a dataset behind one.
 */
import { visible } from './fold.ts';
import { whyNotPublic } from './host.ts';
import { parsedUrl } from './parsed-url.ts';
import { unwrap } from './rewritten.ts';

/** An address that was found: a usable URL, or why it's none (completes "..., because "). */
export type FoundUrl =
  | { readonly kind: 'url'; readonly url: string; readonly identity: string }
  | { readonly kind: 'refused'; readonly text: string; readonly why: string };

/** `https: //` (the web form's colons), `hxxps://`, `https;//`, `http:\\`, one letter too few or too many. */
const LOOSE_SCHEME =
  /(?<![\p{L}\p{N}])(?:h{1,2}t{1,3}p|h?ttp|htp|hxxp)(s{0,2}) ?[:;：]? ?(?:\/\/|\\\\|／／) ?(?=[\p{L}\p{N}[])/giu;
/** `https://doi.org/ 10.5281/zenodo.1` and `https://https://example.org`: what was put together from two pieces. */
const PIECES = /(https?:\/\/(?:dx\.)?doi\.org\/) (?=10\.\d{4,9}\/)|https?:\/\/ ?(?=https?:\/\/)/gi;
const ONE_SLASH = /(?<![\p{L}\p{N}])(https?): ?\/(?=[\p{L}\p{N}])/giu;

/** As most are written: nothing to put right, which the expressions above would take long to see. */
const TIDY = /^https?:\/\/[\w.?=&%#-]+(?:\/[\w.?=&%#-]+)*\/?$/;

const tidy = (text: string): string => (TIDY.test(text) ? text : tidied(text));

const tidied = (text: string): string =>
  visible(text)
    .replace(/\s+/g, ' ')
    .replace(PIECES, '$1')
    .replace(LOOSE_SCHEME, (_, secure: string) => `http${secure === '' ? '' : 's'}://`)
    .replace(ONE_SLASH, '$1://')
    .trim();

/** RFC 3986 appendix C: spaces within angle brackets are a wrap's. */
const withoutWraps = (text: string): string =>
  /^<\s?https?:[^<>]*>$/i.test(text) ? text.slice(1, -1).replaceAll(' ', '') : text;

const HTTP = /https?:\/\/[^\s<>"“”„«»`|\\^｀、。，；！）】」』》〉\ufffc]+/giu;
const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const TRAILING = ".,;:!?'’*…";

const count = (text: string, character: string): number => text.split(character).length - 1;

/** Without the punctuation of the sentence around it; `data_(2024)` keeps its bracket. */
const trimmed = (text: string, underscored = false): string => {
  let end = text.length;
  for (; end > 0; end -= 1) {
    const last = text[end - 1] ?? '';
    const open = CLOSES[last];
    if (TRAILING.includes(last)) continue;
    if (last === '_' && underscored) continue;
    if (open !== undefined && count(text.slice(0, end), last) > count(text.slice(0, end), open)) continue;
    break;
  }
  return text.slice(0, end);
};

/** `https://x/https://x` and `https://x[https://x]`: a client that shows a link glues its target to it. */
const undoubled = (text: string): string => {
  const bracket = text.search(/\]?[[(]https?:\/\//i);
  if (bracket > 0) return text.slice(0, bracket);
  const half = text.length / 2;
  return text.length % 2 === 0 && text.slice(0, half) === text.slice(half) ? text.slice(0, half) : text;
};

const withCase = (url: string): string => {
  const parts = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(url);
  if (parts === null) return url;
  return `${parts[1]?.toLowerCase()}${parts[2]?.toLowerCase()}${parts[3]}`;
};

const FILE_ENDINGS: ReadonlySet<string> = new Set(
  'csv tsv json jsonl xml yaml yml txt md rst pdf doc docx xls xlsx ppt pptx zip gz tgz tar bz xz rar parquet arrow feather db sqlite sql py ipynb html htm png jpg jpeg gif svg mp3 mp4 wav npz npy pkl mat sav dta rds rda nc geojson shp gpkg fasta fastq nii dcm h5ad h5 hdf5 safetensors onnx js ts tex bib log ini cfg'.split(
    ' ',
  ),
);

/** `example.org/data` and `www.example.org`: a host with a known shape, which is no file's name and no mail address. */
const isBareHost = (token: string): boolean => {
  if (token.includes('@') || token.length > 2000) return false;
  const host = token.split(/[/?#]/, 1)[0] ?? '';
  const names = host.replace(/:\d{1,5}$/, '').split('.');
  const last = names.at(-1) ?? '';
  return (
    names.length >= 2 &&
    names.every((name) => /^[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62})$/u.test(name)) &&
    /^(?:\p{L}{2,24}|xn--[a-z0-9-]+)$/iu.test(last) &&
    (host !== token || names[0] === 'www' || !FILE_ENDINGS.has(last.toLowerCase()))
  );
};

/** A host without a path is one where nothing else is said: `online.Please advise` and `ask Dr.Miller` name none. */
const isAlone = (text: string, token: string): boolean => !/[\p{L}\p{N}]/u.test(text.replace(token, ''));

const WRAPPERS = /^[<("'“‘«[`*_]+|[>"'”’»`*]+$/g;
const DOI = /(?<![\p{L}\p{N}/.])(?:doi ?[:：]? ?)?(10\.\d{4,9}\/[^\s<>"“”、。]+)/iu;
const HUGGING_FACE = /(?<![\p{L}\p{N}])hf:\/\/([^\s<>"“”]+)/iu;

/** What people write for a URL, as one; empty where nothing reads as a web address. A fixed text is looked for first: that is quick. */
const shorthand = (text: string): readonly string[] => {
  const hub = text.includes('://') ? HUGGING_FACE.exec(text)?.[1] : undefined;
  if (hub !== undefined) return [`https://huggingface.co/${trimmed(hub).replace(/@[^/]+/, '')}`];
  const doi = text.includes('10.') ? DOI.exec(text)?.[1] : undefined;
  const hosts = text
    .split(/[\s<>,;]+/)
    .filter((token) => token.includes('.'))
    .map((token) => trimmed(token.replace(WRAPPERS, '')))
    .filter((token) => isBareHost(token) && (/\/|^www\./i.test(token) || isAlone(text, token)))
    .map((token) => `https://${token}`);
  if (hosts.length > 0) return hosts;
  return doi === undefined ? [] : [`https://doi.org/${trimmed(doi)}`];
};

const refuse = (text: string, why: string): FoundUrl => ({ kind: 'refused', text, why });

const LONGEST_URL = 2000;

const judge = (written: string): FoundUrl => {
  const target = unwrap(written);
  if (target.kind === 'lost')
    return refuse(
      written,
      `the mail protection of ${target.by} has replaced the address, and only it knows the original`,
    );
  const text = withCase(target.url);
  const url = parsedUrl(text);
  if (url === null) return refuse(target.url, 'it is no complete web address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse(target.url, schemeReason(url.protocol));
  if (text.length > LONGEST_URL) return refuse(target.url, `it is longer than ${LONGEST_URL} characters`);
  if (url.username !== '' || url.password !== '') return refuse(target.url, 'it holds a user name or a password');
  const why = whyNotPublic(url);
  return why === null
    ? { kind: 'url', url: text, identity: identityOf(url) }
    : refuse(target.url, `it points to ${why}`);
};

const schemeReason = (scheme: string): string =>
  scheme === 'file:'
    ? 'it points to a file on your own computer'
    : `it begins with “${scheme}”, which is no web address`;

const OTHER_SCHEME = /(?<![\p{L}\p{N}])([a-z][a-z0-9+.-]{1,20}):(?=\S)/iu;
const schemeIn = (text: string): string | undefined =>
  text.includes(':') ? OTHER_SCHEME.exec(text)?.[1]?.toLowerCase() : undefined;

const FILE_PATH = /^["'<]?(?:[a-z]:[\\/]|\\\\[^\\]|~?\/[^/\s]|\.{1,2}[\\/])/i;

const whyNone = (text: string): FoundUrl => {
  if (FILE_PATH.test(text) || /^["'<]?file:/i.test(text))
    return refuse(text, 'it points to a file on your own computer');
  const scheme = schemeIn(text);
  if (scheme !== undefined && !scheme.includes('.') && (scheme.length < 4 || KNOWN_SCHEMES.has(scheme)))
    return refuse(text, schemeReason(`${scheme}:`));
  const single = /^(?:https?:\/\/)?([\p{L}\p{N}-]+)(?::\d+)?(?:\/|$)/iu.exec(text);
  return refuse(
    text,
    single !== null && /[/:]/.test(text) ? 'it names no public host' : 'there is no web address in it',
  );
};

const KNOWN_SCHEMES: ReadonlySet<string> = new Set(
  'javascript vbscript data file ftp sftp ftps mailto blob about chrome ssh git rsync s3 gs gcs wasb abfs hdfs smb nfs tel ipfs magnet urn tftp'.split(
    ' ',
  ),
);

/**
 * False where `urlsIn` can find nothing but the reason why there is none, as in nearly all lines of a mail: no slash, and no dot within
 * a word.
 */
export const mayHoldUrl = (text: string): boolean => /[/\\／]|\.[^ \t]/.test(text);

/** Every web address in a text, each judged, those of one dataset once; never empty. */
export const urlsIn = (text: string): readonly FoundUrl[] => {
  const whole = withoutWraps(tidy(text));
  const absolute = [...whole.matchAll(HTTP)].map(({ 0: token, index }) =>
    undoubled(trimmed(token, whole[index - 1] === '_')),
  );
  const found = (absolute.length > 0 ? absolute : isElsewhere(whole) ? [] : shorthand(whole)).map(judge);
  const seen = new Set<string>();
  const once = found.filter((one) => {
    const key = one.kind === 'url' ? one.identity : `refused ${one.text}`;
    return !seen.has(key) && seen.add(key);
  });
  return once.length > 0 ? once : [whyNone(whole)];
};

const BLANKS_WITHIN =
  /^(?:\W|\w+:\s)*(https?:\/\/[^\s<>"?#()]+[^\s<>"?#()/.,;:](?: [^\s<>"?#()[\]:]+){1,8}\.([a-z0-9]{2,7}))$/i;
const PROSE = / (?:and|or|see|with|for|in|the|is|has|contains|file|files|as|at|of|und|siehe|et|voir|y|e) /i;

/** The address that a text may mean if the blanks in it belong to a file's name: `https://example.org/my data.csv`; null where they don't. */
export const urlWithBlanks = (text: string): string | null => {
  const [, whole = '', ending = ''] = BLANKS_WITHIN.exec(visible(text).trim()) ?? [];
  if (!FILE_ENDINGS.has(ending.toLowerCase()) || PROSE.test(whole)) return null;
  const [first = ''] = whole.split(' ', 1);
  return FILE_ENDINGS.has(first.split('.').at(-1)?.toLowerCase() ?? '') ? null : whole.replaceAll(' ', '%20');
};

/** A file, or another scheme than the web's: what looks like a host within it is none. */
const isElsewhere = (text: string): boolean => {
  if (FILE_PATH.test(text)) return true;
  const scheme = schemeIn(text);
  return scheme !== undefined && KNOWN_SCHEMES.has(scheme);
};

/** True if a text seems to hold, or to begin, a web address. */
export const looksLikeUrl = (text: string): boolean =>
  /https?:\/\/\S/i.test(text) ||
  ((text.includes(':') || mayHoldUrl(text)) &&
    urlsIn(text).some((one) => one.kind === 'url' || /:\/\/|:\\|^\w+:\S/.test(one.text)));

const TRACKING = /^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref_src)$/i;

const folded = (url: URL): string => {
  const host = url.host.toLowerCase().replace(/^www\./, '');
  const path = decodedPath(url.pathname)
    .replace(/\/(?:tree|blob)\/(?:main|master)(?:\/readme\.md)?\/?$/i, '')
    .replace(/\/+$/, '');
  const query = (url.search === '' ? [] : [...url.searchParams])
    .filter(([name]) => !TRACKING.test(name))
    .map(([name, value]) => `${name}=${value}`);
  // A fragment is a place within a page, except where a page draws its content by it.
  const fragment = /^#[!/]/.test(url.hash) ? url.hash : '';
  return `${host}${path}${query.length > 0 ? `?${query.sort().join('&')}` : ''}${fragment}`;
};

const decodedPath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

const doiOf = (host: string, path: string): string | null => {
  if (host === 'doi.org' || host === 'dx.doi.org') return path.slice(1).toLowerCase().replace(/\/+$/, '');
  const record = /^\/(?:api\/)?records?\/(\d+)/.exec(path)?.[1];
  if (host === 'zenodo.org')
    return record === undefined
      ? (/^\/doi\/(10\.\d+\/\S+)/.exec(path)?.[1]?.toLowerCase() ?? null)
      : `10.5281/zenodo.${record}`;
  return null;
};

/** One text for each dataset, however its address is written: scheme, `www.`, slash, tracking, DOI, repository view. */
export const datasetIdentity = (url: string): string => {
  const parts = parsedUrl(url);
  return parts === null ? url.trim().toLowerCase() : identityOf(parts);
};

const identityOf = (parts: URL): string => {
  const host = parts.hostname.toLowerCase().replace(/^www\./, '');
  const path = decodedPath(parts.pathname);
  const doi = doiOf(host, path);
  if (doi !== null) return `doi:${doi}`;
  if (host === 'huggingface.co' || host === 'hf.co') {
    const name = /^\/((?:datasets|spaces)\/[^/]+\/[^/]+|(?!datasets\/|spaces\/|collections\/)[^/]+\/[^/]+)/.exec(
      path,
    )?.[1];
    if (name !== undefined) return `hf:${name.toLowerCase()}`;
  }
  if (host === 'github.com' || host === 'gitlab.com') {
    return `${host}${folded(parts)
      .slice(host.length)
      .replace(/\.git$/, '')
      .toLowerCase()}`;
  }
  return folded(parts);
};
