import { test } from 'vitest';
import { openSentFolder } from '../../src/io/imap-sent.ts';
import { imap, mail, quick, troubled } from '../support/faulty-mailbox.ts';
import { localImap } from '../support/imap.ts';

const sent = () => openSentFolder(localImap(imap.port), 'INBOX', quick);

test('fault: the copy for the Sent folder is refused | user sees: the copy is missing | guaranteed: the mail is not sent again', async () => {
  imap.fault = (command) => (command.name === 'APPEND' ? [`${command.tag} NO [OVERQUOTA] full`] : undefined);
  await troubled('throttled', /full/, sent().append(Buffer.from(mail('copy'))));
});
