/**
 * What an order or a digest needs: the settings, the store and the letters, but no mailbox and no server.
 */
import { randomUUID } from 'node:crypto';
import { type Config, policyOf } from '../config.ts';
import { type Folder, openFolder } from '../io/folder.ts';
import { signingKey } from '../io/secret.ts';
import type { Letters } from '../io/threads.ts';
import { openStore } from '../store/open.ts';
import { compose, type Draft, inWords } from '../triage/compose.ts';
import type { Templates } from '../triage/templates.ts';
import type { World } from '../work/world.ts';
import type { Call } from './call.ts';
import { formOf, lettersOf } from './templates.ts';

export type Desk = Pick<World, 'store' | 'policy' | 'compose' | 'clock'> & {
  readonly folder: Folder;
  readonly config: Config;
  readonly letters: Letters & { readonly templates: Templates };
};

/** Opens DATA_DIR, the store and the letters. The caller closes the store. */
const openDesk = (call: Call, config: Config): Desk => {
  const { form, terms } = formOf(config);
  const { files, templates } = lettersOf(config, form);
  const folder = openFolder(config.dataDir);
  const policy = policyOf(config, form, signingKey(folder.path), terms);
  const store = openStore(folder.database, { textOf: (draft) => textOf(draft, templates) });
  const letters = { files, templates, mailbox: policy.mailbox.address };
  return {
    store,
    policy,
    folder,
    config,
    letters,
    clock: call.clock,
    compose: (letter) => compose(letter, templates, policy),
  };
};

/** Nothing where today's templates can't tell: then what an answer repeats of it counts as the contributor's. */
const textOf = (draft: Draft, templates: Templates): string => {
  try {
    return inWords(draft, templates).text;
  } catch {
    return '';
  }
};

/** Gives `use` the desk, and closes it after. */
export const atDesk = async <T>(call: Call, config: Config, use: (desk: Desk) => T | Promise<T>): Promise<T> => {
  const desk = openDesk(call, config);
  try {
    return await use(desk);
  } finally {
    desk.store.close();
  }
};

/** Who gives an order at the command line. */
export const operatorOf = (call: Call): { readonly kind: 'operator'; readonly name: string } => ({
  kind: 'operator',
  name: call.environment['USER'] ?? call.environment['LOGNAME'] ?? 'operator',
});

/** An id that no other order has. */
export const orderId = (what: string): string => `${what}:${randomUUID()}`;
