/** The same mails in the same order, repeated and split into passes in any way, end in the same state; and nobody is answered twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSubmission } from '../../src/triage/fold.ts';
import { type Play, play, type Raw } from '../support/play.ts';
import { ANN, BEN, block, offer, WHOLE } from '../support/story.ts';

/** Things that people do, each on its own; those that answer do nothing where nothing was sent yet. */
const HABITS: readonly ((on: Play, n: number) => Promise<void>)[] = [
  (on, n) => on.mail(offer({ ...WHOLE, name: `Tides ${n}`, url: `https://data.example.org/${n}` })),
  (on) => on.mail(offer({ ...WHOLE, url: '' })),
  (on) => on.mail(offer({ ...WHOLE, terms: 'Yes/No', host: '' }, BEN)),
  (on) => on.mail(offer({ ...WHOLE, terms: 'No' })),
  (on) => on.mail({ from: BEN, subject: 'A question', text: 'Do you take audio?' }),
  (on) => on.mail({ from: ANN, subject: 'Re: DS-0001', text: 'Dataset location (URL): https://data.example.org/else' }),
  (on, n) => answer(on, n, `Dataset location (URL): https://data.example.org/answer-${n}`),
  (on, n) => answer(on, n, 'Yes'),
  (on, n) => answer(on, n, 'withdraw'),
  (on, n) => answer(on, n, 'status'),
  (on, n) => answer(on, n, block({ ...WHOLE, name: `Other ${n}`, url: `https://data.example.org/other-${n}` })),
  (on, n) => answer(on, n, 'Thanks!'),
];

const answer = async (on: Play, n: number, text: string): Promise<void> => {
  if (on.sent.length > 0) await on.reply({ from: ANN, text, answers: n % on.sent.length });
};

/** What must come out the same; times differ with the passes. */
const stateOf = (on: Play): unknown => ({
  submissions: on.store.submissions().map(({ reference, status, fields, problems, parties }) => ({
    reference,
    status,
    fields: Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value])),
    problems: problems.map(({ field, code }) => `${field} ${code}`),
    parties,
  })),
  letters: on.store
    .outbox(true)
    .map(({ messageId, to, template }) => `${template} to ${to}: ${messageId}`)
    .toSorted(),
});

const splitting = fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), again: fc.boolean() }), {
  minLength: 8,
  maxLength: 8,
});

const inParts = async (
  on: Play,
  raws: readonly Raw[],
  parts: readonly { readonly size: number; readonly again: boolean }[],
): Promise<void> => {
  let at = 0;
  for (const { size, again } of parts) {
    const part = raws.slice(at, at + size);
    at += size;
    if (part.length > 0) await on.again(again ? [...part, ...part] : part);
  }
  if (at < raws.length) await on.again(raws.slice(at));
};

describe('an exchange', () => {
  it('ends the same however its mails are repeated and split into passes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: HABITS.length - 1 }), { minLength: 2, maxLength: 8 }),
        splitting,
        async (habits, parts) => {
          const first = await play();
          const second = await play();
          try {
            for (const [n, habit] of habits.entries()) await HABITS[habit]?.(first, n);
            await inParts(second, first.raws, parts);
            expect(stateOf(second)).toEqual(stateOf(first));
            expect(first.sent.length).toBeLessThanOrEqual(first.raws.length);
            expect(new Set(first.sent.map((draft) => draft.messageId)).size).toBe(first.sent.length);
            for (const { reference } of second.store.submissions()) {
              const detail = second.store.submission(reference);
              expect(foldSubmission(detail?.events ?? [])).toEqual(detail?.submission);
            }
          } finally {
            first.close();
            second.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
