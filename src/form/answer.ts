/**
 * What was written in a field -> an answer, or a problem in words that its writer can act on.
 */
import { beforeQuestion, type Choice, readChoice, readConsent, speaksOfCondition, turns } from './choice.ts';
import type { Candidate } from './field-block.ts';
import { clean, fold } from './fold.ts';
import type { Field } from './form.ts';
import { addressesIn } from './mailbox.ts';
import { mainAddress, mainUrl, namesOther } from './main.ts';
import { isPlaceholder, isPointer, LITERAL_END, plainText, unescaped, withoutStruck } from './text.ts';
import { type FoundUrl, mayHoldUrl, urlsIn, urlWithBlanks } from './url.ts';

export type Value = string | boolean;

type ProblemCode = 'missing' | 'unanswered' | 'invalid' | 'ambiguous' | 'conflict' | 'conditional';

export type Problem = {
  readonly field: string;
  readonly code: ProblemCode;
  /** One sentence for the contributor: what was found, and what would be accepted. Plain text without line breaks. */
  readonly message: string;
  /** What was found, as written; null where nothing was. */
  readonly found: string | null;
};

export type Answer = {
  readonly field: string;
  readonly value: Value;
  /** `weak`: present, but too little to build on (a checkbox that always says `on`): kept, and asked again. */
  readonly strength: 'clear' | 'weak';
};

/** What of a candidate bears on its answer; a bare answer has words only. */
type Written = Pick<Candidate, 'links' | 'struck' | 'bold'> & { readonly raw: string; readonly label: string };

const WANTED: Readonly<Record<Field['answer'], string>> = {
  text: 'please write it in one line of at most 200 characters',
  url: 'please send the full web address, such as https://example.org/data',
  address: 'please send one address, such as name@example.org',
  choice: 'please answer Yes or No',
};

const SHOWN = 80;

/** What was found, for quoting in a sentence. */
const quoted = (text: string): string => {
  const words = clean(text);
  const letters = [...words];
  return `“${letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('')}…` : words}”`;
};

/** `said` completes the field's noun; what would be accepted follows, in words of its own where it isn't always the same. */
const problem = (
  field: Field,
  code: ProblemCode,
  said: string,
  found: string | null,
  wanted = WANTED[field.answer],
): Problem => {
  const message = `${field.noun} ${said}; ${wanted}.`;
  return {
    field: field.key,
    code,
    message: message.charAt(0).toUpperCase() + message.slice(1),
    found: found === null ? null : clean(found),
  };
};

const answer = (field: Field, value: Value, strength: Answer['strength'] = 'clear'): Answer => ({
  field: field.key,
  value,
  strength,
});

/** Nothing was found for a field that is needed. */
export const missing = (field: Field): Problem => problem(field, 'missing', 'is missing', null);

/** Two places of one mail say different things; both are named. */
export const conflict = (field: Field, first: Value, second: Value): Problem => {
  const show = (value: Value): string => (typeof value === 'boolean' ? (value ? 'Yes' : 'No') : value);
  const said = `was given twice, as ${quoted(show(first))} and as ${quoted(show(second))}`;
  return problem(field, 'conflict', said, `${show(first)} / ${show(second)}`, 'please tell us which one is right');
};

/** An address of ours was given as that of the contributor. */
export const ourOwn = (field: Field, value: Value): Problem =>
  problem(field, 'invalid', `can't be ${quoted(String(value))}, which is our own`, String(value));

const MAX_TEXT = 200;

const readText = (field: Field, written: Written): Answer | Problem => {
  const text = plainText(withoutStruck(written.raw, written.struck), written.label);
  if (isPlaceholder(text) || isPointer(text))
    return text === ''
      ? missing(field)
      : problem(field, 'missing', `is still missing (we found ${quoted(text)})`, text);
  if ([...text].length > MAX_TEXT) return problem(field, 'invalid', `has more than ${MAX_TEXT} characters`, text);
  return answer(field, text);
};

const isUrl = (found: FoundUrl): found is FoundUrl & { readonly kind: 'url' } => found.kind === 'url';

