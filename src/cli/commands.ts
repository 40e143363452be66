/**
 * The commands: what each is called, takes and shows. Its work is in a file of its own, loaded only when it is called.
 */
import type { Verb } from './call.ts';

export type Command = {
  readonly name: string;
  /** `<REF>` must be there, `[FILE...]` may be, as commander writes them. */
  readonly takes: string;
  readonly does: string;
  readonly options: readonly (readonly [flags: string, meaning: string])[];
  readonly examples: readonly string[];
  readonly load: () => Promise<Verb>;
};

const AS_JSON = ['--json', 'print JSON'] as const;

/** A reviewer's verb: they differ in their words only. */
const order = (name: string, takes: string, does: string, example: string): Command => ({
  name,
  takes,
  does,
  options: [AS_JSON],
  examples: [`mailroom ${name} ${example}`],
  load: async () => (await import('./order.ts')).order(name),
});

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'demo',
    takes: '',
    does: 'put sample mails into a fresh local mailbox, run one pass, say what happened and where to look',
    options: [AS_JSON],
    examples: ['mailroom demo'],
    load: async () => (await import('./demo.ts')).run,
  },
  {
    name: 'run',
    takes: '',
    does: 'the scheduled worker: poll, deliver, remind, digest; ends in order on SIGTERM',
    options: [],
    examples: ['mailroom run', 'POLL_SCHEDULE="*/5 * * * *" mailroom run'],
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'poll',
    takes: '',
    does: 'one pass and exit, for cron: receive, deliver what is due, remind',
    options: [['--json', 'print the summary as JSON']],
    examples: ['mailroom poll', '*/5 * * * *  cd /srv/mailroom && mailroom poll >/dev/null   # in a crontab'],
    load: async () => (await import('./poll.ts')).run,
  },
  {
    name: 'receive',
    takes: '',
    does: 'take over one mail on standard input; it is on the disk before exit 0, and the next pass reads it',
    options: [],
    examples: ['mailroom receive < mail.eml', ':0 w  | mailroom receive   # in .procmailrc'],
    load: async () => (await import('./receive.ts')).run,
  },
  {
    name: 'triage',
    takes: '<FILE...>',
    does: 'dry run: what would be decided and answered, with no past known; touches nothing',
    options: [['--json', 'print one JSON object a line, in the order of the files']],
    examples: [
      'mailroom triage data/samples/*.eml',
      'mailroom triage --json offer.eml | jq .fields',
      'mailroom triage - < offer.eml',
    ],
    load: async () => (await import('./triage.ts')).run,
  },
  {
    name: 'explain',
    takes: '<ID>',
    does: 'the recorded decision about a message: its rules, its evidence, its reply',
    options: [AS_JSON],
    examples: ['mailroom explain M-0107', "mailroom explain '<abc@mail.example.org>'"],
    load: async () => (await import('./explain.ts')).run,
  },
  {
    name: 'list',
    takes: '',
    does: 'the submissions, or every incoming message',
    options: [['--messages', 'list the messages'], AS_JSON],
    examples: ['mailroom list', 'mailroom list --messages --json'],
    load: async () => (await import('./list.ts')).run,
  },
  {
    name: 'show',
    takes: '<REF>',
    does: 'one submission with its answers, open questions and history',
    options: [AS_JSON],
    examples: ['mailroom show DS-0042'],
    load: async () => (await import('./show.ts')).run,
  },
  order('accept', '<REF> [NOTE...]', 'accept a submission; a letter tells the contributor', 'DS-0042'),
  order(
    'decline',
    '<REF> [REASON...]',
    'decline it; the letter gives the reason',
    'DS-0042 "The licence does not allow changes."',
  ),
  order('ask', '<REF> [QUESTION...]', 'ask the contributor something', 'DS-0042 "Which languages are in it?"'),
  order('hold', '<REF> [REASON...]', 'put it on hold; nobody is told', 'DS-0042 "waiting for counsel"'),
  order('note', '<REF> [TEXT...]', 'write a note for the reviewers', 'DS-0042 "card looks good"'),
  order('assign', '<REF> [WHO]', 'give it to a reviewer', 'DS-0042 ann@example.org'),
  order('transfer', '<REF> [NOTE...]', 'start the transfer; the letter has the instructions', 'DS-0042'),
  order(
    'publish',
    '<REF> [ENTRY]',
    'it is published; the contributor is asked to check the entry',
    'DS-0042 https://example.org/catalog/42',
  ),
  order(
    'reopen',
    '<REF> [REASON...]',
    'undo a decision or an end; a letter tells how the offer stands',
    'DS-0042 "declined by mistake"',
  ),
  order(
    'withdraw',
    '<REF> [NOTE...]',
    'its contributor took it back in other words; a letter confirms it',
    'DS-0042 "on the phone"',
  ),
  {
    name: 'release',
    takes: '[ID]',
    does: 'decide and answer a held message now; or read what was there before the first run',
    options: [['--since <date>', 'release the baseline that arrived at this date or later'], AS_JSON],
    examples: ['mailroom release M-0107', 'mailroom release --since 2026-11-01'],
    load: async () => (await import('./release.ts')).run,
  },
  order('close', '<ID>', 'a message needs nothing more', 'M-0107'),
  order('spam', '<ID>', 'a message is spam', 'M-0107'),
  {
    name: 'digest',
    takes: '',
    does: 'what the reviewers should know now',
    options: [
      ['--format <format>', 'text, html or json'],
      ['--write', 'also write the page into DATA_DIR/digests'],
      ['--send', 'also send it to the reviewers'],
      ['--json', 'the same as --format json'],
    ],
    examples: ['mailroom digest', 'mailroom digest --format html > digest.html', 'mailroom digest --write --send'],
    load: async () => (await import('./digest.ts')).run,
  },
  {
    name: 'outbox',
    takes: '[ACTION] [ID]',
    does: 'replies that wait, failed or are uncertain; retry, cancel or sent decides on one',
    options: [['--all', 'those that were sent, too'], AS_JSON],
    examples: ['mailroom outbox', 'mailroom outbox retry 12', 'mailroom outbox sent 12   # you know that it arrived'],
    load: async () => (await import('./outbox.ts')).run,
  },
  {
    name: 'export',
    takes: '',
    does: 'the submissions as CSV or JSON, or their history, or the records of consent',
    options: [
      ['--of <what>', 'submissions, history or consent'],
      ['--format <format>', 'csv or json'],
      ['--json', 'the same as --format json'],
    ],
    examples: ['mailroom export > submissions.csv', 'mailroom export --of consent --json > consent.json'],
    load: async () => (await import('./export.ts')).run,
  },
  {
    name: 'backup',
    takes: '[FILE]',
    does: 'a checked copy of the database while work goes on',
    options: [AS_JSON],
    examples: ['mailroom backup', 'mailroom backup /mnt/backup/mailroom.db'],
    load: async () => (await import('./backup.ts')).run,
  },
  {
    name: 'status',
    takes: '',
    does: 'is it alive, when did it last work, what waits; exit code 69 where somebody should look',
    options: [['--metrics <file>', "also write metrics for Prometheus' node exporter"], AS_JSON],
    examples: ['mailroom status', 'mailroom status --metrics /var/lib/node_exporter/mailroom.prom >/dev/null'],
    load: async () => (await import('./status.ts')).run,
  },
  {
    name: 'replay',
    takes: '',
    does: "read stored mail again by today's rules and show what is read differently",
    options: [['--apply', 'decide by it what still waits for a person'], AS_JSON],
    examples: ['mailroom replay', 'mailroom replay --apply'],
    load: async () => (await import('./replay.ts')).run,
  },
  {
    name: 'forget',
    takes: '<ADDRESS>',
    does: 'erase a person: their mail, the letters to them, their name and address',
    options: [['--yes', 'really do it'], AS_JSON],
    examples: ['mailroom forget ann@example.org --yes'],
    load: async () => (await import('./forget.ts')).run,
  },
  {
    name: 'init',
    takes: '',
    does: 'ask for what a real mailbox needs, write .env, check it',
    options: [
      ['--provider <name>', 'local, gmail, workspace, microsoft or imap'],
      ['--address <address>', 'of the mailbox'],
      ['--user <name>', 'to log in with, where it is not the address'],
      ['--imap-host <host>', 'for imap'],
      ['--smtp-host <host>', 'for imap'],
      ['--key-file <file>', 'for workspace'],
      ['--tenant <id>', 'for microsoft'],
      ['--client-id <id>', 'for microsoft'],
      ['--reviewers <addresses>', 'who gets the digest, separated by commas'],
      ['--force', 'write .env anew'],
    ],
    examples: ['mailroom init', 'IMAP_PASSWORD=... mailroom init --provider gmail --address data@example.org'],
    load: async () => (await import('./init.ts')).run,
  },
  {
    name: 'doctor',
    takes: '',
    does: 'check everything and say what to do next',
    options: [
      ['--send', 'also send a test mail to the mailbox itself'],
      ['--resume', 'let mail leave again after a backup was restored'],
      AS_JSON,
    ],
    examples: ['mailroom doctor', 'mailroom doctor --send'],
    load: async () => (await import('./doctor.ts')).run,
  },
];
