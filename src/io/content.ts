/**
 * The few header fields that tell what a MIME part is (RFC 2045 5 and 6), read from a raw header; enough to split a mail.
 */
export type Content = {
  /** In lower case; `text/plain` where the header has none (RFC 2045 5.2). */
  readonly type: string;
  /** Content-Transfer-Encoding in lower case. */
  readonly encoding: string;
  /** Of a multipart, else null: a multipart without a boundary can't be split. */
  readonly boundary: string | null;
};

/** What the raw header (lines with their ends) says of its body. Never throws. */
export const contentOf = (header: string): Content => {
  const value = fieldValue(header, 'content-type');
  const type = (value.split(';', 1)[0] ?? '').trim().toLowerCase();
  const isMultipart = type.startsWith('multipart/');
  return {
    type: type.includes('/') ? type : 'text/plain',
    encoding: fieldValue(header, 'content-transfer-encoding').trim().toLowerCase(),
    boundary: isMultipart ? parameter(value, 'boundary') : null,
  };
};

/** The first field of this name, unfolded; empty where there is none. */
const fieldValue = (header: string, name: string): string => {
  const lines = header.split('\n');
  const first = lines.findIndex((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  if (first < 0) return '';
  let value = (lines[first] ?? '').slice(name.length + 1);
  for (let next = first + 1; /^[ \t]/.test(lines[next] ?? ''); next += 1) value += lines[next] ?? '';
  return value.replaceAll('\r', '').trim();
};

/** A parameter's value (RFC 2045 5.1), quoted or not; null where it is missing or empty. */
const parameter = (value: string, name: string): string | null => {
  let at = value.indexOf(';');
  while (at >= 0 && at < value.length) {
    const equals = value.indexOf('=', at);
    if (equals < 0) return null;
    const key = value
      .slice(at + 1, equals)
      .trim()
      .toLowerCase();
    const read = readValue(value, equals + 1);
    if (key === name) return read.text === '' ? null : read.text;
    at = value.indexOf(';', read.end);
  }
  return null;
};

const readValue = (value: string, from: number): { readonly text: string; readonly end: number } => {
  let at = from;
  while (value[at] === ' ' || value[at] === '\t') at += 1;
  if (value[at] !== '"') {
    const stop = value.indexOf(';', at);
    const end = stop < 0 ? value.length : stop;
    return { text: value.slice(at, end).trim(), end };
  }
  let text = '';
  for (at += 1; at < value.length && value[at] !== '"'; at += 1) {
    if (value[at] === '\\') at += 1;
    text += value[at] ?? '';
  }
  return { text, end: at };
};
