/**
 * The public web for addresses that strangers chose (OWASP: server-side request forgery). The name is looked up once, every address
 * that it has must be public, the connection goes to the one that was checked; a redirect is followed by hand and checked the same.
 */
import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { parsedUrl } from '../form/parsed-url.ts';
import type { Web, WebAnswer } from '../ports.ts';
import { whyNotPublicAddress } from './public-address.ts';
import { timeLimit } from './time-limit.ts';
import { ask, type Connect, mediaType, type Target, textOf } from './web-request.ts';
import { webTrouble } from './web-trouble.ts';

/** Every address of a name, the preferred first. Rejects with a system error. */
type Resolve = (host: string) => Promise<readonly string[]>;

/** Times in ms, sizes in octets. */
type WebLimits = {
  /** From the first look-up to the last octet, redirects included. */
  readonly total: number;
  /** For a look-up, and for each silence of a server. */
  readonly step: number;
  readonly size: number;
  readonly redirects: number;
};

export type WebOptions = {
  readonly resolve: Resolve;
  readonly connect: Connect;
  /** One more certificate authority, in PEM; null for none. */
  readonly ca: string | null;
  readonly limits: WebLimits;
};

const LIMITS: WebLimits = { total: 20_000, step: 8_000, size: 1_000_000, redirects: 5 };

type Refused = Extract<WebAnswer, { readonly kind: 'refused' }>;
const refused = (why: string): Refused => ({ kind: 'refused', why });

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** What the address itself says, before any name is looked up. */
const placeOf = (text: string): { readonly url: URL; readonly port: number } | Refused => {
  const url = parsedUrl(text);
  if (url === null) return refused('it is no complete web address');
  const usual = PORTS[url.protocol];
  if (usual === undefined) return refused(`“${url.protocol}” is no web address`);
  if (url.username !== '' || url.password !== '') return refused('it holds a user name or a password');
  const port = url.port === '' ? usual : Number(url.port);
  return Object.values(PORTS).includes(port) ? { url, port } : refused(`port ${port} is none of the web`);
};

/** WHATWG URL has turned every way to write an IPv4 address (`0x7f.1`, `2130706433`) into dotted decimals. */
const addressesOf = async (url: URL, resolve: Resolve): Promise<readonly string[]> => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? resolve(host) : [host];
};

const targetOf = async (
  text: string,
  { resolve, limits }: WebOptions,
  signal: AbortSignal,
): Promise<Target | Refused> => {
  const place = placeOf(text);
  if ('kind' in place) return place;
  const { url, port } = place;
  const addresses = await timeLimit(limits.step, signal, () => addressesOf(url, resolve));
  // One bad address among good ones is how a name gets through a guard that looks at the first.
  for (const address of addresses) {
    const why = whyNotPublicAddress(address);
    if (why !== null)
      return refused(`${url.hostname} is${url.hostname === address ? '' : ` at ${address},`} an address of ${why}`);
  }
  const [address] = addresses;
  return address === undefined ? refused(`${url.hostname} has no address`) : { url, address, port };
};

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** RFC 9110 10.2.2: relative to where it was found. A place that can't be read is refused with the next hop. */
const redirectOf = (status: number, location: string | undefined, from: URL): string | null => {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  return URL.canParse(location, from.href) ? new URL(location, from).href : location;
};

const walk = async (start: string, options: WebOptions, signal: AbortSignal): Promise<WebAnswer> => {
  const { limits } = options;
  let next = start;
  for (let hops = 0; hops <= limits.redirects; hops += 1) {
    const target = await targetOf(next, options, signal);
    if ('kind' in target) return hops === 0 ? target : refused(`it leads on, but ${target.why}`);
    const answer = await ask(target, { ...options, silence: limits.step }, signal);
    const status = answer.statusCode ?? 0;
    const redirect = redirectOf(status, answer.headers.location, target.url);
    if (redirect === null)
      return {
        kind: 'page',
        status,
        url: target.url.href,
        type: mediaType(answer),
        ...(await textOf(answer, limits.size)),
      };
    answer.destroy();
    next = redirect;
  }
  return { kind: 'failed', why: `it leads on more than ${limits.redirects} times` };
};

/** The web through `options`: what a name's addresses are, and how one is dialled. The guard stands between the two. */
export const openWeb = (options: WebOptions): Web => ({
  get: async (url, signal) => {
    try {
      return await timeLimit(options.limits.total, signal, (limited) => walk(url, options, limited));
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'failed', why: webTrouble(error) };
    }
  },
});

/** IPv4 first: many machines have no way to IPv6. */
const lookUp: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/** The real one. */
export const openPublicWeb = (): Web =>
  openWeb({ resolve: lookUp, connect: (host, port) => connect({ host, port }), ca: null, limits: LIMITS });
