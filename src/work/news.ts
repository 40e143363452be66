/**
 * What of a pass's single mails and replies the operator must hear of: the fold of its events.
 */
import type { News } from './health.ts';
import type { PassEvent } from './world.ts';

export type Troubled = {
  readonly failed: number;
  readonly uncertain: number;
  readonly quarantined: number;
  readonly flooded: number;
};

export const UNTROUBLED: Troubled = { failed: 0, uncertain: 0, quarantined: 0, flooded: 0 };

/** A flood, not one eager person: what REPLY_LIMIT holds waits its day without an alarm. */
const FLOOD = /\((?:BURST|TOTAL)_LIMIT\)$/;

/** With one more event. */
export const noting = (sum: Troubled, event: PassEvent): Troubled => {
  switch (event.kind) {
    case 'recovered':
      return { ...sum, uncertain: sum.uncertain + event.uncertain };
    case 'put-off':
      return event.next === 'quarantined' ? { ...sum, quarantined: sum.quarantined + 1 } : sum;
    case 'decided':
      return {
        ...sum,
        flooded: sum.flooded + event.decision.letters.filter(({ hold }) => hold !== null && FLOOD.test(hold)).length,
      };
    case 'tried':
      // An alert that fails is no news: it would cause the next one.
      if (event.item.template === 'alert') return sum;
      if (event.state.state === 'failed') return { ...sum, failed: sum.failed + 1 };
      return event.state.state === 'uncertain' ? { ...sum, uncertain: sum.uncertain + 1 } : sum;
    case 'admitted':
      return sum;
  }
};

/** The news, none where there is nothing to tell. */
export const newsIn = ({ failed, uncertain, quarantined, flooded }: Troubled): readonly News[] => [
  ...(failed + uncertain + quarantined > 0 ? [{ kind: 'items', failed, uncertain, quarantined } as const] : []),
  ...(flooded > 0 ? [{ kind: 'flood', held: flooded } as const] : []),
];
