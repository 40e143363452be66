/**
 * Results for a person's eyes or for another program: tables, JSON, times. What came from a mail can't move the cursor.
 */

/** Invisible and direction-changing characters, and everything that a terminal obeys (ECMA-48). */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/gu;

/** One line of text that a terminal only shows. */
export const plain = (text: string): string => text.replace(UNSEEN, ' ').trim();

/** The first `width` characters, with an ellipsis where some are missing. */
export const cut = (text: string, width: number): string => {
  const characters = [...text.slice(0, width * 4)];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

/** Pretty JSON, as the whole result of a command. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Epoch ms -> `2026-11-22T09:30:00.000Z`. */
export const iso = (at: number): string => new Date(at).toISOString();
/** The same, null where there is no time. */
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** Epoch ms -> `2026-11-22 09:30`, UTC. */
export const minute = (at: number): string => iso(at).slice(0, 16).replace('T', ' ');

/** How long ago or how long: `3 d`, `5 h`, `12 min`, `40 s`. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
};

/** `1 mail`, `2 mails`. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A cell that isn't the last is cut here, so that one long name doesn't push all else away. */
const WIDEST = 44;

/** Rows under a heading, columns two spaces apart, lines cut to `columns`. */
export const table = (heading: readonly string[], rows: readonly (readonly string[])[], columns: number): string => {
  const shown = (text: string, at: number): string =>
    at === heading.length - 1 ? plain(text) : cut(plain(text), WIDEST);
  const lines = [heading, ...rows.map((row) => row.map(shown))];
  const widths = heading.map((_, at) => lines.reduce((most, line) => Math.max(most, [...(line[at] ?? '')].length), 0));
  const drawn = (line: readonly string[]): string =>
    line
      .map((text, at) =>
        at === line.length - 1 ? text : text.padEnd(text.length + (widths[at] ?? 0) - [...text].length),
      )
      .join('  ');
  return lines.map((line) => `${cut(drawn(line), columns).trimEnd()}\n`).join('');
};
