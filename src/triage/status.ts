/**
 * The life of a submission: which status it may leave for which, and what a contributor may still do in each.
 */
import type { Status, Submission } from './submission.ts';

/** Why a submission is declined when its contributor said no to the terms: a later yes reopens it. */
export const TERMS_DECLINED = 'the contributor does not agree to the terms';

/** Why a submission is withdrawn at its contributor's own word: any later mail undoes that. After "not me" only an answer does. */
export const TAKEN_BACK = 'withdrawn by the contributor';

/** Why a mail is for a person that answers what a reviewer asked: from then on the program asks and reminds again. */
export const ANSWERS_REVIEWER = 'answers the question of a reviewer';

/** What a person of ours asked or said by a mail of their own: nobody but its reader knows. */
export const BY_MAIL = '';

/** How it begins why a mail is for a person that sets a condition. */
export const CONDITION = 'a condition to decide on';

export const refusedTerms = (submission: Submission): boolean =>
  submission.status === 'declined' && submission.statusWhy === TERMS_DECLINED;

/** Nothing more happens to these by themselves. */
export const OVER: readonly Status[] = ['declined', 'published', 'withdrawn', 'lapsed'];

/** Mail was attached for a person, or the contributor can't be reached: only a person can move it. */
export const needsPerson = (submission: Submission): boolean =>
  !OVER.includes(submission.status) &&
  (submission.attached.length > 0 || submission.bounced.some((bounce) => bounce.permanent));

const OPEN: readonly Status[] = ['incomplete', 'ready', 'on-hold'];

/** Nobody has decided yet: its contributor may correct it. */
const isOpen = (submission: Submission): boolean => OPEN.includes(submission.status);

/** Ended by silence, by its contributor or by a "no" to the terms: an answer brings it back. */
export const isResumable = (submission: Submission): boolean =>
  submission.status === 'lapsed' || submission.status === 'withdrawn' || refusedTerms(submission);

/** An end that its contributor undoes by any words at all. */
export const isSleeping = (submission: Submission): boolean =>
  submission.status === 'lapsed' || (submission.status === 'withdrawn' && submission.statusWhy === TAKEN_BACK);

/** Decided in its favour: what comes later is for a person. */
export const isTaken = ({ status }: Submission): boolean =>
  status === 'accepted' || status === 'transferring' || status === 'published';

export const isMergeable = (submission: Submission): boolean => isOpen(submission) || isResumable(submission);

/** What a reviewer's or contributor's word does to the status, and from which ones. */
export type Step = { readonly from: readonly Status[]; readonly to: Status };

export const STEPS = {
  accept: { from: ['incomplete', 'ready', 'on-hold'], to: 'accepted' },
  decline: { from: ['incomplete', 'ready', 'on-hold', 'accepted', 'transferring', 'lapsed'], to: 'declined' },
  ask: { from: ['incomplete', 'ready', 'on-hold'], to: 'incomplete' },
  hold: { from: ['incomplete', 'ready'], to: 'on-hold' },
  transfer: { from: ['accepted'], to: 'transferring' },
  publish: { from: ['accepted', 'transferring'], to: 'published' },
  /** To `incomplete` where something is open. */
  reopen: { from: ['accepted', 'transferring', 'declined', 'withdrawn', 'lapsed'], to: 'ready' },
  withdraw: { from: ['incomplete', 'ready', 'on-hold', 'accepted', 'lapsed'], to: 'withdrawn' },
} as const satisfies Readonly<Record<string, Step>>;
