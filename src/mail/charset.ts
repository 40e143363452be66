/**
 * Octets -> text, for every charset that mail still has (RFC 2046 4.1.2), also where the label is wrong or absent.
 */
import iconv from 'iconv-lite';

/** Charsets whose text is pure ASCII octets: a UTF-8 check says nothing about them. */
const STATEFUL = /^(?:iso-?2022|utf-?7|hz)/;
/** Two-octet charsets: a short text in one may be valid UTF-8 by chance, so their label is believed. */
const MULTIBYTE = /^(?:gb|big5|euc|ks|shift|sjis|x-sjis|cp93[26]|cp949|windows-949|windows-31j|utf-?16|utf-?32|ucs)/;

/** Names as senders write them -> names that iconv-lite knows. Supersets stand in for their subsets, as browsers do. */
const ALIASES: Readonly<Record<string, string>> = {
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-8-i': 'iso-8859-8',
  'iso-8859-8-e': 'iso-8859-8',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  'x-sjis': 'shift_jis',
  'unicode-1-1-utf-7': 'utf-7',
};

const utf8 = new TextDecoder('utf-8', { fatal: true });
const lenientUtf8 = new TextDecoder('utf-8');
// iconv-lite has no ISO-2022-JP.
const iso2022jp = new TextDecoder('iso-2022-jp');

/** The same octets as iconv-lite takes them; no copy. */
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const validUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};

/** Text that is UTF-8 but for a few broken octets (cut by a gateway) stays UTF-8; more bad than good makes it windows-1252. */
const brokenUtf8 = (bytes: Uint8Array): string => {
  const text = lenientUtf8.decode(bytes);
  let bad = 0;
  let good = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0xfffd) bad++;
    else if (code >= 0x80) good++;
  }
  return good > bad ? text : iconv.decode(buffer(bytes), 'windows-1252');
};

const named = (charset: string): string => {
  const name = charset.trim().toLowerCase().replaceAll('_', '-').replace(/["']/g, '');
  return ALIASES[name] ?? name;
};

/** Escapes to Japanese (RFC 1468), which no other text has: enough where the charset is missing or wrong. */
const isJapanese = (octets: Buffer): boolean =>
  octets.includes('\x1b$B', 0, 'latin1') || octets.includes('\x1b$@', 0, 'latin1');

/**
 * The text of `bytes`, whose sender declared `charset` (null: nothing). A declared single-octet charset gives way to UTF-8 where the
 * octets are valid UTF-8, for mail is mislabelled that way far more often than it is UTF-8 by chance. What is neither is read as
 * windows-1252. NUL and a byte order mark are dropped. Never throws.
 */
export const decodeText = (bytes: Uint8Array, charset: string | null): string =>
  decode(bytes, named(charset ?? ''))
    .replaceAll('\0', '')
    .replace(/^\ufeff/, '');

const decode = (bytes: Uint8Array, name: string): string => {
  const known = name !== '' && iconv.encodingExists(name);
  if (name.startsWith('iso-2022-jp')) return iso2022jp.decode(bytes);
  if (known && (STATEFUL.test(name) || MULTIBYTE.test(name))) return iconv.decode(buffer(bytes), name);
  if (isJapanese(buffer(bytes))) return iso2022jp.decode(bytes);
  const text = validUtf8(bytes);
  if (text !== null) return text;
  if (!known || name === 'utf-8' || name === 'utf8') return brokenUtf8(bytes);
  return iconv.decode(buffer(bytes), name);
};
