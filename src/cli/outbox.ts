/**
 * `outbox`: replies that wait, failed, or may or may not have been sent; `retry`, `cancel` and `sent` decide on one.
 */
import type { Config } from '../config.ts';
import type { OutboxRow } from '../digest/model.ts';
import { openFolder } from '../io/folder.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { badData, EXIT, usage } from './exit.ts';
import { json, minute, plural, table } from './print.ts';
import { inUse, settingsOf } from './settings.ts';
import { replyJson } from './submission-json.ts';
import { withStore } from './views.ts';

const ACTIONS = ['retry', 'cancel', 'sent'] as const;
type Action = (typeof ACTIONS)[number];

export const run: Verb = async (call) => {
  const [word, named] = call.arguments;
  if (word === undefined) return withStore(call, (store) => show(call, store));
  const action = ACTIONS.find((each) => each === word);
  if (action === undefined) throw usage(`outbox can ${ACTIONS.join(', ')} one reply, not ${JSON.stringify(word)}`);
  if (named === undefined) throw usage(`outbox ${action} needs the reply's number; mailroom outbox shows it`);
  const store = openStore(openFolder(inUse(settingsOf(call)).dataDir).database);
  try {
    return act(call, store, action, named);
  } finally {
    store.close();
  }
};

const show = (call: Call, store: Store) => {
  const rows = store.outbox(isSet(call, 'all'));
  if (isSet(call, 'json')) {
    call.print(json(rows.map(replyJson)));
  } else if (rows.length === 0) {
    call.tell(isSet(call, 'all') ? 'Nothing was ever written.\n' : 'Nothing waits, failed or is uncertain.\n');
  } else {
    call.print(table(['ID', 'WRITTEN (UTC)', 'STATE', 'LETTER', 'REF', 'TO', 'WHY'], rows.map(cells), call.columns));
    call.tell(`${plural(rows.length, 'letter')}; mailroom outbox retry, cancel or sent ID decides on one.\n`);
    if (rows.some(({ state }) => state === 'uncertain')) call.tell(evidenceFor(settingsOf(call)));
  }
  const held = store.sendingHeld();
  if (held !== null) call.tell(`Nothing leaves: ${held}. mailroom doctor --resume lets it.\n`);
  return EXIT.done;
};

/** What is looked for, so that whoever decides on an uncertain reply needn't. */
const evidenceFor = ({ imap }: Config): string => {
  const sent = imap?.sentMailbox ?? null;
  const where = sent === null ? 'a bounce and an answer' : `its copy in ${sent}, a bounce and an answer`;
  const more = imap !== null && sent === null ? ' SENT_MAILBOX would have the Sent folder looked through too.' : '';
  return `Each pass looks for ${where} that names an uncertain reply, and marks it as sent; none has so far.${more}\n`;
};

const cells = (row: OutboxRow): readonly string[] => [
  String(row.id),
  minute(row.at),
  row.state,
  row.template,
  row.submission ?? '-',
  row.to,
  row.response ?? '',
];

const act = (call: Call, store: Store, action: Action, named: string) => {
  const row = store.outbox(true).find(({ id, messageId }) => String(id) === named || messageId === named);
  if (row === undefined) throw badData(`there is no reply ${named}; mailroom outbox --all shows those that there are`);
  const now = call.clock();
  if (!change(store, action, row.id, now))
    throw badData(`reply ${row.id} is ${row.state}: it can't be ${DONE[action]} any more`);
  const after = store.outbox(true).find(({ id }) => id === row.id) ?? row;
  if (isSet(call, 'json')) call.print(json(replyJson(after)));
  else call.print(`reply ${row.id} to ${row.to} was ${row.state} and is now ${after.state}\n`);
  return EXIT.done;
};

const DONE: Readonly<Record<Action, string>> = { retry: 'tried again', cancel: 'cancelled', sent: 'marked as sent' };

const change = (store: Store, action: Action, id: number, now: number): boolean => {
  switch (action) {
    case 'retry':
      return store.retryReply(id, now);
    case 'cancel':
      return store.cancelReply(id, now);
    case 'sent':
      return store.markSent(id, now);
  }
};
