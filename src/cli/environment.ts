/**
 * `.env` of the working directory under the variables of the shell.
 */
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
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

/** A `#` in a word outside quotes ends the value there: a password would be cut in silence. */
const CUT = /(?:^|\S)#/;

type Found = { readonly mistakes: readonly string[]; readonly cut: readonly string[] };

/** The lines that dotenv's rules would drop without a word, each with its number, and the names whose values they would cut. */
const lookThrough = (text: string): Found => {
  if (text.includes('\0')) return { mistakes: ["it isn't UTF-8 text"], cut: [] };
  const lines = text.split(/\r?\n/);
  const mistakes: string[] = [];
  const cut: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.trim() ?? '';
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value = ''] = LINE.exec(line) ?? [];
    const quote = /^["'`]/.exec(value)?.[0];
    if (name === undefined) mistakes.push(`line ${at + 1} isn't KEY=value`);
    else if (quote === undefined) {
      if (CUT.test(value)) cut.push(name);
    } else if (!value.includes(quote, 1)) {
      // A value in quotes may go on over several lines.
      const end = lines.findIndex((other, index) => index > at && other.includes(quote));
      if (end < 0) mistakes.push(`line ${at + 1}, ${name}: its ${quote} is never closed`);
      else at = end;
    }
  }
  return { mistakes, cut };
};

/** Every mistake in the file: a setting that isn't seen is a wrong one. */
const mistakesIn = async (text: string): Promise<readonly string[]> => {
  const { mistakes, cut } = lookThrough(text);
  if (cut.length === 0) return mistakes;
  // Loaded only here: it brings zod, which looking commands do without. Other programs' names may stand in the file, too.
  const { KEYS } = await import('../config/settings.ts');
  const words = 'a # ends the value; put the value in quotes, or a blank before a comment';
  return [...mistakes, ...cut.flatMap((name) => (KEYS.includes(name) ? [`${name}: ${words}`] : []))];
};

/** The variables in the file `path`, if it is there, with those of the shell winning. Rejects with Refusal (78) where it can't be read or understood. */
export const environmentWith = async (path: string, shell: Variables): Promise<Variables> => {
  const text = readIfThere(path)?.replace(/^\ufeff/, '');
  if (text === undefined) return shell;
  const mistakes = (await mistakesIn(text)).map((mistake) => `\n  ${mistake}`);
  if (mistakes.length > 0) throw new Refusal(EXIT.configuration, `${path} has mistakes:${mistakes.join('')}`);
  return { ...parseEnv(text), ...shell };
};
