/**
 * Sentences beside the form that bear on an answer in it: `Sorry, the URL should be https://...`, `our consent is provisional`.
 */
import { readChoice, speaksOfCondition } from './choice.ts';
import { type Field, type Form, fieldWithRole } from './form.ts';
import { addressesIn } from './mailbox.ts';
import { namesOther } from './main.ts';
import type { Row } from './row.ts';
import { urlsIn } from './url.ts';

/** `correction`: the sentence has the right answer; `proviso`: it takes back a consent, or part of it. */
export type Remark = { readonly field: Field; readonly row: number; readonly rule: 'correction' | 'proviso' };

const LONGEST = 400;

const CUE =
  /\b(?:oops|typos?|mistyped|corrections?|erratum|my mistake|wrong (?:one|link|url|address)|(?:url|link|address|location|one|doi|e-?mail) should (?:be|read|have been)|(?:correct|right|corrected) (?:one|link|url|address|location)|i meant|korrektur|richtig(?:e|er)? (?:link|url|adresse)|dirección correcta|bonne adresse)\b/i;
const LOCATION = /\b(?:urls?|links?|location|address|one|doi|dataset|adresse|enlace|lien)\b/i;
const CONTACT = /\b(?:e-?mails?|mail|address|contact|adresse|correo)\b/i;

const corrected = (form: Form, text: string): Field | undefined => {
  if (SECOND_THOUGHTS.test(text) && HOST_IT.test(text) && readChoice(text).kind === 'value')
    return fieldWithRole(form, 'hosting');
  if (!CUE.test(text)) return undefined;
  const [url, ...urls] = urlsIn(text);
  if (url?.kind === 'url' && urls.length === 0 && !text.includes('@') && !namesOther(text))
    return LOCATION.test(text) ? fieldWithRole(form, 'location') : undefined;
  return addressesIn(text).length === 1 && CONTACT.test(text) ? fieldWithRole(form, 'contact') : undefined;
};

/** How somebody comes back to an answer above. */
const SECOND_THOUGHTS =
  /\b(?:on second thoughts?|after all|chang(?:ed|ing) (?:my|our) minds?|correction|sorry|instead|actually|scratch that)\b/i;
/** Of the dataset: "sorry, our host was down" corrects nothing. */
const HOST_IT = /\bhost(?:ing)? (?:it|this|that|them|the data(?:set)?|ourselves|myself)\b|\bhosted by (?:you|us)\b/i;
const NOT_AGREED =
  /(?:\bnot|n['’]t|\bnever|\bno longer) (?:yet |actually |really )?(?:agreed?|accept(?:ed)?|consent(?:ed)?)\b.{0,40}\bterms\b/i;
/** Whatever they don't agree to, it stands below their agreement. */
const DISAGREES = /\b(?:i|we)\b.{0,20}(?:\bnot|n['’]t|\bnever|\bcannot) (?:\w+ )?(?:agree|accept|consent)\b/i;
const LIMITED =
  /\b(?:agreement|consent|acceptance)\b.{0,60}\b(?:conditional|provisional|subject to|depends?|until|covers? only|only covers?|is limited|not valid|pending)\b/i;
/** A question, or the consent of those whom the data are about. */
const OF_OTHERS = /\?|\b(?:informed|participants?|patients?|subjects|donors?|volunteers?|speakers?)\b/i;
const WITHDRAWN = /\b(?:withdraw|withdrew|revoke|take back) (?:my|our|the|this) (?:agreement|consent|acceptance)\b/i;

/** Of the writers' own agreement, or of what it needs. */
const AGREEMENT =
  /\b(?:i|we|my|our|the)\b.*\b(?:agree|accept|yes)\b|\bterms\b|\b(?:the )?yes (?:above|to)\b|\b(?:permission|owners?)\b.*\b(?:data|holders?|it)\b/i;
/** To others: "let us know if you accept it". */
const BY_OTHERS = /\byou(?: will| can| could| may| would)? (?:agree|accept|consent|approve)/i;
const NOT = /\b(?:not|never|only|except|ignore)\b|n['’]t\b/i;

const isBound = (text: string): boolean =>
  AGREEMENT.test(text) && !BY_OTHERS.test(text) && (NOT.test(text) || speaksOfCondition(text));

const limited = (form: Form, text: string): Field | undefined =>
  ([NOT_AGREED, DISAGREES, LIMITED, WITHDRAWN].some((pattern) => pattern.test(text)) || isBound(text)) &&
  !OF_OTHERS.test(text)
    ? fieldWithRole(form, 'consent')
    : undefined;

/** Without any of these nothing is said of an address, of hosting or of consent: nearly all lines are seen through by them. */
const mayRemark = (text: string): boolean =>
  text.length <= LONGEST &&
  (text.includes('@') ||
    text.includes('://') ||
    /agree|accept|consent|host|terms|owner|permission|\byes\b/i.test(text));

/** The remarks in the rows that nothing was read from. */
export const remarksIn = (rows: readonly Row[], used: ReadonlySet<number>, form: Form): readonly Remark[] =>
  rows.flatMap((row, index): readonly Remark[] => {
    if (used.has(index) || row.line.role !== 'body' || !mayRemark(row.text)) return [];
    const right = corrected(form, row.text);
    if (right !== undefined) return [{ field: right, row: index, rule: 'correction' }];
    const bound = limited(form, row.text);
    return bound === undefined ? [] : [{ field: bound, row: index, rule: 'proviso' }];
  });
