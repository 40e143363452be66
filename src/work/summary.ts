/**
 * Events of a pass -> its summary.
 */
import type { PassSummary } from '../store/store.ts';
import type { PassEvent } from './world.ts';

/** Before anything happened. */
export const NOTHING: PassSummary = {
  discovered: 0,
  read: 0,
  kinds: {},
  dispositions: {},
  sent: 0,
  deferred: 0,
  failed: 0,
  uncertain: 0,
  ms: 0,
};

/** The summary with one more event. */
export const counting = (sum: PassSummary, event: PassEvent): PassSummary => {
  switch (event.kind) {
    case 'put-off':
      return sum;
    case 'recovered':
      return { ...sum, uncertain: sum.uncertain + event.uncertain };
    case 'admitted':
      return { ...sum, discovered: sum.discovered + event.fresh };
    case 'decided':
      return {
        ...sum,
        read: sum.read + 1,
        kinds: oneMore(sum.kinds, event.decision.kind),
        dispositions: oneMore(sum.dispositions, event.decision.disposition.is),
      };
    case 'tried':
      return countingAttempt(sum, event.state.state);
  }
};

type Tried = Extract<PassEvent, { readonly kind: 'tried' }>['state']['state'];

const countingAttempt = (sum: PassSummary, state: Tried): PassSummary => {
  switch (state) {
    case 'sent':
      return { ...sum, sent: sum.sent + 1 };
    case 'ready':
    case 'held':
      return { ...sum, deferred: sum.deferred + 1 };
    case 'failed':
      return { ...sum, failed: sum.failed + 1 };
    case 'uncertain':
      return { ...sum, uncertain: sum.uncertain + 1 };
    case 'cancelled':
      return sum;
  }
};

const oneMore = (counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> => ({
  ...counts,
  [name]: (counts[name] ?? 0) + 1,
});
