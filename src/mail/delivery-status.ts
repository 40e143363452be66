/**
 * Reports about mail that we sent: standard delivery status notifications (RFC 3464), abuse reports (RFC 5965), and the prose of servers
 * that write neither (`bounce-prose.ts`).
 */
import { readProse } from './bounce-prose.ts';
import { messageIds, valuesOf } from './header.ts';
import type { Header, Message } from './message.ts';
import { addressLike, daemonSender, deadReturnPath } from './robots.ts';
import { isPlainAddress } from './sender.ts';
import { isForwardSubject, isReplySubject } from './subjects.ts';

export type DeliveryReport = {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Every recipient that the report names as the one it is about, in lower case. */
  readonly recipients: readonly string[];
  /** RFC 3463, such as `5.1.1`; null where none is given. */
  readonly status: string | null;
  readonly permanent: boolean;
  readonly diagnostic: string;
  /** Our own mail that it is about: Message-IDs found in returned headers, and Original-Envelope-Id. */
  readonly messageIds: readonly string[];
  readonly envelopeId: string | null;
};

const MAX_REPORT = 64 * 1024;
const MAX_DIAGNOSTIC = 1000;
const MAX_RECIPIENTS = 100;

type Fields = readonly Header[];

/** The groups of fields that a machine-readable report consists of, apart by blank lines (RFC 3464 2.1), unfolded. */
const groupsOf = (body: string): readonly Fields[] => {
  const groups: { name: string; value: string }[][] = [[]];
  for (const line of body.slice(0, MAX_REPORT).split(/\r\n|\n|\r/)) {
    const group = groups.at(-1) ?? [];
    const last = group.at(-1);
    if (line.trim() === '') {
      if (group.length > 0) groups.push([]);
    } else if (/^[ \t]/.test(line) && last !== undefined) {
      last.value += ` ${line.trim()}`;
    } else {
      const colon = line.indexOf(':');
      if (colon > 0)
        group.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
    }
  }
  return groups.filter((group) => group.length > 0);
};

const first = (fields: Fields, name: string): string | null => valuesOf(fields, name)[0] ?? null;

/** What follows the type in `rfc822; ann@example.org` (RFC 3464 2.1.2); QUIRK: some servers leave the type out. */
const typed = (value: string): string => value.slice(value.indexOf(';') + 1).trim();

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].slice(0, MAX_RECIPIENTS);

const RECIPIENT_FIELDS = ['original-recipient', 'final-recipient', 'x-actual-recipient'];

/** Both: a forwarding makes the final recipient one that we never wrote to (RFC 3464 2.3.1). */
const recipientsOf = (fields: Fields): readonly string[] =>
  RECIPIENT_FIELDS.flatMap((name) => valuesOf(fields, name))
    .flatMap((value) => addressLike(typed(value)))
    .filter(isPlainAddress);

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
type Action = (typeof ACTIONS)[number];

/** RFC 3463 2: class, subject, detail. QUIRK: some write a reply code (`550`) or a comment behind it. */
const statusIn = (value: string | null): string | null =>
  /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(value ?? '')?.[1] ?? null;

/** QUIRK: `Failed`, `failed (relayed)`; left out by some, who then mean what the status says. */
const actionOf = (fields: Fields): Action => {
  const word = (first(fields, 'action') ?? '').toLowerCase();
  const named = ACTIONS.find((action) => word.startsWith(action));
  if (named !== undefined) return named;
  const status = statusIn(first(fields, 'status'));
  return status?.startsWith('4') ? 'delayed' : status?.startsWith('2') ? 'delivered' : 'failed';
};

/** Our Message-IDs as returned headers name them; some reports return none, but answer our mail as a reply would. */
const returnedIds = (message: Message): readonly string[] =>
  unique([
    ...message.enclosed.flatMap((enclosed) => messageIds(enclosed.headers, 'message-id')),
    ...message.inReplyTo,
    ...message.references,
  ]);

