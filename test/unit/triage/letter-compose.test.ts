import { describe, expect, test } from 'vitest';
import * as letters from '../../../src/triage/letter.ts';
import { answered, CLARIFIED, CONSENT, context, draftOf, herbarium, missing, submission } from './letter-fixture.ts';

const complete = submission([...herbarium(), CONSENT]);
const nothing = { changed: [], twin: false, notes: [], unconfirmedContact: null };
const withSubject = (subject: string) =>
  draftOf(
    letters.acknowledgment(
      context(complete, { answers: { messageId: '<1@a.example>', references: [], subject } }),
      nothing,
    ),
  ).subject;

describe('the subject', () => {
  test.each([
    ['answers theirs', 'My dataset', 'Re: My dataset [DS-0042]'],
    ['has Re: once', 'RE: Aw: Fwd: re[2]: My dataset', 'Re: My dataset [DS-0042]'],
    ['has the reference once', 'Re: My dataset [DS-0042]', 'Re: My dataset [DS-0042]'],
    ['has no other reference', 'Re: [ds-0007] My dataset DS-0042', 'Re: My dataset [DS-0042]'],
    ['is our own where they had none', '', 'We have all we need for your dataset [DS-0042]'],
    ['is our own where theirs was only Re:', 'Re: [DS-0042]', 'We have all we need for your dataset [DS-0042]'],
    [
      'is our own where theirs could lead somewhere',
      'win at lucky.example',
      'We have all we need for your dataset [DS-0042]',
    ],
    ['is one line', 'a\r\nBcc: all@a', 'We have all we need for your dataset [DS-0042]'],
    ['is one line, whatever they wrote', 'a\r\nBcc: all', 'Re: a Bcc: all [DS-0042]'],
  ])('%s', (_, theirs, ours) => {
    expect(withSubject(theirs)).toBe(ours);
  });

  test('is bounded', () => {
    expect(withSubject('x'.repeat(5000)).length).toBeLessThan(180);
  });

  test('is our own where nobody is answered', () => {
    expect(draftOf(letters.lapsed(context(complete, { answers: null }))).subject).toBe(
      'We have set your offer aside [DS-0042]',
    );
  });
});

describe('the thread', () => {
  test('References ends with what is answered (RFC 5322 3.6.4)', () => {
    const answers = { messageId: '<3@a.example>', references: ['<1@a.example>', '<2@a.example>'], subject: 'x' };
    const draft = draftOf(letters.help(context(null, { answers })));
    expect(draft.inReplyTo).toBe('<3@a.example>');
    expect(draft.references).toEqual(['<1@a.example>', '<2@a.example>', '<3@a.example>']);
  });

  test('keeps the first and the latest of a long one', () => {
    const references = Array.from({ length: 100 }, (_, index) => `<${index}@a.example>`);
    const { references: ours } = draftOf(
      letters.help(context(null, { answers: { messageId: '<x@a.example>', references, subject: 'x' } })),
    );
    expect(ours).toHaveLength(20);
    expect([ours[0], ours.at(-2), ours.at(-1)]).toEqual(['<0@a.example>', '<99@a.example>', '<x@a.example>']);
  });

  test('names each once, and only what is an identifier', () => {
    const references = ['<1@a.example>', 'junk', '<2 @a.example>', `<${'x'.repeat(2000)}@a.example>`, '<1@a.example>'];
    const answers = { messageId: '<3@a.example>', references, subject: 'x' };
    expect(draftOf(letters.help(context(null, { answers }))).references).toEqual(['<1@a.example>', '<3@a.example>']);
  });

  test('a mail without Message-ID is answered without', () => {
    const draft = draftOf(letters.help(context(null, { answers: { messageId: null, references: [], subject: 'x' } })));
    expect([draft.inReplyTo, draft.references]).toEqual([null, []]);
  });

  test('the same cause, template and recipient make the same mail', () => {
    const first = draftOf(letters.help(context(null)));
    const again = draftOf(letters.help(context(null, { first: true })));
    const other = draftOf(letters.help(context(null, { cause: 'M-0108' })));
    expect(again.messageId).toBe(first.messageId);
    expect(other.messageId).not.toBe(first.messageId);
    expect(first.text).toContain(`Reference: ${first.messageId.slice(1, first.messageId.indexOf('@'))}`);
  });
});

