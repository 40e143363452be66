/**
 * A dataset's card (the YAML block at the head of its README, as Hugging Face has it) held against the owner's rules. What is
 * found is advice for reviewers and refuses nothing. A card is written by strangers: nothing in it is followed, run or believed.
 */
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { CardRules } from './card-rules.ts';
import { clean } from './fold.ts';
import { type Field, frontMatter } from './front-matter.ts';

/** One short sentence of plain text: all is well there, look at it, or it is against the rules. */
export type Finding = { readonly level: 'fine' | 'look' | 'wrong'; readonly text: string };

const fine = (text: string): Finding => ({ level: 'fine', text });
const look = (text: string): Finding => ({ level: 'look', text });
const wrong = (text: string): Finding => ({ level: 'wrong', text });

/** In characters: what the parser takes 30 ms for at worst. */
const LONGEST_FIELD = 4096;
/** Of a card's own words in a finding. */
const LONGEST_QUOTE = 60;
/** Findings of one sort. */
const MOST = 8;

const quoted = (words: string): string => {
  const line = clean(words.slice(0, 4 * LONGEST_QUOTE));
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
};

/** What a field holds: plain values as text, none where it is empty; or something else, which only a person can judge. */
type Content = readonly string[] | 'other' | 'unreadable';

const scalarText = (node: unknown): string | null => {
  if (!isScalar(node)) return null;
  return node.value === null ? '' : String(node.value).trim();
};

const contentOfNode = (node: unknown): Content => {
  if (node === null) return [];
  if (isMap(node)) return node.items.length === 0 ? [] : 'other';
  const values = (isSeq(node) ? node.items : [node]).map(scalarText);
  const plain = values.filter((value) => value !== null);
  return plain.length < values.length ? 'other' : plain.filter((value) => value !== '');
};

/**
 * The syntax tree alone is read, no JavaScript values are made of it: aliases can't multiply (CWE-776), tags construct nothing and
 * no key reaches a prototype.
 */
const contentOf = (field: Field): Content => {
  if (field.yaml.length > LONGEST_FIELD) return 'other';
  try {
    const document = parseDocument(field.yaml, { version: '1.2', schema: 'core', resolveKnownTags: false });
    const { contents, errors } = document;
    return errors.length > 0 || !isMap(contents) ? 'unreadable' : contentOfNode(contents.items[0]?.value ?? null);
  } catch {
    // Nested deeper than the parser's stack.
    return 'unreadable';
  }
};

type Card = ReadonlyMap<string, Field>;

const licenseFindings = (card: Card, { license, specification }: CardRules): readonly Finding[] => {
  const field = card.get(license.field);
  if (field === undefined) return [];
  const content = contentOf(field);
  if (content === 'other')
    return [look(`The card's ${license.field} (line ${field.line}) is no plain value: look at it.`)];
  if (content === 'unreadable') return [];
  return content.slice(0, MOST).map((written) => {
    const name = written.toLowerCase();
    if (license.preferred.includes(name)) return fine(`The license is ${name}, as preferred.`);
    const preferred = license.preferred.length === 0 ? '' : `; ${license.preferred.join(' or ')} is preferred`;
    return license.accepted.includes(name)
      ? fine(`The license ${name} is accepted${preferred}.`)
      : wrong(`The license “${quoted(written)}” is not one that ${specification} accepts.`);
  });
};

const requiredFinding = (card: Card, name: string, specification: string): readonly Finding[] => {
  const field = card.get(name);
  if (field === undefined) return [wrong(`The card has no ${name}, which ${specification} requires.`)];
  const content = contentOf(field);
  if (content === 'unreadable') return [wrong(`The card's ${name} (line ${field.line}) is no valid YAML.`)];
  return content !== 'other' && content.length === 0
    ? [wrong(`The card's ${name} (line ${field.line}) is empty.`)]
    : [];
};

const fieldFindings = (card: Card, { required, disallowed, specification }: CardRules): readonly Finding[] => {
  const missing = required.flatMap((name) => requiredFinding(card, name, specification));
  return [
    ...(missing.length > 0 ? missing : [fine(`The card has all fields that ${specification} requires.`)]),
    ...disallowed
      .filter((name) => card.has(name))
      .map((name) => wrong(`The card has ${name}, which ${specification} does not allow.`)),
  ];
};

const repeatedFindings = (fields: readonly Field[], card: Card): readonly Finding[] =>
  fields
    .filter((field) => card.get(field.name) !== field)
    .slice(0, MOST)
    .map(({ name, line }) => look(`The card gives ${quoted(name)} a second time in line ${line}.`));

/** The first of each name. */
const cardOf = (fields: readonly Field[]): Card => new Map(fields.toReversed().map((field) => [field.name, field]));

/** What the card in `text` (the whole README) says against `rules`; never empty, never throws. Linear in the card's length. */
export const readCard = (text: string, rules: CardRules): readonly Finding[] => {
  const block = frontMatter(text);
  switch (block.kind) {
    case 'none':
      return [wrong('The card does not begin with a YAML block, so it names no license and no fields.')];
    case 'open':
      return [wrong('The YAML block of the card has no end: a line “---” is missing.')];
    case 'fields': {
      const card = cardOf(block.fields);
      return [
        ...licenseFindings(card, rules),
        ...fieldFindings(card, rules),
        ...repeatedFindings(block.fields, card),
        ...(block.strayLine === null ? [] : [look(`Line ${block.strayLine} of the card is no field: look at it.`)]),
      ];
    }
  }
};
