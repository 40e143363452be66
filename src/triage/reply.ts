/**
 * A mail that belongs to a submission we know: what it may change depends on who wrote it and how that is proven.
 */
import type { Candidate } from '../form/field-block.ts';
import { type Offer, readOffer } from '../form/offer.ts';
import { datasetIdentity } from '../form/url.ts';
import type { Decision } from './decision.ts';
import { openFresh, openFromReply } from './fresh.ts';
import { help, type Letter, notMe, receipt, statusLetter, withdrawn } from './letter.ts';
import { bareAnswers, confirmation, isAnother, type Merge, merge } from './merge.ts';
import { besides, meant, type OwnWords, ownWords } from './ownwords.ts';
import { type Case, decide, foreseen, letterContext, respond, type Step } from './respond.ts';
import { isMergeable, STEPS } from './status.ts';
import type { Submission, SubmissionEvent } from './submission.ts';
import type { Trust } from './thread.ts';
import { TOKEN_PATTERN } from './token.ts';
import { asksSomething, isCourtesy, type Word, wordOf } from './words.ts';

const about = (submission: Submission, events: readonly SubmissionEvent[]): Decision['events'] =>
  events.map((event) => ({ submission: submission.reference, event }));

/** For a person, attached to the submission; changes nothing in it. */
const attach = (
  item: Case,
  submission: Submission,
  why: string,
  letters: readonly Letter[],
  events: readonly SubmissionEvent[] = [],
): Decision =>
  decide(
    item.reading,
    'reply',
    { is: 'route', why, topic: item.reading.topic },
    {
      submission: submission.reference,
      events: about(submission, [...events, { type: 'attached', from: item.sender, why }]),
      letters,
    },
  );

const told = (item: Case, submission: Submission): readonly Letter[] => [
  receipt(letterContext(item, submission), { topic: item.reading.topic }),
];

/** Somebody else's mail in the thread: told nothing. But an offer of their own is theirs to make. */
const fromStranger = (item: Case, submission: Submission): Decision => {
  const theirs = item.reading.offers.some(
    (offer) =>
      offer.identity !== null &&
      offer.identity !== submission.identity &&
      isAnother(offer, submission, item.policy.form),
  );
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
  if (!WITHDRAWABLE.includes(submission.status))
    return attach(item, submission, `“${word}” for a submission that is ${submission.status}`, told(item, submission));
  const why =
    word === 'not me' ? `${item.sender} says that somebody else used this address` : 'withdrawn by the contributor';
  return obeyed(word === 'not me' ? notMe(context) : withdrawn(context), [{ type: 'status', to: 'withdrawn', why }]);
};

/** What the mail says of this submission, without our own words; and the offers of other datasets in it. */
const offersIn = (
  item: Case,
  submission: Submission,
  own: OwnWords,
): { readonly mine: Offer; readonly others: readonly Offer[] } => {
  const { form } = item.policy;
  const from = item.reading.sender.kind === 'address' ? item.reading.sender.address.address : null;
  // Each letter of ours ends in a token line: where that stands among the new text, the rest of the letter does too.
  const pasted = item.reading.text.match(TOKEN_PATTERN) !== null;
  const offers = item.reading.offers.map((offer) => readOffer(meant(offer.candidates, own, pasted), form, { from }));
  const others = offers.filter((offer) => isAnother(offer, submission, form));
  const mine: readonly Candidate[] = offers
    .filter((offer) => !others.includes(offer))
    .flatMap((offer) => offer.candidates);
  return {
    mine: { ...readOffer(mine, form, { from }), extras: item.reading.offers.flatMap((offer) => offer.extras) },
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

const answersReviewer = (item: Case, submission: Submission, merged: Merge): Decision => {
  const open = foreseen(item, { before: submission, reference: submission.reference, merged }).problems.length > 0;
  return attach(item, submission, 'answers the question of a reviewer', told(item, submission), [
    ...merged.events,
    ...(open ? [] : [{ type: 'status', to: 'ready', why: 'answered' } as const]),
  ]);
};

/** The terms count as asked about only where a mail of ours named their version (a bare "Yes" must be a yes to something). */
const termsWereNamed = (item: Case): boolean =>
  item.facts.sent.some((mail) => mail.text.includes(item.policy.terms.version));

/** A party's mail about an open submission: what it answers is merged, what it asks goes to a person. */
const merging = (item: Case, submission: Submission, trust: Trust): Decision => {
  const { reading, policy, facts } = item;
  const { mine, others } = offersIn(item, submission, ownWords(facts.sent));
  const [another] = others;
  if (another !== undefined) return respond(item, openFromReply(item, another, submission));
  const rest = besides(
    reading.text,
    mine.candidates.flatMap((candidate) => candidate.lines),
  );
  const bare =
    trust === 'thread'
      ? bareAnswers(rest, submission, policy.form, termsWereNamed(item), datasetIdentity)
      : { offers: [], problems: [], used: [] };
  const merged = mergeAll(item, submission, [mine, ...bare.offers], trust);
  const doubts = bare.problems.map((problem): SubmissionEvent => ({ type: 'questioned', problem }));
  const all: Merge = { ...merged, events: [...merged.events, ...doubts] };
  if (submission.asked !== null) return answersReviewer(item, submission, all);
  const said = all.events.some((event) => event.type !== 'party' && event.type !== 'extra');
  if (!said && Object.keys(mine.answers).length === 0) return withoutAnswer(item, submission, all);
  const words = rest.filter((line) => !bare.used.includes(line));
  return withQuestion(item, words, respond(item, stepOf(submission, all, mine)));
};

const stepOf = (before: Submission, merged: Merge, offer: Offer): Step => ({
  kind: 'reply',
  before,
  reference: before.reference,
  merged,
  cutByForm: offer.cutByForm,
  previous: null,
});

/** Words but no answer: a question or an explanation, for a person. No words at all: asks again what is open. */
const withoutAnswer = (item: Case, submission: Submission, merged: Merge): Decision => {
  const { reading } = item;
  if (reading.text.trim() !== '' || reading.attachments.length > 0)
    return attach(
      item,
      submission,
      reading.topic ?? 'a message about this submission',
      told(item, submission),
      merged.events,
    );
  if (submission.problems.length > 0)
    return respond(item, {
      kind: 'reply',
      before: submission,
      reference: submission.reference,
      merged,
      cutByForm: false,
      previous: null,
    });
  return decide(
    reading,
    'reply',
    { is: 'ignore', why: 'nothing but quoted text' },
    { submission: submission.reference },
  );
};

/** Answers came with a question: the answers are merged at once, and the reviewer sees that something was asked. */
const withQuestion = (item: Case, words: readonly string[], decision: Decision): Decision => {
  if (decision.submission === null || !asksSomething(words)) return decision;
  const event: SubmissionEvent = { type: 'attached', from: item.sender, why: 'asks something besides' };
  return { ...decision, events: [...decision.events, { submission: decision.submission, event }] };
};

/** What follows from a mail in a submission's thread. First match wins. */
export const reply = (item: Case, submission: Submission, trust: Trust): Decision => {
  const { reading } = item;
  if (trust === 'stranger') return fromStranger(item, submission);
  const word = wordOf(reading.text);
  if (word !== null) return obeyWord(item, submission, trust, word);
  if (isCourtesy(reading.text))
    return decide(
      reading,
      'reply',
      { is: 'ignore', why: 'a courtesy that needs no answer' },
      { submission: submission.reference },
    );
  if (!isMergeable(submission))
    return attach(item, submission, `for a submission that is ${submission.status}`, told(item, submission));
  return merging(item, submission, trust);
};
