import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hidden } from '../../src/config/values.ts';
import { openImap } from '../../src/io/imap.ts';
import { openSentFolder } from '../../src/io/imap-sent.ts';
import type { ImapOptions } from '../../src/io/imap-session.ts';
import type { Discovery, Mark, PortTrouble } from '../../src/ports.ts';
import { type FakeImap, type Fault, rowsFor, startFakeImap } from '../support/fake-imap.ts';
import { localImap } from '../support/imap.ts';

let imap: FakeImap;
beforeEach(async () => {
  imap = await startFakeImap();
  for (const subject of ['one', 'two', 'three']) imap.put(mail(subject));
});
afterEach(() => imap.stop());

const mail = (subject: string) =>
  `From: ann@example.org\r\nMessage-ID: <${subject}@example.org>\r\nSubject: ${subject}\r\n\r\nhello\r\n`;
const quick: ImapOptions = { connectTimeout: 400, silenceTimeout: 300, timeLimit: 5000 };

const discover = async (
  mark: Mark | null = null,
  options: ImapOptions = {},
  changes: Parameters<typeof localImap>[1] = {},
): Promise<Discovery> => {
  const mailbox = openImap(localImap(imap.port, changes), { ...quick, ...options });
  try {
    return await mailbox.discover(mark);
  } finally {
    await mailbox.close();
  }
};

const read = async (keys: readonly string[], options: ImapOptions = {}) => {
  const mailbox = openImap(localImap(imap.port), { ...quick, ...options });
  try {
    const answers: Record<string, string> = {};
    for await (const answer of mailbox.read(keys)) {
      expect(answers[answer.key]).toBeUndefined();
      answers[answer.key] =
        answer.kind === 'source'
          ? (/Subject: (.*)\r/.exec(Buffer.from(answer.bytes).toString())?.[1] ?? '')
          : answer.kind;
    }
    return answers;
  } finally {
    await mailbox.close();
  }
};

const keysOf = ({ arrivals }: Discovery): readonly string[] => arrivals.map(({ key }) => key);

/** Answers the nth command of this name (1 is the first) so. */
const nth = (name: string, n: number, lines: (text: string) => ReturnType<Fault>): Fault => {
  let count = 0;
  return (command) => {
    if (command.name !== name) return undefined;
    count += 1;
    if (count !== n) return undefined;
    const given = lines(command.text);
    return Array.isArray(given) ? given.map((line: string) => line.replace(/^TAG/, command.tag)) : given;
  };
};

const at =
  (name: string, lines: (text: string) => ReturnType<Fault>): Fault =>
  (command) => {
    if (command.name !== name) return undefined;
    const given = lines(command.text);
    return Array.isArray(given) ? given.map((line: string) => line.replace(/^TAG/, command.tag)) : given;
  };

const troubled = async (trouble: PortTrouble, words: RegExp, work: Promise<unknown> = discover()): Promise<void> => {
  await expect(work).rejects.toMatchObject({ trouble, message: expect.stringMatching(words) });
};

// --- the way in

test('fault: the server hangs before its greeting | user sees: did not answer in time | guaranteed: the pass ends', async () => {
  imap.greeting = 'hang';
  await troubled('unavailable', /did not answer in time/);
});

test('fault: BYE too many connections | user sees: throttled | guaranteed: not taken for a wrong password', async () => {
  imap.greeting = '* BYE too many connections from your address';
  await troubled('throttled', /too many connections/);
});

test('fault: NO [UNAVAILABLE] at login | user sees: unavailable, tried again | guaranteed: the account is not called refused', async () => {
  imap.fault = at('PASSWORD', () => ['TAG NO [UNAVAILABLE] user database is down']);
  await troubled('unavailable', /did not say why|user database is down/);
});

test('fault: NO [LIMIT] at login | user sees: throttled | guaranteed: the account is not called refused', async () => {
  imap.fault = at('PASSWORD', () => ['TAG NO [LIMIT] slow down']);
  await troubled('throttled', /slow down/);
});

