/**
 * Sentences beside the form that put an answer right: `Sorry, the URL should be https://...`.
 */
import type { Field, Form } from './form.ts';
import { fieldWithRole } from './form.ts';
import { addressesIn } from './mailbox.ts';
import { isBlank, type Row } from './row.ts';
import { urlsIn } from './url.ts';

export type Correction = { readonly field: Field; readonly row: number };

const LONGEST = 400;
const CUE =
  /\b(?:sorry|corrections?|correct|corrected|typos?|mistakes?|mistyped|wrong|oops|erratum|should (?:be|read|have been)|meant|right (?:one|link|url|address)|korrektur|falsch|richtig|erreur|correcto|error)\b/i;
const LOCATION = /\b(?:urls?|links?|location|address|one|doi|dataset|adresse|enlace|lien)\b/i;
const CONTACT = /\b(?:e-?mails?|mail|address|contact|adresse|correo)\b/i;

const corrected = (form: Form, text: string): Field | undefined => {
  if (text.length > LONGEST || !(text.includes('@') || text.includes('://')) || !CUE.test(text)) return undefined;
  const [url, ...urls] = urlsIn(text);
  if (url?.kind === 'url' && urls.length === 0 && !text.includes('@'))
    return LOCATION.test(text) ? fieldWithRole(form, 'location') : undefined;
  return addressesIn(text).length === 1 && CONTACT.test(text) ? fieldWithRole(form, 'contact') : undefined;
};

/** The rows among those that nothing was read from that correct one field, each by one address. */
export const correctionsIn = (rows: readonly Row[], used: ReadonlySet<number>, form: Form): readonly Correction[] =>
  rows.flatMap((row, index) => {
    if (used.has(index) || row.line.role !== 'body' || isBlank(row)) return [];
    const field = corrected(form, row.text);
    return field === undefined ? [] : [{ field, row: index }];
  });
