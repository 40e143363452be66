/**
 * `.env` of the working directory under the variables of the shell.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { systemCode, unreadableFile } from '../error.ts';
import { EXIT, Refusal } from './exit.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables in the file `path`, if it is there, with those of the shell winning. Throws Refusal (78) where it can't be read. */
export const environmentWith = (path: string, shell: Variables): Variables => {
  try {
    return { ...parseEnv(readFileSync(path, 'utf8')), ...shell };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return shell;
    throw new Refusal(EXIT.configuration, `the settings in ${path} can't be read: ${unreadableFile(error)}`);
  }
};
