/**
 * What becomes of a mail: read from top to bottom, the first rule that has something to say decides.
 * Pure: the same Reading, Facts and Policy give the same Decision, so it can be explained and repeated.
 */
import { isPlainChoice } from '../form/choice.ts';
import { looksLikeUrl } from '../form/url.ts';
import { receiptOnce, refersTo } from './attach.ts';
import { type Case, decide, letterContext } from './case.ts';
import { isComplete } from './coherence.ts';
import type { Decision, Facts, Kind, Policy, Reading, SentMail } from './decision.ts';
import { answerSeveral, openFresh } from './fresh.ts';
import { help, statusLetter } from './letter.ts';
import { byReviewer } from './order-mail.ts';
import { meantOffers } from './ownwords.ts';
import { reply } from './reply.ts';
import { silence } from './silence.ts';
import { BY_MAIL } from './status.ts';
import { belongingOf, senderOf } from './thread.ts';
import { isOurs, TOKEN_PATTERN } from './token.ts';
import { asksSomething, wordOf } from './words.ts';

type Rule = (reading: Reading, facts: Facts, policy: Policy) => Decision | null;

/** The same mail by another route, or listed again under another UIDVALIDITY. */
const seen: Rule = (reading, facts) =>
  facts.seenAs === null
    ? null
    : decide(reading, reading.kind, { is: 'ignore', why: `the same message as ${facts.seenAs}` });

/** As the digest's prepared answers name them. */
const MESSAGES = /\bM-\d{4,9}\b/g;

/** A person of ours has answered: what waited for that doesn't any more, and a submission isn't reminded meanwhile. */
const answeredByPerson = (reading: Reading, facts: Facts, kind: Kind, who: string): Decision | null => {
  const closes = [
    ...facts.questions.filter((question) => refersTo(reading, question.messageId)).map(({ id }) => id),
    ...(reading.subject.match(MESSAGES) ?? []),
  ].map((message) => ({ message, why: `answered by ${who}` }));
  const submission = facts.submissions.find((candidate) => reading.subjectReferences.includes(candidate.reference));
  if (closes.length === 0 && submission === undefined) return null;
  return decide(
    reading,
    kind,
    { is: 'ignore', why: `a person's own answer, by ${who}` },
    {
      closes,
      submission: submission?.reference ?? null,
      events:
        submission === undefined
          ? []
          : [{ submission: submission.reference, event: { type: 'asked', question: BY_MAIL } }],
    },
  );
};

const own: Rule = (reading, facts, policy) => {
  if (reading.kind !== 'own') return null;
  const automatic = (reading.messageId?.match(TOKEN_PATTERN) ?? []).some((token) => isOurs(token, policy.key));
  const ignored = decide(reading, 'own', { is: 'ignore', why: 'our own mail' });
  // Anybody can write our address into From: what our own server refutes closes nothing.
  if (automatic || reading.authentication.dmarc === 'fail') return ignored;
  return answeredByPerson(reading, facts, 'own', policy.mailbox.address) ?? ignored;
};

/** Kept and listed, encrypted mail too: a person may be able to read it. */
const unreadable: Rule = (reading) =>
  reading.kind === 'unreadable'
    ? decide(reading, 'unreadable', { is: 'hold', why: reading.notes[0] ?? "it couldn't be read" })
    : null;

/** Ours, and the report names the very recipient: otherwise anybody could mute anybody with a forged bounce. */
const reported = (reading: Reading, facts: Facts): SentMail | undefined =>
  facts.sent.find((mail) => reading.report?.recipients.includes(mail.to.toLowerCase()));

const bounce: Rule = (reading, facts) => {
  const { report } = reading;
  if (reading.kind !== 'bounce' && report === null) return null;
  const mail = reported(reading, facts);
  if (report === null || mail === undefined)
    return decide(reading, reading.kind, {
      is: 'ignore',
      why: 'a report that names none of our mails and its recipient',
    });
  const address = mail.to.toLowerCase();
  const failed = report.action === 'failed' && report.permanent;
  const why = `${report.action === 'failed' ? "couldn't be delivered" : report.action} to ${address}: ${report.diagnostic || report.status || 'no reason given'}`;
  return decide(
    reading,
    reading.kind,
    { is: 'ignore', why },
    {
      submission: mail.submission,
      events:
        mail.submission === null || report.action !== 'failed'
          ? []
          : [
              {
                submission: mail.submission,
                event: { type: 'bounced', address, permanent: report.permanent, diagnostic: report.diagnostic },
              },
            ],
      suppressions: failed
        ? [{ change: 'suppress', address, why: report.diagnostic || report.status || 'permanent failure' }]
        : [],
    },
  );
};

/** Rules that tell what a mail is about, and not whether a machine wrote it. */
const OF_CONTENT: ReadonlySet<string> = new Set(['field-block', 'known-subject']);

/** A person who will be away asks or answers something, which no absence note does. */
const hasOwnMatter = ({ topic, text }: Reading): boolean => {
  const lines = text.split('\n');
  return topic !== null || asksSomething(lines) || lines.some((line) => isPlainChoice(line) || looksLikeUrl(line));
};

