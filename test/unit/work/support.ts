import { Form } from '../../../src/form/form.ts';
import type { Log } from '../../../src/ports.ts';
import type { Store } from '../../../src/store/store.ts';
import { decided } from '../../../src/triage/decided.ts';
import type { Decision, Policy } from '../../../src/triage/decision.ts';
import type { TemplateName } from '../../../src/triage/letter.ts';
import { noKeys } from '../../../src/work/outcome.ts';

const DAY = 86_400_000;

export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const form = Form.parse({
  reference: 'DS',
  organisation: 'The Example Alliance',
  thing: 'dataset',
  fields: [{ key: 'name', label: 'Name', answer: 'text', noun: 'the name', help: 'Write the name.' }],
  terms: { version: '1', url: 'https://example.org/terms', file: 'terms/1.txt' },
  page: 'https://example.org/contribute',
});

export const policy: Policy = {
  form,
  ownAddresses: ['data@example.org'],
  ownLists: [],
  trustedAuthservIds: [],
  mailbox: { name: '', address: 'data@example.org' },
  key: new Uint8Array(32),
  plusAddressing: false,
  reviewers: ['rev@example.org'],
  operator: ['rev@example.org'],
  replyMaxAge: 14 * DAY,
  replyLimit: { count: 10, within: DAY },
  clarifyLimit: 3,
  burstLimit: 50,
  totalLimit: { count: 200, within: 3_600_000 },
  remindAfter: 7 * DAY,
  lapseAfter: 30 * DAY,
  terms: { version: '1', url: 'https://example.org/terms', hash: '0'.repeat(64) },
};

/** A decision from which nothing follows. */
export const nothing: Decision = decided('order', { is: 'obey', done: [], refused: [] });

/** One letter to each address, ready to be sent. */
export const putLetters = (store: Store, now: number, ...to: readonly string[]): void =>
  putLettersOf('receipt', store, now, ...to);

/** The same, of another template. */
export const putLettersOf = (template: TemplateName, store: Store, now: number, ...to: readonly string[]): void => {
  const drafts = to.map((address) => ({
    draft: {
      messageId: `<mr1-${address.replace('@', '-at-')}@example.org>`,
      from: policy.mailbox,
      replyTo: null,
      to: { name: '', address },
      subject: 'Hello',
      inReplyTo: null,
      references: [],
      autoSubmitted: 'auto-replied' as const,
      template,
      data: {},
    },
    template,
    submission: null,
    automatic: true,
    hold: null,
  }));
  const cause = { kind: 'order', id: `letters:${to.join()}`, actor: { kind: 'operator', name: 'test' } } as const;
  store.commit(cause, noKeys(policy, now), now, () => ({ decision: nothing, drafts }));
};
