/**
 * What the operator must know now, as a letter through the outbox. Its cause is the last good pass, or the first of all where none was, so
 * the same trouble is told of once, by a worker that runs for months and by one that cron starts anew each time alike.
 */
import { alert } from '../triage/letter.ts';
import { messageIdOf, tokenFor } from '../triage/token.ts';
import type { Health, News } from './health.ts';
import { contextOf, type Desk, writeTo } from './own-people.ts';

const causeOf = (kind: News['kind'], at: number): string => `alert:${kind}:${at}`;

/** How the worker is, as far as the store knows: also after a restart. */
export const healthFrom = ({ store, policy, clock }: Desk): Health => {
  const { last, goodAt } = store.passHistory();
  const health = { failures: 0, notBefore: 0, goodAt: goodAt ?? clock(), told: null };
  const operator = policy.operator[0];
  if (last === null || last.ok || goodAt === null || operator === undefined) return health;
  const told = messageIdOf(tokenFor(causeOf('trouble', goodAt), 'alert', operator, policy.key), policy.mailbox.address);
  return store.wasWritten(told)
    ? { ...health, told: { kind: 'unavailable', message: last.error ?? 'the last pass failed' } }
    : health;
};

/** Writes the news to every operator, once for each moment `at` that it is about; they leave with the next delivery. */
export const tellOperator = (desk: Desk, news: News, at: number): void => {
  const { operator } = desk.policy;
  if (operator.length === 0) return;
  const cause = causeOf(news.kind, at);
  const words = wordsOf(news);
  writeTo(
    desk,
    cause,
    operator.map((address) => alert(contextOf(desk, address, cause), words)),
  );
};

const told = (count: number, what: string): readonly string[] => (count > 0 ? [`${count} ${what}`] : []);

const wordsOf = (news: News): Parameters<typeof alert>[1] => {
  switch (news.kind) {
    case 'trouble':
      return {
        headline: `mail isn't being dealt with: ${news.trouble.message}`,
        details: [
          `No pass was good since ${new Date(news.since).toISOString()}.`,
          `Now: ${news.trouble.message}`,
          'Nothing is lost: it goes on from there.',
        ],
        todo: [
          'Look at what it says and mend it; mailroom tries again by itself.',
          'mailroom doctor checks everything and says what to do next.',
        ],
      };
    case 'recovered':
      return {
        headline: 'mail is being dealt with again',
        details: [`It stood still for ${Math.round(news.after / 60_000)} minutes: ${news.trouble.message}`],
        todo: [],
      };
    case 'items':
      return {
        headline: `a person must look at ${news.failed + news.uncertain + news.quarantined} mails`,
        details: [
          ...told(news.failed, 'failed: the other server refused the reply for good'),
          ...told(news.uncertain, 'uncertain: the connection died too late to know whether the reply was sent'),
          ...told(news.quarantined, 'in quarantine: the mail could not be read, however often it was tried'),
        ],
        todo: [
          'mailroom outbox shows the replies; retry, cancel or sent decides on each.',
          'mailroom list --messages shows the mails; release tries one again.',
        ],
      };
    case 'flood':
      return {
        headline: `${news.held} replies are held, as more mail came than may be answered`,
        details: [
          'BURST_LIMIT or TOTAL_LIMIT is reached: somebody may be flooding the mailbox, or a site linked to it.',
          'What is held leaves by itself when its limit has room again.',
        ],
        todo: ['mailroom outbox shows what is held; cancel drops one.'],
      };
  }
};
