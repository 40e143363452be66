/**
 * Counts, ages and days as people say them.
 */

/** `1 question`, `2 questions`; `other` where adding an s isn't the plural. */
export const counted = (count: number, one: string, other = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : other}`;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of ms in its one fitting unit: `12 minutes`, `30 hours`, `3 days`. */
export const span = (ms: number): string => {
  if (ms < 2 * HOUR) return counted(Math.max(0, Math.round(ms / MINUTE)), 'minute');
  if (ms < 2 * DAY) return counted(Math.round(ms / HOUR), 'hour');
  return counted(Math.floor(ms / DAY), 'day');
};

const partsOf = (at: number, timeZone: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );

/** `Mon 16 Nov`. Made of parts, as the whole differs from one ICU to the next. */
export const dayOf = (at: number, timeZone: string): string => {
  const part = partsOf(at, timeZone);
  return `${part['weekday']} ${part['day']} ${part['month']}`;
};

/** `Mon 16 Nov 2026, 07:00`. */
export const timeOf = (at: number, timeZone: string): string => {
  const part = partsOf(at, timeZone);
  return `${dayOf(at, timeZone)} ${part['year']}, ${part['hour']}:${part['minute']}`;
};

/** `12 KB`, `3.4 MB`. */
export const sizeOf = (octets: number): string =>
  octets < 1_000_000 ? `${Math.max(1, Math.round(octets / 1000))} KB` : `${(octets / 1_000_000).toFixed(1)} MB`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
