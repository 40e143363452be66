/**
 * Whether a URL's host can be reached by the public: RFC 6761, RFC 6762, RFC 8375, RFC 6890, RFC 4193.
 */

/** Top-level names that never resolve in public; `.example` does (documentation, RFC 6761 6.5). */
const PRIVATE_TLDS: ReadonlySet<string> = new Set(
  'local localhost localdomain internal intranet lan home corp private test invalid onion workgroup'.split(' '),
);

const octets = (host: string): readonly number[] | null =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) ? host.split('.').map(Number) : null;

/** RFC 6890: this network, private, shared, loopback, link-local, protocol, benchmark, documentation, multicast and above. */
const isPrivateV4 = ([a = 0, b = 0, c = 0]: readonly number[]): boolean =>
  a === 0 ||
  a === 10 ||
  a === 127 ||
  a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && (b === 168 || (b === 0 && c === 0))) ||
  (a === 198 && (b === 18 || b === 19));

/** Loopback, unspecified, unique local, link-local, multicast, and IPv4 within IPv6 (as WHATWG URL prints them). */
const isPrivateV6 = (host: string): boolean => {
  if (host === '::' || host === '::1' || /^(?:f[cd]|fe[89ab]|ff)/.test(host)) return true;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (mapped === null) return host.startsWith('::');
  const high = Number.parseInt(mapped[1] ?? '0', 16);
  const low = Number.parseInt(mapped[2] ?? '0', 16);
  return isPrivateV4([high >> 8, high & 255, low >> 8, low & 255]);
};

/** Why the public can't reach this host, in words that complete "it points to ..."; null if it can. */
export const whyNotPublic = (url: URL): string | null => {
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (host.startsWith('[')) return isPrivateV6(host.slice(1, -1)) ? 'a private network address' : null;
  const v4 = octets(host);
  if (v4 !== null) return isPrivateV4(v4) ? 'a private network address' : null;
  const names = host.split('.');
  const last = names.at(-1) ?? '';
  if (host === 'localhost' || last === 'localhost') return 'your own computer';
  if (names.length < 2) return 'a computer name without a domain';
  if (PRIVATE_TLDS.has(last) || host.endsWith('.home.arpa')) return 'a name of a private network';
  if (!/^(?:xn--[a-z0-9-]+|[a-z]{2,})$/.test(last) || names.some((name) => name === ''))
    return 'something that is no domain name';
  return null;
};