test('fault: NO [AUTHENTICATIONFAILED] | user sees: which settings to check, and of an app password | guaranteed: the password is not shown', async () => {
  const login = { kind: 'password', user: 'inbox', password: hidden('wrong') } as const;
  const attempt = discover(null, {}, { login });
  await troubled('authentication', /IMAP_USER and IMAP_PASSWORD .*app password/, attempt);
  await attempt.catch((error: Error) => expect(error.message).not.toContain('wrong'));
});

test('fault: NO without a code at login (Microsoft) | user sees: what to check if it goes on | guaranteed: the account is not called refused', async () => {
  imap.fault = at('PASSWORD', () => ['TAG NO LOGIN failed.']);
  await troubled('unavailable', /LOGIN failed.*IMAP_USER/);
});

test('fault: the connection drops at login | user sees: unavailable | guaranteed: the program goes on', async () => {
  imap.fault = at('PASSWORD', () => 'drop');
  await troubled('unavailable', /./);
});

test('fault: a refused token | user sees: nothing, or the OAUTH_ settings | guaranteed: one fresh token is tried, then no more', async () => {
  imap.capabilities = 'IMAP4rev1 AUTH=XOAUTH2 SASL-IR';
  const asked: boolean[] = [];
  imap.fault = (command) =>
    command.name === 'AUTHENTICATE' ? [`${command.tag} NO [AUTHENTICATIONFAILED] expired`] : undefined;
  const tokens = async (fresh: boolean) => {
    asked.push(fresh);
    return 'token';
  };
  await troubled('authentication', /OAUTH_/, discover(null, { tokens }, { login: { kind: 'oauth', user: 'inbox' } }));
  expect(asked).toEqual([false, true]);
});

test('fault: STARTTLS not offered | user sees: what to set instead | guaranteed: no password leaves in clear text', async () => {
  await troubled('configuration', /STARTTLS/, discover(null, {}, { security: 'starttls' }));
  expect(imap.seen.some((line) => /AUTHENTICATE|LOGIN|PASSWORD/.test(line))).toBe(false);
});

test('fault: clear text asked for beyond this machine | user sees: which setting is wrong | guaranteed: no connection is made', async () => {
  await troubled('configuration', /IMAP_SECURITY=none/, discover(null, {}, { host: 'imap.example.org' }));
});

test('fault: the mailbox does not exist | user sees: those that do | guaranteed: nothing is created', async () => {
  imap.fault = (command) => {
    if (command.name === 'EXAMINE') return [`${command.tag} NO no such mailbox`];
    return command.name === 'LIST' && command.text.includes('Offers') ? [`${command.tag} OK`] : undefined;
  };
  await troubled('configuration', /IMAP_MAILBOX.*INBOX/, discover(null, {}, { mailbox: 'Offers' }));
});

// --- discovery

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

// --- reading

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

// --- the Sent folder

const sent = () => openSentFolder(localImap(imap.port), 'INBOX', quick);

test('a mail that is in the Sent folder is found by its Message-ID, by FETCH alone', async () => {
  expect(await sent().has('<two@example.org>')).toBe(true);
  imap.put(`References: <four@example.org>\r\nMessage-ID: <five@example.org>\r\n\r\nan answer to the fourth\r\n`);
  expect(await sent().has('<four@example.org>')).toBe(false);
  expect(imap.seen.some((line) => line.includes('SEARCH'))).toBe(false);
});

test.each(['drop' as const, 'hang' as const, 'nothing' as const])(
  'fault: the Sent folder can not be listed (%s) | user sees: still uncertain | guaranteed: not taken for "not sent"',
  async (what) => {
    imap.fault = (command) =>
      command.name === 'FETCH' ? (what === 'nothing' ? [`${command.tag} OK`] : what) : undefined;
    await troubled('unavailable', /./, sent().has('<two@example.org>'));
  },
);

test('fault: the copy for the Sent folder is refused | user sees: the copy is missing | guaranteed: the mail is not sent again', async () => {
  imap.fault = (command) => (command.name === 'APPEND' ? [`${command.tag} NO [OVERQUOTA] full`] : undefined);
  await troubled('throttled', /full/, sent().append(Buffer.from(mail('copy'))));
});
