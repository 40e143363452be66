/**
 * The rules that tell machines' mail, one a row; `sign.ts` has the source of each. They look at every occurrence of a header as it stands: one good
 * `Auto-Submitted: no` must not hide a second field that says otherwise.
 */
import type { DeliveryReport } from './delivery-status.ts';
import { AUTOREPLY_FIELDS, anyOf, CAMPAIGN_FIELDS, field, foreignList, isUnclosed, saysYes } from './machine-fields.ts';
import {
  automaticText,
  awayText,
  challengeText,
  flat,
  mailingText,
  receiptText,
  thanksText,
  unsubscribeText,
  type Words,
} from './machine-text.ts';
import type { Header, Message } from './message.ts';
import { AWAY, CHALLENGE, INVITATION, READ } from './phrases.ts';
import { daemonSender, deadReturnPath, listReturnPath, robotSender, salesSender } from './robots.ts';
import { findSender, type SenderPolicy } from './sender.ts';
import type { RuleName } from './sign.ts';
import { filterVerdict, trickIn } from './spam.ts';
import { isForwardSubject, isReplySubject, opening } from './subjects.ts';

/** What wrote a mail. */
export type Nature = 'person' | 'own' | 'bounce' | 'spam' | 'auto-reply' | 'bulk';

/** What the rules look at. `text` is what the sender wrote in this mail, without quotes; empty where words are to prove nothing. */
export type Mail = Words & {
  readonly message: Message;
  readonly headers: readonly Header[];
  readonly policy: SenderPolicy;
  /** The own list that it came through, or null. */
  readonly ownList: string | null;
  readonly report: DeliveryReport | null;
};

/** What was found, in words for a person; null is a miss. */
type Find = (mail: Mail) => string | null;

export type Rule = {
  readonly rule: RuleName;
  readonly nature: Exclude<Nature, 'person'>;
  readonly find: Find;
  /** A weak sign stands in people's mail too, and counts only beside another weak one. */
  readonly weak: boolean;
};

const sign = (rule: RuleName, nature: Rule['nature'], find: Find): Rule => ({ rule, nature, find, weak: false });
const weak = (rule: RuleName, find: Find): Rule => ({ rule, nature: 'bulk', find, weak: true });

const NO_ANSWER = ['all', 'autoreply', 'oof'];

const reportType = ({ message }: Mail): string => (message.contentType.parameters['report-type'] ?? '').toLowerCase();

const isReport = (mail: Mail): boolean => mail.message.contentType.type === 'multipart/report';

const ownAddress = ({ headers, policy }: Mail): string | null => {
  const sender = findSender(headers, policy);
  if (sender.kind === 'none') return null;
  // RFC 5233: data+tag@ is ours as well; so our bounces come back.
  const address = sender.address.address.toLowerCase().replace(/\+[^@]{0,64}@/, '@');
  return policy.ownAddresses.includes(address) ? `From is our own address ${address}` : null;
};

/** A reply's own words come first; an unmarked quote of some machine may follow. UTF-16 units. */
const BEGINNING = 400;

/** Nothing of a mail that a person passes on: what it says is somebody else's. */
const unforwarded = (message: Message, text: string): string => (isForwardSubject(message.subject) ? '' : text);

/** The words, unless others' may be among them: those of a mail that is answered or passed on, or the footer of our own group. */
const unmixed = ({ message, ownList, words }: Mail): string =>
  ownList !== null || isReplySubject(message.subject) ? '' : unforwarded(message, words);

const subject = (message: Message, phrases: readonly string[]): string | null => {
  const phrase = opening(message.subject, phrases);
  return phrase === null ? null : `Subject begins with "${phrase}"`;
};

/** Lotus Notes: `Ann Lee is out of the office`. */
const absentee = ({ subject: text }: Message): string | null =>
  !isReplySubject(text) &&
  / is (?:now |currently )?(?:out of (?:the )?office|on vacation|on leave)\b/i.test(text.slice(0, 300))
    ? 'Subject says that somebody is away'
    : null;

/** Older clients send a plain mail instead of a report (RFC 8098): then subject and text must both say so. */
const readReceipt = (mail: Mail): string | null => {
  if (reportType(mail) === 'disposition-notification') return 'multipart/report; report-type=disposition-notification';
  const part = mail.message.reports.find((report) => report.type === 'message/disposition-notification');
  if (part !== undefined) return `part ${part.part} is ${part.type}`;
  const begins = subject(mail.message, READ);
  return begins !== null && receiptText(mail.message) ? begins : null;
};

const describe = (report: DeliveryReport): string =>
  `${report.action}: ${report.recipients.join(', ').slice(0, 120) || 'no recipient named'}${report.status === null ? '' : ` (${report.status})`}`;

