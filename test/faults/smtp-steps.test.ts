import { expect, test } from 'vitest';
import type { DeliveryResult } from '../../src/mail/delivery.ts';
import type { SmtpFault } from '../support/fake-smtp.ts';
import { at, sendOne, smtp } from '../support/faulty-transport.ts';

/** Where the fault strikes, what comes of it, and whether the stage `data` was written (0 or 1 times). */
const faults: readonly (readonly [string, SmtpFault, DeliveryResult['kind'], number])[] = [
  [
    'the server hangs before its greeting | user sees: waiting, tried again | guaranteed: not sent',
    at('GREETING', 'hang'),
    'account',
    0,
  ],
  [
    'the connection drops at the greeting | user sees: waiting, tried again | guaranteed: not sent',
    at('GREETING', 'drop'),
    'account',
    0,
  ],
  [
    '554 instead of a greeting | user sees: waiting, tried again | guaranteed: not sent, not given up',
    at('GREETING', '554 no service'),
    'account',
    0,
  ],
  [
    '421 instead of a greeting | user sees: waiting, tried again | guaranteed: not sent',
    at('GREETING', '421 busy'),
    'account',
    0,
  ],
  [
    '450 at MAIL | user sees: waiting, tried again | guaranteed: not sent',
    at('MAIL', '450 4.1.0 later'),
    'deferred',
    0,
  ],
  [
    'the connection drops at MAIL | user sees: waiting, tried again | guaranteed: not sent',
    at('MAIL', 'drop'),
    'deferred',
    0,
  ],
  [
    '553 at MAIL, our own address is refused | user sees: account refused | guaranteed: no mail is failed for it',
    at('MAIL', '553 5.7.1 not yours'),
    'account',
    0,
  ],
  [
    '552 at MAIL, too large | user sees: failed | guaranteed: never tried again',
    at('MAIL', '552 5.3.4 too large'),
    'rejected',
    0,
  ],
  [
    '450 at RCPT (greylisting) | user sees: waiting, tried again | guaranteed: not sent',
    at('RCPT', '450 4.7.1 greylisted'),
    'deferred',
    0,
  ],
  [
    '550 at RCPT | user sees: failed, no such user | guaranteed: never tried again',
    at('RCPT', '550 5.1.1 no such user'),
    'rejected',
    0,
  ],
  [
    '552 at RCPT, the recipient is over quota | user sees: failed | guaranteed: the account is not paused for it',
    at('RCPT', '552 5.2.2 mailbox full, over quota'),
    'rejected',
    0,
  ],
  [
    'the connection drops at RCPT | user sees: waiting, tried again | guaranteed: not sent',
    at('RCPT', 'drop'),
    'deferred',
    0,
  ],
  [
    'the server hangs at RCPT | user sees: waiting, tried again | guaranteed: not sent',
    at('RCPT', 'hang'),
    'deferred',
    0,
  ],
  [
    '451 at DATA | user sees: waiting, tried again | guaranteed: not sent',
    at('DATA', '451 4.3.0 later'),
    'deferred',
    0,
  ],
  ['554 at DATA | user sees: failed | guaranteed: never tried again', at('DATA', '554 5.7.1 refused'), 'rejected', 0],
  [
    'the connection drops at DATA | user sees: waiting, tried again | guaranteed: not sent',
    at('DATA', 'drop'),
    'deferred',
    0,
  ],
  [
    '250 instead of 354 | user sees: sent | guaranteed: the stage is written before the body all the same',
    at('DATA', '250 go on'),
    'accepted',
    1,
  ],
  [
    'the connection drops within the body | user sees: uncertain | guaranteed: not sent again',
    at('BODY', 'drop'),
    'unknown',
    1,
  ],
  [
    'the connection drops after the final dot | user sees: uncertain | guaranteed: not sent again',
    at('DOT', 'drop'),
    'unknown',
    1,
  ],
  [
    'the server hangs after the final dot | user sees: uncertain | guaranteed: not sent again',
    at('DOT', 'hang'),
    'unknown',
    1,
  ],
  [
    '451 after the final dot | user sees: waiting, tried again | guaranteed: the server said that it did not take it',
    at('DOT', '451 4.3.0 later'),
    'deferred',
    1,
  ],
  [
    '421 after the final dot | user sees: waiting, tried again | guaranteed: the server said that it did not take it',
    at('DOT', '421 4.3.2 closing'),
    'deferred',
    1,
  ],
  [
    '554 after the final dot | user sees: failed | guaranteed: never tried again',
    at('DOT', '554 5.7.1 spam'),
    'rejected',
    1,
  ],
  [
    '550 5.4.5 after the final dot (Gmail) | user sees: account over its limit | guaranteed: the mail waits',
    at('DOT', '550 5.4.5 Daily user sending limit exceeded'),
    'account',
    1,
  ],
  [
    '554 SubmissionQuotaExceeded (Microsoft) | user sees: account over its limit | guaranteed: the mail waits',
    at('DOT', '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException'),
    'account',
    1,
  ],
];

test.each(faults)('fault: %s', async (_name, fault, kind, stages) => {
  smtp.fault = fault;
  const sent = await sendOne();
  expect(sent.result.kind).toBe(kind);
  expect(sent.stages).toBe(stages);
  expect(sent.result.response).not.toBe('');
  if (kind !== 'accepted') expect(smtp.taken).toEqual([]);
});
