/**
 * Events -> submission. Nothing else may say what state a submission is in.
 */
import { ANSWERS_REVIEWER, CONDITION, OVER } from './status.ts';
import type { Check, KeptEvent, Status, Submission, SubmissionEvent } from './submission.ts';

const opened = (kept: KeptEvent & { readonly event: { readonly type: 'opened' } }): Submission => ({
  reference: kept.submission,
  status: 'incomplete',
  contributor: kept.event.by,
  contributorName: kept.event.name,
  parties: [],
  subject: kept.event.subject,
  messageId: kept.event.messageId,
  fields: {},
  problems: [],
  extras: [],
  consent: null,
  identity: null,
  clarifications: { count: 0, at: null },
  lastLetter: null,
  reminders: { count: 0, at: null },
  acknowledged: false,
  notes: [],
  assignee: null,
  asked: null,
  attached: [],
  bounced: [],
  statusWhy: null,
  links: [],
  checked: null,
  createdAt: kept.at,
  updatedAt: kept.at,
});

const who = (kept: KeptEvent): string => {
  switch (kept.actor.kind) {
    case 'party':
    case 'reviewer':
      return kept.actor.address;
    case 'operator':
      return kept.actor.name;
    case 'time':
      return 'mailroom';
  }
};

const without = <T extends { readonly [K in Key]: unknown }, Key extends keyof T>(
  items: readonly T[],
  key: Key,
  value: T[Key],
): readonly T[] => items.filter((item) => item[key] !== value);

const checkOf = (
  { checked }: Submission,
  { of, reached, findings }: Extract<SubmissionEvent, { readonly type: 'checked' }>,
  at: number,
): Check => ({ at, of, reached, tries: checked?.of === of ? checked.tries + 1 : 1, findings });

/** A person has decided, with all that was there in view. */
const DECIDED: ReadonlySet<Status> = new Set(['accepted', 'declined', 'published']);

/** An answer ends what a condition on the same field asked of a person. */
const attachedAfter = ({ problems, attached }: Submission, field: string): Submission['attached'] =>
  problems.some((problem) => problem.field === field && problem.code === 'conditional')
    ? attached.filter(({ why }) => !why.startsWith(CONDITION))
    : attached;

/** What one more event changes in a submission. An answer ends the silence that reminders count. */
const changesOf = (was: Submission, kept: KeptEvent): Partial<Submission> => {
  const { event, at, cause } = kept;
  switch (event.type) {
    case 'opened':
      return {};
    case 'answered':
      return {
        fields: { ...was.fields, [event.field]: { value: event.value, strength: event.strength, cause, at } },
        problems: without(was.problems, 'field', event.field),
        attached: attachedAfter(was, event.field),
        identity: event.identity ?? was.identity,
        checked: event.identity === null || event.identity === was.identity ? was.checked : null,
        clarifications: { ...was.clarifications, count: 0 },
        reminders: { count: 0, at: null },
      };
    case 'questioned':
      return { problems: [...without(was.problems, 'field', event.problem.field), event.problem] };
    case 'consented':
      return { consent: event.consent };
    case 'extra':
      return {
        extras: [...without(was.extras, 'label', event.label), { label: event.label, value: event.value }],
      };
    case 'party':
      return {
        parties: [
          ...without(was.parties, 'address', event.address),
          { address: event.address, confirmed: event.confirmed },
        ],
      };
    case 'acknowledged':
      return { acknowledged: true, lastLetter: event.fingerprint };
    case 'clarified':
      return {
        clarifications: { count: was.clarifications.count + 1, at },
        lastLetter: event.fingerprint,
        reminders: { count: 0, at: null },
      };
    case 'reminded':
      return { reminders: { count: was.reminders.count + 1, at } };
    case 'attached':
      return {
        attached: [...was.attached, { at, cause, from: event.from, why: event.why }],
        asked: event.why === ANSWERS_REVIEWER ? null : was.asked,
      };
    case 'settled':
      return { attached: without(was.attached, 'cause', event.message) };
    case 'status':
      return {
        status: event.to,
        statusWhy: event.why,
        asked: event.to === 'incomplete' ? was.asked : null,
        // Who is asked again has the whole time to answer again.
        ...(OVER.includes(was.status) && event.to === 'incomplete'
          ? {
              clarifications: { count: 0, at: was.clarifications.at === null ? null : at },
              reminders: { count: 0, at: null },
            }
          : {}),
        ...(DECIDED.has(event.to) ? { attached: [], problems: was.problems.filter(({ stands }) => !stands) } : {}),
      };
    case 'noted':
      return { notes: [...was.notes, { at, by: who(kept), text: event.text }] };
    case 'assigned':
      return { assignee: event.to };
    case 'asked':
      return { asked: event.question };
    case 'linked':
      return { links: [...was.links, event.token] };
    case 'checked':
      return { checked: checkOf(was, event, at) };
    case 'bounced':
      return {
        bounced: [
          ...without(was.bounced, 'address', event.address),
          { address: event.address, permanent: event.permanent, diagnostic: event.diagnostic },
        ],
      };
  }
};

/**
 * The state that events, in their order, lead to; null for none. Throws where the first isn't `opened`: then the history itself is
 * broken, and going on would hide it.
 */
export const foldSubmission = (events: readonly KeptEvent[]): Submission | null => {
  const first = events[0];
  if (first === undefined) return null;
  const { event } = first;
  if (event.type !== 'opened')
    throw new Error(`${first.submission}: its history begins with "${event.type}", not "opened"`);
  return foldOnto(opened({ ...first, event }), events.slice(1));
};

/** The state after more events: `foldSubmission` of old and new together, without reading the old ones again. */
export const foldOnto = (was: Submission, events: readonly KeptEvent[]): Submission => {
  // One copy that nobody else sees: a submission is large, and a copy for each event took a quarter of the time of deciding.
  const now = { ...was };
  for (const kept of events) Object.assign(now, changesOf(now, kept), { updatedAt: kept.at });
  return now;
};
