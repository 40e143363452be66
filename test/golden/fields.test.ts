import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Offer, readOffers } from '../../src/form/offer.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { readLines } from '../../src/mail/quotes.ts';
import { form } from '../support/form-file.ts';

/** One mail a rule, with the page that a reader would write beside it. */
const FOLDER = new URL('./fields/', import.meta.url);
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -'.eml'.length));

const fieldPage = (offer: Offer): string =>
  form.fields
    .flatMap(({ key, required }) => {
      const answer = offer.answers[key];
      const problem = offer.problems.find((one) => one.field === key);
      const from = offer.provenance[key];
      if (answer === undefined && problem === undefined && !required) return [];
      const said =
        answer === undefined
          ? `${problem?.code}: ${problem?.message}`
          : `${answer.value}${answer.strength === 'weak' ? ' (weak)' : ''}`;
      const where =
        from === undefined
          ? ''
          : `\n    part ${from.part}, line ${from.line}${from.quoted ? ', quoted' : ''}, ${from.rule}, label “${from.label}”: ${JSON.stringify(from.raw)}`;
      return [`${key}: ${said}${where}`];
    })
    .concat(offer.extras.map((extra) => `extra ${extra.label}: ${extra.value}`))
    .concat(offer.identity === null ? [] : [`identity: ${offer.identity}`])
    .concat(offer.cutByForm ? ['cut by the form'] : [])
    .join('\n');

const read = async (source: string): Promise<string> => {
  const message = await parseMessage(Buffer.from(source, 'latin1'));
  if (message.kind !== 'message') return `unreadable: ${message.reason}\n`;
  const parts = message.texts.map((part) => ({ source: part.source, lines: readLines(part.lines) }));
  const offers = readOffers(parts, form, { from: message.from[0]?.address ?? null });
  return offers.length === 0 ? 'no offer\n' : `${offers.map(fieldPage).join('\n\n')}\n`;
};

test('there are mails to read', () => expect(names.length).toBeGreaterThan(0));

describe.each(names)('%s', (name) => {
  const source = readFileSync(new URL(`${name}.eml`, FOLDER), 'latin1');
  test.each([
    ['LF', source.replaceAll('\r\n', '\n')],
    ['CRLF', source.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n')],
  ])('%s', async (_, text) => {
    await expect(await read(text)).toMatchFileSnapshot(`./fields/${name}.expected.txt`);
  });
});
