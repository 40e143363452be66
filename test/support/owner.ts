/** The owner's policy as tests know it: the form that we ship, defaults otherwise. */
import { readFileSync } from 'node:fs';
import { type Form, parseForm } from '../../src/form/form.ts';
import type { Facts, Policy } from '../../src/triage/decision.ts';

const form: Form = parseForm(JSON.parse(readFileSync('templates/form.json', 'utf8')));

const DAY = 86_400_000;

export const policy: Policy = {
  form,
  ownAddresses: ['data@thealliance.ai'],
  ownLists: ['data.thealliance.ai'],
  trustedAuthservIds: ['mx.thealliance.ai'],
  mailbox: { name: 'Open Trusted Data Initiative', address: 'data@thealliance.ai' },
  key: new Uint8Array(32),
  plusAddressing: false,
  reviewers: ['rita@example.org'],
  operator: ['rita@example.org'],
  replyMaxAge: 14 * DAY,
  replyLimit: { count: 10, within: DAY },
  clarifyLimit: 3,
  burstLimit: 50,
  totalLimit: { count: 200, within: 3_600_000 },
  remindAfter: 7 * DAY,
  lapseAfter: 30 * DAY,
  terms: { version: '1', url: 'https://example.org/terms', hash: '00' },
};

/** Of a mail that arrives now, and of which nothing is known. */
export const facts: Facts = {
  now: Date.UTC(2026, 10, 20),
  id: 'M-0001',
  receivedAt: Date.UTC(2026, 10, 20),
  seenAs: null,
  released: false,
  sent: [],
  referred: [],
  submissions: [],
  twins: [],
  nextNumber: 1,
  suppressed: null,
  answered: { toSender: 0, toDomain: 0, inAll: 0 },
  questions: [],
};
