/** The digest as a reviewer gets it. Read it: accept a change with `vitest -u` only after reading the difference. */
import { expect, test } from 'vitest';
import { digestMail, digestPage } from '../../../src/digest/html.ts';
import { digestModel } from '../../../src/digest/model.ts';
import { digestText } from '../../../src/digest/text.ts';
import { FORM, MAILED, OPTIONS, QUIET, RICH } from '../../unit/digest/fixture.ts';

const alarm = {
  ...QUIET,
  mailboxes: [{ name: 'imaps://data@mail.example.org/INBOX', exists: 13, rows: 12, at: QUIET.now }],
};

test.each([
  ['rich', RICH, MAILED],
  ['quiet', QUIET, MAILED],
  ['alarm', alarm, OPTIONS],
])('%s', async (name, rows, options) => {
  const model = digestModel(rows, FORM, options);
  await expect(`Subject: ${model.subject}\n\n${digestText(model)}`).toMatchFileSnapshot(`${name}.txt`);
});

test('the mail', async () => {
  await expect(digestMail(digestModel(RICH, FORM, MAILED))).toMatchFileSnapshot('rich-mail.html');
});

test('the page', async () => {
  await expect(digestPage(digestModel(RICH, FORM, OPTIONS))).toMatchFileSnapshot('rich-page.html');
});

test('the JSON', async () => {
  const model = digestModel(RICH, FORM, OPTIONS);
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  await expect(`${JSON.stringify(model, null, 2)}\n`).toMatchFileSnapshot('rich.json');
});
