/**
 * A mail that belongs to a submission we know: what it may change depends on who wrote it and how that is proven.
 */
import { beforeQuestion } from '../form/choice.ts';
import type { Candidate } from '../form/field-block.ts';
import { type Offer, readOffer } from '../form/offer.ts';
import { about, alsoAttached, attach, told } from './attach.ts';
import { askedFor, type Bare, bareAnswers } from './bare.ts';
import { type Case, decide, letterContext } from './case.ts';
import type { Decision } from './decision.ts';
import { openFresh, openFromReply } from './fresh.ts';
import { help, type Letter, notMe, statusLetter, withdrawn } from './letter.ts';
import { confirmation, isAnother, isOther, type Merge, merge } from './merge.ts';
import { answersOneByOne } from './one-by-one.ts';
import { besides, meantOffers, type OwnWords, ownWords } from './ownwords.ts';
import { foreseen, respond, respondToSeveral, type Step } from './respond.ts';
import { ANSWERS_REVIEWER, isMergeable, isSleeping, STEPS, TAKEN_BACK } from './status.ts';
import type { Submission, SubmissionEvent } from './submission.ts';
import type { Trust } from './thread.ts';
import { asksSomething, isCourtesy, saysNothing, type Word, wordOf } from './words.ts';

const ignored = (item: Case, submission: Submission, why: string): Decision =>
  decide(item.reading, 'reply', { is: 'ignore', why }, { submission: submission.reference });

/** Somebody else's mail in the thread: told nothing. But an offer of their own is theirs to make. */
const fromStranger = (item: Case, submission: Submission): Decision => {
  const theirs = item.reading.offers.some((offer) => isOther(offer, submission, item.policy.form));
  const opened = theirs ? openFresh(item) : null;
  return opened ?? attach(item, submission, `from ${item.sender}, who has no part in ${submission.reference}`, []);
};

const WITHDRAWABLE = STEPS.withdraw.from as readonly string[];

/** A word as the only new text. What ends a submission needs the thread's own proof. */
const obeyWord = (item: Case, submission: Submission, trust: Trust, word: Word): Decision => {
  const obeyed = (letter: Letter, events: readonly SubmissionEvent[] = []): Decision =>
    decide(
      item.reading,
      'reply',
      { is: 'obey', done: [word], refused: [] },
      {
        submission: submission.reference,
        events: about(submission, events),
        letters: [letter],
      },
    );
  const context = letterContext(item, submission);
  if (word === 'status') return obeyed(statusLetter(context));
  if (word === 'help') return obeyed(help(context));
  if (trust !== 'thread')
    return attach(
      item,
      submission,
      `“${word}”, but nothing proves that it belongs to this thread`,
      told(item, submission),
    );
  if (submission.status === 'withdrawn') return ignored(item, submission, 'it is withdrawn already');
  if (!WITHDRAWABLE.includes(submission.status))
    return attach(item, submission, `“${word}” for a submission that is ${submission.status}`, told(item, submission));
  const why = word === 'not me' ? `${item.sender} says that somebody else used this address` : TAKEN_BACK;
  return obeyed(word === 'not me' ? notMe(context) : withdrawn(context), [{ type: 'status', to: 'withdrawn', why }]);
};

/** What the mail says of this submission, and the offers of other datasets in it. */
const offersIn = (item: Case, submission: Submission): { readonly mine: Offer; readonly others: readonly Offer[] } => {
  const { form } = item.policy;
  const from = item.reading.sender.kind === 'address' ? item.reading.sender.address.address : null;
  const offers = meantOffers(item);
  const others = offers.filter((offer) => isAnother(offer, submission, form));
  const mine = offers.filter((offer) => !others.includes(offer)).flatMap((offer) => offer.candidates);
  return {
    mine: {
      ...readOffer(mine, form, { from, own: item.policy.ownAddresses }),
      extras: item.reading.offers.flatMap((offer) => offer.extras),
    },
    others,
  };
};

/** Later offers in one mail see what earlier ones did. */
const mergeAll = (item: Case, submission: Submission, offers: readonly Offer[], trust: Trust): Merge => {
  let merged: Merge = { events: confirmation(submission, item.sender), changed: [] };
  for (const offer of offers) {
    const now = foreseen(item, { before: submission, reference: submission.reference, merged });
    const next = merge(offer, now, item.reading, item.policy, trust, item.sender);
    merged = { events: [...merged.events, ...next.events], changed: [...merged.changed, ...next.changed] };
  }
  return merged;
};

/** A reviewer reads the answer; what the form still lacks is asked for by the program. */
const answersReviewer = (item: Case, submission: Submission, merged: Merge, mine: Offer): Decision => {
  const open = foreseen(item, { before: submission, reference: submission.reference, merged }).problems.length > 0;
  if (open) return alsoAttached(item, respond(item, stepOf(submission, merged, mine)), ANSWERS_REVIEWER);
  return attach(item, submission, ANSWERS_REVIEWER, told(item, submission), [
    ...merged.events,
    { type: 'status', to: 'ready', why: 'answered' },
  ]);
};

/** The terms count as asked about only where a mail of ours named their version (a bare "Yes" must be a yes to something). */
const termsWereNamed = (item: Case): boolean =>
  item.facts.sent.some((mail) => mail.text.includes(item.policy.terms.version));

