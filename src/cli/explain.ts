/**
 * `explain ID`: what was decided about one message, by which rules, from which lines, and what was answered.
 */
import { attachedIn } from '../digest/told.ts';
import type { MessageDetail } from '../store/store.ts';
import { argumentOf, isSet, type Verb } from './call.ts';
import { badData, EXIT } from './exit.ts';
import { json, minute, plain } from './print.ts';
import { messageJson, replyJson } from './submission-json.ts';
import { withStore } from './views.ts';

export const run: Verb = (call) =>
  withStore(call, (store) => {
    const named = argumentOf(call);
    const detail =
      store.message(/^[am]-\d+$/i.test(named) ? named.toUpperCase() : named) ?? store.message(`<${named}>`);
    if (detail === null) throw badData(notThere(named));
    call.print(isSet(call, 'json') ? json(explanation(detail)) : lines(detail));
    return EXIT.done;
  });

const notThere = (named: string): string =>
  /^[A-Z]{2,6}-\d+$/i.test(named) && !/^m-/i.test(named)
    ? `${named} is a submission: mailroom show ${named}`
    : `there is no message ${plain(named)}; mailroom list --messages shows those that there are`;

const explanation = (detail: MessageDetail) => ({
  ...messageJson(detail),
  why: whyOf(detail),
  sender: detail.reading?.sender ?? null,
  authentication: detail.reading?.authentication ?? null,
  offers: (detail.reading?.offers ?? []).map(({ answers, problems, provenance, extras }) => ({
    answers,
    problems,
    provenance,
    extras,
  })),
  text: detail.reading?.text ?? detail.text,
  notes: detail.reading?.notes ?? [],
  attachments: detail.reading?.attachments ?? [],
  events: detail.events,
  replies: detail.replies.map(replyJson),
  error: detail.error,
});

const whyOf = ({ disposition }: MessageDetail): string | null =>
  disposition && 'why' in disposition ? disposition.why : null;

const lines = (detail: MessageDetail): string => {
  const { reading, disposition, replies } = detail;
  const why = whyOf(detail);
  const rules = detail.reasons.filter(({ hit }) => hit).map(({ rule, evidence }) => `  ${rule}: ${evidence}`);
  const places = (reading?.offers ?? []).flatMap(({ provenance }) =>
    Object.entries(provenance).map(
      ([key, { line, part, raw, rule }]) => `  ${key}: "${raw}" (line ${line} of part ${part}, ${rule})`,
    ),
  );
  const problems = (reading?.offers ?? []).flatMap((offer) =>
    offer.problems.map(({ field, code, message }) => `  ! ${field} ${code}: ${message}`),
  );
  const answers = replies.map(
    ({ id, template, to, state, response }) =>
      `  ${id}: ${template} to ${to}: ${state}${response === null ? '' : ` (${response})`}`,
  );
  const attached = (reading === null ? [] : attachedIn([reading])).map((file) => `  ${file}`);
  const section = (title: string, rows: readonly string[], none: string): readonly string[] => [
    title,
    ...(rows.length > 0 ? rows : [`  ${none}`]),
  ];
  return [
    `${detail.id}  ${minute(detail.at)}  ${detail.from}  ${detail.subject}`,
    `  ${detail.messageId ?? 'no Message-ID'}${detail.submission === null ? '' : `; ${detail.submission}`}`,
    `${detail.kind ?? detail.state} -> ${disposition?.is ?? '-'}${why === null ? '' : `: ${why}`}; now ${detail.class}`,
    ...(detail.error === null ? [] : [`  ${detail.error}`]),
    ...section(`Rules that hit, of ${detail.reasons.length} tried`, rules, 'none'),
    ...section('Fields', [...places, ...problems], 'none found'),
    ...(attached.length > 0 ? section('Attached', attached, '') : []),
    ...section('Replies', answers, replyNone(detail)),
  ]
    .map((line) => `${line.startsWith('  ') ? '  ' : ''}${plain(line)}\n`)
    .join('');
};

const replyNone = (detail: MessageDetail): string =>
  detail.reading?.sender.kind === 'none'
    ? `none: ${detail.reading.sender.reason}`
    : `none: ${whyOf(detail) ?? 'nothing was to be said'}`;
