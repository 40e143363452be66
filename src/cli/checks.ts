/**
 * Checks of `doctor` that need no network: the file of settings, the templates, the disk and the database.
 */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openFolder } from '../io/folder.ts';
import { takeLease } from '../store/lease.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Call } from './call.ts';
import { verdictOn } from './exit.ts';
import { minute, plural } from './print.ts';
import { cardRulesOf, formOf, lettersOf, templatesDir } from './templates.ts';

/** `todo`: the next step, null where none is needed. */
export type Check = {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
  readonly todo: string | null;
};

const well = (name: string, found: string): Check => ({ name, ok: true, found, todo: null });
const ill = (name: string, found: string, todo: string): Check => ({ name, ok: false, found, todo });

/** What `look` finds; where it throws, what was wrong. */
const attempt = (name: string, todo: string, look: () => Check | readonly Check[]): readonly Check[] => {
  try {
    return [look()].flat();
  } catch (error) {
    return [ill(name, verdictOn(error).message, todo)];
  }
};

/** A file with passwords that others can read. */
export const envFileCheck = (path: string): readonly Check[] =>
  existsSync(path) && (statSync(path).mode & 0o077) !== 0
    ? [ill('settings', `${path} can be read by other users, and holds passwords`, `chmod 600 ${path}`)]
    : [];

/** The form, the letters, the rules for cards. */
export const templatesCheck = (config: Config): Check =>
  attempt('templates', 'Mend the file; the packaged templates/ folder shows how each one looks.', () => {
    const { form } = formOf(config);
    lettersOf(config, form);
    cardRulesOf(config);
    return well(
      'templates',
      `${plural(form.fields.length, 'field')}, all letters, terms ${form.terms.version}, in ${templatesDir(config)}`,
    );
  })[0] ?? well('templates', templatesDir(config));

const LITTLE = 200 * 1024 * 1024;

/** The folder, room on its disk, the database, who works there, the clock. */
export const diskChecks = (call: Call, config: Config): readonly Check[] =>
  attempt('folder', 'Give mailroom a folder that it can write: DATA_DIR.', () => {
    const folder = openFolder(config.dataDir);
    const { bavail, bsize } = statfsSync(folder.path);
    const free = bavail * bsize;
    const room = `${Math.round(free / 1024 / 1024)} MB free in ${folder.path}`;
    return [
      free < LITTLE
        ? ill('folder', room, 'Make room: with a full disk mail is kept on the server, and nothing is answered.')
        : well('folder', room),
      ...attempt('database', 'Copy it away, put the newest backup in its place, then mailroom doctor --resume.', () => {
        const store = openStore(folder.database);
        try {
          return databaseChecks(call, store);
        } finally {
          store.close();
        }
      }),
      ...attempt('worker', 'See who owns worker.lock.', () => {
        const lease = takeLease(join(folder.path, 'worker.lock'));
        lease?.release();
        return well('worker', lease === null ? 'a worker runs' : 'no worker runs now');
      }),
    ];
  });

const databaseChecks = (call: Call, store: Store): readonly Check[] => {
  const complaints = store.integrity();
  const { lastPass } = store.status();
  const held = store.sendingHeld();
  return [
    complaints.length === 0
      ? well('database', 'sound')
      : ill(
          'database',
          complaints.join('; '),
          'Stop mailroom, copy the file away, put the newest backup in its place, then mailroom doctor --resume.',
        ),
    ...(held === null
      ? []
      : [ill('sending', `held: ${held}`, 'Compare with what was sent since, then mailroom doctor --resume.')]),
    lastPass !== null && lastPass.at > call.clock() + 60_000
      ? ill(
          'clock',
          `the last pass was at ${minute(lastPass.at)} UTC, and now it is ${minute(call.clock())}`,
          'Set the clock (timedatectl); reminders and limits go by it.',
        )
      : well('clock', `${minute(call.clock())} UTC`),
  ];
};

/** Somebody must get the digest, where mail is real. */
export const peopleCheck = (config: Config): Check => {
  if (config.reviewers.length > 0)
    return well('people', `digest to ${config.reviewers.join(', ')}; alerts to ${config.operator.join(', ')}`);
  return config.smtp === null
    ? well('people', 'nobody gets the digest (REVIEWERS); mailroom digest prints it')
    : ill('people', 'nobody gets the digest or the alerts', 'Set REVIEWERS to those who decide on submissions.');
};
