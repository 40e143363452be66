/**
 * The bare parts that ours are compared with: one row a transaction by better-sqlite3, one pooled connection by nodemailer.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createTransport } from 'nodemailer';
import type { Worded } from '../../src/mail/draft.ts';

export type BareTable = { readonly add: (source: Buffer, subject: string) => void; readonly close: () => void };

/** A table in a file of its own, as durable as ours. */
export const openBareTable = (dir: string): BareTable => {
  const db = new Database(join(dir, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, subject TEXT, source BLOB)');
  const add = db.prepare<[string, Buffer]>('INSERT INTO mail (subject, source) VALUES (?, ?)');
  return {
    add: (source, subject) => {
      add.run(subject, source);
    },
    close: () => {
      db.close();
    },
  };
};

/** Sends these letters over one pooled connection, each after the other. */
export const sendBare = async (port: number, letters: readonly Worded[]): Promise<void> => {
  const transport = createTransport({
    ...{ host: '127.0.0.1', port, ignoreTLS: true },
    ...{ pool: true as const, maxConnections: 1, maxMessages: Number.POSITIVE_INFINITY },
  });
  for (const { from, to, subject, inReplyTo, text, html } of letters)
    await transport.sendMail({
      from: from.address,
      to: to.address,
      subject,
      inReplyTo: inReplyTo ?? '',
      text,
      html: html ?? '',
    });
  transport.close();
};
