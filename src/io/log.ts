/**
 * The log: one line for each event on stderr, through pino; for machines as JSON, for people as text.
 */
import pino from 'pino';
import type { Log, LogFields } from '../ports.ts';

export type LogOptions = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'json' | 'pretty';
  /** Where lines go; stderr unless a test says otherwise. */
  readonly write?: (line: string) => void;
};

/** Fields that may hold a secret, by name: their value is never written. */
const SECRET = /password|passwd|secret|token|authorization|credential|signing/i;
const MAX_VALUE = 2000;

// Attack: escape sequences in a subject would repaint the operator's terminal, a line break would forge a log line, bidi
// overrides would show an address backwards (CVE-2021-42574).
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A text from outside, made safe for a terminal and for one line of a log. */
export const printable = (text: string): string =>
  text.slice(0, MAX_VALUE).replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A log at `level` and above. Writes at once, so that nothing is lost when the process ends. */
export const openLog = (options: LogOptions): Log => {
  const line = options.write ?? ((text: string) => void process.stderr.write(text));
  const isPretty = options.format === 'pretty';
  const write = isPretty ? (json: string) => line(pretty(json)) : line;
  const logger = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void => {
      if (!logger.isLevelEnabled(level)) return;
      const hidesAddresses = level !== 'debug';
      logger[level](safe(fields, hidesAddresses), hidesAddresses ? unaddressed(printable(event)) : printable(event));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

/** Logs are kept long and read by many: who wrote to us is in the database. A server's answer may name the recipient. */
const unaddressed = (text: string): string =>
  text.replace(/[^\s<>"'@/]{1,64}@(?:localhost\b|[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+)/giu, '[address]');

const safe = (fields: LogFields, hidesAddresses: boolean): LogFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (SECRET.test(name)) return [name, '[redacted]'];
      if (typeof value !== 'string') return [name, value];
      const text = printable(value);
      return [name, hidesAddresses && name !== 'messageId' ? unaddressed(text) : text];
    }),
  );

const COLOURS: Readonly<Record<string, string>> = { debug: '2', info: '36', warn: '33', error: '31' };

/** `12:30:01 info  message stored  uid=42`; colours, as this is chosen for terminals only. */
const pretty = (json: string): string => {
  const { level, time, event, ...fields }: Record<string, unknown> = JSON.parse(json);
  const label = String(level);
  const rest = Object.entries(fields).map(
    ([name, value]) => `  ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${String(time).slice(11, 19)} \u001b[${COLOURS[label] ?? '0'}m${label.padEnd(5)}\u001b[0m ${String(event)}${rest.join('')}\n`;
};
