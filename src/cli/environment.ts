/**
 * `.env` of the working directory under the variables of the shell.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { KEYS } from '../config/settings.ts';
import { systemCode, unreadableFile } from '../error.ts';
import { EXIT, Refusal } from './exit.ts';

const readIfThere = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw new Refusal(EXIT.configuration, `the settings in ${path} can't be read: ${unreadableFile(error)}`);
  }
};

type Variables = Readonly<Record<string, string | undefined>>;

/** A value outside quotes with a `#` in a word: dotenv files end it there, and a password would be cut in silence. */
const CUT = /^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*(?!["'`\s])[^\n#]*(?<=\S)#/gm;

const refuseCut = (path: string, text: string): void => {
  const cut = [...text.matchAll(CUT)].flatMap(([, name = '']) => (KEYS.includes(name) ? [name] : []));
  if (cut.length > 0)
    throw new Refusal(
      EXIT.configuration,
      `${cut.join(', ')} in ${path}: a # ends the value; put the value in quotes, or a blank before a comment`,
    );
};

/** The variables in the file `path`, if it is there, with those of the shell winning. Throws Refusal (78) where it can't be read. */
export const environmentWith = (path: string, shell: Variables): Variables => {
  const text = readIfThere(path);
  if (text === null) return shell;
  refuseCut(path, text);
  return { ...parseEnv(text), ...shell };
};
