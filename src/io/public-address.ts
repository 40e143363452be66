/**
 * Which addresses the public Internet has: IANA's special-purpose registries (RFC 6890, RFC 8190) and their neighbours, read as
 * "refuse what isn't plainly public". The guard against requests that a stranger's URL would make within our own network (SSRF,
 * CWE-918).
 */
import { isIPv4, isIPv6 } from 'node:net';

type Octets = readonly number[];
type Block = { readonly prefix: Octets; readonly bits: number; readonly what: string };

const ofIPv4 = (address: string): Octets => address.split('.').map(Number);

const ofGroups = (groups: readonly string[]): Octets =>
  groups.flatMap((group) => {
    if (group.includes('.')) return ofIPv4(group);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });

/** RFC 4291 2.2: `::` stands for as many zeros as are missing. */
const ofIPv6 = (address: string): Octets => {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const before = ofGroups(groups(head));
  const after = ofGroups(groups(tail ?? ''));
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
};

/** Null for what is no address, and for a scoped one (RFC 4007): its zone is an interface of this machine. */
const octetsOf = (address: string): Octets | null => {
  if (isIPv4(address)) return ofIPv4(address);
  return isIPv6(address) && !address.includes('%') ? ofIPv6(address) : null;
};

const block = (cidr: string, what: string): Block => {
  const [address = '', bits] = cidr.split('/');
  return { prefix: octetsOf(address) ?? [], bits: Number(bits), what };
};

const within = (octets: Octets, { prefix, bits }: Block): boolean =>
  octets.length === prefix.length &&
  octets.every((octet, index) => {
    const compared = Math.min(8, Math.max(0, bits - 8 * index));
    return (octet ^ (prefix[index] ?? 0)) >> (8 - compared) === 0;
  });

const REFUSED: readonly Block[] = [
  block('0.0.0.0/8', 'this network'), // RFC 791; 0.0.0.0 reaches the machine itself
  block('10.0.0.0/8', 'a private network'), // RFC 1918
  block('100.64.0.0/10', "a carrier's own network"), // RFC 6598; a cloud's metadata at 100.100.100.200
  block('127.0.0.0/8', 'the machine itself'), // RFC 1122
  block('168.63.129.16/32', 'a cloud’s own service'), // public by its number, but answered by Azure's host
  block('169.254.0.0/16', 'the local link'), // RFC 3927; the clouds' metadata at 169.254.169.254
  block('172.16.0.0/12', 'a private network'), // RFC 1918
  block('192.0.0.0/24', 'a protocol'), // RFC 6890
  block('192.0.2.0/24', 'documentation'), // RFC 5737
  block('192.31.196.0/24', 'a protocol'), // RFC 7535, AS112
  block('192.52.193.0/24', 'a protocol'), // RFC 7450, AMT
  block('192.88.99.0/24', 'a retired relay'), // RFC 7526, 6to4
  block('192.168.0.0/16', 'a private network'), // RFC 1918
  block('192.175.48.0/24', 'a protocol'), // RFC 7534, AS112
  block('198.18.0.0/15', 'benchmarks'), // RFC 2544
  block('198.51.100.0/24', 'documentation'), // RFC 5737
  block('203.0.113.0/24', 'documentation'), // RFC 5737
  block('224.0.0.0/4', 'a multicast group'), // RFC 5771
  block('240.0.0.0/4', 'no use'), // RFC 1112; 255.255.255.255 is everybody
  block('2001::/23', 'a protocol'), // RFC 2928; Teredo (RFC 4380) hides an IPv4 address
  block('2001:db8::/32', 'documentation'), // RFC 3849
  block('2002::/16', 'a retired relay'), // RFC 7526, 6to4: hides an IPv4 address
  block('2620:4f:8000::/48', 'a protocol'), // RFC 7534, AS112
  block('3ffe::/16', 'no use'), // RFC 3701
  block('3fff::/20', 'documentation'), // RFC 9637
];

/** RFC 4291 2.4, RFC 3587: all other IPv6 is local, multicast, or given to nobody. */
const GLOBAL_IPV6 = block('2000::/3', 'the Internet');

/** IPv6 that stands for the IPv4 address in its last 32 bits, as the system or a gateway would dial it. */
const CARRIERS: readonly Block[] = [
  block('::ffff:0:0/96', 'mapped'), // RFC 4291 2.5.5.2
  block('64:ff9b::/96', 'NAT64'), // RFC 6052 2.1
];

const reasonOf = (octets: Octets): string | null => {
  const refused = REFUSED.find((candidate) => within(octets, candidate));
  if (refused !== undefined) return refused.what;
  if (octets.length === 4 || within(octets, GLOBAL_IPV6)) return null;
  return CARRIERS.some((candidate) => within(octets, candidate)) ? reasonOf(octets.slice(12)) : 'a local network';
};

/** What an IPv4 or IPv6 address is kept for, in words that complete "an address of "; null where it is public. */
export const whyNotPublicAddress = (address: string): string | null => {
  const octets = octetsOf(address);
  return octets === null ? 'no known kind' : reasonOf(octets);
};