describe('what somebody wrote stays text', () => {
  const hostile = submission([
    ...herbarium({
      datasetName: '<img src=x onerror=alert(1)> {{ token }} {% raw %}',
      datasetUrl: 'https://a.example/?q=<script>&x="y"',
    }),
    CONSENT,
  ]);
  const draft = draftOf(
    letters.acknowledgment(
      context(hostile, { to: { name: '<b>Ann</b>\r\nBcc: x', address: 'ann@example.org' } }),
      nothing,
    ),
  );

  test('in HTML it is escaped', () => {
    expect(draft.html).not.toMatch(/<img|<script|<b>/);
    expect(draft.html).toContain('&lt;img src=x onerror=alert(1)&gt; {{ token }} {% raw %}');
    expect(draft.html).not.toContain('href');
  });

  test('in text it is one line', () => {
    expect(draft.text).toContain('  Dataset location (URL): https://a.example/?q=<script>&x="y"\n');
    expect(draft.text).toContain('Hello <b>Ann</b> Bcc: x,\n');
  });

  test('a name with a link is nowhere', () => {
    const spam = submission([...herbarium({ datasetName: 'Cheap pills at pills.example' }), CONSENT]);
    const { text, html, to } = draftOf(
      letters.acknowledgment(
        context(spam, { to: { name: 'Go to pills.example', address: 'ann@example.org' } }),
        nothing,
      ),
    );
    expect(`${text}${html}${to.name}`).not.toContain('pills');
    expect(text).toContain('Hello,\n');
    expect(text).toContain('  Dataset name: (as you wrote it)\n');
    expect(text).toContain('for example:\n\n  Dataset location (URL): https');
  });

  test('a problem that repeats such a name is told by the help alone', () => {
    const { text } = draftOf(
      letters.clarification(context(submission([CLARIFIED])), {
        problems: [missing('datasetName', 'Your name “pills.example …” is too long.')],
        changed: [],
        again: false,
        cutByForm: false,
        resumed: false,
      }),
    );
    expect(text).not.toContain('pills');
    expect(text).toContain('- Write the name under which');
  });
});

describe('a clarification asks for what is open, and for nothing else', () => {
  const open = submission([answered('datasetName', 'Fish'), answered('termsAccepted', true), CLARIFIED]);
  const letter = letters.clarification(context(open), {
    // A weak consent is kept, and asked again: it isn't told as understood.
    problems: [missing('termsAccepted', 'Please confirm.'), missing('datasetUrl', 'No location.')],
    changed: [],
    again: false,
    cutByForm: false,
    resumed: false,
  });

  test('in the order of the form', () => {
    expect(letter.data['block']).toEqual(['Dataset location (URL):', 'I agree to the terms for contribution: Yes/No']);
  });

  test('an answer in question is not told as understood', () => {
    expect(letter.data['fields']).toEqual([{ label: 'Dataset name', value: 'Fish' }]);
  });

  test('names the terms by version where they are asked', () => {
    expect(draftOf(letter).text).toContain('the terms for contribution, version 2025-01:\nhttps://');
    const rest = letters.clarification(context(open), {
      problems: [missing('datasetUrl', 'No location.')],
      changed: [],
      again: false,
      cutByForm: false,
      resumed: false,
    });
    expect(draftOf(rest).text).not.toContain('2025-01');
  });
});

test('Auto-Submitted tells answers from what nobody asked for (RFC 3834 5)', () => {
  expect(draftOf(letters.help(context(null))).autoSubmitted).toBe('auto-replied');
  expect(draftOf(letters.lapsed(context(complete))).autoSubmitted).toBe('auto-generated');
});

test('a letter carries whether it counts, and why it waits', () => {
  const letter = letters.help(context(null, { hold: 'too many today', automatic: false }));
  expect([letter.hold, letter.automatic, letter.submission]).toEqual(['too many today', false, null]);
});

test('the digest goes out as it was drawn', () => {
  const draft = draftOf(
    letters.digestLetter(context(null, { answers: null }), {
      subject: '[mailroom] nothing needs you',
      text: `  x\n${'word '.repeat(40)}\n`,
      html: '<!doctype html><p>x & y</p>',
    }),
  );
  expect(draft.subject).toBe('[mailroom] nothing needs you');
  expect(draft.text).toContain('word '.repeat(40));
  expect(draft.html?.trim()).toBe('<!doctype html><p>x & y</p>');
});
