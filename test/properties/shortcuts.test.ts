/**
 * Nearly all text is plain, and has a shorter way through the readers: each must give what the long way gives.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, foldWords } from '../../src/form/fold.ts';
import { labelsOf, readLabel } from '../../src/form/label.ts';
import { addressesIn } from '../../src/form/mailbox.ts';
import { mayHoldUrl, urlsIn } from '../../src/form/url.ts';
import { isPlain } from '../../src/mail/lines.ts';
import { policy } from '../support/owner.ts';

/** Folds to nothing, and isn't ASCII: with it, text takes the long way. */
const MARK = '。';

const textOf = (...pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((found) => found.join(''));

const RUNS = { numRuns: 2000 };

describe('a shortcut gives what the long way gives', () => {
  test('plain lines have nothing to normalise', () => {
    const text = textOf('a', 'Z', '7', ' ', '  ', '\t', '\u00a0', '\u200b', 'é', 'e\u0301', '-', '~', '\r');
    fc.assert(
      fc.property(text, (line) => {
        fc.pre(isPlain(line));
        expect(line.normalize('NFKC').replace(/\s+/g, ' ').trim()).toBe(line);
        expect(line).not.toMatch(/[^ -~]/);
      }),
      RUNS,
    );
  });

  test('where no web address may be, none is found', () => {
    const text = textOf(
      'example',
      'org',
      '.',
      ' ',
      '\u00ad',
      '\ufeff',
      '\u200b',
      '\t',
      ':',
      'https',
      'www',
      'doi',
      '10',
      'hf',
      ',',
      '/',
    );
    fc.assert(
      fc.property(text, (line) => {
        fc.pre(!mayHoldUrl(line));
        expect(urlsIn(line)).toEqual([expect.objectContaining({ kind: 'refused' })]);
      }),
      RUNS,
    );
  });

  test('web addresses as most are written, and the same that need tidying', () => {
    const rest = textOf(
      'example.org',
      '/',
      'data',
      '?',
      '#',
      '=',
      '.',
      '-',
      '//',
      'http:',
      'hxxp://',
      '/http',
      '%20',
      '&',
      '_',
    );
    fc.assert(
      fc.property(fc.constantFrom('https://', 'http://'), rest, (scheme, path) => {
        expect(urlsIn(`${scheme}${path}`)).toEqual(urlsIn(`\u200b${scheme}${path} `));
      }),
      RUNS,
    );
  });

  test('an address alone, and the same in brackets', () => {
    const local = textOf('ann', 'B', '7', '.', '-', '+', '_', 'a'.repeat(40));
    const domain = textOf('example', '.', '.org', '-', '7', '@');
    fc.assert(
      fc.property(local, domain, (before, after) => {
        const address = `${before}@${after}`;
        expect(addressesIn(address)).toEqual(addressesIn(`<${address}>`));
      }),
      RUNS,
    );
  });

  test('ASCII folds as it does among other letters', () => {
    const text = textOf('A', 'z', '0', '%', '20', '%20', ' ', '-', '.', '\u0000', 'e-mail', 'E', 'mail');
    fc.assert(
      fc.property(text, (source) => {
        expect(fold(source)).toEqual(fold(source + MARK));
        expect(foldWords(source)).toEqual(foldWords(source + MARK));
      }),
      RUNS,
    );
  });

  test('a label means the same whether or not its first word is looked at alone', () => {
    const labels = labelsOf(policy.form);
    const known = fc.constantFrom(...labels.byLetters.values()).chain(({ words }) => fc.shuffledSubarray([...words]));
    const before = fc.constantFrom('', 'the ', 'my ', 'e-mail ', 'E ', '%20', 'harbour ', '- ');
    fc.assert(
      fc.property(before, known, (start, words) => {
        const label = start + words.join(' ');
        fc.pre(!label.endsWith('no'));
        expect(readLabel(labels, label)).toEqual(readLabel(labels, label + MARK));
      }),
      RUNS,
    );
  });
});