/** The shown text may be shortened with dots, or be words; then the link's target is what was meant. */
const candidatesForUrl = (raw: string, links: readonly string[]): readonly FoundUrl[] => {
  const shown = urlsIn(raw);
  const targets = links.filter((link) => /^https?:/i.test(link)).flatMap(urlsIn);
  const cut = /(?:…|\.\.\.)\W*$/.test(raw.trim());
  return targets.length > 0 && (cut || !shown.some(isUrl)) ? targets : shown;
};

/** What a client drew beside a link. */
const ICON = /\[https?:[^\]\s]{1,500}\.(?:png|gif|jpe?g|svg)[^\]\s]{0,100}\]/gi;

const readUrl = (field: Field, written: Written): Answer | Problem => {
  const shown = unescaped(withoutStruck(written.raw, written.struck)).replace(LITERAL_END, '');
  const raw = shown.includes('[') ? shown.replace(ICON, ' ') : shown;
  if (isPlaceholder(clean(raw)) && written.links.length === 0) {
    return clean(raw) === ''
      ? missing(field)
      : problem(field, 'missing', `is still missing (we found ${quoted(raw)})`, raw);
  }
  const found = candidatesForUrl(raw, written.links);
  const urls = found.filter(isUrl);
  const [first, second] = urls;
  if (first !== undefined && second !== undefined) {
    const main = mainUrl(raw);
    if (main !== null) return answer(field, main.url);
    return problem(field, 'ambiguous', `could be ${quoted(first.url)} or ${quoted(second.url)}`, raw);
  }
  if (first !== undefined) {
    const longer = urlWithBlanks(raw);
    return longer === null
      ? answer(field, first.url)
      : problem(field, 'ambiguous', `could be ${quoted(first.url)} or ${quoted(longer)}`, raw);
  }
  const [refused] = found;
  const why = refused?.kind === 'refused' ? refused.why : 'there is no web address in it';
  return problem(field, 'invalid', `can't be used as it is, because ${why} (we found ${quoted(raw)})`, raw);
};

const readAddress = (field: Field, written: Written): Answer | Problem => {
  const raw = unescaped(withoutStruck(written.raw, written.struck));
  const shown = addressesIn(raw);
  const targets = written.links
    .filter((link) => /^mailto:/i.test(link))
    .flatMap((link) => addressesIn(link.split('?', 1)[0] ?? ''));
  const [first, second] = shown.length > 0 ? shown : targets;
  if (first !== undefined && second !== undefined) {
    const main = mainAddress(raw, shown);
    if (main !== null) return answer(field, main);
    return problem(field, 'ambiguous', `could be ${quoted(first)} or ${quoted(second)}`, raw);
  }
  if (first !== undefined) return answer(field, first);
  if (clean(raw) === '') return missing(field);
  if (isPlaceholder(clean(raw))) return problem(field, 'missing', `is still missing (we found ${quoted(raw)})`, raw);
  return problem(field, 'invalid', `can't be used as it is (we found ${quoted(raw)})`, raw);
};

const WITHOUT_CONDITION = 'if you can do without it, please answer Yes or No';

const conditional = (field: Field, raw: string): Problem =>
  problem(
    field,
    'conditional',
    `has a condition (${quoted(raw)}), which a person will look at`,
    raw,
    WITHOUT_CONDITION,
  );

/** A question behind an answer changes nothing, but to the terms: there its answer may depend on ours. */
const choiceIn = (field: Field, text: string, { struck, bold }: Written): Choice => {
  const readAs = field.role === 'consent' ? readConsent : readChoice;
  const whole = readAs(text.replace(LITERAL_END, ''), struck, bold);
  const before = whole.kind === 'unclear' && field.role !== 'consent' ? beforeQuestion(text) : null;
  const answered = before === null ? whole : readChoice(before, struck, bold);
  return answered.kind === 'value' ? answered : whole;
};