const isDeliveryStatus = (type: string): boolean => /^message\/(?:x-?|global-)?delivery-status$/.test(type);

/** RFC 3464. The worst action among the recipients decides, and only its recipients count. */
const readStandard = (message: Message): DeliveryReport | null => {
  const groups = message.reports
    .filter((report) => isDeliveryStatus(report.type))
    .flatMap((report) => groupsOf(report.body));
  const concerned = groups.filter((fields) => recipientsOf(fields).length > 0);
  const action = ACTIONS.find((candidate) => concerned.some((fields) => actionOf(fields) === candidate));
  if (action === undefined) return null;
  const worst = concerned.filter((fields) => actionOf(fields) === action);
  const diagnostics = worst.flatMap((fields) => valuesOf(fields, 'diagnostic-code').map(typed));
  const statuses = worst.map((fields) => statusIn(first(fields, 'status')));
  const status = statuses.find((found) => found !== null) ?? null;
  const envelope = groups.map((fields) => first(fields, 'original-envelope-id')).find((id) => id !== null) ?? null;
  return {
    action,
    recipients: unique(worst.flatMap(recipientsOf)),
    status,
    permanent: action === 'failed' && !(status ?? '5').startsWith('4'),
    diagnostic: (diagnostics[0] ?? '').slice(0, MAX_DIAGNOSTIC),
    messageIds: returnedIds(message),
    envelopeId: envelope,
  };
};

/**
 * RFC 5965: somebody pressed "this is spam" on our mail. It counts as a failure, so that nothing more goes there; reports of failed
 * authentication (RFC 6591) tell of forged mail and bar nobody.
 */
const readComplaint = (message: Message): DeliveryReport | null => {
  const bodies = message.reports.filter((report) => report.type === 'message/feedback-report');
  // QUIRK: Hotmail and Amazon SES return the mail without a machine-readable part.
  const bySubject = message.subject.toLowerCase().includes('complaint about message from ');
  if (bodies.length === 0 && !bySubject) return null;
  const fields = bodies.flatMap((report) => groupsOf(report.body)).flat();
  const type = (first(fields, 'feedback-type') ?? 'abuse').toLowerCase();
  const named = [...valuesOf(fields, 'original-rcpt-to'), ...valuesOf(fields, 'removal-recipient')];
  const returned = message.enclosed.flatMap(({ headers }) => [
    ...valuesOf(headers, 'x-hmxmroriginalrecipient'),
    ...valuesOf(headers, 'to'),
  ]);
  return {
    action: 'failed',
    recipients: unique((named.length > 0 ? named : returned).flatMap(addressLike).filter(isPlainAddress)),
    status: null,
    permanent: type !== 'auth-failure' && type !== 'dmarc' && type !== 'not-spam',
    diagnostic: `complaint: ${type.slice(0, 100)}`,
    messageIds: returnedIds(message),
    envelopeId: null,
  };
};

/** Whether a person passes a report on or answers one: then it is that person's mail, whatever it quotes. */
const isPersonsOwn = (message: Message): boolean =>
  (isForwardSubject(message.subject) || isReplySubject(message.subject)) &&
  message.contentType.type !== 'multipart/report' &&
  daemonSender(message.headers) === null &&
  deadReturnPath(message.headers) === null;

/** What a mail reports about one of ours: not delivered, not yet delivered, delivered, or complained of; null where it is no such report. */
export const findReport = (message: Message): DeliveryReport | null => {
  if (isPersonsOwn(message)) return null;
  const structured = readStandard(message) ?? readComplaint(message);
  if (structured !== null) return structured;
  const prose = readProse(message);
  if (prose === null) return null;
  return {
    action: prose.action,
    recipients: unique(prose.recipients),
    status: prose.status,
    permanent: prose.action === 'failed' && !(prose.status ?? '5').startsWith('4'),
    diagnostic: prose.diagnostic.slice(0, MAX_DIAGNOSTIC),
    messageIds: unique([...returnedIds(message), ...prose.messageIds]),
    envelopeId: null,
  };
};
