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

const LINE = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/;

/** What is wrong with a value outside quotes, or null: a `#` in a word ends it there, and a password would be cut in silence. */
const cutAt = (name: string, value: string): string | null =>
  KEYS.includes(name) && /(?:^|\S)#/.test(value)
    ? `${name}: a # ends the value; put the value in quotes, or a blank before a comment`
    : null;

/** The lines that dotenv's rules would drop or cut without a word, each with its number: a setting that isn't seen is a wrong one. */
const mistakesIn = (text: string): readonly string[] => {
  if (text.includes('\0')) return ["it isn't UTF-8 text"];
  const lines = text.split(/\r?\n/);
  const mistakes: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? '';
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value = ''] = LINE.exec(line) ?? [];
    const quote = /^["'`]/.exec(value)?.[0];
    if (name === undefined) mistakes.push(`line ${at + 1} isn't KEY=value`);
    else if (quote === undefined) {
      const cut = cutAt(name, value);
      if (cut !== null) mistakes.push(cut);
    } else if (!value.includes(quote, 1)) {
      // A value in quotes may go on over several lines.
      const end = lines.findIndex((other, index) => index > at && other.includes(quote));
      if (end < 0) mistakes.push(`line ${at + 1}, ${name}: its ${quote} is never closed`);
      else at = end;
    }
  }
  return mistakes;
};

/** The variables in the file `path`, if it is there, with those of the shell winning. Throws Refusal (78) where it can't be read or understood. */
export const environmentWith = (path: string, shell: Variables): Variables => {
  const text = readIfThere(path)?.replace(/^\ufeff/, '');
  if (text === undefined) return shell;
  const mistakes = mistakesIn(text).map((mistake) => `\n  ${mistake}`);
  if (mistakes.length > 0) throw new Refusal(EXIT.configuration, `${path} has mistakes:${mistakes.join('')}`);
  return { ...parseEnv(text), ...shell };
};