const readYesNo = (field: Field, written: Written): Answer | Problem => {
  const { raw } = written;
  const text =
    written.label.includes('+') || raw.includes('%20') ? raw.replaceAll('+', ' ').replaceAll('%20', ' ') : raw;
  const choice = choiceIn(field, text, written);
  switch (choice.kind) {
    case 'value': {
      // The form's words were changed into their opposite: what a yes or no means then, only its writer knows.
      if (turns(written.label))
        return problem(field, 'ambiguous', `isn't clear to us from ${quoted(`${written.label}: ${raw}`)}`, raw);
      // A refusal ends the offer, so "No, only if ..." is for a person, too.
      const bargains = field.role === 'consent' && !choice.value && speaksOfCondition(text);
      return bargains ? conditional(field, raw) : answer(field, choice.value);
    }
    case 'untouched':
      return clean(raw) === ''
        ? missing(field)
        : problem(field, 'unanswered', `is still open (we found ${quoted(raw)})`, raw);
    case 'conditional':
      return conditional(field, raw);
    case 'unclear':
      return problem(field, 'ambiguous', `isn't clear to us from ${quoted(raw)}`, raw);
  }
};

/** A value that the web form writes whether or not anybody chose it. */
const meaninglessReading = (field: Field, written: Written): 'nothing' | 'weak yes' | null => {
  if (field.meaningless.length === 0) return null;
  const value = fold(written.raw).text;
  const entry = field.meaningless.find(
    (one) => fold(one.value).text === value && fold(one.label).text === fold(written.label).text,
  );
  return entry?.reading ?? null;
};

const WEB_FORM = 'isn’t known, as the web form sends “on” whether or not its box was ticked';

/** The space behind the colon, where a mailto link left it as `+` or `%20`. */
const withoutEncodedSpace = (raw: string, label: string): string => {
  const spaced = raw.includes('%20') ? raw.replace(/^\s*(?:%20)+/, '') : raw;
  return label.includes('+') ? spaced.replace(/^\s*\+/, '') : spaced;
};

const read = (field: Field, as: Written): Answer | Problem => {
  const raw = field.answer === 'text' ? as.raw : withoutEncodedSpace(as.raw, as.label);
  const written = raw === as.raw ? as : { ...as, raw };
  const meaningless = meaninglessReading(field, written);
  if (meaningless === 'weak yes') return answer(field, true, 'weak');
  if (meaningless === 'nothing') return problem(field, 'unanswered', WEB_FORM, written.raw);
  switch (field.answer) {
    case 'text':
      return readText(field, written);
    case 'url':
      return readUrl(field, written);
    case 'address':
      return readAddress(field, written);
    case 'choice':
      return readYesNo(field, written);
  }
};

/** What one candidate says for its field. Bad input is a problem, never an error. */
export const readCandidate = (field: Field, { provenance, links, struck, bold }: Candidate): Answer | Problem =>
  provenance.rule === 'proviso'
    ? conditional(field, provenance.raw)
    : read(field, { raw: provenance.raw, label: provenance.label, links, struck, bold });

export const isAnswer = (reading: Answer | Problem): reading is Answer => 'value' in reading;

/** True for what counts as nothing said: an empty value, a placeholder, options left as they were. */
export const isSilent = (reading: Answer | Problem): boolean =>
  !isAnswer(reading) && (reading.code === 'missing' || reading.code === 'unanswered');

const LONGEST_BARE = 1000;

/**
 * A line without label, as in a reply to our question: `Yes`, a URL, an address. Null where it doesn't answer a field of this kind;
 * any words could be a name, so a text is never read this way.
 */
export const bareAnswer = (field: Field, text: string): Answer | Problem | null => {
  const raw = text.trim();
  if (raw === '' || raw.length > LONGEST_BARE || field.answer === 'text') return null;
  if (field.answer === 'url' && (!mayHoldUrl(raw) || namesOther(raw))) return null;
  const reading = read(field, { raw, label: '', links: [], struck: [], bold: [] });
  if (isAnswer(reading)) return reading;
  if (field.answer === 'choice') return reading.code === 'conditional' ? reading : null;
  return reading.code === 'ambiguous' ? reading : null;
};
