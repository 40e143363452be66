/**
 * Checks of `doctor` that ask the servers: do they answer, do they let us in, is the folder there.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Server } from '../config/servers.ts';
import type { Config } from '../config.ts';
import { folderAt } from '../io/folder.ts';
import { openReadOnly } from '../io/imap-session.ts';
import { composeMail } from '../io/mime.ts';
import { openSmtp } from '../io/smtp.ts';
import type { Call } from './call.ts';
import type { Check } from './checks.ts';
import { verdictOn } from './exit.ts';
import { tokensOf } from './world.ts';

const PATIENCE = 15_000;

/** One check for each direction; `send` also sends a mail to the mailbox itself. */
export const serverChecks = async (call: Call, config: Config, send: boolean): Promise<readonly Check[]> => [
  await incoming(config),
  await (send && config.smtp !== null ? sending(call, config, config.smtp) : outgoing(config)),
];

const incoming = async (config: Config): Promise<Check> => {
  const { imap } = config;
  const folder = folderAt(config.dataDir);
  if (imap === null)
    return { name: 'incoming', ok: true, found: `local folder ${folder.mailbox} (no IMAP_HOST)`, todo: null };
  try {
    const mailbox = await openReadOnly(imap, imap.mailbox, tokensOf(config, folder));
    const exists = mailbox.exists();
    await mailbox.close();
    return {
      name: 'incoming',
      ok: true,
      found: `${imap.host}: logged in, ${imap.mailbox} holds ${exists} messages`,
      todo: null,
    };
  } catch (error) {
    const { message } = verdictOn(error);
    return {
      name: 'incoming',
      ok: false,
      found: message,
      todo: 'Check the IMAP_ keys against what the provider says.',
    };
  }
};

const outgoing = async (config: Config): Promise<Check> => {
  const { smtp } = config;
  if (smtp === null)
    return {
      name: 'outgoing',
      ok: true,
      found: `local folder ${folderAt(config.dataDir).sent} (no SMTP_HOST)`,
      todo: null,
    };
  const trouble = await reach(smtp);
  const place = `${smtp.host}:${smtp.port}`;
  return trouble === null
    ? {
        name: 'outgoing',
        ok: true,
        found: `${place} answers; mailroom doctor --send tries a mail to yourself`,
        todo: null,
      }
    : {
        name: 'outgoing',
        ok: false,
        found: `${place}: ${trouble}`,
        todo: 'Check SMTP_HOST and SMTP_PORT, and whether a firewall is in between.',
      };
};

const reach = ({ host, port }: Server): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    const end = (trouble: string | null): void => {
      socket.destroy();
      resolve(trouble);
    };
    socket.once('connect', () => end(null));
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end(error.message));
  });

/** A mail to the mailbox itself. mailroom knows it for its own when it arrives, and answers it no more than any other of its mails. */
const sending = async (call: Call, config: Config, smtp: Server): Promise<Check> => {
  const { mailbox } = config;
  const id = `mailroom-doctor-${randomUUID()}@${mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)}`;
  const draft = {
    messageId: `<${id}>`,
    from: mailbox,
    to: mailbox,
    subject: 'mailroom doctor: a test',
    inReplyTo: null,
    references: [],
    autoSubmitted: 'auto-generated' as const,
    text: 'mailroom sent this to itself, to see whether it can.\n',
    html: null,
  };
  const bytes = await composeMail(draft, { date: call.clock(), mailbox: mailbox.address });
  const transport = openSmtp(smtp, tokensOf(config, folderAt(config.dataDir)));
  try {
    const result = await transport.send(
      { from: mailbox.address, to: mailbox.address, envelopeId: id },
      bytes,
      () => {},
    );
    const ok = result.kind === 'accepted';
    const found = `${smtp.host}: ${ok ? 'took the test mail' : result.kind}: ${result.response}`;
    return { name: 'outgoing', ok, found, todo: ok ? null : 'Check the SMTP_ keys against what the provider says.' };
  } finally {
    await transport.close();
  }
};
