/**
 * The owner's settings as a command needs them: checked, or refused with every mistake.
 */
import { type Config, readConfig } from '../config.ts';
import { folderAt, hasDatabase } from '../io/folder.ts';
import type { Call } from './call.ts';
import { badData, EXIT, Refusal } from './exit.ts';
import { plural } from './print.ts';

/** The checked settings; warns of keys that mean nothing. Throws Refusal (78) with every mistake. */
export const settingsOf = (call: Call): Config => {
  const result = readConfig(call.environment);
  if (!result.ok) {
    const mistakes = result.mistakes.map((line) => `\n  ${line}`).join('');
    throw new Refusal(EXIT.configuration, `${plural(result.mistakes.length, 'mistake')} in the settings:${mistakes}`);
  }
  for (const warning of result.warnings) call.tell(`mailroom: ${warning}\n`);
  return result.config;
};

/** These, for what decides on something that was received. Throws Refusal (65) where nothing was: a slip in DATA_DIR makes no new database. */
export const inUse = (config: Config): Config => {
  const folder = folderAt(config.dataDir);
  if (!hasDatabase(folder)) throw badData(`nothing was received yet: there is no ${folder.database}`);
  return config;
};
