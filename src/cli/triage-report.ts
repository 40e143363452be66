/**
 * What `triage` says of one mail: the object that other programs rely on, and the same for a person's eyes.
 */
import type { Offer } from '../form/offer.ts';
import type { Decision, Facts, Policy, Reading } from '../triage/decision.ts';
import { plain } from './print.ts';

/** A world without a past: nothing sent, nobody known, no limit reached. */
export const noPast = (now: number): Facts => ({
  now,
  id: null,
  receivedAt: now,
  seenAs: null,
  released: false,
  sent: [],
  referred: [],
  submissions: [],
  twins: [],
  nextNumber: 1,
  suppressed: null,
  answered: { toSender: 0, toDomain: 0, inAll: 0 },
  questions: [],
});

type Place = {
  readonly line: number;
  readonly part: string;
  readonly quoted: boolean;
  readonly raw: string;
  readonly label: string;
};

const placesOf = (offer: Offer | undefined): Readonly<Record<string, Place>> =>
  Object.fromEntries(
    Object.entries(offer?.provenance ?? {}).map(([key, { line, part, quoted, raw, label }]) => [
      key,
      { line, part, quoted, raw, label },
    ]),
  );

/** Of several offers in one mail the first: each of them gets a submission of its own. `file` as it was named. */
export const reportOf = (file: string, reading: Reading, decision: Decision, policy: Policy) => {
  const [offer] = reading.offers;
  const problems = decision.disposition.is === 'clarify' ? decision.disposition.problems : (offer?.problems ?? []);
  return {
    file,
    messageId: reading.messageId,
    kind: decision.kind,
    disposition: decision.disposition.is,
    reasons: decision.reasons.map(({ rule, hit, evidence }) => ({ rule, hit, evidence })),
    fields: Object.fromEntries(policy.form.fields.map(({ key }) => [key, offer?.answers[key]?.value ?? null])),
    problems: problems.map(({ field, code, message }) => ({ field, code, message })),
    provenance: placesOf(offer),
    extras: Object.fromEntries((offer?.extras ?? []).map(({ label, value }) => [label, value])),
    text: reading.text,
    reply: decision.letters[0]?.template ?? null,
  };
};
export type Report = ReturnType<typeof reportOf>;

/** The same in lines, indented under the file's name. */
export const reportLines = (report: Report, decision: Decision): string => {
  const { disposition } = decision;
  const why = 'why' in disposition ? `: ${disposition.why}` : '';
  const reply = report.reply === null ? 'no reply' : `reply: ${report.reply}`;
  const isOffer = Object.keys(report.provenance).length > 0;
  const lines = [
    `${report.kind}, ${disposition.is}${why}; ${reply}`,
    ...(isOffer ? fieldLines(report) : []),
    ...report.problems.map(({ field, code, message }) => `! ${field} ${code}: ${message}`),
    ...Object.entries(report.extras).map(([label, value]) => `+ ${label}: ${value}`),
    ...report.reasons.filter(({ hit }) => hit).map(({ rule, evidence }) => `because ${rule}: ${evidence}`),
  ];
  return [plain(report.file), ...lines.map((line) => `  ${plain(line)}`), ''].join('\n');
};

const fieldLines = (report: Report): readonly string[] => {
  const width = Math.max(...Object.keys(report.fields).map((key) => key.length));
  return Object.entries(report.fields).map(([key, value]) => {
    const place = report.provenance[key];
    const where = place ? `  (line ${place.line} of part ${place.part})` : '';
    return `${key.padEnd(width)}  ${value === null ? '-' : String(value)}${where}`;
  });
};
