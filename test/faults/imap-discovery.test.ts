import { expect, test } from 'vitest';
import { rowsFor } from '../support/fake-imap.ts';
import { at, discover, imap, keysOf, mail, nth, read, troubled } from '../support/faulty-mailbox.ts';

test('fault: SEARCH finds nothing in a full mailbox | user sees: nothing | guaranteed: SEARCH and flags are never asked', async () => {
  await discover();
  await read(['1', '2']);
  expect(imap.seen.some((line) => /SEARCH|FLAGS|STORE|SELECT|ENABLE|COMPRESS/.test(line))).toBe(false);
});

test('fault: the mailbox has messages and lists none | user sees: the server contradicts itself | guaranteed: not taken for an empty mailbox', async () => {
  imap.fault = at('UID FETCH', () => ['TAG OK nothing']);
  await troubled('unavailable', /holds 3 messages, and lists none/);
});

test('fault: the list leaves out one message | user sees: nothing | guaranteed: it is asked for again', async () => {
  imap.fault = nth('UID FETCH', 1, (text) => [...rowsFor(imap, text).slice(1), 'TAG OK']);
  expect(keysOf(await discover())).toEqual(['1', '2', '3']);
});

test('fault: the list is doubled and has rows of flags alone | user sees: nothing | guaranteed: each message once', async () => {
  imap.fault = at('UID FETCH', (text) => [
    '* 1 FETCH (UID 1 FLAGS (\\Seen))',
    ...rowsFor(imap, text),
    ...rowsFor(imap, text),
    '* 2 FETCH (UID 2 FLAGS ())',
    'TAG OK',
  ]);
  const { arrivals } = await discover();
  expect(arrivals.map(({ key, size }) => [key, size > 0])).toEqual(['1', '2', '3'].map((key) => [key, true]));
});

test('fault: n:* gives the last message whatever n is | user sees: nothing | guaranteed: it does not count as new', async () => {
  for (let n = 0; n < 100; n += 1) imap.put(mail(`no. ${n}`));
  const found = await discover({ epoch: '42', key: '5000' });
  expect(found).toMatchObject({ arrivals: [], exists: 103 });
});

test('fault: UIDs out of order near the mark | user sees: nothing | guaranteed: the last 50 are listed again', async () => {
  for (let n = 0; n < 100; n += 1) imap.put(mail(`no. ${n}`));
  expect(keysOf(await discover({ epoch: '42', key: '103' }))[0]).toBe('54');
});

test('fault: UIDVALIDITY changed | user sees: nothing | guaranteed: all is listed again, under the new epoch', async () => {
  imap.uidValidity = '43';
  expect(await discover({ epoch: '42', key: '3' })).toMatchObject({ epoch: '43', exists: 3 });
});

test('fault: no UIDVALIDITY at all | user sees: nothing | guaranteed: epoch none, all is listed at each pass', async () => {
  imap.uidValidity = null;
  const found = await discover({ epoch: 'none', key: '3' });
  expect([found.epoch, ...keysOf(found)]).toEqual(['none', '1', '2', '3']);
});

test.each([
  ['drops the connection', 'drop' as const],
  ['says nothing more', 'hang' as const],
])(
  'fault: the server %s while listing | user sees: unavailable | guaranteed: not taken for "no new mail"',
  async (_name, what) => {
    imap.fault = at('UID FETCH', () => what);
    await troubled('unavailable', /./);
  },
);

test.each(['NO server is busy', 'BAD what', 'NO [SERVERBUG] oops'])(
  'fault: "%s" while listing | user sees: unavailable | guaranteed: not taken for "no new mail"',
  async (said) => {
    imap.fault = at('UID FETCH', () => [`TAG ${said}`]);
    await troubled('unavailable', /./);
  },
);

test('fault: BAD request is throttled (Microsoft) | user sees: took too long | guaranteed: the pass ends', async () => {
  imap.fault = at('UID FETCH', () => ['TAG BAD Request is throttled. Suggested Backoff Time: 60000 milliseconds']);
  const started = Date.now();
  await troubled('unavailable', /longer than 1 s/, discover(null, { timeLimit: 1000, silenceTimeout: 10_000 }));
  expect(Date.now() - started).toBeLessThan(3000);
});

const MOMENT = 'TAG BAD Request is throttled. Suggested Backoff Time: 20 milliseconds';

test('fault: BAD request is throttled for a moment, after a row | user sees: nothing | guaranteed: it is asked again', async () => {
  imap.fault = nth('UID FETCH', 1, (text) => [...rowsFor(imap, text).slice(0, 1), MOMENT]);
  expect(keysOf(await discover())).toEqual(['1', '2', '3']);
});

test('fault: BAD request is throttled again and again | user sees: throttled | guaranteed: not taken for "no new mail"', async () => {
  imap.fault = at('UID FETCH', () => [MOMENT]);
  await troubled('throttled', /throttled/);
  expect(imap.seen.filter((line) => line.includes('UID FETCH'))).toHaveLength(4);
});

test('fault: the server dribbles for ever | user sees: took too long | guaranteed: the connection is closed at the deadline', async () => {
  imap.fault = (command) => {
    if (command.name !== 'UID FETCH') return undefined;
    const timer = setInterval(() => command.socket.write('* OK still here\r\n'), 50);
    command.socket.on('close', () => clearInterval(timer));
    return 'hang';
  };
  await troubled('unavailable', /longer than 0.8 s/, discover(null, { timeLimit: 800 }));
});

test('fault: INTERNALDATE is nonsense | user sees: nothing | guaranteed: the message is listed', async () => {
  imap.fault = at('UID FETCH', (text) => [
    ...rowsFor(imap, text).map((row) => row.replace(/INTERNALDATE "[^"]*"/, 'INTERNALDATE "soon"')),
    'TAG OK',
  ]);
  const { arrivals } = await discover();
  expect(arrivals).toHaveLength(3);
  expect(arrivals.every(({ receivedAt }) => Math.abs(Date.now() - receivedAt) < 60_000)).toBe(true);
});

test.each([
  ['NIL', (row: string) => row.replace(/RFC822\.SIZE \d+/, 'RFC822.SIZE NIL')],
  ['words', (row: string) => row.replace(/RFC822\.SIZE \d+/, 'RFC822.SIZE "many"')],
  ['a list', (row: string) => row.replace(/RFC822\.SIZE \d+/, 'RFC822.SIZE (1 2)')],
])('fault: RFC822.SIZE is %s | user sees: nothing | guaranteed: the message is listed', async (_name, bend) => {
  imap.fault = at('UID FETCH', (text) => [...rowsFor(imap, text).map(bend), 'TAG OK']);
  const { arrivals } = await discover();
  expect(arrivals.map(({ key, size }) => [key, size])).toEqual(['1', '2', '3'].map((key) => [key, 0]));
});

test('fault: rows without a UID, without anything, or with names in small letters | user sees: nothing | guaranteed: what can be told is listed', async () => {
  imap.fault = at('UID FETCH', (text) => [
    '* 9 FETCH (RFC822.SIZE 100)',
    '* 9 FETCH NIL',
    '* 9 FETCH ()',
    '* 9 FETCH (UID)',
    '* 9 FETCH (UID (9) RFC822.SIZE 1)',
    ...rowsFor(imap, text).map((row) => row.replaceAll(/UID|RFC822.SIZE|INTERNALDATE/g, (name) => name.toLowerCase())),
    'TAG OK',
  ]);
  const { arrivals } = await discover();
  expect(arrivals.map(({ key, size }) => [key, size > 0])).toEqual(['1', '2', '3'].map((key) => [key, true]));
});
