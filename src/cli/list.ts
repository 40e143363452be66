/**
 * `list`: the submissions, or with `--messages` every message that the mailbox ever showed.
 */
import type { MessageRow } from '../digest/model.ts';
import type { Submission } from '../triage/submission.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { EXIT } from './exit.ts';
import { json, minute, plural, table } from './print.ts';
import { messageJson, submissionJson } from './submission-json.ts';
import { fieldKeys, withStore } from './views.ts';

export const run: Verb = (call) =>
  withStore(call, (store) => {
    const { found, text, note } = isSet(call, 'messages')
      ? ofMessages(call, store.messages())
      : ofSubmissions(call, store.submissions());
    if (isSet(call, 'json')) {
      call.print(json(found));
    } else {
      call.print(text);
      call.tell(note);
    }
    return EXIT.done;
  });

type Listing = { readonly found: readonly unknown[]; readonly text: string; readonly note: string };

const ofSubmissions = (call: Call, submissions: readonly Submission[]): Listing => {
  const keys = fieldKeys(call);
  const found = submissions.map((each) => submissionJson(each, keys));
  if (found.length === 0) return { found, text: '', note: 'No submissions yet.\n' };
  const rows = found.map(({ reference, status, contributor, fields, missing, updatedAt }) => [
    reference,
    status,
    minute(Date.parse(updatedAt)),
    contributor,
    String(fields[keys[0] ?? ''] ?? '-'),
    missing.join(', '),
  ]);
  const text = table(['REF', 'STATUS', 'CHANGED (UTC)', 'CONTRIBUTOR', 'NAME', 'OPEN'], rows, call.columns);
  return { found, text, note: `${plural(found.length, 'submission')}; mailroom show REF tells more of one.\n` };
};

const ofMessages = (call: Call, messages: readonly MessageRow[]): Listing => {
  const found = messages.map(messageJson);
  if (found.length === 0) return { found, text: '', note: 'No messages yet.\n' };
  const rows = messages.map((each) => [
    each.id,
    minute(each.at),
    each.class,
    each.kind ?? '-',
    each.submission ?? '-',
    each.from,
    each.subject,
  ]);
  const text = table(['ID', 'ARRIVED (UTC)', 'CLASS', 'KIND', 'REF', 'FROM', 'SUBJECT'], rows, call.columns);
  return { found, text, note: `${plural(found.length, 'message')}; mailroom explain ID tells why.\n` };
};
