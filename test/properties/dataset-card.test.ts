import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCardRules } from '../../src/form/card-rules.ts';
import { readCard } from '../../src/form/dataset-card.ts';
import { whyNotPublicAddress } from '../../src/io/public-address.ts';

const parsed = parseCardRules(JSON.parse(readFileSync('templates/card.json', 'utf8')));
const rules = parsed.ok ? parsed.rules : expect.fail(parsed.mistakes.join());

const piece = fc.oneof(
  fc.constantFrom(
    '---',
    '\n',
    '\r\n',
    'license',
    'source_datasets',
    ':',
    ': ',
    '- ',
    '  ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
  ),
  fc.constantFrom(
    '!!js/function ',
    '"',
    "'",
    '|\n',
    '>\n',
    '#',
    '? ',
    '<<',
    '__proto__',
    'mit',
    '\ufeff',
    '\u202e',
    ',',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const block = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

test('any card gives findings of one plain line', () => {
  fc.assert(
    fc.property(block, fc.boolean(), (text, fenced) => {
      const findings = readCard(fenced ? `---\n${text}\n---\n` : text, rules);
      expect(findings.length).toBeGreaterThan(0);
      for (const finding of findings) {
        expect(finding.text).toMatch(/^[^\p{Cc}\u202a-\u202e]+\.$/u);
        expect(finding.text.length).toBeLessThan(200);
      }
    }),
    { numRuns: 2000 },
  );
});

test('an IPv4 address is as public within IPv6 as alone', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const alone = whyNotPublicAddress(address);
      expect(whyNotPublicAddress(`::ffff:${address}`)).toBe(alone);
      expect(whyNotPublicAddress(`64:ff9b::${address}`)).toBe(alone);
      expect(whyNotPublicAddress(new URL(`http://[::ffff:${address}]/`).hostname.slice(1, -1))).toBe(alone);
    }),
  );
});

test('an address is judged the same however it is written', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
      expect(whyNotPublicAddress(address)).toBe(whyNotPublicAddress(short));
    }),
  );
});
