/**
 * The digest: as a page without links, and as one mail for each reviewer with links that are that reviewer's own.
 */
import { digestMail } from '../digest/html.ts';
import { type DigestModel, digestModel } from '../digest/model.ts';
import type { DigestRows } from '../digest/rows.ts';
import { digestText } from '../digest/text.ts';
import { tokenLine } from '../triage/compose.ts';
import { digestLetter, type Letter } from '../triage/letter.ts';
import { orderToken } from '../triage/order-link.ts';
import { tokenFor } from '../triage/token.ts';
import { contextOf, type Desk, writeTo } from './own-people.ts';

export type DigestSettings = { readonly timeZone: string; readonly watchdogAfter: number };

/** What stands in the digest now, with no links: for the command line and for the page. */
export const modelOf = ({ store, policy, clock }: Desk, settings: DigestSettings): DigestModel =>
  digestModel(store.digestRows(clock()), policy.form, { ...optionsOf(policy, settings), links: null, token: null });

const optionsOf = ({ remindAfter }: Desk['policy'], { timeZone, watchdogAfter }: DigestSettings) => ({
  timeZone,
  watchdogAfter,
  remindAfter,
});

/**
 * Writes one digest to each reviewer; they leave with the next delivery. Gives their addresses. The same digest of the same minute is
 * written once.
 */
export const writeDigests = (desk: Desk, settings: DigestSettings): readonly string[] => {
  const { store, policy, clock } = desk;
  const now = clock();
  const rows = store.digestRows(now);
  const cause = `digest:${new Date(now).toISOString().slice(0, 16)}`;
  const letters = policy.reviewers.map((reviewer) => letterTo(desk, settings, rows, cause, reviewer));
  writeTo(desk, cause, letters);
  store.digestMade(now);
  return policy.reviewers;
};

const letterTo = (desk: Desk, settings: DigestSettings, rows: DigestRows, cause: string, reviewer: string): Letter => {
  const { policy } = desk;
  const model = digestModel(rows, policy.form, {
    ...optionsOf(policy, settings),
    links: {
      mailbox: policy.mailbox.address,
      token: (verb, target) => orderToken({ reviewer, verb, target }, rows.now, policy.key),
    },
    token: tokenLine(null, tokenFor(cause, 'digest', reviewer, policy.key)),
  });
  return digestLetter(contextOf(desk, reviewer, cause), {
    subject: model.subject,
    text: digestText(model),
    html: digestMail(model),
  });
};