/** In this order: the first sure sign decides what wrote the mail. */
export const RULES: readonly Rule[] = [
  sign('own-loop', 'own', ({ headers, policy }) =>
    field(headers, ['x-mailroom-loop'], (mailbox) => policy.ownAddresses.includes(mailbox)),
  ),
  sign('own-address', 'own', ownAddress),
  sign('delivery-report', 'bounce', ({ report }) => (report?.action === 'failed' ? describe(report) : null)),
  sign('feedback-report', 'bounce', (mail) =>
    reportType(mail) === 'feedback-report' ? 'multipart/report; report-type=feedback-report' : null,
  ),
  sign('delivery-status', 'bounce', (mail) =>
    mail.report === null && isReport(mail) && reportType(mail) === 'delivery-status'
      ? 'multipart/report; report-type=delivery-status'
      : null,
  ),
  sign('delivery-notice', 'auto-reply', ({ report }) =>
    report !== null && report.action !== 'failed' ? describe(report) : null,
  ),
  sign('read-receipt', 'auto-reply', readReceipt),
  sign('other-report', 'bulk', (mail) =>
    isReport(mail) && !['delivery-status', 'disposition-notification', 'feedback-report'].includes(reportType(mail))
      ? `multipart/report; report-type=${reportType(mail).slice(0, 40)}`
      : null,
  ),
  sign('spam-filter', 'spam', ({ headers }) => filterVerdict(headers)),
  sign('trick', 'spam', ({ message, text }) => trickIn(message.subject, unforwarded(message, text))),
  sign(
    'challenge',
    'auto-reply',
    ({ headers, message, words }) =>
      field(
        headers,
        ['x-boxtrapper', 'x-tmda-fingerprint', 'x-spamarrest-noauth', 'x-antispam-challenge'],
        () => true,
      ) ??
      subject(message, CHALLENGE) ??
      challengeText(words),
  ),
  sign('auto-replied', 'auto-reply', ({ headers }) =>
    field(
      headers,
      ['auto-submitted'],
      (value) => value.startsWith('auto-replied') || value.startsWith('auto-notified'),
    ),
  ),
  sign('away-subject', 'auto-reply', ({ message }) => subject(message, AWAY) ?? absentee(message)),
  sign('calendar-reply', 'auto-reply', ({ message }) =>
    message.attachments.some(({ type }) => type === 'text/calendar') ? subject(message, INVITATION) : null,
  ),
  sign('x-autoreply', 'auto-reply', ({ headers }) => field(headers, AUTOREPLY_FIELDS, saysYes)),
  sign('x-apple-action', 'auto-reply', ({ headers }) =>
    field(headers, ['x-apple-action'], (value) => value.includes('vacation')),
  ),
  sign(
    'autoresponder',
    'auto-reply',
    ({ headers }) =>
      field(headers, ['delivered-to'], anyOf('autoresponder')) ??
      field(headers, ['x-post-messageclass'], (value) => value.startsWith('9')),
  ),
  sign('precedence-auto-reply', 'auto-reply', ({ headers }) =>
    field(headers, ['precedence', 'x-precedence', 'preference'], anyOf('auto_reply', 'auto-reply')),
  ),
  sign('inbox-rules-loop', 'auto-reply', ({ headers }) =>
    field(headers, ['x-ms-exchange-inbox-rules-loop'], () => true),
  ),
  sign('away-text', 'auto-reply', awayText),
  sign('list', 'bulk', ({ headers, policy }) => foreignList(headers, policy.ownLists)),
  sign('precedence', 'bulk', ({ headers, ownList }) =>
    field(
      headers,
      ['precedence', 'x-precedence'],
      ownList === null ? anyOf('bulk', 'junk', 'list') : anyOf('bulk', 'junk'),
    ),
  ),
  sign('campaign', 'bulk', ({ headers }) => field(headers, CAMPAIGN_FIELDS, () => true)),
  sign('machine-generated', 'bulk', ({ headers }) =>
    field(
      headers,
      [
        'x-fc-machinegenerated',
        'x-machine-generated',
        'x-cron-env',
        'x-github-reason',
        'x-gitlab-project',
        'x-bugzilla-reason',
        'x-jira-fingerprint',
        'x-rt-loop-prevention',
        'tls-report-domain',
      ],
      saysYes,
    ),
  ),
  sign('loop', 'bulk', ({ headers }) => field(headers, ['x-loop', 'x-roundup-loop', 'x-mailroom-loop'], () => true)),
  sign('dmarc-report', 'bulk', ({ message }) =>
    /^report domain:.*submitter:/i.test(message.subject.slice(0, 500)) ? message.subject.slice(0, 80) : null,
  ),
  sign('robot-sender', 'bulk', ({ headers }) => robotSender(headers)),
  weak('list-return-path', ({ headers, ownList }) => (ownList === null ? listReturnPath(headers) : null)),
  weak('sales-sender', ({ headers }) => salesSender(headers)),
  weak('feedback-id', ({ headers }) => field(headers, ['feedback-id', 'x-feedback-id'], () => true)),
  weak('mass-mailer', ({ headers }) =>
    field(
      headers,
      [
        'x-sg-eid',
        'x-mailgun-sid',
        'x-mailgun-sending-ip',
        'x-pm-message-id',
        'x-ses-outgoing',
        'x-report-abuse',
        'x-abuse-reports-to',
      ],
      () => true,
    ),
  ),
  weak('unsubscribe-text', (mail) => unsubscribeText(unmixed(mail))),
  weak('mailing-text', (mail) => mailingText(unmixed(mail))),
  weak('thanks-text', thanksText),
  sign('automatic-text', 'bulk', ({ message, text, words }) =>
    automaticText(isReplySubject(message.subject) ? flat(text.slice(0, BEGINNING)) : unforwarded(message, words)),
  ),
  sign('auto-submitted', 'auto-reply', ({ headers }) =>
    field(headers, ['auto-submitted', 'x-auto-submitted'], (value, whole) => value !== 'no' || isUnclosed(whole)),
  ),
  sign('x-auto-response-suppress', 'auto-reply', ({ headers }) =>
    field(headers, ['x-auto-response-suppress'], (value) =>
      value.split(/[\s,]+/).some((word) => NO_ANSWER.includes(word)),
    ),
  ),
  sign('null-return-path', 'auto-reply', ({ headers }) => deadReturnPath(headers)),
  sign('daemon-sender', 'auto-reply', ({ headers }) => daemonSender(headers)),
];
