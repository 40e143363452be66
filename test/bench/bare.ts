/**
 * The bare parts that ours are compared with: one row a transaction by better-sqlite3, one pooled connection by nodemailer.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createTransport } from 'nodemailer';

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

const TEXT = `Thank you for your offer. ${'We read it with care and will tell you what comes next. '.repeat(12)}`;

/** Sends `count` replies over one pooled connection, each after the other. */
export const sendBare = async (port: number, count: number): Promise<void> => {
  const transport = createTransport({
    ...{ host: '127.0.0.1', port, ignoreTLS: true },
    ...{ pool: true as const, maxConnections: 1, maxMessages: Number.POSITIVE_INFINITY },
  });
  for (let number = 0; number < count; number += 1)
    await transport.sendMail({
      from: 'data@thealliance.ai',
      to: `person${number}@example.org`,
      subject: 'Your dataset',
      inReplyTo: `<${number}@example.org>`,
      text: TEXT,
      html: `<p>${TEXT}</p>`,
    });
  transport.close();
};
