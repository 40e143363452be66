import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openImap } from '../../src/io/imap.ts';
import { rowsFor } from '../support/fake-imap.ts';
import { at, discover, imap, mail, nth, quick, read, troubled } from '../support/faulty-mailbox.ts';
import { localImap } from '../support/imap.ts';

test('fault: a row of another message comes first | user sees: nothing | guaranteed: no body is kept under the wrong UID', async () => {
  imap.fault = at('UID FETCH', (text) => {
    if (!text.includes('BODY.PEEK[]')) return undefined;
    const foreign = '* 3 FETCH (UID 3 BODY[] {27}\r\nSubject: three\r\n\r\nforeign\r\n\r\n)';
    return [foreign, ...rowsFor(imap, text), 'TAG OK'];
  });
  expect(await read(['1', '2'])).toEqual({ 1: 'one', 2: 'two' });
});

test('fault: OK without the body | user sees: nothing, or failed | guaranteed: asked for again, never an empty mail', async () => {
  imap.fault = at('UID FETCH', (text) => (text.includes('BODY') ? ['* 1 FETCH (UID 1)', 'TAG OK'] : undefined));
  expect(await read(['1'])).toEqual({ 1: 'failed' });
});

test('fault: a body as a quoted string (Yahoo), others beside it | user sees: nothing | guaranteed: the body asked for is read', async () => {
  imap.fault = at('UID FETCH', (text) =>
    text.includes('BODY.PEEK[]')
      ? ['* 1 FETCH (UID 1 BODY[] "From: ann@example.org" BODY[HEADER] {17}\r\nSubject: none\r\n\r\n)', 'TAG OK']
      : undefined,
  );
  expect(await read(['1'])).toEqual({ 1: '' });
});

test('fault: one of three rows is missing, with OK | user sees: nothing | guaranteed: it is asked for alone', async () => {
  imap.fault = nth('UID FETCH', 2, (text) => [...rowsFor(imap, text).slice(0, 2), 'TAG OK']);
  expect(await read(['1', '2', '3'])).toEqual({ 1: 'one', 2: 'two', 3: 'three' });
});

test('fault: NO some of the requested messages no longer exist (Microsoft) | user sees: that one is gone | guaranteed: the others are read', async () => {
  imap.messages.splice(1, 1);
  imap.fault = at('UID FETCH', (text) => [
    ...rowsFor(imap, text),
    'TAG NO Some of the requested messages no longer exist',
  ]);
  expect(await read(['1', '2', '3'])).toEqual({ 1: 'one', 2: 'gone', 3: 'three' });
});

test('fault: the connection drops within a body | user sees: unavailable | guaranteed: no cut mail is taken for whole', async () => {
  imap.dropAfter = 300;
  imap.put(mail('x'.repeat(5000)));
  await troubled('unavailable', /./, read(['4']));
});

test('fault: a structure nested 60 deep | user sees: nothing | guaranteed: the mail is read without its structure', async () => {
  const deep = `${'('.repeat(60)}"TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1${')'.repeat(60)}`;
  imap.put(`Subject: deep\r\n\r\n${'text\r\n'.repeat(20_000)}`);
  imap.fault = at('UID FETCH', (text) =>
    text.includes('BODYSTRUCTURE')
      ? [`* 4 FETCH (UID 4 BODYSTRUCTURE ${deep} BODY[HEADER] {17}\r\nSubject: deep\r\n\r\n)`, 'TAG OK']
      : undefined,
  );
  expect(await read(['1', '4'])).toEqual({ 1: 'one', 4: 'deep' });
});

test('fault: a part that the structure promises is not there | user sees: nothing | guaranteed: the mail is read as it stands', async () => {
  imap.put(
    `Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${'text\r\n'.repeat(20_000)}--b--\r\n`,
  );
  imap.fault = at('UID FETCH', (text) => (text.includes('.MIME') ? ['* 4 FETCH (UID 4)', 'TAG OK'] : undefined));
  expect(await read(['4'])).toEqual({ 4: 'large' });
});

test('fault: a literal of 1 GB is announced | user sees: unavailable | guaranteed: memory is not given to it', async () => {
  imap.fault = at('UID FETCH', (text) =>
    text.includes('BODY') ? ['* 1 FETCH (UID 1 BODY[] {1000000000}', 'x'] : undefined,
  );
  await troubled('unavailable', /./, read(['1']));
});

test('a caller that takes longer than the silence limit between two commands keeps its connection', async () => {
  const mailbox = openImap(localImap(imap.port), { ...quick, silenceTimeout: 200 });
  const { arrivals } = await mailbox.discover(null);
  await sleep(700);
  const kinds: string[] = [];
  for await (const answer of mailbox.read(arrivals.map(({ key }) => key))) {
    kinds.push(answer.kind);
    await sleep(300);
  }
  expect(kinds).toEqual(['source', 'source', 'source']);
  await mailbox.close();
});

test('whoever stops reading early leaves nothing behind', async () => {
  const mailbox = openImap(localImap(imap.port), quick);
  for await (const answer of mailbox.read(['1', '2', '3'])) {
    expect(answer.kind).toBe('source');
    break;
  }
  await mailbox.close();
});

test('fault: no answer to the goodbye | user sees: nothing | guaranteed: the pass ends', async () => {
  imap.fault = at('LOGOUT', () => 'hang');
  const started = Date.now();
  expect((await discover(null, { silenceTimeout: 60_000 })).exists).toBe(3);
  expect(Date.now() - started).toBeLessThan(4500);
});
