/**
 * May we answer? The only place that says so (RFC 3834 2 to 4): machines, doubtful senders, authentication, age, suppression, limits.
 */
import type { Facts, Policy, Reading } from './decision.ts';
import { isFreeMail } from './free-mail.ts';
import { HELD_BY_LIMIT } from './held.ts';

/** `never`: a person sees it, nothing is sent. `later`: the answer is written and waits for a limit's window. `why` in plain words. */
export type Silence =
  /** `last`: this is the last answer that REPLY_LIMIT allows the address for now, and the letter should say so. */
  | { readonly may: 'answer'; readonly last: boolean }
  | { readonly may: 'never'; readonly why: string }
  | { readonly may: 'later'; readonly why: string };

type Reason = (reading: Reading, facts: Facts, policy: Policy) => string | null;

const days = (ms: number): string => {
  const count = Math.floor(ms / 86_400_000);
  return count === 1 ? 'a day' : `${count} days`;
};

const machine: Reason = ({ kind, reasons }) => {
  if (kind === 'submission' || kind === 'inquiry') return null;
  if (kind === 'unreadable') return "it couldn't be read";
  const hits = reasons.filter((reason) => reason.hit).map((reason) => reason.rule);
  return `it is ${kind} mail (${hits.join(', ')})`;
};

const sender: Reason = ({ sender: found }) => (found.kind === 'none' ? found.reason : null);

// A loop with ourselves is the fastest of all (RFC 3834 2).
const own: Reason = ({ sender: found }, _, { ownAddresses }) =>
  found.kind === 'address' && ownAddresses.includes(found.address.address.toLowerCase())
    ? 'the answer would go to ourselves'
    : null;

/** SPF or DKIM alone fails whenever mail is forwarded; DMARC is what the sender's domain itself says of its mail (RFC 7489 6.3). */
const forged: Reason = ({ authentication }, { released }) =>
  authentication.dmarc === 'fail' && !released
    ? `its sender is not proven: dmarc=fail, says ${authentication.by ?? 'our server'}`
    : null;

/** After an outage, or at the first run, nobody wants an answer to what was settled months ago. */
const old: Reason = (_, { now, receivedAt, released }, { replyMaxAge }) =>
  now - receivedAt > replyMaxAge && !released ? `it arrived more than ${days(replyMaxAge)} ago` : null;

const suppressed: Reason = (_, facts) =>
  facts.suppressed === null ? null : `nothing is sent to this address: ${facts.suppressed}`;

/** Each is enough; all that hold are told. */
const NEVER: readonly Reason[] = [machine, sender, own, forged, old, suppressed];

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/**
 * Which limit is reached for one more automatic letter to `recipient`, or null. Begins as every hold that ends by itself, so that what waits
 * can be asked again (`Store.releaseHeld`).
 */
export const limitReached = (
  recipient: string,
  answered: Facts['answered'],
  policy: Pick<Policy, 'replyLimit' | 'burstLimit' | 'totalLimit'>,
): string | null => {
  const domain = domainOf(recipient);
  if (answered.toSender >= policy.replyLimit.count)
    return `${HELD_BY_LIMIT}${answered.toSender} automatic answers went to this address (REPLY_LIMIT)`;
  if (answered.toDomain >= policy.burstLimit && !isFreeMail(domain))
    return `${HELD_BY_LIMIT}${answered.toDomain} automatic answers went to ${domain} in this pass (BURST_LIMIT)`;
  return answered.inAll >= policy.totalLimit.count
    ? `${HELD_BY_LIMIT}${answered.inAll} automatic answers went out in all (TOTAL_LIMIT)`
    : null;
};

/** Why a mail must never be answered by the program, in plain words; empty where nothing speaks against it. Limits aside. */
export const reasonsAgainst = (reading: Reading, facts: Facts, policy: Policy): readonly string[] =>
  NEVER.flatMap((reason) => reason(reading, facts, policy) ?? []);

/** Whether a mail may be answered now, later, or never. Whoever wrote again may be written to: give `suppressed: null` for that. */
export const silence = (reading: Reading, facts: Facts, policy: Policy): Silence => {
  const against = reasonsAgainst(reading, facts, policy);
  if (against.length > 0 || reading.sender.kind === 'none') return { may: 'never', why: against.join('; ') };
  const limit = limitReached(reading.sender.address.address, facts.answered, policy);
  if (limit !== null) return { may: 'later', why: limit };
  return { may: 'answer', last: facts.answered.toSender + 1 >= policy.replyLimit.count };
};
