/**
 * Which submission a mail belongs to, how well that is proven, and whether the one who wrote it may change anything.
 */
import { bareIdentities } from './bare.ts';
import type { Facts, Keys, Policy, Reading, SentMail } from './decision.ts';
import { referencesIn } from './order-mail.ts';
import { isParty } from './party.ts';
import { refersBack } from './references.ts';
import type { Submission } from './submission.ts';
import { isOurs, messageIdOf } from './token.ts';

/**
 * How a mail came to its submission:
 * `thread`   a party wrote it, and it refers to a mail of the exchange by an id that nobody else can know;
 * `subject`  a party wrote it, but only the reference in the subject says which submission: anybody can guess that;
 * `fresh`    no reference at all, but the same sender offered the same dataset before: From alone can be forged;
 * `stranger` it refers to a submission in which its sender has no part.
 */
export type Trust = 'thread' | 'subject' | 'fresh' | 'stranger';

export type Belonging =
  | { readonly to: 'one'; readonly submission: Submission; readonly trust: Trust }
  | { readonly to: 'several'; readonly references: readonly string[] }
  | { readonly to: 'none' };

export const senderOf = (reading: Reading): string | null =>
  reading.sender.kind === 'address' ? reading.sender.address.address.toLowerCase() : null;

const verified = (tokens: readonly string[], policy: Policy): readonly string[] =>
  tokens.filter((token) => isOurs(token, policy.key)).map((token) => messageIdOf(token, policy.mailbox.address));

/** How far back the limits look, for a pass that began then (epoch ms). */
export const windowsOf = (policy: Policy, passBegan: number): Keys['windows'] => ({
  reply: policy.replyLimit.within,
  total: policy.totalLimit.within,
  pass: passBegan,
});

/** Only reviewers' mail is read for orders: nobody else's text makes the store look up a submission. */
const ordered = (reading: Reading, policy: Policy): readonly string[] =>
  policy.reviewers.includes(senderOf(reading) ?? '') ? referencesIn(reading.text) : [];

/** Of datasets, as far as the mail may be read for them: what has no label counts only in an answer to something. */
const identitiesIn = (reading: Reading, policy: Policy): readonly string[] => {
  const labelled = reading.offers.flatMap((offer) => offer.identity ?? []);
  return [...new Set(refersBack(reading) ? [...labelled, ...bareIdentities(reading.text, policy.form)] : labelled)];
};

/** What the store must look up to decide on this mail, in a pass that began then (epoch ms). */
export const keysOf = (reading: Reading, policy: Policy, passBegan: number): Keys => ({
  sender: senderOf(reading),
  messageIds: [...new Set([...reading.inReplyTo, ...reading.references, ...(reading.report?.messageIds ?? [])])],
  tokenIds: verified(reading.tokens, policy),
  references: [...reading.subjectReferences, ...ordered(reading, policy)],
  identities: identitiesIn(reading, policy),
  contentKey: reading.keys.message,
  windows: windowsOf(policy, passBegan),
});

const distinct = (references: readonly (string | null)[]): readonly string[] => [
  ...new Set(references.flatMap((reference) => reference ?? [])),
];

const submissionsOf = (mails: readonly SentMail[]): readonly string[] => distinct(mails.map((mail) => mail.submission));

/**
 * One letter tells of all offers of a mail, and people answer that letter whichever offer they mean: the one that the subject names, or
 * else those that still ask for something.
 */
const amongSeveral = (reading: Reading, facts: Facts, threads: readonly string[]): readonly string[] => {
  const [reference] = threads;
  const told = facts.sent.some((mail) => mail.template === 'second-offer' && mail.submission === reference);
  const first = facts.submissions.find((submission) => submission.reference === reference);
  if (!told || first === undefined || threads.length > 1) return threads;
  const together = facts.submissions.filter(
    (submission) => submission.createdAt === first.createdAt && submission.messageId === first.messageId,
  );
  const named = together.filter(
    (submission) => submission !== first && reading.subjectReferences.includes(submission.reference),
  );
  const asking = together.filter((submission) => submission.problems.length > 0);
  const meant = named.length > 0 ? named : asking.length > 0 ? asking : [first];
  return meant.map((submission) => submission.reference);
};

/**
 * The submissions that a mail answers, by the strongest evidence that there is: the mail of ours that it is a reply to, then tokens
 * in its body, then the rest of its References (which name earlier submissions of the same person too, where one letter opened
 * another), then mail of the contributor's own.
 */
const threadsOf = (reading: Reading, facts: Facts, policy: Policy): readonly string[] => {
  const tokens = verified(reading.tokens, policy);
  const evidence = [
    submissionsOf(facts.sent.filter((mail) => reading.inReplyTo.includes(mail.messageId))),
    submissionsOf(facts.sent.filter((mail) => tokens.includes(mail.messageId))),
    submissionsOf(facts.sent),
    distinct(facts.referred),
  ];
  return amongSeveral(reading, facts, evidence.find((references) => references.length > 0) ?? []);
};

/** The one submission that a mail belongs to by what it refers to; `fresh` mail is for `merge.ts` to place. */
export const belongingOf = (reading: Reading, facts: Facts, policy: Policy): Belonging => {
  const sender = senderOf(reading) ?? '';
  const threads = threadsOf(reading, facts, policy);
  const subjects = [...new Set(reading.subjectReferences)];
  if (subjects.length > 1) return { to: 'several', references: subjects };
  if (threads.length > 1) return { to: 'several', references: threads };
  const reference = threads[0] ?? subjects[0];
  const submission = facts.submissions.find((candidate) => candidate.reference === reference);
  if (submission === undefined) return { to: 'none' };
  if (!isParty(submission, sender)) return { to: 'one', submission, trust: 'stranger' };
  return { to: 'one', submission, trust: threads.length > 0 ? 'thread' : 'subject' };
};
