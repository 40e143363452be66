import { expect, test } from 'vitest';
import { type LogOptions, openLog, printable } from '../../../src/io/log.ts';

const logged = (format: LogOptions['format'], level: LogOptions['level'] = 'debug') => {
  const lines: string[] = [];
  return { lines, log: openLog({ format, level, write: (line) => lines.push(line) }) };
};

test('json: one object a line, with level, time and event', () => {
  const { log, lines } = logged('json');
  log.info('reply', { state: 'sent', attempts: 1, at: null });
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/Z$/),
    event: 'reply',
    state: 'sent',
    attempts: 1,
    at: null,
  });
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
});

test('pretty: time, level, event, fields', () => {
  const { log, lines } = logged('pretty');
  log.warn('slow server', { host: 'imap.example.org', ms: 900 });
  expect(lines[0]?.slice(0, 8)).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(lines[0]?.slice(8)).toBe(' \u001b[33mwarn \u001b[0m slow server  host=imap.example.org  ms=900\n');
});

test('below the level nothing is written', () => {
  const { log, lines } = logged('json', 'warn');
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines).toHaveLength(2);
});

test.each(['json', 'pretty'] as const)('%s: secrets by name are never written', (format) => {
  const { log, lines } = logged(format);
  log.info('login', {
    password: 'hunter2',
    IMAP_PASSWORD: 'hunter2',
    accessToken: 'hunter2',
    clientSecret: 'hunter2',
    signingKey: 'hunter2',
    user: 'ann',
  });
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines.join('')).toContain('ann');
});

test.each(['json', 'pretty'] as const)(
  '%s: text from a mail can neither forge a line nor repaint a terminal',
  (format) => {
    const { log, lines } = logged(format);
    log.info('mail\nforged', { subject: 'a\r\n{"level":"error"}\u001b[2J\u009b1m\u202egro.elpmaxe\u2028x' });
    expect(lines).toHaveLength(1);
    const text = (lines[0] ?? '').replace(/\n$/, '').replaceAll('\u001b[36m', '').replaceAll('\u001b[0m', '');
    expect(text).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
    expect(text).toContain('gro.elpmaxe');
  },
);

test.each(['info', 'warn', 'error'] as const)('%s: an address is not written, whoever names it', (level) => {
  const { log, lines } = logged('json');
  log[level]('refused by ann@example.org', {
    response: '550 5.1.1 <Ann.Example+x@mail.example.org>: no such user; see https://help.example.org/a@b',
    others: 'jörg@bücher.example, joe@mail.рф, root@localhost',
    messageId: '<mr1.x@example.org>',
    error: 'Error: x\n    at /app/node_modules/@scope/name/file.js:1:2',
  });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    event: 'refused by [address]',
    response: '550 5.1.1 <[address]>: no such user; see https://help.example.org/a@b',
    others: '[address], [address], [address]',
    messageId: '<mr1.x@example.org>',
    error: expect.stringContaining('/node_modules/@scope/name/file.js'),
  });
});

test('debug: addresses are written, for those who look for one', () => {
  const { log, lines } = logged('json');
  log.debug('reply', { to: 'ann@example.org' });
  expect(lines[0]).toContain('ann@example.org');
});

test('printable is bounded', () => {
  expect(printable('x'.repeat(1_000_000)).length).toBe(2000);
});
