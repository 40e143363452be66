import { expect, test } from 'vitest';
import { openSentFolder } from '../../src/io/imap-sent.ts';
import { imap, mail, quick, troubled } from '../support/faulty-mailbox.ts';
import { localImap } from '../support/imap.ts';

const sent = () => openSentFolder(localImap(imap.port), 'INBOX', quick);

test('a mail that is in the Sent folder is found by its Message-ID, by FETCH alone', async () => {
  expect(await sent().has('<two@example.org>')).toBe(true);
  imap.put(`References: <four@example.org>\r\nMessage-ID: <five@example.org>\r\n\r\nan answer to the fourth\r\n`);
  expect(await sent().has('<four@example.org>')).toBe(false);
  expect(imap.seen.some((line) => line.includes('SEARCH'))).toBe(false);
});

test.each(['drop' as const, 'hang' as const, 'nothing' as const])(
  'fault: the Sent folder can not be listed (%s) | user sees: still uncertain | guaranteed: not taken for "not sent"',
  async (what) => {
    imap.fault = (command) =>
      command.name === 'FETCH' ? (what === 'nothing' ? [`${command.tag} OK`] : what) : undefined;
    await troubled('unavailable', /./, sent().has('<two@example.org>'));
  },
);

test('fault: the copy for the Sent folder is refused | user sees: the copy is missing | guaranteed: the mail is not sent again', async () => {
  imap.fault = (command) => (command.name === 'APPEND' ? [`${command.tag} NO [OVERQUOTA] full`] : undefined);
  await troubled('throttled', /full/, sent().append(Buffer.from(mail('copy'))));
});
