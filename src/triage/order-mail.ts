/**
 * Orders by mail: a reviewer answers the digest with lines such as `accept DS-0042`, and gets a transcript back. From alone proves
 * nothing: the mail must answer that reviewer's own digest, carry a prepared link's token, or be authenticated by our own server.
 */
import type { Decision, Facts, Policy, Reading } from './decision.ts';
import { foldOnto } from './fold.ts';
import { type Told, transcript } from './letter.ts';
import { type OrderActor, obey, parseOrder } from './order.ts';
import { checkOrderToken, ORDER_TOKEN_PATTERN } from './order-link.ts';
import { causeOf, decide } from './respond.ts';
import type { SubmissionEvent } from './submission.ts';
import { isOurs, messageIdOf } from './token.ts';

/** A line that is meant as an order: a verb, what it is for, and the text after it. */
type Spoken = {
  readonly said: string;
  readonly verb: string;
  readonly target: string;
  readonly text: string;
  readonly token: string | null;
};

const VERBS = 'accept|decline|ask|hold|note|assign|transfer|publish|close|spam';
const ORDER = new RegExp(`^[*-]? ?(${VERBS})\\s+#?([A-Za-z]{1,6}-\\d{1,12})\\b\\s*[:,–—-]?\\s*(.*)$`, 'i');
/** Debian's control server ends at such a line too; what follows is a signature or small talk. */
const END = /^\s*(?:--|quit|stop|end|thanks?\b.*|thank you\b.*|regards\b.*|best\b.*)\s*$/i;
const MAX_ORDERS = 100;
const MAX_BAD = 5;
const MAX_LINE = 2000;

/** Orders in a text, with the lines that were meant for none: those below an order without a blank line go on with its text. */
const spokenIn = (text: string): { readonly orders: readonly Spoken[]; readonly others: readonly string[] } => {
  const orders: Spoken[] = [];
  const others: string[] = [];
  let below = false;
  for (const line of text.split('\n')) {
    if (END.test(line) || orders.length >= MAX_ORDERS || others.length >= MAX_BAD) break;
    const match = ORDER.exec(line.trim().slice(0, MAX_LINE));
    const last = orders.at(-1);
    if (match !== null) {
      const rest = match[3] ?? '';
      const token = ORDER_TOKEN_PATTERN.exec(rest)?.[0] ?? null;
      const said = token === null ? rest : rest.replace(token, '').replace(/[\s#([\])]+$/, '');
      orders.push({
        said: line.trim(),
        verb: (match[1] ?? '').toLowerCase(),
        target: (match[2] ?? '').toUpperCase(),
        text: said,
        token,
      });
      below = true;
    } else if (line.trim() === '') below = false;
    else if (below && last !== undefined)
      orders[orders.length - 1] = { ...last, text: `${last.text} ${line.trim()}`.trim() };
    else others.push(line.trim());
  }
  return { orders, others };
};

/** References that a reviewer's orders are about, for the store to look up. */
export const referencesIn = (text: string): readonly string[] => [
  ...new Set(spokenIn(text).orders.map((order) => order.target)),
];

/** Whether the whole mail is proven to be this reviewer's: an answer to the digest sent to that very address, or DMARC by our own server. */
const isProven = (reading: Reading, facts: Facts, policy: Policy, reviewer: string): boolean => {
  const tokens = reading.tokens
    .filter((token) => isOurs(token, policy.key))
    .map((token) => messageIdOf(token, policy.mailbox.address));
  const named = [...reading.inReplyTo, ...reading.references, ...tokens];
  const digest = facts.sent.some(
    (mail) => mail.template === 'digest' && mail.to.toLowerCase() === reviewer && named.includes(mail.messageId),
  );
  return digest || reading.authentication.dmarc === 'pass';
};

/** Why a line may not be obeyed, or null. */
const unproven = (order: Spoken, reviewer: string, facts: Facts, policy: Policy): string | null => {
  if (order.token === null)
    return 'nothing proves that this is from you: please answer the digest itself, or use its links';
  const check = checkOrderToken(
    order.token,
    { reviewer, verb: order.verb, target: order.target },
    facts.now,
    policy.key,
  );
  if (check === 'forged') return 'this link is not for this order, or not for you';
  if (check === 'expired') return 'this link is too old; the next digest has a new one';
  const used = facts.submissions.some((submission) => submission.links.includes(order.token ?? ''));
  return used ? 'this link was used before' : null;
};

type Progress = { readonly facts: Facts; readonly decision: Decision; readonly told: readonly Told[] };

/** One more order; later ones see what earlier ones did. */
const step = (was: Progress, order: Spoken, n: number, proven: boolean, policy: Policy, reviewer: string): Progress => {
  const refuse = (result: string): Progress => ({
    ...was,
    told: [...was.told, { said: order.said, done: false, result }],
  });
  const why = proven && order.token === null ? null : unproven(order, reviewer, was.facts, policy);
  if (why !== null) return refuse(why);
  const parsed = parseOrder(order.verb, order.target, order.text);
  if ('mistake' in parsed) return refuse(parsed.mistake);
  const actor: OrderActor = { kind: 'reviewer', address: reviewer };
  const cause = `${causeOf(was.facts)}:${n}`;
  const one = obey(parsed.order, was.facts, actor, policy, cause);
  const [refused] = one.disposition.is === 'obey' ? one.disposition.refused : [];
  if (refused !== undefined) return refuse(refused);
  const used: readonly SubmissionEvent[] =
    order.token === null || one.submission === null ? [] : [{ type: 'linked', token: order.token }];
  const events = [...one.events, ...used.map((event) => ({ submission: one.submission ?? '', event }))];
  return {
    facts: withEvents(was.facts, events, actor, cause),
    decision: {
      ...was.decision,
      events: [...was.decision.events, ...events],
      letters: [...was.decision.letters, ...one.letters],
      closes: [...was.decision.closes, ...one.closes],
      submission: was.decision.submission ?? one.submission,
    },
    told: [
      ...was.told,
      { said: order.said, done: true, result: one.disposition.is === 'obey' ? one.disposition.done.join('; ') : '' },
    ],
  };
};

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

/** Obeys a reviewer's mail and answers with a transcript; null where it holds no order at all. */
export const byReviewer = (reading: Reading, facts: Facts, policy: Policy, reviewer: string): Decision | null => {
  const { orders, others } = spokenIn(reading.text);
  if (orders.length === 0 || reading.sender.kind !== 'address') return null;
  const proven = isProven(reading, facts, policy, reviewer);
  if (!proven && orders.every((order) => order.token === null))
    return decide(reading, 'order', {
      is: 'hold',
      why: `orders in the name of ${reviewer}, and nothing proves who wrote them`,
    });
  const start: Progress = {
    facts,
    decision: decide(reading, 'order', { is: 'obey', done: [], refused: [] }),
    told: [],
  };
  const end = orders.reduce((was, order, n) => step(was, order, n, proven, policy, reviewer), start);
  const told = [...end.told, ...others.map((said) => ({ said, done: false, result: 'not understood' }))];
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
