/**
 * Orders by mail: a reviewer answers the digest with lines such as `accept DS-0042`, and gets a transcript back. From alone proves
 * nothing: the mail must answer that reviewer's own digest, carry a prepared link's token, or be authenticated by our own server.
 */
import { distance } from 'fastest-levenshtein';
import { causeOf, decide } from './case.ts';
import type { Decision, Facts, Policy, Reading, SentMail } from './decision.ts';
import { foldOnto } from './fold.ts';
import { type Told, transcript } from './letter.ts';
import { type OrderActor, obey, parseOrder, VERBS } from './order.ts';
import { checkOrderToken, madeAt, ORDER_TOKEN_PATTERN } from './order-link.ts';
import { isParty } from './party.ts';
import type { Submission } from './submission.ts';
import { isOurs, messageIdOf } from './token.ts';
import { isCourtesy, isGreeting, isName } from './words.ts';

/** A line that is meant as an order: a verb, what it is for, and the text after it. */
type Spoken = { readonly said: string; readonly verb: string; readonly target: string; readonly text: string };

const VERB = VERBS.join('|');
const REFERENCE = '#?[A-Za-z]{1,6}-\\d{1,12}\\b';
/**
 * Also with the `mailroom` that the digest prints before it. Its own line, `> mailroom accept DS-0042   (or: decline, ask, hold)`, is none:
 * that comes back wherever a client quotes without marks. Several references may stand behind one verb.
 */