/** A catalog that sends whole blocks is a machine all the same; but a person should see it. Our own letter within an automatic answer is none. */
const machine: Rule = (reading, facts, policy) => {
  if (reading.kind === 'submission' || reading.kind === 'inquiry') return null;
  const hits = reading.reasons.filter((reason) => reason.hit).map((reason) => reason.rule);
  const belonging = belongingOf(reading, facts, policy);
  const submission = belonging.to === 'one' && belonging.trust !== 'stranger' ? belonging.submission.reference : null;
  if (hits.every((rule) => rule === 'away-text' || OF_CONTENT.has(rule)) && hasOwnMatter(reading))
    return decide(
      reading,
      reading.kind,
      { is: 'hold', why: 'it speaks of an absence, and of something else' },
      { submission },
    );
  if (isComplete(meantOffers({ reading, facts, policy })))
    return decide(
      reading,
      reading.kind,
      { is: 'hold', why: `machine mail (${hits.join(', ')}) that carries a complete block` },
      { submission },
    );
  return decide(reading, reading.kind, { is: 'ignore', why: hits.join(', ') || reading.kind }, { submission });
};

/** Set aside, but known as part of its exchange. */
const held = (reading: Reading, facts: Facts, policy: Policy, why: string): Decision => {
  const belonging = belongingOf(reading, facts, policy);
  return belonging.to === 'one' && belonging.trust !== 'stranger'
    ? decide(reading, 'reply', { is: 'hold', why }, { submission: belonging.submission.reference })
    : decide(reading, reading.kind, { is: 'hold', why });
};

/** A person's mail: who it is from, whether it may be answered, and where it belongs. */
const person: Rule = (reading, facts, policy) => {
  const sender = senderOf(reading);
  if (sender === null || reading.sender.kind !== 'address') {
    const why = reading.sender.kind === 'none' ? reading.sender.reason : 'no sender';
    return decide(reading, reading.kind, { is: 'hold', why });
  }
  // Whoever writes can be written to again: a bounce's suppression ends here.
  const permission = silence(reading, { ...facts, suppressed: null }, policy);
  if (permission.may === 'never') return held(reading, facts, policy, permission.why);
  const item: Case = { reading, facts, policy, sender, to: reading.sender.address, permission };
  const decision = place(item);
  if (facts.suppressed === null) return decision;
  return { ...decision, suppressions: [...decision.suppressions, { change: 'lift', address: sender }] };
};

const place = (item: Case): Decision => {
  const { reading, facts, policy } = item;
  const belonging = belongingOf(reading, facts, policy);
  switch (belonging.to) {
    case 'several': {
      const answered = answerSeveral(item, belonging.references);
      if (answered !== null) return answered;
      const why = `it refers to more than one submission: ${belonging.references.join(', ')}`;
      return decide(reading, 'reply', { is: 'route', why, topic: reading.topic }, { letters: receiptOnce(item) });
    }
    case 'one':
      return reply(item, belonging.submission, belonging.trust);
    case 'none':
      return openFresh(item) ?? inquiry(item);
  }
};

/** A question, an offer in prose, or one of the words that need no thread. */
const inquiry = (item: Case): Decision => {
  const { reading, facts, sender } = item;
  const word = wordOf(reading.text, item.to.name);
  const own = facts.submissions.filter((submission) => submission.contributor === sender);
  const [only, ...others] = own;
  if (word === 'help')
    return decide(
      reading,
      'inquiry',
      { is: 'obey', done: ['help'], refused: [] },
      { letters: [help(letterContext(item, null))] },
    );
  if (word === 'status' && only !== undefined && others.length === 0)
    return decide(
      reading,
      'inquiry',
      { is: 'obey', done: ['status'], refused: [] },
      {
        submission: only.reference,
        letters: [statusLetter(letterContext(item, only))],
      },
    );
  const why = 'a question, or an offer in prose';
  return decide(reading, 'inquiry', { is: 'route', why, topic: reading.topic }, { letters: receiptOnce(item) });
};

/** A reviewer may offer a dataset too: about that, their mail is a contributor's. */
const isTheirOwn = (reading: Reading, facts: Facts, policy: Policy, sender: string): boolean => {
  const belonging = belongingOf(reading, facts, policy);
  return belonging.to === 'one' && belonging.submission.contributor === sender;
};

/** We are in copy of what a person writes to somebody else. */
const isToOthers = ({ recipients }: Reading, { ownAddresses }: Policy): boolean =>
  recipients.some((address) => !ownAddresses.includes(address));

const byOurPeople: Rule = (reading, facts, policy) => {
  const sender = senderOf(reading);
  if (sender === null || !policy.reviewers.includes(sender)) return null;
  const ordered = byReviewer(reading, facts, policy, sender);
  if (ordered !== null || isTheirOwn(reading, facts, policy, sender)) return ordered;
  // Anybody can write a reviewer's address into From, too.
  if (reading.authentication.dmarc === 'fail') return null;
  const answered = answeredByPerson(reading, facts, 'reply', sender);
  if (answered !== null || reading.kind === 'submission' || !isToOthers(reading, policy)) return answered;
  return decide(reading, 'reply', { is: 'ignore', why: `a person's own mail to somebody else, by ${sender}` });
};

/** Read aloud: the policy of this mailbox. */
const RULES: readonly Rule[] = [seen, own, unreadable, bounce, machine, byOurPeople, person];

/** What becomes of one mail. Always decides: the last rule has an answer for everything that a person may have written. */
export const triage = (reading: Reading, facts: Facts, policy: Policy): Decision => {
  for (const rule of RULES) {
    const decision = rule(reading, facts, policy);
    if (decision !== null) return decision;
  }
  return decide(reading, reading.kind, { is: 'hold', why: 'no rule had an answer' });
};
