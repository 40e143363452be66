/**
 * What a pass works with: the store, the ways in and out, the owner's policy, the clock. Known by their types only, so that a
 * pass is the same against real servers, folders and tests.
 */
import type { CardRules } from '../form/card-rules.ts';
import type { OutboxState } from '../mail/delivery.ts';
import type { Clock, Log, Mailbox, PortError, Random, Reader, Transport, Web, Writer } from '../ports.ts';
import type { OutboxItem, Store } from '../store/store.ts';
import type { Draft } from '../triage/compose.ts';
import type { Decision, Policy, Reading } from '../triage/decision.ts';
import type { Letter } from '../triage/letter.ts';

/** A mailbox to read in each pass; what is there at the very first is answered or only counted. */
export type Inlet = {
  /** A new one for each pass. */
  readonly open: () => Mailbox;
  readonly firstRun: 'baseline' | 'process';
  /** True where the mailbox's own time may be that of a copy: a server that moved its mail. Then the older of it and Received counts. */
  readonly mayBeCopies: boolean;
};

/** What happens in a pass, as it happens: the summary is their fold, and so are progress and what the demo tells. */
export type PassEvent =
  | { readonly kind: 'recovered'; readonly ready: number; readonly uncertain: number }
  | { readonly kind: 'admitted'; readonly fresh: number; readonly baseline: number; readonly due: number }
  | { readonly kind: 'put-off'; readonly key: string; readonly error: string; readonly next: 'retry' | 'quarantined' }
  | { readonly kind: 'decided'; readonly id: string | null; readonly reading: Reading; readonly decision: Decision }
  | { readonly kind: 'tried'; readonly item: OutboxItem; readonly state: OutboxState };

/** What looking at datasets needs: the way out, and what the owner asks of a card. */
export type Checks = { readonly web: Web; readonly rules: CardRules };

export type World = {
  readonly store: Store;
  readonly inlets: readonly Inlet[];
  readonly openTransport: () => Transport;
  /** How many of them may send at the same time, where many letters wait. */
  readonly connections: number;
  /** Puts a copy of what was sent where people look for it; null where the provider does, or nobody wants one. */
  readonly keepCopy: ((bytes: Uint8Array) => Promise<void>) | null;
  readonly reader: Reader;
  readonly policy: Policy;
  /** Letter -> draft. */
  readonly compose: (letter: Letter) => Draft;
  readonly render: Writer;
  /** Looking at what contributors name; null where the owner doesn't want it. */
  readonly checks: Checks | null;
  /** Why nothing may be taken in or sent just now: the disk is nearly full. Null as a rule. */
  readonly lackOfRoom: () => PortError | null;
  /** How long the source of ignored mail is kept, ms. */
  readonly retainIgnored: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tell: (event: PassEvent) => void;
};

/** The same world, in which `hear` is told too, and first. */
export const overheard = (world: World, hear: World['tell']): World => ({
  ...world,
  tell: (event) => {
    hear(event);
    world.tell(event);
  },
});
