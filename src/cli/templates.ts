/**
 * The owner's words on disk: the form, the terms, the letters. What is wrong in them is told with the file's name.
 */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Config } from '../config.ts';
import { unreadableFile } from '../error.ts';
import { type CardRules, parseCardRules } from '../form/card-rules.ts';
import { type Form, FormError, parseForm } from '../form/form.ts';
import type { Terms } from '../triage/submission.ts';
import { parseTemplates, type Templates } from '../triage/templates.ts';
import { EXIT, Refusal } from './exit.ts';
import { packaged } from './package.ts';

const LANGUAGE = 'en';

/** Where the owner's words are. */
export const templatesDir = (config: Config): string => config.templatesDir ?? packaged('templates');

/** The form and its terms. Throws Refusal (78) with every mistake in `form.json`. */
export const formOf = (config: Config): { readonly form: Form; readonly terms: Terms } => {
  const dir = templatesDir(config);
  const path = join(dir, 'form.json');
  const form = checked(path);
  const { version, url, file } = form.terms;
  return { form, terms: { version, url, hash: hash('sha256', readWords(join(dir, file))) } };
};

const checked = (path: string): Form => {
  try {
    return parseForm(parseJson(path));
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    const mistakes = error.mistakes.map((mistake) => `\n  ${mistake}`).join('');
    throw new Refusal(EXIT.configuration, `the form ${path} has mistakes:${mistakes}`);
  }
};

/** The letters: their files by name, and what these say. Throws Refusal (78) with every mistake, each with its file and line. */
export const lettersOf = (
  config: Config,
  form: Form,
): { readonly files: ReadonlyMap<string, string>; readonly templates: Templates } => {
  const dir = join(templatesDir(config), LANGUAGE);
  const names = listWords(dir).filter((name) => /\.(?:txt|html)$/.test(name));
  const files = new Map(names.map((name) => [name, readWords(join(dir, name)).toString('utf8')]));
  const parsed = parseTemplates(files, form);
  if (parsed.ok) return { files, templates: parsed.templates };
  throw new Refusal(
    EXIT.configuration,
    `the letters in ${dir} have mistakes:${parsed.mistakes.map((line) => `\n  ${line}`).join('')}`,
  );
};

/** What a dataset's card must say. Throws Refusal (78) with every mistake in `card.json`. */
export const cardRulesOf = (config: Config): CardRules => {
  const path = join(templatesDir(config), 'card.json');
  const parsed = parseCardRules(parseJson(path));
  if (parsed.ok) return parsed.rules;
  throw new Refusal(
    EXIT.configuration,
    `the rules in ${path} have mistakes:${parsed.mistakes.map((line) => `\n  ${line}`).join('')}`,
  );
};

const parseJson = (path: string): unknown => {
  try {
    return JSON.parse(readWords(path).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(EXIT.configuration, `${path} isn't JSON: ${error.message}`);
    throw error;
  }
};

const readWords = (path: string): Buffer => reading(path, () => readFileSync(path));
const listWords = (path: string): readonly string[] => reading(path, () => readdirSync(path));

const reading = <T>(path: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new Refusal(
      EXIT.configuration,
      `${path} can't be read: ${unreadableFile(error)}; set TEMPLATES_DIR to a folder with form.json, the letters and the terms`,
    );
  }
};
