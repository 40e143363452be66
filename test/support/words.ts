/** The owner's words that come with the program: the form and the letters. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Form } from '../../src/form/form.ts';
import { parseTemplates, type Templates } from '../../src/triage/templates.ts';
import { policy } from './owner.ts';

export const realForm = (): {
  readonly form: Form;
  readonly letters: Templates;
  readonly files: ReadonlyMap<string, string>;
} => {
  const { form } = policy;
  const files = new Map(
    readdirSync('templates/en').map((name) => [name, readFileSync(join('templates/en', name), 'utf8')] as const),
  );
  const parsed = parseTemplates(files, form);
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'));
  return { form, letters: parsed.templates, files };
};
