import { expect, test } from 'vitest';
import { cardUrlOf } from '../../../src/form/card-place.ts';

const HUB = 'https://huggingface.co/datasets';
const RAW = 'https://raw.githubusercontent.com';

/** Location -> the card's text, or null; and why. */
const places: readonly (readonly [string, string | null, string])[] = [
  [`${HUB}/ann/tides`, `${HUB}/ann/tides/raw/main/README.md`, 'the page of a dataset'],
  [`${HUB}/ann/tides/`, `${HUB}/ann/tides/raw/main/README.md`, 'a slash at the end'],
  [`http://www.hf.co/datasets/ann/tides`, `${HUB}/ann/tides/raw/main/README.md`, 'the short host, www, http'],
  [`${HUB}/ann/tides?row=1#files`, `${HUB}/ann/tides/raw/main/README.md`, 'query and fragment'],
  [`${HUB}/ann/tides/viewer/default/train`, `${HUB}/ann/tides/raw/main/README.md`, 'the viewer'],
  [`${HUB}/ann/tides/tree/v2`, `${HUB}/ann/tides/raw/v2/README.md`, 'another revision'],
  [`${HUB}/ann/tides/tree/main/data`, `${HUB}/ann/tides/raw/main/data/README.md`, 'a folder has its own README'],
  [`${HUB}/ann/tides/blob/main/README.md`, `${HUB}/ann/tides/raw/main/README.md`, 'the README itself'],
  [`${HUB}/ann/tides/resolve/main/a.csv`, `${HUB}/ann/tides/raw/main/README.md`, 'a file of the dataset'],
  [`${HUB}/squad`, `${HUB}/squad/raw/main/README.md`, 'an old dataset without owner'],
  [`${HUB}/squad/viewer`, `${HUB}/squad/raw/main/README.md`, 'a view is no dataset of an owner'],
  [`${HUB}/squad/tree/dev`, `${HUB}/squad/raw/dev/README.md`, 'an old dataset at a revision'],
  [`${HUB}`, null, 'the list of all datasets'],
  ['https://huggingface.co/ann/model', null, 'a model is no dataset'],
  ['https://huggingface.co/spaces/ann/demo', null, 'a space is no dataset'],
  [
    'https://github.com/ann/tides',
    `${RAW}/ann/tides/HEAD/README.md`,
    'a repository, whatever its main branch is called',
  ],
  ['https://github.com/ann/tides.git', `${RAW}/ann/tides/HEAD/README.md`, 'as it is cloned'],
  ['https://github.com/ann/tides/blob/main/docs/CARD.md', `${RAW}/ann/tides/main/docs/CARD.md`, 'a file of Markdown'],
  ['https://github.com/ann/tides/tree/main/data', `${RAW}/ann/tides/main/data/README.md`, 'a folder'],
  ['https://github.com/ann/tides/issues', `${RAW}/ann/tides/HEAD/README.md`, 'another page of the repository'],
  ['https://github.com/ann', null, 'a person'],
  ['https://example.org/tides/README.md', 'https://example.org/tides/README.md', 'Markdown anywhere'],
  ['https://example.org/tides', null, 'a page of which nobody knows where its card is'],
  ['https://huggingface.co.example.org/datasets/ann/tides', null, 'a host that only begins alike'],
  ['tides', null, 'no address'],
];

test.each(places)('%s -> %s (%s)', (location, card) => {
  expect(cardUrlOf(location, null)).toBe(card);
});

test('the card that the contributor named goes before the location', () => {
  expect(cardUrlOf(`${HUB}/ann/tides`, 'https://example.org/card')).toBe('https://example.org/card');
  expect(cardUrlOf('https://example.org/tides', `${HUB}/ann/tides`)).toBe(`${HUB}/ann/tides/raw/main/README.md`);
});
