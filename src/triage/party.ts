/**
 * Who has a part in a submission.
 */
import type { Address } from '../mail/message.ts';
import type { Submission } from './submission.ts';

/** The one who started it, or the contact: a contact that was only named is confirmed by the very mail that asks. */
export const isParty = (submission: Submission, address: string): boolean =>
  submission.contributor === address || submission.parties.some((party) => party.address === address);

/** Whom mail about a submission goes to that answers none: the contact that it names, once that one has written; until then who started it. */
export const addressee = ({ contributor, contributorName, fields, parties }: Submission): Address => {
  const named = Object.values(fields).map(({ value }) => String(value).toLowerCase());
  const contact = parties.find(({ address, confirmed }) => confirmed && named.includes(address));
  return contact === undefined || contact.address === contributor
    ? { name: contributorName, address: contributor }
    : { name: '', address: contact.address };
};