/** Other datasets in a reply open submissions of their own; what the mail says of this one besides isn't lost. */
const withOthers = (
  item: Case,
  submission: Submission,
  trust: Trust,
  mine: Offer,
  others: readonly Offer[],
): Decision => {
  const merged = mergeAll(item, submission, [mine], trust);
  const opened = openFromReply(item, others, submission);
  const said = merged.events.some((event) => event.type !== 'party' && event.type !== 'extra');
  const [first, ...rest] = said ? [stepOf(submission, merged, mine), ...opened] : opened;
  return first === undefined
    ? withoutAnswer(item, submission, merged, trust, mine, [item.reading.text])
    : respondToSeveral(item, [first, ...rest]);
};

/** A line of the form. A sentence in its label's words ("I accept the terms") is an answer of another kind. */
const isLabelled = ({ provenance, lines }: Candidate): boolean =>
  provenance.raw.trim() !== '' || lines.some((line) => /[:：]\s*$/.test(line));

/** The answers without a label: first those that stand for one question, then those that can be for one only of what is left. */
const withoutLabels = (item: Case, submission: Submission, own: OwnWords, lines: readonly string[]): Bare => {
  const asked = askedFor(submission, item.policy.form, termsWereNamed(item));
  const placed = answersOneByOne(item.reading, lines, own, asked);
  const answered = new Set([
    ...placed.offers.flatMap(({ answers }) => Object.keys(answers)),
    ...placed.problems.map(({ field }) => field),
  ]);
  const left = asked.filter(({ key }) => !answered.has(key));
  const bare = bareAnswers(besides(lines.join('\n'), placed.lines), left, item.to.name);
  return { ...bare, offers: [...placed.offers, ...bare.offers], problems: [...placed.problems, ...bare.problems] };
};

/** A party's mail about an open submission: what it answers is merged, what it asks goes to a person. */
const merging = (item: Case, submission: Submission, trust: Trust): Decision => {
  const { reading, facts } = item;
  const own = ownWords(facts.sent);
  const { mine, others } = offersIn(item, submission);
  if (others.length > 0) return withOthers(item, submission, trust, mine, others);
  const rest = besides(
    reading.text,
    mine.candidates.filter(isLabelled).flatMap((candidate) => candidate.lines),
  ).filter((line) => !own.has([line]));
  const bare = trust === 'fresh' ? { offers: [], problems: [], rest } : withoutLabels(item, submission, own, rest);
  const merged = mergeAll(item, submission, [mine, ...bare.offers], trust);
  const doubts = bare.problems.map((problem): SubmissionEvent => ({ type: 'questioned', problem }));
  const all: Merge = { ...merged, events: [...merged.events, ...doubts] };
  const said =
    all.events.some((event) => event.type !== 'party' && event.type !== 'extra') ||
    Object.keys(mine.answers).length > 0;
  if (!said && isCourtesy(reading.text)) return ignored(item, submission, COURTESY);
  if (submission.asked !== null) return answersReviewer(item, submission, all, mine);
  if (!said) return withoutAnswer(item, submission, all, trust, mine, rest);
  const asides = mine.candidates.flatMap(({ provenance }) =>
    beforeQuestion(provenance.raw) === null ? [] : [provenance.raw],
  );
  return withQuestion(item, [...bare.rest, ...asides], respond(item, stepOf(submission, all, mine)));
};

const COURTESY = 'a courtesy that needs no answer';

const stepOf = (before: Submission, merged: Merge, offer: Offer): Step => ({
  kind: 'reply',
  before,
  reference: before.reference,
  merged,
  cutByForm: offer.cutByForm,
  previous: null,
});

/**
 * Words but no answer: a question or an explanation, for a person; where the submission slept, they wake it. No words at all, or only
 * lines of the form as they were: asks again what is open.
 */
const withoutAnswer = (
  item: Case,
  submission: Submission,
  merged: Merge,
  trust: Trust,
  mine: Offer,
  words: readonly string[],
): Decision => {
  const { reading } = item;
  const why = reading.topic ?? 'a message about this submission';
  const step = stepOf(submission, merged, mine);
  if (saysNothing(words.join('\n'), item.to.name) && reading.attachments.length === 0)
    return submission.problems.length > 0
      ? respond(item, { ...step, cutByForm: false })
      : ignored(item, submission, 'nothing but quoted text');
  if (isSleeping(submission) && trust === 'thread')
    return alsoAttached(item, respond(item, { ...step, cutByForm: false }), why);
  return attach(item, submission, why, told(item, submission), merged.events);
};

/** Answers came with a question: the answers are merged at once, the reviewer sees that something was asked, and the letter says so. */
const withQuestion = (item: Case, words: readonly string[], decision: Decision): Decision => {
  if (!asksSomething(words)) return decision;
  const letters = decision.letters.map((letter) =>
    letter.template === 'receipt' ? letter : { ...letter, data: { ...letter.data, asks: true } },
  );
  return alsoAttached(item, { ...decision, letters }, 'asks something besides');
};

const fromParty = (item: Case, submission: Submission, trust: Trust): Decision => {
  const { reading } = item;
  const word = wordOf(reading.text, item.to.name);
  if (word !== null) return obeyWord(item, submission, trust, word);
  if (isMergeable(submission)) return merging(item, submission, trust);
  if (isCourtesy(reading.text)) return ignored(item, submission, COURTESY);
  return attach(item, submission, `for a submission that is ${submission.status}`, told(item, submission));
};

/** What follows from a mail in a submission's thread. First match wins. Whatever a named contact writes, it has written now. */
export const reply = (item: Case, submission: Submission, trust: Trust): Decision => {
  if (trust === 'stranger') return fromStranger(item, submission);
  const decision = fromParty(item, submission, trust);
  const noted = decision.events.some(({ event }) => event.type === 'party' && event.confirmed);
  const events = noted ? [] : about(submission, confirmation(submission, item.sender));
  return events.length === 0 ? decision : { ...decision, events: [...events, ...decision.events] };
};