const ORDER = new RegExp(
  `^(?!.*\\(or:)[*-]? ?(?:mailroom )?(${VERB})\\s+(${REFERENCE}(?:\\s*(?:,|&|and|und)\\s*${REFERENCE})*)\\s*[:,–—-]?\\s*(.*)$`,
  'i',
);
/** What people say for our verbs. */
const SYNONYMS: Readonly<Record<string, string>> = {
  reject: 'decline',
  refuse: 'decline',
  deny: 'decline',
  approve: 'accept',
};
/** Seems to be an order, and is none: never the text of the one above it, which goes to a contributor. */
const ALIKE = new RegExp(`^(?:${VERB}|${Object.keys(SYNONYMS).join('|')})\\b|\\b[A-Za-z]{1,6}-\\d{3,12}\\b`, 'i');
const TARGET = /[A-Za-z]{1,6}-\d{1,12}/g;
/** Debian's control server ends at such a line too; what follows is a signature or small talk. */
const END = /^(?:--|quit|stop|end|thanks?\b.*|thank you\b.*|regards\b.*|best\b.*)$/i;
/** A line of a card: numbers to call, an address, a site. Nobody means it for an order. */
const CARD =
  /^(?:(?:tel|phone|mobile|fax|mail|e-?mail|web)\b[.: ].*|[+(]?\d[\d\s()./-]{5,}|(?:https?:\/\/|www\.)\S+|\S+@\S+)$/i;
const MAX_ORDERS = 100;
const MAX_BAD = 5;
const MAX_LINE = 2000;
const MAX_TOKENS = 20;

type Said = {
  readonly orders: readonly Spoken[];
  /** Lines that were meant for none. */
  readonly others: readonly string[];
};

/** Tokens of prepared links, wherever they stand: a link puts its own on a line below the order. */
const tokensIn = (text: string): readonly string[] => (text.match(ORDER_TOKEN_PATTERN) ?? []).slice(0, MAX_TOKENS);

/**
 * Orders in a text. A line below an order, without a blank line between, goes on with its text; the reviewer's own `name` ends it, as a
 * goodbye does.
 */
const spokenIn = (text: string, name = ''): Said => {
  const orders: Spoken[] = [];
  const others: string[] = [];
  let below = false;
  for (const whole of text.split('\n')) {
    const line = whole
      .replace(ORDER_TOKEN_PATTERN, '')
      .replace(/\[\s*\]/, '')
      .trim()
      .slice(0, MAX_LINE);
    if (
      END.test(line) ||
      (orders.length + others.length > 0 && isName(line, name)) ||
      orders.length >= MAX_ORDERS ||
      others.length >= MAX_BAD
    )
      break;
    const match = ORDER.exec(line);
    const last = orders.at(-1);
    if (match !== null) {
      const [, verb = '', targets = '', rest = ''] = match;
      for (const [target] of targets.matchAll(TARGET))
        orders.push({ said: line, verb: verb.toLowerCase(), target: target.toUpperCase(), text: rest });
      below = true;
    } else if (line === '') below = false;
    else if (!below && (CARD.test(line) || isGreeting(line))) continue;
    else if (below && last !== undefined && !ALIKE.test(line))
      orders[orders.length - 1] = { ...last, text: `${last.text} ${line}`.trim() };
    else others.push(line);
  }
  return { orders, others };
};

/** References that a reviewer's orders are about, for the store to look up. */
export const referencesIn = (text: string): readonly string[] => [
  ...new Set(spokenIn(text).orders.map((order) => order.target)),
];

/** The digest that it answers, sent to that very address; undefined where it answers none. */
const digestOf = (reading: Reading, facts: Facts, policy: Policy, reviewer: string): SentMail | undefined => {
  const tokens = reading.tokens
    .filter((token) => isOurs(token, policy.key))
    .map((token) => messageIdOf(token, policy.mailbox.address));
  const named = [...reading.inReplyTo, ...reading.references, ...tokens];
  return facts.sent.find(
    (mail) => mail.template === 'digest' && mail.to.toLowerCase() === reviewer && named.includes(mail.messageId),
  );
};

/** What to say of a line that is no order: the verb that it may have meant, or what an order looks like. */
const misunderstood = (line: string): string => {
  const [first = ''] = line.toLowerCase().match(/\p{L}+/u) ?? [];
  const meant = SYNONYMS[first] ?? VERBS.find((verb) => verb !== first && distance(verb, first) <= 1);
  return meant === undefined
    ? 'not understood; an order is a line such as “accept DS-0042”'
    : `not understood; did you mean “${meant}”?`;
};

/** The token that proves this order, or why none does. */
const proofOf = (order: Spoken, tokens: readonly string[], reviewer: string, facts: Facts, policy: Policy): Proof => {
  const link = { reviewer, verb: order.verb, target: order.target };
  const checks = tokens.map((token) => ({ token, check: checkOrderToken(token, link, facts.now, policy.key) }));
  const good = checks.find(({ check }) => check === 'good');
  if (good !== undefined) {
    const used = facts.submissions.some((submission) => submission.links.includes(good.token));
    return used ? { token: null, why: 'this link was used before' } : { token: good.token, why: null };
  }
  if (checks.some(({ check }) => check === 'expired'))
    return { token: null, why: 'this link is too old; the next digest has a new one' };
  return tokens.length > 0
    ? { token: null, why: 'this link is not for this order, or not for you' }
    : { token: null, why: 'nothing proves that this is from you: please answer the digest itself, or use its links' };
};

type Proof = { readonly token: string; readonly why: null } | { readonly token: null; readonly why: string };

type Progress = { readonly facts: Facts; readonly decision: Decision; readonly told: readonly Told[] };

type Mail = {
  readonly reviewer: string;
  readonly tokens: readonly string[];
  /** The mail as a whole is proven, whatever its tokens. */
  readonly proven: boolean;
  /** When the digest that it answers was made; null where it answers none. */
  readonly digestAt: number | null;
};

/** What its contributor changed or wrote since a reviewer saw a submission: an order on what was there before decides on something else. */
const newsSince = (submission: Submission, at: number, { form }: Policy): readonly string[] => [
  ...form.fields.filter(({ key }) => (submission.fields[key]?.at ?? 0) > at).map(({ noun }) => noun),
  ...submission.attached.filter((mail) => mail.at > at && isParty(submission, mail.from)).map(({ cause }) => cause),
];

const DECIDING: ReadonlySet<string> = new Set(['accept', 'decline', 'transfer', 'publish', 'withdraw']);

/** Why an order is too late, or null. */
const tooLate = (order: Spoken, { facts }: Progress, seenAt: number | null, policy: Policy): string | null => {
  const submission = facts.submissions.find(({ reference }) => reference === order.target);
  const news =
    submission === undefined || seenAt === null || !DECIDING.has(order.verb)
      ? []
      : newsSince(submission, seenAt, policy);
  return news.length === 0
    ? null
    : `${order.target} has changed since the digest that you saw (${news.join(', ')}); the next digest shows it`;
};

/** One more order; later ones see what earlier ones did. */
const step = (was: Progress, order: Spoken, n: number, mail: Mail, policy: Policy): Progress => {
  const refuse = (result: string): Progress => ({
    ...was,
    told: [...was.told, { said: order.said, done: false, result }],
  });
  const proof = proofOf(order, mail.tokens, mail.reviewer, was.facts, policy);
  if (proof.why !== null && !mail.proven) return refuse(proof.why);
  const parsed = parseOrder(order.verb, order.target, order.text);
  if ('mistake' in parsed) return refuse(parsed.mistake);
  const late = tooLate(order, was, proof.token === null ? mail.digestAt : madeAt(proof.token), policy);
  if (late !== null) return refuse(late);
  const actor: OrderActor = { kind: 'reviewer', address: mail.reviewer };
  const cause = `${causeOf(was.facts)}:${n}`;
  const one = obey(parsed.order, was.facts, actor, policy, cause);
  const { done = [], refused = [] } = one.disposition.is === 'obey' ? one.disposition : {};
  if (refused[0] !== undefined) return refuse(refused[0]);
  const used = one.submission === null || proof.token === null ? [] : [linked(one.submission, proof.token)];
  const events = [...one.events, ...used];
  return {
    facts: withEvents(was.facts, events, actor, cause),
    decision: {
      ...was.decision,
      events: [...was.decision.events, ...events],
      letters: [...was.decision.letters, ...one.letters],
      closes: [...was.decision.closes, ...one.closes],
      submission: was.decision.submission ?? one.submission,
    },
    told: [...was.told, { said: order.said, done: true, result: done.join('; ') }],
  };
};

const linked = (submission: string, token: string): Decision['events'][number] => ({
  submission,
  event: { type: 'linked', token },
});

const withEvents = (facts: Facts, events: Decision['events'], actor: OrderActor, cause: string): Facts => ({
  ...facts,
  submissions: facts.submissions.map((submission) =>
    foldOnto(
      submission,
      events
        .filter((one) => one.submission === submission.reference)
        .map(({ event }, n) => ({ submission: submission.reference, at: facts.now, actor, cause, n, event })),
    ),
  ),
});

/** Obeys a reviewer's mail and answers with a transcript; null where it holds no order and answers no digest. */
export const byReviewer = (reading: Reading, facts: Facts, policy: Policy, reviewer: string): Decision | null => {
  if (reading.sender.kind !== 'address') return null;
  const { orders, others } = spokenIn(reading.text, reading.sender.address.name);
  const tokens = tokensIn(reading.text);
  const digest = digestOf(reading, facts, policy, reviewer);
  if (orders.length === 0 && digest === undefined) return null;
  if (orders.length === 0 && (others.length === 0 || isCourtesy(reading.text)))
    return decide(reading, 'order', { is: 'ignore', why: `${reviewer} answers the digest without an order` });
  // By the digest that was sent to nobody else, or by DMARC of our own server.
  const proven = digest !== undefined || reading.authentication.dmarc === 'pass';
  if (!proven && tokens.length === 0)
    return decide(reading, 'order', {
      is: 'hold',
      why: `orders in the name of ${reviewer}, and nothing proves who wrote them`,
    });
  const start: Progress = {
    facts,
    decision: decide(reading, 'order', { is: 'obey', done: [], refused: [] }),
    told: [],
  };
  const mail = { reviewer, tokens, proven, digestAt: digest?.at ?? null };
  const end = orders.reduce((was, order, n) => step(was, order, n, mail, policy), start);
  const told = [...end.told, ...others.map((said) => ({ said, done: false, result: misunderstood(said) }))];
  const answer = transcript(
    {
      form: policy.form,
      to: reading.sender.address,
      cause: causeOf(facts),
      answers: { messageId: reading.messageId, references: reading.references, subject: reading.subject },
      submission: null,
      first: false,
      last: false,
      hold: null,
      automatic: false,
    },
    { lines: told },
  );
  const lines = (done: boolean): readonly string[] =>
    told.filter((line) => line.done === done).map((line) => `${line.said}: ${line.result}`);
  return {
    ...end.decision,
    disposition: { is: 'obey', done: lines(true), refused: lines(false) },
    letters: [...end.decision.letters, answer],
  };
};
