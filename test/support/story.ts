/** One story: told in a test, kept as a transcript in `test/golden/stories/`, read by a person when it changes. */
import { expect, it } from 'vitest';
import type { Policy } from '../../src/triage/decision.ts';
import { type Play, play, type Told } from './play.ts';

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** What a submission is in the end, so that a transcript accepted too quickly still fails. */
export type End = Readonly<Record<string, string>>;

/** `end`: reference -> status, of every submission there is. `replies`: how many mails went out in all. */
export const story = (
  name: string,
  end: { readonly states: End; readonly replies: number },
  tell: (on: Play) => Promise<void>,
  changes: Partial<Policy> = {},
): void => {
  it(name, async () => {
    const on = await play(changes);
    try {
      await tell(on);
      const states = Object.fromEntries(on.store.submissions().map((one) => [one.reference, one.status]));
      await expect(on.transcript()).toMatchFileSnapshot(`../golden/stories/${slug(name)}.txt`);
      expect(states).toEqual(end.states);
      expect(on.sent.length).toBe(end.replies);
    } finally {
      on.close();
    }
  });
};

export const SUBJECT = 'I want to contribute a dataset';

type Fields = {
  readonly name?: string;
  readonly url?: string;
  readonly host?: string;
  readonly email?: string;
  readonly terms?: string;
};

/** The documented block, filled in as given; what isn't given is left as the site writes it. */
export const block = ({ name = '', url = '', host = 'Yes/No', email = '', terms = 'Yes/No' }: Fields): string =>
  [
    `Dataset name: ${name}`.trimEnd(),
    `Dataset location (URL): ${url}`.trimEnd(),
    `I want the Alliance to host it: ${host}`,
    `My email address: ${email}`.trimEnd(),
    `I agree to the terms for contribution: ${terms}`,
  ].join('\n');

export const ANN = 'Ann Example <ann@example.org>';
export const BEN = 'Ben Beispiel <ben@example.com>';
export const RAE = 'Rae Reviewer <rae@example.net>';

export const WHOLE = {
  name: 'Harbour Tides',
  url: 'https://data.example.org/tides',
  host: 'No',
  email: 'ann@example.org',
  terms: 'Yes',
};

export const offer = (fields: Fields, from = ANN): Told => ({ from, subject: SUBJECT, text: block(fields) });

/** Outlook's way: the whole letter below, with nothing that marks it as quoted. */
export const outlook = (on: Play, text: string): string =>
  [
    text,
    '',
    '________________________________',
    'Von: data@thealliance.ai <data@thealliance.ai>',
    'Gesendet: Montag, 2. März 2026 10:00',
    'An: Ann Example <ann@example.org>',
    `Betreff: ${on.sent[0]?.subject ?? ''}`,
    '',
    on.sent[0]?.text ?? '',
  ].join('\n');
