/**
 * What an SMTP error means: the mail, the account, or nothing yet (RFC 5321 4.2, RFC 3463).
 */
import type { DeliveryResult, Stage } from '../mail/delivery.ts';

/** What nodemailer tells of a failure, as far as it is used. */
export type SmtpFailure = {
  /** The server's reply code, or null where it said nothing. */
  readonly code: number | null;
  /** nodemailer's own code, such as `EAUTH`. */
  readonly kind: string;
  /** The command that failed, such as `RCPT TO`. */
  readonly command: string;
  readonly response: string;
};

/** Reads what nodemailer threw; never throws. */
export const failureOf = (error: unknown): SmtpFailure => {
  const fields: Readonly<Record<string, unknown>> = error instanceof Error ? { ...error, message: error.message } : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const code = fields['responseCode'];
  return {
    // A stray 2yz or 3yz isn't an answer to the mail: only 4yz and 5yz say that it wasn't taken.
    code: typeof code === 'number' && code >= 400 ? code : null,
    kind: text(fields['code']),
    command: text(fields['command']),
    response: text(fields['response']) || text(fields['message']) || String(error),
  };
};

/**
 * The result of a failed attempt. The server's code decides first: nodemailer's own codes are the same for 4yz and 5yz. Without an
 * answer only the stage tells: from 354 on nobody can know (RFC 1047).
 */
export const resultOf = (failure: SmtpFailure, stage: Stage): DeliveryResult => {
  const { code, response } = failure;
  if (code === null) return withoutAnswer(failure, stage);
  if (isQuota(response)) return { kind: 'account', problem: 'quota', response };
  if (code < 500) return { kind: 'deferred', response };
  if (failure.command.startsWith('AUTH') || isAuthentication(code, response))
    return { kind: 'account', problem: 'authentication', response };
  // Only our own address was named so far: no mail of ours will be taken, unless it was this one's size (RFC 1870 6.3).
  if (failure.command === 'MAIL FROM' && code !== 552) return { kind: 'account', problem: 'authentication', response };
  // A greeting or EHLO that fails says nothing of the mail; RFC 5321 3.1 allows 554 for a host that takes none now.
  if (!['MAIL FROM', 'RCPT TO', 'DATA'].includes(failure.command)) return { kind: 'deferred', response };
  return { kind: 'rejected', response };
};

const withoutAnswer = (failure: SmtpFailure, stage: Stage): DeliveryResult => {
  const { kind, response } = failure;
  if (stage === 'data') return { kind: 'unknown', response: `no answer after the mail was sent: ${response}` };
  if (kind === 'EAUTH' || kind === 'ENOAUTH') return { kind: 'account', problem: 'authentication', response };
  // Said by nodemailer itself, before anything was sent: larger than SIZE, or an address that the server can't take (RFC 6531).
  if (kind === 'EMESSAGE' || kind === 'EENVELOPE') return { kind: 'rejected', response };
  return { kind: 'deferred', response };
};

/** 530, 534, 535, 538: RFC 4954 6. The others are Microsoft's: SMTP AUTH switched off, and sending as somebody else. */
const isAuthentication = (code: number, response: string): boolean =>
  [530, 534, 535, 538].includes(code) || response.includes('5.7.30') || response.includes('SendAsDenied');

const QUOTA_STATUSES = ['5.4.5 ', '5.1.90 ', '5.7.232 ', '5.7.233 '];
/** Not "over quota" or "mailbox full": those are the recipient's. */
const QUOTA_WORDS = [
  'sending quota',
  'sending limit',
  'submissionquota',
  'submission quota',
  'daily limit',
  'hourly limit',
  'message limit',
];

/** The account's own limit, whatever the code: Gmail's 5.4.5, Microsoft's SubmissionQuotaExceeded. */
const isQuota = (response: string): boolean => {
  const text = response.toLowerCase();
  return QUOTA_STATUSES.some((status) => text.includes(status)) || QUOTA_WORDS.some((words) => text.includes(words));
};
