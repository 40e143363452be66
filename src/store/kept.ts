/**
 * Readings and decisions as they are kept: small, as there are two for each mail. Nothing is written that stands beside it, or that
 * the program knows anyway.
 */
import { missed, type Sign } from '../mail/sign.ts';
import type { Decision, Reading } from '../triage/decision.ts';

/** Most rules find nothing in most mails: of those only the name. */
type KeptSigns = readonly (Sign | string)[];

const keptSign = (sign: Sign): Sign | string => {
  const nothing = missed(sign.rule);
  return !sign.hit && sign.evidence === nothing.evidence ? sign.rule : sign;
};

const signsOf = (kept: KeptSigns): readonly Sign[] =>
  kept.map((sign) => (typeof sign === 'string' ? missed(sign) : sign));

/** What the column `reading` has under `$.reasons`. */
export const signsIn = (json: string): readonly Sign[] => signsOf(JSON.parse(json) as KeptSigns);

/** The column `reading`. */
export const keptReading = (reading: Reading): string =>
  JSON.stringify({ ...reading, reasons: reading.reasons.map(keptSign) });

/** That column as it was. */
export const readingOf = (column: string): Reading => {
  const kept = JSON.parse(column) as Omit<Reading, 'reasons'> & { readonly reasons: KeptSigns };
  // Older versions didn't tell what was written in between a quote.
  return { ...kept, insertions: kept.insertions ?? [], reasons: signsOf(kept.reasons) };
};

/** A decision as it is kept: the outbox has its letters, and the submissions that it touched have their events. */
export type KeptDecision = Omit<Decision, 'events' | 'letters'> & { readonly touched: readonly string[] };

/** Each once. */
const touchedBy = ({ events }: Pick<Decision, 'events'>): readonly string[] => [
  ...new Set(events.map(({ submission }) => submission)),
];

/** The column `decision`, beside its reading, which has rules of its own. */
export const keptDecision = (decision: Decision, { reasons }: Pick<Reading, 'reasons'>): string => {
  const { kind, disposition, suppressions, closes, submission } = decision;
  const known = new Set(reasons.map(({ rule }) => rule));
  const kept: KeptDecision = {
    ...{ kind, disposition, suppressions, closes, submission },
    reasons: decision.reasons.filter(({ rule }) => !known.has(rule)),
    touched: touchedBy(decision),
  };
  return JSON.stringify(kept);
};

/** Decisions of mailroom's first version have their events themselves. */
type Written = KeptDecision | (Decision & { readonly touched?: never });

/** That column with the rules of its reading again, for people who ask why. */
export const decisionOf = (column: string, { reasons }: Pick<Reading, 'reasons'>): KeptDecision => {
  const written = JSON.parse(column) as Written;
  const { kind, disposition, suppressions, closes, submission } = written;
  return {
    ...{ kind, disposition, suppressions, closes, submission },
    reasons: [...reasons, ...written.reasons],
    touched: written.touched ?? touchedBy(written),
  };
};
