/**
 * Checks of `doctor` that need no network: the file of settings, the templates, the disk, the database, the clock.
 */
import { existsSync, statfsSync, statSync } from 'node:fs';
import type { Config } from '../config.ts';
import { type Folder, openFolder } from '../io/folder.ts';
import { PortError } from '../ports.ts';
import type { StoreTrouble } from '../store/error.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Call } from './call.ts';
import { attempt, type Check, ill, well } from './check.ts';
import { storeTrouble } from './exit.ts';
import { packaged } from './package.ts';
import { minute, plural } from './print.ts';
import { cardRulesOf, formOf, lettersOf, templatesDir } from './templates.ts';
import { trustCheck } from './trust-check.ts';
import { workerCheck } from './worker-check.ts';

/** A file with passwords that others can read. */
export const envFileCheck = (path: string): readonly Check[] =>
  existsSync(path) && (statSync(path).mode & 0o077) !== 0
    ? [ill('settings', `${path} can be read by other users, and holds passwords`, `chmod 600 ${path}`)]
    : [];

/** The form, the letters, the rules for cards: each looked at, though another is wrong. */
export const templatesChecks = (config: Config): readonly Check[] => {
  const dir = templatesDir(config);
  const original = packaged('templates');
  if (!existsSync(dir))
    return [
      ill(
        'templates',
        `${dir} is not there`,
        `Set TEMPLATES_DIR to your folder; to begin one: cp -R ${original} ${dir}`,
      ),
    ];
  const step =
    dir === original
      ? () => 'Install mailroom anew: its own files are damaged.'
      : () => `Mend what is named there; ${original} has each file as it was.`;
  const form = attempt('templates', step, () => {
    const read = formOf(config).form;
    return attempt('templates', step, () => {
      lettersOf(config, read);
      const { fields, terms } = read;
      return well('templates', `${plural(fields.length, 'field')}, all letters, terms ${terms.version}, in ${dir}`);
    });
  });
  const cards = attempt('templates', step, () => {
    cardRulesOf(config);
    return [];
  });
  return [...form, ...cards];
};

const LITTLE = 200 * 1024 * 1024;

/** The folder, room on its disk, and what is in it. */
export const diskChecks = (call: Call, config: Config): readonly Check[] =>
  attempt(
    'folder',
    (error) =>
      error instanceof PortError && error.trouble === 'full'
        ? 'Make room on that disk.'
        : `Set DATA_DIR to a folder that this user can write, or give it that one: chown -R "$USER" ${config.dataDir}`,
    () => {
      const folder = openFolder(config.dataDir);
      return [
        roomCheck(folder),
        ...attempt(
          'database',
          (error) => stepFor(storeTrouble(error), folder),
          () => databaseChecks(call, config, folder),
        ),
      ];
    },
  );

const roomCheck = ({ path }: Folder): Check => {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const room = `${Math.round(free / 1024 / 1024)} MB free in ${path}`;
  return free < LITTLE
    ? ill('folder', room, 'Make room: with a full disk mail is kept on the server, and nothing is answered.')
    : well('folder', room);
};

const restoring = ({ database }: Folder): string =>
  `Stop mailroom, move ${database}, ${database}-wal and ${database}-shm away, put the newest backup in its place, then mailroom doctor --resume`;

const stepFor = (trouble: StoreTrouble | null, folder: Folder): string => {
  const { database } = folder;
  switch (trouble) {
    case 'newer':
      return `Install the newer mailroom again, or put the copy from before the upgrade (${database}-before-v...) in its place.`;
    case 'foreign':
      return `Set DATA_DIR to a folder of mailroom's own; after restoring a backup, move ${database}-wal and ${database}-shm away.`;
    case 'readonly':
      return `Give this user the file: chown "$USER" ${database}*`;
    case 'busy':
      return `Wait for what is using it, then again: mailroom doctor (fuser ${database} names it).`;
    case 'full':
      return 'Make room on that disk.';
    case 'unavailable':
      return 'Set DATA_DIR to a folder on a local disk.';
    case 'unbuilt':
      return 'Run npm ci where mailroom is installed, with the Node that runs it; leave the database where it is.';
    case 'corrupt':
    case 'missing':
    case 'repeated':
    case null:
      return restoring(folder);
  }
};

const databaseChecks = (call: Call, config: Config, folder: Folder): readonly Check[] => {
  const store = openStore(folder.database);
  try {
    const complaints = store.integrity();
    const held = store.sendingHeld();
    return [
      complaints.length === 0 ? well('database', 'sound') : ill('database', complaints.join('; '), restoring(folder)),
      ...(held === null
        ? []
        : [ill('sending', `held: ${held}`, 'Compare with what was sent since, then mailroom doctor --resume')]),
      clockCheck(call, store),
      ...attempt(
        'worker',
        () => `Give this user the file: chown "$USER" ${folder.path}/worker.lock`,
        () => workerCheck(call, config, folder, store),
      ),
      ...trustCheck(config, store),
    ];
  } finally {
    store.close();
  }
};

/** Before this program was written: a machine without a battery for its clock. */
const WRITTEN = Date.UTC(2026, 0, 1);

const clockCheck = (call: Call, store: Store): Check => {
  const { lastPass } = store.status();
  const now = call.clock();
  const step = 'Set the clock (timedatectl); reminders and limits go by it.';
  if (lastPass !== null && lastPass.at > now + 60_000)
    return ill('clock', `the last pass was at ${minute(lastPass.at)} UTC, and now it is ${minute(now)}`, step);
  if (now < WRITTEN) return ill('clock', `${minute(now)} UTC, before this program was written`, step);
  return well('clock', `${minute(now)} UTC`);
};

/** Somebody must get the digest, where mail is real. */
export const peopleCheck = (config: Config): Check => {
  if (config.reviewers.length > 0)
    return well('people', `digest to ${config.reviewers.join(', ')}; alerts to ${config.operator.join(', ')}`);
  if (config.smtp === null) return well('people', 'nobody gets the digest (REVIEWERS); mailroom digest prints it');
  const [operator] = config.operator;
  const found =
    operator === undefined
      ? 'nobody gets the digest or the alerts'
      : `nobody gets the digest; alerts to ${config.operator.join(', ')}`;
  return ill('people', found, 'Set REVIEWERS to those who decide on submissions.');
};
