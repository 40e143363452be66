/**
 * `backup [FILE]`: a checked copy of the database while work goes on.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { folderAt } from '../io/folder.ts';
import { openStore } from '../store/open.ts';
import { isSet, type Verb } from './call.ts';
import { EXIT } from './exit.ts';
import { json } from './print.ts';
import { inUse, settingsOf } from './settings.ts';

export const run: Verb = async (call) => {
  const { path, database } = folderAt(inUse(settingsOf(call)).dataDir);
  const now = call.clock();
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '');
  const to = call.arguments[0] ?? join(path, 'backups', `mailroom-${stamp}.db`);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const store = openStore(database);
  try {
    await store.backup(to, now);
  } finally {
    store.close();
  }
  call.print(isSet(call, 'json') ? json({ file: to }) : `${to}\n`);
  // For people: cron is to write a mail where a backup failed, and no other.
  call.progress(
    'The copy was checked. To restore it: stop mailroom, move mailroom.db, mailroom.db-wal and mailroom.db-shm away, put the copy in the place of mailroom.db, then mailroom doctor --resume.\n',
  );
  return EXIT.done;
};
