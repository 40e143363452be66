import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openImap } from '../../src/io/imap.ts';
import { openSentFolder } from '../../src/io/imap-sent.ts';
import { type Dovecot, hasDovecot, startDovecot } from '../support/dovecot.ts';
import { asAnotherClient, localImap } from '../support/imap.ts';

const isHere = hasDovecot();
const copy = Buffer.from('Message-ID: <r.1@example.org>\r\nSubject: reply\r\n\r\nthank you\r\n');

describe.runIf(isHere)('the Sent folder on Dovecot', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot({ inbox: 'secret' });
  });
  afterAll(() => dovecot.stop());

  test('a copy is kept as read, and read as any mail', async () => {
    const server = localImap(dovecot.imap);
    const sent = openSentFolder(server, 'Sent');
    await sent.append(copy);

    const flags = await asAnotherClient(dovecot.imap, 'inbox', async (client) => {
      await client.mailboxOpen('Sent');
      return (await client.fetchAll('1:*', { flags: true })).map((row) => [...(row.flags ?? [])].includes('\\Seen'));
    });
    expect(flags).toEqual([true]);

    const mailbox = openImap({ ...server, mailbox: 'Sent' });
    const { arrivals } = await mailbox.discover(null);
    expect(arrivals).toHaveLength(1);
    for await (const answer of mailbox.read(arrivals.map(({ key }) => key)))
      expect(answer.kind === 'source' && Buffer.from(answer.bytes).equals(copy)).toBe(true);
    await mailbox.close();
  });

  test('a folder that does not exist takes no copy', async () => {
    const sent = openSentFolder(localImap(dovecot.imap), 'Gesendet');
    await expect(sent.append(copy)).rejects.toThrow(/Gesendet/);
  });
});
