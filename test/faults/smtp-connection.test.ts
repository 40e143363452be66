import { expect, test } from 'vitest';
import { hidden } from '../../src/config/values.ts';
import { openSmtp } from '../../src/io/smtp.ts';
import { at, bytes, envelope, login, quick, sendOne, smtp } from '../support/faulty-transport.ts';
import { localSmtp } from '../support/imap.ts';

test('fault: AUTH 535 | user sees: which settings to check | guaranteed: asked once, not once for each mail', async () => {
  const transport = openSmtp(localSmtp(smtp.port, { login: { ...login, password: hidden('wrong') } }), quick);
  for (let mail = 0; mail < 3; mail += 1) {
    const result = await transport.send(envelope, bytes, () => expect.unreachable());
    expect(result).toMatchObject({ kind: 'account', problem: 'authentication' });
    expect(result.response).toContain('SMTP_USER and SMTP_PASSWORD');
    expect(result.response).not.toContain('d3Jvbmc');
  }
  expect(smtp.seen.filter((line) => line.startsWith('AUTH'))).toHaveLength(1);
  await transport.close();
});

test('fault: a server that repeats the AUTH command it refuses | user sees: its words without the password | guaranteed: no password in logs, database or output', async () => {
  for (const secret of ['swordfish', Buffer.from('\0data\0swordfish').toString('base64'), 'c3dvcmRmaXNo']) {
    smtp.fault = at('AUTH', `535 5.7.8 no: ${secret}`);
    const { result } = await sendOne(quick, { login: { ...login, password: hidden('swordfish') } });
    expect(result).toMatchObject({ kind: 'account', response: expect.stringContaining('535 5.7.8 no: [hidden]') });
    expect(result.response).not.toContain(secret);
  }
});

test('fault: a server that talks without an end | user sees: waiting, or uncertain once the body is out | guaranteed: the worker goes on', async () => {
  const patient = { ...quick, answerTimeout: 10_000, envelopeTimeout: 300, bodyTimeout: 300, loginTimeout: 300 };
  for (const [step, kind, stages] of [
    ['EHLO', 'account', 0],
    ['AUTH', 'account', 0],
    ['MAIL', 'deferred', 0],
    ['DATA', 'deferred', 0],
    ['DOT', 'unknown', 1],
  ] as const) {
    smtp.fault = at(step, 'drip');
    const began = Date.now();
    expect(await sendOne(patient, { login }), step).toMatchObject({ result: { kind }, stages });
    expect(Date.now() - began, step).toBeLessThan(5000);
  }
});

test('fault: AUTH 454 | user sees: waiting, tried again | guaranteed: the password is not called wrong', async () => {
  smtp.fault = at('AUTH', '454 4.7.0 temporary authentication failure');
  expect((await sendOne(quick, { login })).result).toMatchObject({ kind: 'account', problem: 'unreachable' });
});

test('fault: 550 5.7.30 at AUTH, basic login is switched off (Microsoft) | user sees: account refused | guaranteed: no mail is failed for it', async () => {
  smtp.fault = at('AUTH', '550 5.7.30 Basic authentication is not supported');
  expect((await sendOne(quick, { login })).result).toMatchObject({ kind: 'account', problem: 'authentication' });
});

test('fault: STARTTLS not offered | user sees: waiting, with the reason | guaranteed: neither password nor mail leaves in clear text', async () => {
  const { result } = await sendOne(quick, { login, security: 'starttls' });
  expect(result).toMatchObject({ problem: 'unreachable', response: expect.stringContaining('SMTP_SECURITY=tls') });
  expect(smtp.seen.filter((line) => /^(?:AUTH|MAIL)/.test(line))).toEqual([]);
});

test('fault: clear text asked for beyond this machine | user sees: which setting is wrong | guaranteed: no connection is made', () => {
  expect(() => openSmtp(localSmtp(25, { host: 'mail.example.org', login }))).toThrow('SMTP_SECURITY=none');
});

test('fault: nothing listens | user sees: which host and port | guaranteed: not tried for each mail anew', async () => {
  await smtp.stop();
  const transport = openSmtp(localSmtp(smtp.port), quick);
  const result = await transport.send(envelope, bytes, () => expect.unreachable());
  expect(result).toMatchObject({
    problem: 'unreachable',
    response: expect.stringContaining(`127.0.0.1:${smtp.port}`),
  });
  await transport.close();
});

