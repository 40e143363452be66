/**
 * Values of several rows: which rows go on with one, and how their words are put together again.
 */
import { speaksOfCondition } from './choice.ts';
import { fitOf } from './fit.ts';
import type { Spot } from './labelled.ts';
import {
  depthOf,
  isFieldLike,
  isFull,
  isStop,
  NARROWEST_WRAP,
  type Page,
  type Piece,
  textOf,
  wholeRow,
} from './page.ts';
import { isBlank } from './row.ts';

const BULLETED = /^\s*(?:[-*•·▪◦‣+]|\d{1,2}[.)])\s/;

const isIndented = (text: string, before: string): boolean =>
  /^(?: {2,}|\t)\S/.test(text) && !/^(?: {2,}|\t)/.test(before);

/** What words don't have and the rest of a URL does: its signs, a digit, a dot within. */
const URL_SIGN = /[=&?_%#~0-9]|[^/]\/|\/[^/]|[a-z0-9]\.[a-z0-9]/i;
const URL_LEFT_OPEN = /[/=&?_%-]$/;

/** A row that can only be the rest of a URL: no spaces, no scheme of its own, and something that words don't have, or a wrap before it. */
const isUrlRest = (page: Page, index: number, before: string, raw: string): boolean => {
  const text = textOf(page, index).trim();
  if (text === '' || /\s/.test(text) || /^(?:<?https?:|[([{*])|[:：]$/i.test(text)) return false;
  const head = before.trimEnd();
  if (!/https?:\/\/[^\s<>]*$/i.test(raw.trimEnd().slice(-2000))) return false;
  const isWrap = isFull(head, text);
  if (text.startsWith('/') && head.endsWith('/')) return isWrap;
  if (/[^!-~]/.test(text)) return isWrap && !/[：]/.test(text);
  if (URL_SIGN.test(text) && isWrap) return true;
  const isWithin = page.labelled.has(index + 1) && /^[a-z]/.test(text);
  if (URL_LEFT_OPEN.test(head) || /[a-z0-9]-[a-z0-9]/i.test(text)) return isWrap || isWithin;
  return head.length >= NARROWEST_WRAP && /^[a-z]{1,24}$/.test(text) && isWithin;
};

const LEFT_OPEN =
  /(?:[,;]|\b(?:but|if|only|provided|that|unless|as long as|and|or|for|the|we|to|not|aber|wenn|mais|pero|ma))$/i;
const BOXED = /^\s*(?:\[[ xX_]?\]|\([ xX_]?\)|[☐☑☒✓✔])/;

const CONDITION_FIRST =
  /^\W*(?:but|only|except|excluding|provided|providing|unless|subject to|as long as|if|however|apart from|on condition|aber|nur|sofern|falls|mais|sauf|pero|solo|siempre que)\b/i;

/** A remark on the answer above it: in brackets, behind an asterisk that stands there too, or what it depends on. */
const isProviso = (text: string, raw: string): boolean => {
  if (/^\s*\*/.test(text) && raw.trimEnd().endsWith('*')) return true;
  return (/^\s*[([]/.test(text) || CONDITION_FIRST.test(text)) && !text.includes('?') && speaksOfCondition(text);
};

/** A link's target below its title, as Gmail's text has it. */
const TARGET_ALONE = /^\s*<https?:\/\/[^\s<>]+>\s*$/i;

type Next = { readonly page: Page; readonly index: number; readonly text: string; readonly before: string };

/** Another address in a row of its own, below one that is whole: both were given. */
const isAnotherUrl = (text: string, raw: string): boolean =>
  /^\s*https?:\/\/[^\s<>]+\s*$/i.test(text) && /https?:\/\/[^\s<>]*[^\s<>=?&%/:-]>?\s*$/i.test(raw.slice(-2000));

const urlGoesOn = ({ page, index, text, before }: Next, raw: string): boolean =>
  isUrlRest(page, index, before, raw) ||
  isAnotherUrl(text, raw) ||
  (/<https?:[^<>]*$/i.test(raw) && !/\s/.test(text.trim())) ||
  (TARGET_ALONE.test(text) && !/https?:/i.test(raw));

const addressGoesOn = ({ text }: Next, raw: string): boolean =>
  (ADDRESS_CUT.test(raw.trimEnd()) && /^[a-z0-9.-]+$/i.test(text.trim())) ||
  (fitOf('address', raw) !== 'fits' && fitOf('address', text) === 'fits' && !isFieldLike(text));

const ADDRESS_CUT = /@\S*[.-]$/;

const choiceGoesOn = ({ text, before }: Next, raw: string): boolean =>
  (BOXED.test(text) && /[[(☐☑☒✓✔]/.test(raw)) ||
  LEFT_OPEN.test(raw.trimEnd()) ||
  isFull(before, text) ||
  isProviso(text, raw);

const textGoesOn = ({ text, before }: Next): boolean =>
  !BULLETED.test(text) && (isFull(before, text) || isIndented(text, before));

/** True if the row at `index` goes on with a value whose words so far are `raw` and whose last row is the one before. */
const goesOn = (page: Page, spot: Spot, index: number, raw: string): boolean => {
  const depth = depthOf(page, index - 1);
  const row = page.rows[index];
  if (row === undefined || isBlank(row) || isStop(page, index, depth) || row.line.depth !== depth) return false;
  const next = { page, index, text: row.text, before: textOf(page, index - 1) };
  switch (spot.place.field.answer) {
    case 'url':
      return urlGoesOn(next, raw);
    case 'address':
      return addressGoesOn(next, raw);
    case 'choice':
      return !isFieldLike(row.text) && choiceGoesOn(next, raw);
    case 'text':
      return !isFieldLike(row.text) && textGoesOn(next);
  }
};

/** No value has more rows below its label's. */
export const MOST_ROWS = 6;

/** Pieces of the value's further rows, beginning after the row `last`. */
export const further = (page: Page, spot: Spot, last: number, raw: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let words = raw;
  for (let index = last + 1; pieces.length < MOST_ROWS && goesOn(page, spot, index, words); index += 1) {
    const text = textOf(page, index);
    pieces.push(wholeRow(page, index));
    words = spot.place.field.answer === 'url' ? words.trimEnd() + text.trim() : `${words} ${text}`;
  }
  return pieces;
};

/** A row that says what its web address is. */
export const LISTED_URL = /^[^\p{L}]{0,6}\p{L}[\p{L}\p{N} /()-]{0,40}[:：–-] *<?https?:/iu;

/** A wrap in the middle of a URL leaves nothing between its pieces; other wraps stood for a space. */
export const join = (answer: string, texts: readonly string[]): string =>
  texts
    .map((text) => text.replace(/\s?\|[\s\u200b-\u200f\u202a-\u202e\ufeff]*$/, '').trim())
    .reduce((joined, text) => `${joined}${isTorn(answer, joined, text) ? '' : ' '}${text}`);

/** A wrap within a URL, or behind the dot of an address. */
const isTorn = (answer: string, joined: string, text: string): boolean =>
  answer === 'url'
    ? !LISTED_URL.test(text) && !TARGET_ALONE.test(text) && !isAnotherUrl(text, joined)
    : answer === 'address' && ADDRESS_CUT.test(joined);
