/**
 * The store for looking only: quick to open, and nothing is made where nothing is. Needs no other setting than where things are.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderAt, hasDatabase } from '../io/folder.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Call } from './call.ts';
import type { Exit } from './exit.ts';
import { packaged } from './package.ts';

/** Looks with `look` into the store of DATA_DIR; where there is none yet, into an empty one. */
export const withStore = async (call: Call, look: (store: Store) => Exit): Promise<Exit> => {
  const folder = folderAt(call.environment['DATA_DIR']?.trim() || 'data');
  const isThere = hasDatabase(folder);
  if (!isThere) call.tell(`mailroom: nothing was received yet: there is no ${folder.database}\n`);
  const store = openStore(isThere ? folder.database : ':memory:');
  try {
    return look(store);
  } finally {
    store.close();
  }
};

/** The keys of the form's fields, in its order. The form is checked by the commands that use it; here its keys are enough. */
export const fieldKeys = (call: Call): readonly string[] => {
  const path = join(call.environment['TEMPLATES_DIR']?.trim() || packaged('templates'), 'form.json');
  try {
    const form: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const fields: unknown = form instanceof Object && 'fields' in form ? form.fields : [];
    return Array.isArray(fields)
      ? fields.flatMap((field: unknown) => (field instanceof Object && 'key' in field ? [String(field.key)] : []))
      : [];
  } catch {
    return [];
  }
};
