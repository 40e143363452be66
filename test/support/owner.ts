/**
 * The part of the owner's policy that reading needs, with the form that comes with the program.
 */
import { readFileSync } from 'node:fs';
import { Form } from '../../src/form/form.ts';
import type { ReadingPolicy } from '../../src/triage/decision.ts';

export const readingPolicy = (): ReadingPolicy => ({
  form: Form.parse(JSON.parse(readFileSync(new URL('../../templates/form.json', import.meta.url), 'utf8'))),
  ownAddresses: ['data@example.org'],
  ownLists: [],
  trustedAuthservIds: [],
});
