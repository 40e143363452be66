/**
 * The form that contributors fill in, as data: its fields, what they are called, what answers they take.
 * The owner edits `templates/form.json`; nothing here knows which fields there are.
 */
import { z } from 'zod';

/** What the program does with a field's answer beyond keeping it. Each role at most once in a form. */
export const Role = z.enum(['title', 'location', 'hosting', 'contact', 'consent']);
export type Role = z.infer<typeof Role>;

export const Field = z.strictObject({
  /** The key in JSON and in the database. */
  key: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  /** As the documented form writes it, without the colon. */
  label: z.string().min(1),
  /** Other spellings, older generations of the form and translations. Case, punctuation and spacing don't matter. */
  aliases: z.array(z.string().min(1)).default([]),
  /** `text` one line; `url` a web address; `address` an e-mail address; `choice` yes or no. */
  answer: z.enum(['text', 'url', 'address', 'choice']),
  role: Role.optional(),
  required: z.boolean().default(true),
  /** In a letter: how the field is named in a sentence, such as "the dataset's name". */
  noun: z.string().min(1),
  /** In a letter: one sentence on what to write there. */
  help: z.string().min(1),
  /** Labels (of `label` and `aliases`) whose value the web form sends whether or not anybody chose it, such as `on`. */
  meaningless: z.array(z.strictObject({ label: z.string(), value: z.string(), reading: z.enum(['nothing', 'weak yes']) })).default([]),
});
export type Field = z.infer<typeof Field>;

export const Topic = z.strictObject({
  topic: z.string().min(1),
  subjects: z.array(z.string().min(1)).min(1),
});
export type Topic = z.infer<typeof Topic>;

export const Form = z.strictObject({
  /** Stands before the number in a reference: `DS` gives `DS-0042`. */
  reference: z.string().regex(/^[A-Z]{2,6}$/),
  organisation: z.string().min(1),
  /** What is collected, in the singular: "dataset". */
  thing: z.string().min(1),
  /** Subjects with which the documented form arrives. */
  subjects: z.array(z.string()).default([]),
  fields: z.array(Field).min(1),
  /** Subjects of other links on the site: what a question is about. */
  topics: z.array(Topic).default([]),
  terms: z.strictObject({ version: z.string().min(1), url: z.url(), file: z.string().min(1) }),
  page: z.url(),
});
export type Form = z.infer<typeof Form>;

/** The field that has this role, if the form has one. */
export const fieldWithRole = (form: Form, role: Role): Field | undefined => form.fields.find((field) => field.role === role);
