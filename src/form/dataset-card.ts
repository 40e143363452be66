/**
 * A dataset's card (the YAML block at the head of its README, as Hugging Face has it) held against the owner's rules. What is
 * found is advice for reviewers and refuses nothing. A card is written by strangers: nothing in it is followed, run or believed.
 */
import { type Document, isMap, isScalar, isSeq, type ParsedNode, parseDocument } from 'yaml';
import type { CardRules } from './card-rules.ts';
import { clean } from './fold.ts';

/** One short sentence of plain text: all is well there, look at it, or it is against the rules. */
export type Finding = { readonly level: 'fine' | 'look' | 'wrong'; readonly text: string };

const fine = (text: string): Finding => ({ level: 'fine', text });
const look = (text: string): Finding => ({ level: 'look', text });
const wrong = (text: string): Finding => ({ level: 'wrong', text });

/** Cards list each file of a large dataset in their block; longer ones are for a person. In characters. */
const LONGEST_BLOCK = 256 * 1024;
/** Of a card's own words in a finding. */
const LONGEST_QUOTE = 60;
const MOST_LICENSES = 8;

const quoted = (words: string): string => {
  const line = clean(words.slice(0, 4 * LONGEST_QUOTE));
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
};

type Block =
  | { readonly kind: 'block'; readonly yaml: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'open' }
  | { readonly kind: 'long' };

const FENCE = /^---[ \t]*\r?$/m;

/** Between the first line, `---`, and the next line that is the same. */
const blockOf = (text: string): Block => {
  const start = text.replace(/^\ufeff/, '').trimStart();
  const opening = FENCE.exec(start.slice(0, 200));
  if (opening?.index !== 0) return { kind: 'none' };
  const rest = start.slice(opening[0].length + 1);
  const closing = FENCE.exec(rest.slice(0, LONGEST_BLOCK));
  if (closing !== null) return { kind: 'block', yaml: rest.slice(0, closing.index) };
  return rest.length > LONGEST_BLOCK ? { kind: 'long' } : { kind: 'open' };
};

/** A field's values as text; null where it holds something else: a map, an alias. */
type Values = readonly string[] | null;
type Card = ReadonlyMap<string, Values>;

const scalarText = (node: unknown): string | null => {
  if (!isScalar(node)) return null;
  return node.value === null ? '' : String(node.value).trim();
};

const valuesOf = (node: ParsedNode | null): Values => {
  if (node === null) return [];
  if (isSeq(node)) return node.items.map((item) => scalarText(item) ?? '…').filter((value) => value !== '');
  const text = scalarText(node);
  if (text === null) return isMap(node) && node.items.length === 0 ? [] : null;
  return text === '' ? [] : [text];
};

/**
 * The syntax tree alone: JavaScript values are never made of it, so that aliases can't multiply (CWE-776), tags construct nothing
 * and no key reaches a prototype. `uniqueKeys` would compare each key with each; null where the block nests too deep.
 */
const treeOf = (yaml: string): Document.Parsed | null => {
  try {
    return parseDocument(yaml, {
      version: '1.2',
      schema: 'core',
      resolveKnownTags: false,
      merge: false,
      uniqueKeys: false,
      prettyErrors: true,
      logLevel: 'silent',
    });
  } catch {
    return null;
  }
};

type Reading = { readonly card: Card; readonly repeated: readonly string[] } | { readonly unreadable: string };

const read = (yaml: string): Reading => {
  const tree = treeOf(yaml);
  if (tree === null) return { unreadable: 'it nests too deep' };
  const [error] = tree.errors;
  // The block's first line is the second of the card.
  if (error !== undefined)
    return { unreadable: `line ${(error.linePos?.[0].line ?? 1) + 1} of the card is no valid YAML` };
  if (!isMap(tree.contents)) return { unreadable: 'it is no list of fields' };
  const card = new Map<string, Values>();
  const repeated = new Set<string>();
  for (const { key, value } of tree.contents.items) {
    const name = scalarText(key);
    if (name === null) continue;
    if (card.has(name)) repeated.add(name);
    else card.set(name, valuesOf(value));
  }
  return { card, repeated: [...repeated] };
};

const licenseFindings = (card: Card, { license, specification }: CardRules): readonly Finding[] => {
  if (!card.has(license.field)) return [];
  const names = card.get(license.field) ?? null;
  if (names === null) return [look(`The card's ${license.field} is not a plain value: look at it.`)];
  const preferred = license.preferred.join(' or ');
  return names.slice(0, MOST_LICENSES).map((written) => {
    const name = written.toLowerCase();
    if (license.preferred.includes(name)) return fine(`The license is ${name}, as preferred.`);
    if (license.accepted.includes(name))
      return fine(`The license ${name} is accepted${preferred === '' ? '' : `; ${preferred} is preferred`}.`);
    return wrong(`The license “${quoted(written)}” is not one that ${specification} accepts.`);
  });
};

const isEmpty = (card: Card, name: string): boolean => card.get(name)?.length === 0;

const fieldFindings = (card: Card, { required, disallowed, specification }: CardRules): readonly Finding[] => [
  ...required
    .filter((name) => !card.has(name))
    .map((name) => wrong(`The card has no ${name}, which ${specification} requires.`)),
  ...required.filter((name) => isEmpty(card, name)).map((name) => wrong(`The card's ${name} is empty.`)),
  ...disallowed
    .filter((name) => card.has(name))
    .map((name) => wrong(`The card has ${name}, which ${specification} does not allow.`)),
];

/** What the card in `text` (the whole README) says against `rules`; never empty, never throws. */
export const readCard = (text: string, rules: CardRules): readonly Finding[] => {
  const block = blockOf(text);
  switch (block.kind) {
    case 'none':
      return [wrong('The card does not begin with a YAML block, so it names no license and no fields.')];
    case 'open':
      return [wrong('The YAML block of the card has no end: a line “---” is missing.')];
    case 'long':
      return [look(`The YAML block of the card is longer than ${LONGEST_BLOCK / 1024} KB and was not read.`)];
    case 'block':
      return blockFindings(block.yaml, rules);
  }
};

const blockFindings = (yaml: string, rules: CardRules): readonly Finding[] => {
  const reading = read(yaml);
  if ('unreadable' in reading) return [wrong(`The YAML block of the card can't be read: ${reading.unreadable}.`)];
  const { card, repeated } = reading;
  const findings = [...licenseFindings(card, rules), ...fieldFindings(card, rules)];
  return [
    ...findings,
    ...repeated.slice(0, MOST_LICENSES).map((name) => look(`The card gives ${quoted(name)} more than once.`)),
    ...(findings.some((finding) => finding.level === 'wrong')
      ? []
      : [fine(`The card has all fields that ${rules.specification} requires.`)]),
  ];
};
