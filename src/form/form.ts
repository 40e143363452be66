/**
 * The form that contributors fill in, as data: its fields, what they are called, what answers they take.
 * The owner edits `templates/form.json`; nothing here knows which fields there are.
 */
import { z } from 'zod';
import { fold } from './fold.ts';
import { mistakeOf } from './mistake.ts';

/** What the program does with a field's answer beyond keeping it. Each role at most once in a form. */
export const Role = z.enum(['title', 'location', 'hosting', 'contact', 'consent']);
export type Role = z.infer<typeof Role>;

export const Field = z.strictObject({
  /** The key in JSON and in the database. */
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'starts with a small letter and has only letters and digits'),
  /** As the documented form writes it, without the colon. */
  label: z.string().min(1),
  /** Other spellings, older generations of the form and translations. Case, punctuation and spacing don't matter. */
  aliases: z.array(z.string().min(1)).default([]),
  /**
   * Labels by meaning: each a list of words that a label must have, `|` between words of one meaning, `?` after those
   * that it may have. Beyond these it may have the form's fillers only.
   */
  meanings: z.array(z.string().min(1)).default([]),
  /** `text` one line; `url` a web address; `address` an e-mail address; `choice` yes or no. */
  answer: z.enum(['text', 'url', 'address', 'choice']),
  role: Role.optional(),
  required: z.boolean().default(true),
  /** In a letter: how the field is named in a sentence, such as "the dataset's name". */
  noun: z.string().min(1),
  /** In a letter: one sentence on what to write there. */
  help: z.string().min(1),
  /** Labels (of `label` and `aliases`) whose value the web form sends whether or not anybody chose it, such as `on`. */
  meaningless: z
    .array(z.strictObject({ label: z.string(), value: z.string(), reading: z.enum(['nothing', 'weak yes']) }))
    .default([]),
});
export type Field = z.infer<typeof Field>;

const Topic = z.strictObject({
  topic: z.string().min(1),
  subjects: z.array(z.string().min(1)).min(1),
});
export const Form = z.strictObject({
  /** Stands before the number in a reference: `DS` gives `DS-0042`. */
  reference: z.string().regex(/^[A-Z]{2,6}$/, 'two to six capital letters'),
  organisation: z.string().min(1),
  /** What is collected, in the singular: "dataset". */
  thing: z.string().min(1),
  /** Subjects with which the documented form arrives. */
  subjects: z.array(z.string()).default([]),
  fields: z.array(Field).min(1),
  /** Words without weight in a label, for `meanings`. */
  fillers: z.array(z.string().min(1)).default([]),
  /**
   * Labels that every generation of the site's web form sends, in its order and spelling. They tell such a mail from a
   * documented one: a contact that it doesn't name wasn't asked for, and if the last of them is gone the form cut the mail.
   */
  webForm: z.array(z.string().min(1)).default([]),
  /** Subjects of other links on the site: what a question is about. */
  topics: z.array(Topic).default([]),
  terms: z.strictObject({ version: z.string().min(1), url: z.url(), file: z.string().min(1) }),
  page: z.url(),
});
export type Form = z.infer<typeof Form>;

/** The field that has this role, if the form has one. */
export const fieldWithRole = (form: Form, role: Role): Field | undefined =>
  form.fields.find((field) => field.role === role);

const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

const labelsOf = (field: Field): readonly string[] => [field.label, ...field.aliases];

/** Two fields whose labels fold to the same letters could not be told apart. */
const sharedLabels = (form: Form): readonly string[] => {
  const owner = new Map<string, { readonly key: string; readonly label: string }>();
  const mistakes: string[] = [];
  for (const field of form.fields) {
    for (const label of labelsOf(field)) {
      const folded = fold(label).text;
      const other = owner.get(folded);
      if (folded === '') mistakes.push(`fields: "${label}" of ${field.key} has no letter`);
      else if (other === undefined) owner.set(folded, { key: field.key, label });
      else if (other.key !== field.key)
        mistakes.push(`fields: "${label}" of ${field.key} reads the same as "${other.label}" of ${other.key}`);
    }
  }
  return mistakes;
};

const unknownLabels = (form: Form): readonly string[] => {
  const all = new Set(form.fields.flatMap(labelsOf).map((label) => fold(label).text));
  return [
    ...form.webForm
      .filter((label) => !all.has(fold(label).text))
      .map((label) => `webForm: no field has the label "${label}"`),
    ...form.fields.flatMap((field) => {
      const own = new Set(labelsOf(field).map((label) => fold(label).text));
      return field.meaningless
        .filter((entry) => !own.has(fold(entry.label).text))
        .map((entry) => `fields: meaningless of ${field.key} names "${entry.label}", which is no label of it`);
    }),
  ];
};

const mistakesOf = (form: Form): readonly string[] => [
  ...repeated(form.fields.map((field) => field.key)).map((key) => `fields: the key ${key} is there twice`),
  ...repeated(form.fields.flatMap((field) => field.role ?? [])).map(
    (role) => `fields: two fields have the role ${role}`,
  ),
  ...form.fields
    .filter((field) => field.role !== undefined && ANSWER_OF_ROLE[field.role] !== field.answer)
    .map(
      (field) =>
        `fields: ${field.key} has the role ${field.role}, so its answer must be "${field.role && ANSWER_OF_ROLE[field.role]}"`,
    ),
  ...sharedLabels(form),
  ...unknownLabels(form),
];

const ANSWER_OF_ROLE: Readonly<Record<Role, Field['answer']>> = {
  title: 'text',
  location: 'url',
  hosting: 'choice',
  contact: 'address',
  consent: 'choice',
};

/** Every mistake in a form, in words for the person who edits the file. */
export class FormError extends Error {
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`The form has mistakes:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

const placeOf = (json: unknown, path: readonly PropertyKey[]): string => {
  if (path.length === 0) return 'the file';
  const [first, index, ...rest] = path;
  const entry =
    Array.isArray((json as Record<PropertyKey, unknown>)[first ?? '']) && first === 'fields'
      ? fieldName(json, index)
      : null;
  return entry === null ? path.join('.') : ['fields', entry, ...rest].join('.');
};

const fieldName = (json: unknown, index: PropertyKey | undefined): string | null => {
  const fields = (json as { readonly fields: readonly { readonly key?: unknown }[] }).fields;
  const key = typeof index === 'number' ? fields[index]?.key : undefined;
  return typeof key === 'string' ? key : null;
};

/** The form in `json` (the content of `form.json`). Throws FormError, which lists every mistake. */
export const parseForm = (json: unknown): Form => {
  const parsed = Form.safeParse(json);
  if (!parsed.success) {
    throw new FormError(parsed.error.issues.map((issue) => `${placeOf(json, issue.path)}: ${mistakeOf(issue)}`));
  }
  const mistakes = mistakesOf(parsed.data);
  if (mistakes.length > 0) throw new FormError(mistakes);
  return parsed.data;
};
