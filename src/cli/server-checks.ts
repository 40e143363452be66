/**
 * Checks of `doctor` that ask the servers: do they answer, do they let us in, are the folders there.
 */
import { randomUUID } from 'node:crypto';
import type { Mail, Server } from '../config/servers.ts';
import type { Config } from '../config.ts';
import { folderAt } from '../io/folder.ts';
import { type ImapLook, lookAtImap } from '../io/imap-look.ts';
import { composeMail } from '../io/mime.ts';
import { openSmtp } from '../io/smtp.ts';
import { connect, resultOfConnecting } from '../io/smtp-connect.ts';
import type { Call } from './call.ts';
import { advice, type Check, ill, well } from './check.ts';
import { verdictOn } from './exit.ts';
import { nextStep } from './next-step.ts';
import { minute, plural } from './print.ts';
import { filesCopies, tokensOf } from './world.ts';

/** Shorter than in a pass: somebody is waiting. */
const PATIENCE = { connectTimeout: 15_000, silenceTimeout: 15_000, timeLimit: 30_000 };
/** By how much the server's clock may be ahead of ours, ms. */
const CLOCK_SLACK = 5 * 60_000;

/** The checks of each direction; `send` also sends a mail to the mailbox itself. */
export const serverChecks = async (call: Call, config: Config, send: boolean): Promise<readonly Check[]> => {
  const [incoming, outgoing] = await Promise.all([incomingChecks(call, config), outgoingCheck(call, config, send)]);
  return [...incoming, outgoing];
};

const incomingChecks = async (call: Call, config: Config): Promise<readonly Check[]> => {
  const { imap } = config;
  const folder = folderAt(config.dataDir);
  if (imap === null) return [well('incoming', `local folder ${folder.mailbox} (no IMAP_HOST)`)];
  try {
    const look = await lookAtImap(imap, { ...PATIENCE, ...tokensOf(config, folder) });
    return [inboxCheck(imap, look), ...clockCheck(call, imap, look), ...sentCheck(config, imap, look)];
  } catch (error) {
    return [ill('incoming', verdictOn(error).message, nextStep(error, imap, 'IMAP', call.clock()))];
  }
};

const inboxCheck = (imap: Mail, { exists, isCapable }: ImapLook): Check =>
  isCapable
    ? well('incoming', `${imap.host}: logged in, ${imap.mailbox} holds ${plural(exists, 'message')}`)
    : ill('incoming', `${imap.host} speaks no IMAP4rev1`, 'Set IMAP_HOST and IMAP_PORT to an IMAP server.');

/** What the server received can't come from the future. */
const clockCheck = (call: Call, imap: Mail, { newest }: ImapLook): readonly Check[] =>
  newest === null || newest <= call.clock() + CLOCK_SLACK
    ? []
    : [
        ill(
          'clock',
          `${imap.host} received its newest mail at ${minute(newest)} UTC, and here it is ${minute(call.clock())}`,
          'Set the clock (timedatectl); reminders and limits go by it.',
        ),
      ];

const sentCheck = ({ smtp }: Config, { host, sentMailbox }: Mail, { sent }: ImapLook): readonly Check[] => {
  switch (sent.kind) {
    case 'writable':
      return [well('copies', `${sentMailbox} takes copies of what is sent`)];
    case 'read-only':
      return [
        ill(
          'copies',
          `${host} lets this account only read ${sentMailbox}`,
          'Give it the right to add mail there, or leave SENT_MAILBOX empty.',
        ),
      ];
    case 'missing':
      return [
        ill(
          'copies',
          `${host} has no folder ${sentMailbox}; it has: ${sent.has.join(', ')}`,
          'Set SENT_MAILBOX to one of these, or leave it empty.',
        ),
      ];
    case 'unset': {
      if (sent.suggested === null || smtp === null) return [];
      const set = `Set SENT_MAILBOX=${sent.suggested}`;
      return filesCopies(smtp)
        ? [
            advice(
              'copies',
              `${smtp.host} keeps them; what people answer themselves is not seen`,
              `${set}: it is then.`,
            ),
          ]
        : [advice('copies', 'none are kept, and what people answer themselves is not seen', `${set}: both are then.`)];
    }
  }
};

const outgoingCheck = async (call: Call, config: Config, send: boolean): Promise<Check> => {
  const { smtp } = config;
  if (smtp === null) {
    const why = send ? 'no SMTP_HOST, so no test mail was sent' : 'no SMTP_HOST';
    const found = `local folder ${folderAt(config.dataDir).sent} (${why})`;
    return config.imap === null
      ? well('outgoing', found)
      : advice('outgoing', found, 'Set SMTP_HOST: no reply gets farther than that folder.');
  }
  try {
    const connection = await connect(smtp, { ...PATIENCE, ...tokensOf(config, folderAt(config.dataDir)) });
    connection.quit();
  } catch (error) {
    const { response } = resultOfConnecting(error, smtp);
    return ill('outgoing', `${smtp.host}: ${response}`, nextStep(error, smtp, 'SMTP', call.clock()));
  }
  if (send) return sending(call, config, smtp);
  const entered = smtp.login.kind === 'none' ? 'lets us in without a login' : 'logged in';
  return well('outgoing', `${smtp.host}: ${entered}; mailroom doctor --send tries a mail to yourself`);
};

/** A mail to the mailbox itself. mailroom knows it for its own when it arrives, and answers it no more than any other of its mails. */
const sending = async (call: Call, config: Config, smtp: Server): Promise<Check> => {
  const { mailbox } = config;
  const id = `mailroom-doctor-${randomUUID()}@${mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)}`;
  const draft = {
    messageId: `<${id}>`,
    from: mailbox,
    replyTo: null,
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
  const envelope = { from: mailbox.address, to: mailbox.address, envelopeId: id };
  try {
    const { kind, response } = await transport.send(envelope, bytes, async () => {});
    if (kind === 'accepted') return well('outgoing', `${smtp.host}: took the test mail: ${response}`);
    const step = `Let the account ${smtp.login.kind === 'none' ? '' : `${smtp.login.user} `}send as ${mailbox.address}, or correct MAILBOX_ADDRESS.`;
    return ill('outgoing', `${smtp.host}: logged in, but the test mail was ${kind}: ${response}`, step);
  } finally {
    await transport.close();
  }
};