test('fault: the server gives no further connection (421 in its greeting) | user sees: its words, in the log | guaranteed: known before a letter is taken for it', async () => {
  smtp.fault = at('GREETING', '421 4.7.0 too many connections');
  const transport = openSmtp(localSmtp(smtp.port), quick);
  expect(await transport.open()).toMatchObject({
    problem: 'unreachable',
    response: expect.stringContaining('too many'),
  });
  expect(await transport.open()).toMatchObject({ problem: 'unreachable' });
  expect(smtp.connections).toBe(1);
  await transport.close();
});

test('fault: the server ends the idle connection between two mails | user sees: both sent | guaranteed: each once', async () => {
  const transport = openSmtp(localSmtp(smtp.port), quick);
  let stages = 0;
  const stage = async () => {
    stages += 1;
  };
  expect((await transport.send(envelope, bytes, stage)).kind).toBe('accepted');
  let isFirst = true;
  smtp.fault = (step) => {
    if (step !== 'MAIL' || !isFirst) return undefined;
    isFirst = false;
    return 'drop';
  };
  expect((await transport.send(envelope, bytes, stage)).kind).toBe('accepted');
  expect([smtp.taken.length, smtp.connections, stages]).toEqual([2, 2, 2]);
  await transport.close();
});

test('fault: one mail of three is refused | user sees: two sent, one failed | guaranteed: the stage is written for each before its body', async () => {
  const transport = openSmtp(localSmtp(smtp.port), quick);
  let mails = 0;
  smtp.fault = (step) => {
    if (step === 'RCPT') mails += 1;
    return step === 'RCPT' && mails === 2 ? '550 5.1.1 no such user' : undefined;
  };
  const kinds: string[] = [];
  for (let mail = 0; mail < 3; mail += 1) {
    smtp.bodyOctets = 0;
    kinds.push((await transport.send(envelope, bytes, async () => expect(smtp.bodyOctets).toBe(0))).kind);
  }
  expect(kinds).toEqual(['accepted', 'rejected', 'accepted']);
  expect(smtp.connections).toBe(2);
  await transport.close();
});

test('fault: pipelined commands and a refused recipient | user sees: failed | guaranteed: no body octet leaves', async () => {
  smtp.extensions = ['PIPELINING'];
  smtp.fault = (step) =>
    step === 'RCPT' ? '550 5.1.1 no such user' : step === 'DATA' ? '554 no valid recipients' : undefined;
  expect(await sendOne()).toMatchObject({ result: { kind: 'rejected' }, stages: 0 });
  expect(smtp.bodyOctets).toBe(0);
});

test('fault: the server hangs at RCPT for minutes | user sees: waiting, tried again | guaranteed: the pass does not wait as long as for a final dot', async () => {
  smtp.fault = at('RCPT', 'hang');
  const sent = await sendOne({ ...quick, answerTimeout: 20_000, envelopeTimeout: 150 });
  expect(sent).toMatchObject({ result: { kind: 'deferred', response: expect.stringContaining('in time') }, stages: 0 });
});

test('one connection carries many mails, and each names its ENVID', async () => {
  const transport = openSmtp(localSmtp(smtp.port, { login }), quick);
  for (let mail = 0; mail < 20; mail += 1)
    expect((await transport.send(envelope, bytes, async () => undefined)).kind).toBe('accepted');
  await transport.close();
  expect(smtp.connections).toBe(1);
  expect(smtp.taken[0]?.from).toContain('ENVID=r.1@example.org');
  expect(smtp.taken[0]?.data).toBe(bytes.toString('latin1'));
});

test('what opens the connection and what sends at the same moment share one', async () => {
  const transport = openSmtp(localSmtp(smtp.port), quick);
  const answers = await Promise.all([transport.open(), transport.send(envelope, bytes, async () => undefined)]);
  expect(answers).toMatchObject([null, { kind: 'accepted' }]);
  expect(smtp.connections).toBe(1);
  await transport.close();
});

test("a server's own Message-ID is kept", async () => {
  smtp.fault = at('DOT', '250 2.0.0 OK <abc@x.prod.outlook.com> [Hostname=x]');
  expect((await sendOne()).result).toMatchObject({ kind: 'accepted', serverMessageId: '<abc@x.prod.outlook.com>' });
});

test('a refused token is renewed once', async () => {
  const asked: boolean[] = [];
  const tokens = async (fresh: boolean) => {
    asked.push(fresh);
    return fresh ? 'good' : 'wrong';
  };
  const sent = await sendOne({ ...quick, tokens }, { login: { kind: 'oauth', user: 'data@example.org' } });
  expect(sent.result.kind).toBe('accepted');
  expect(asked).toEqual([false, true]);
});
