/**
 * Who has a part in a submission.
 */
import type { Submission } from './submission.ts';

/** The one who started it, or the contact: a contact that was only named is confirmed by the very mail that asks. */
export const isParty = (submission: Submission, address: string): boolean =>
  submission.contributor === address || submission.parties.some((party) => party.address === address);
