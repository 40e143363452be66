import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Form } from '../../../src/form/form.ts';
import { parseTemplates, type Templates } from '../../../src/triage/templates.ts';

/** The form and the letters of the package. */
export const realForm = (): { readonly form: Form; readonly letters: Templates } => {
  const form = Form.parse(JSON.parse(readFileSync('templates/form.json', 'utf8')));
  const names = readdirSync('templates/en');
  const parsed = parseTemplates(
    new Map(names.map((name) => [name, readFileSync(join('templates/en', name), 'utf8')])),
    form,
  );
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'));
  return { form, letters: parsed.templates };
};
