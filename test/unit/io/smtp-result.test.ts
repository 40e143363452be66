import { expect, test } from 'vitest';
import { failureOf, resultOf, type SmtpFailure } from '../../../src/io/smtp-result.ts';
import type { Stage } from '../../../src/mail/delivery.ts';

const failure = (code: number | null, command: string, response: string, kind = ''): SmtpFailure => ({
  code,
  command,
  response,
  kind,
});

/** Response, where it came, at which stage, what it means, and why. */
const cases: readonly (readonly [number | null, string, string, Stage, string, string])[] = [
  [450, 'RCPT TO', '450 4.7.1 greylisted', 'pre-data', 'deferred', '4yz is for later'],
  [550, 'RCPT TO', '550 5.1.1 unknown', 'pre-data', 'rejected', '5yz is for ever'],
  [452, 'RCPT TO', '452 4.2.2 mailbox full', 'pre-data', 'deferred', "the recipient's quota isn't ours"],
  [552, 'RCPT TO', '552 5.2.2 over quota', 'pre-data', 'rejected', "the recipient's quota isn't ours"],
  [550, 'DATA', '550 5.4.5 Daily user sending limit exceeded.', 'data', 'account', 'Gmail'],
  [
    554,
    'DATA',
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException',
    'data',
    'account',
    'Microsoft',
  ],
  [550, 'MAIL FROM', '550 5.7.232 limit for trial tenants', 'pre-data', 'account', 'Microsoft'],
  [451, 'DATA', '451 4.3.0 the hourly limit is reached', 'data', 'account', 'a limit in 4yz words is one too'],
  [530, 'MAIL FROM', '530 5.7.0 Authentication required', 'pre-data', 'account', 'RFC 4954 6'],
  [535, 'AUTH PLAIN', '535 5.7.8 bad credentials', 'pre-data', 'account', 'RFC 4954 6'],
  [454, 'AUTH PLAIN', '454 4.7.0 try later', 'pre-data', 'deferred', 'RFC 4954 6: temporary'],
  [550, 'DATA', '550 5.2.252 SendAsDenied', 'data', 'account', 'Microsoft: not our address there'],
  [552, 'MAIL FROM', '552 5.3.4 too large', 'pre-data', 'rejected', 'RFC 1870 6.1: this mail is too large'],
  [554, 'CONN', '554 no SMTP service here', 'pre-data', 'deferred', 'said before any mail was named'],
  [null, 'CONN', 'Connection closed', 'pre-data', 'deferred', 'nothing of it was sent'],
  [null, 'CONN', 'Connection closed', 'data', 'unknown', 'RFC 1047'],
  [null, 'CONN', 'Timeout', 'data', 'unknown', 'RFC 1047'],
];

test.each(cases)('%s at %s: %s (%s) is %s: %s', (code, command, response, stage, kind) => {
  expect(resultOf(failure(code, command, response), stage).kind).toBe(kind);
});

test("nodemailer's own refusals come before anything is sent", () => {
  expect(resultOf(failure(null, 'API', 'Missing credentials', 'EAUTH'), 'pre-data').kind).toBe('account');
  expect(resultOf(failure(null, 'MAIL FROM', 'Message size larger than allowed 10', 'EMESSAGE'), 'pre-data').kind).toBe(
    'rejected',
  );
});

test.each([
  [
    'an error of nodemailer',
    Object.assign(new Error('x'), { responseCode: 450, code: 'EENVELOPE', command: 'RCPT TO', response: '450 x' }),
    failure(450, 'RCPT TO', '450 x', 'EENVELOPE'),
  ],
  [
    'a stray 250 is no answer to the mail',
    Object.assign(new Error('x'), { responseCode: 250, response: '250 hm' }),
    failure(null, '', '250 hm'),
  ],
  ['any other error', new Error('odd'), failure(null, '', 'odd')],
  ['no error at all', 'text', failure(null, '', 'text')],
])('%s', (_name, error, expected) => {
  expect(failureOf(error)).toEqual(expected);
});
