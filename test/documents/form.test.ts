/** Another organisation's form, as docs/templates.md shows it, runs without a change of code; and the code names no organisation. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Place, place } from './console.ts';
import { fencesIn, textOf } from './markdown.ts';

const NAMES = /alliance|\botdi\b|open trusted data/i;

/** The file that the document shows below its mark. */
const fileIn = (document: string, path: string): string => {
  const lines = document.split('\n');
  const fence = fencesIn(document).find(({ at }) => lines[at - 1] === `<!-- file: ${path} -->`);
  if (fence === undefined) throw new Error(`docs/templates.md doesn't show ${path}`);
  return `${fence.lines.join('\n')}\n`;
};

describe('a seed bank', () => {
  let here: Place;
  beforeAll(() => {
    here = place(null);
    here.run('cp -r templates seeds');
    const document = textOf('docs/templates.md');
    for (const path of ['seeds/form.json', 'seeds/terms/2026.txt', 'offer.eml']) {
      mkdirSync(dirname(join(here.dir, path)), { recursive: true });
      writeFileSync(join(here.dir, path), fileIn(document, path));
    }
    here.run('export TEMPLATES_DIR=seeds');
    here.run('export MAILBOX_ADDRESS=seeds@example.org');
    here.run('export DATA_DIR=seedbank');
  });
  afterAll(() => here.close());

  const sent = async () => {
    const dir = join(here.dir, 'seedbank', 'sent', 'new');
    return Promise.all(readdirSync(dir).map((name) => simpleParser(readFileSync(join(dir, name)))));
  };

  it('reads its own fields', () => {
    const { fields, problems, reply } = JSON.parse(here.run('mailroom triage --json offer.eml'));
    expect(fields).toEqual({ species: 'Papaver rhoeas', harvested: '2025', picture: null, agreed: null });
    expect(problems).toMatchObject([{ field: 'agreed', code: 'unanswered' }]);
    expect(reply).toBe('clarification');
  });

  it('answers in its own words, and takes the answer to its question', async () => {
    here.run('mailroom receive < offer.eml');
    here.run('mailroom poll');
    const [asked] = await sent();
    expect(asked?.subject).toBe('Re: I offer seeds [SEED-0001]');
    expect(asked?.text).toContain('  I agree to the terms: Yes/No');
    expect(asked?.text).toContain('Example Seed Bank');
    const answer = [
      'From: Ann Example <ann@example.org>',
      'To: seeds@example.org',
      `Subject: ${asked?.subject}`,
      'Message-ID: <2@mail.example.org>',
      `In-Reply-To: ${asked?.messageId}`,
      'Date: Sun, 22 Nov 2026 13:00:00 +0000',
      '',
      'I agree to the terms: Yes',
      '',
    ];
    writeFileSync(join(here.dir, 'answer.eml'), answer.join('\n'));
    here.run('mailroom receive < answer.eml');
    here.run('mailroom poll');
    const [submission] = JSON.parse(here.run('mailroom list --json'));
    expect(submission).toMatchObject({ reference: 'SEED-0001', status: 'ready', missing: [] });
    here.run('mailroom accept SEED-0001 "Welcome."');
    here.run('mailroom poll');
    const letters = await sent();
    expect(letters).toHaveLength(3);
    for (const { subject, text, html } of letters) {
      expect(`${subject}\n${text}\n${html}`).not.toMatch(NAMES);
      expect(`${subject}\n${text}`).not.toMatch(/dataset/i);
    }
  });

  it('shows its own words to reviewers', () => {
    expect(here.run('mailroom digest --format html')).not.toMatch(NAMES);
    expect(here.run('mailroom digest')).toContain('Papaver rhoeas');
    expect(here.run('mailroom export')).toContain('"species","harvested","picture","agreed"');
  });
});

it('the code names no organisation, but for the address that is served where none is set', () => {
  const naming = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join('src', file), 'utf8')
        .split('\n')
        .filter((line) => NAMES.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(naming).toEqual(["config/settings.ts: MAILBOX_ADDRESS: address.prefault('data@thealliance.ai'),"]);
});
