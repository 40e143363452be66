/**
 * Where to see what a group of the digest leaves out.
 */
import type { Group, GroupName } from './model.ts';

const SHOWN_BY: Readonly<Record<GroupName, string>> = {
  decide: 'mailroom list',
  person: 'mailroom list --messages',
  underway: 'mailroom list',
  waiting: 'mailroom list',
  problems: 'mailroom outbox',
  ended: 'mailroom list',
};

/** A line, or none where nothing is left out. */
export const moreOf = ({ name, total, items }: Group): readonly string[] =>
  total > items.length ? [`and ${(total - items.length).toLocaleString('en')} more: ${SHOWN_BY[name]}`] : [];
