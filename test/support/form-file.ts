import { readFileSync } from 'node:fs';
import { type Form, parseForm } from '../../src/form/form.ts';

/** The form that the program ships with, as JSON and as read. */
export const formJson = (): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL('../../templates/form.json', import.meta.url), 'utf8'));

export const form: Form = parseForm(formJson());
