/**
 * A decision with all its parts, most of which are empty as a rule.
 */
import type { Decision, Disposition, Kind } from './decision.ts';

/** What follows from a decision besides its disposition. */
export type More = Partial<Omit<Decision, 'kind' | 'disposition'>>;

/** A decision that is only its disposition, unless `more` says otherwise. */
export const decided = (kind: Kind, disposition: Disposition, more: More = {}): Decision => ({
  kind,
  disposition,
  reasons: [],
  events: [],
  letters: [],
  suppressions: [],
  closes: [],
  submission: null,
  ...more,
});
