/**
 * Decisions as they are kept: without what stands beside them, so that nothing is written twice. The reading has its own rules,
 * the outbox the letters.
 */
import type { Decision, Reading } from '../triage/decision.ts';

/** The column `decision`, beside the reading that was decided on. */
export const keptDecision = (decision: Decision, { reasons }: Pick<Reading, 'reasons'>): string => {
  const known = new Set(reasons.map(({ rule }) => rule));
  const own = decision.reasons.filter(({ rule }) => !known.has(rule));
  return JSON.stringify({ ...decision, reasons: own, letters: [] });
};

/** That column with the rules of its reading again, for people who ask why; without letters. */
export const decisionOf = (column: string, { reasons }: Pick<Reading, 'reasons'>): Decision => {
  const kept = JSON.parse(column) as Decision;
  return { ...kept, reasons: [...reasons, ...kept.reasons] };
};
