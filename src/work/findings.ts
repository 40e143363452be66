/**
 * What the web answered -> findings for reviewers.
 */
import type { CardRules } from '../form/card-rules.ts';
import { type Finding, readCard } from '../form/dataset-card.ts';
import type { WebAnswer } from '../ports.ts';
import type { Seen } from '../triage/check.ts';

type Page = Extract<WebAnswer, { readonly kind: 'page' }>;

const look = (text: string, reached = true): Seen => ({ reached, findings: [{ level: 'look', text }] });
const wrong = (text: string): Seen => ({ reached: true, findings: [{ level: 'wrong', text }] });

/** RFC 9110 15.5.9, RFC 6585 4, RFC 9110 15.6: it may answer better later. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** `what` begins a sentence: "The location". `good` says what follows from a page that is there. */
const seen = (what: string, answer: WebAnswer, good: (page: Page) => readonly Finding[]): Seen => {
  if (answer.kind === 'refused') return look(`${what} was not looked at: ${answer.why}.`);
  if (answer.kind === 'failed') return look(`${what} could not be reached: ${answer.why}.`, false);
  const { status } = answer;
  if (status >= 200 && status < 300) return { reached: true, findings: good(answer) };
  if (isPassing(status)) return look(`${what} could not be reached: its server answers with HTTP ${status}.`, false);
  if (status === 404 || status === 410) return wrong(`${what} is not there (HTTP ${status}).`);
  if (status === 401 || status === 403) return look(`${what} is not open to everybody, or not there (HTTP ${status}).`);
  return look(`${what} answers with HTTP ${status}.`);
};

const hostOf = (url: string): string => new URL(url).hostname.replace(/^www\./, '');

const locationFindings =
  (asked: string) =>
  ({ url }: Page): readonly Finding[] => {
    const elsewhere = hostOf(url) === hostOf(asked) ? '' : `, at ${hostOf(url)}`;
    return [{ level: 'fine', text: `The location answers${elsewhere}.` }];
  };

const cardFindings =
  (rules: CardRules) =>
  ({ text, type }: Page): readonly Finding[] => {
    if (text !== null) return readCard(text, rules);
    const found = type === 'text/html' ? 'a web page' : 'no plain text';
    return [{ level: 'look', text: `The card is ${found}: look at it by hand.` }];
  };

/** What the location's answer tells, `location` being what was asked. */
export const seenLocation = (location: string, answer: WebAnswer): Seen =>
  seen('The location', answer, locationFindings(location));

/** What the card's answer tells; null where nobody knows its address. */
export const seenCard = (answer: WebAnswer | null, rules: CardRules): Seen =>
  answer === null
    ? look('No card is known for this location: look for it by hand.')
    : seen('The card', answer, cardFindings(rules));
