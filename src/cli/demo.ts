/**
 * `demo`: sample mails into a fresh local mailbox of its own, one pass, and what came of each. Safe to run again.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openFolder } from '../io/folder.ts';
import { deliverToMaildir } from '../io/maildir.ts';
import type { PassSummary } from '../store/store.ts';
import type { Decision, Reading } from '../triage/decision.ts';
import { modelOf } from '../work/digest.ts';
import { runPass } from '../work/pass.ts';
import type { PassEvent } from '../work/world.ts';
import { type Call, isSet, type Verb } from './call.ts';
import { writePage } from './digest.ts';
import { EXIT, Refusal } from './exit.ts';
import { packaged } from './package.ts';
import { summaryText } from './pass-report.ts';
import { cut, json, plain, plural } from './print.ts';
import { settingsOf } from './settings.ts';
import { untilStopped } from './signals.ts';
import { inWorld } from './world.ts';

/** Stands in a folder that the demo made and may empty. */
const MARKER = '.mailroom-demo';
/** The samples carry the dates of the day they were written. */
const NEVER_TOO_OLD = 36_500 * 86_400_000;

type Decided = { readonly id: string | null; readonly reading: Reading; readonly decision: Decision };

export const run: Verb = async (call) => {
  const config = demoConfig(settingsOf(call));
  emptied(config.dataDir);
  const folder = openFolder(config.dataDir);
  const samples = readdirSync(packaged('data/samples')).filter((name) => name.endsWith('.eml'));
  for (const name of samples.sort())
    await deliverToMaildir(folder.mailbox, readFileSync(join(packaged('data/samples'), name)));
  if (!isSet(call, 'json')) call.print(`${plural(samples.length, 'sample mail')} put into ${folder.mailbox}\n\n`);
  const decided: Decided[] = [];
  const hear = (event: PassEvent): void => {
    if (event.kind === 'decided') decided.push(event);
  };
  return inWorld(call, config, hear, (world, desk) =>
    untilStopped(null, async (signal) => {
      const { summary } = await runPass(world, signal);
      const page = writePage(desk, modelOf(desk, config));
      call.print(isSet(call, 'json') ? json(asJson(decided, summary)) : asText(call, decided, summary));
      if (!isSet(call, 'json')) call.print(whereToLook(config, page));
      return EXIT.done;
    }),
  );
};

/** On folders only, whatever servers the settings name, and apart from the real data. */
const demoConfig = (config: Config): Config => ({
  ...config,
  dataDir: join(config.dataDir, 'demo'),
  imap: null,
  smtp: null,
  firstRun: 'process',
  replyMaxAge: NEVER_TOO_OLD,
  logLevel: config.logLevel === 'debug' ? 'debug' : 'warn',
});

/** Empties the demo's folder, if it is the demo's. */
const emptied = (dir: string): void => {
  const marker = join(dir, MARKER);
  if (existsSync(dir) && readdirSync(dir).length > 0 && !existsSync(marker))
    throw new Refusal(
      EXIT.configuration,
      `${dir} holds something that the demo didn't make; set DATA_DIR elsewhere for the demo`,
    );
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(marker, 'mailroom demo empties this folder each time\n');
};

const asJson = (decided: readonly Decided[], summary: PassSummary) => ({
  mails: decided.map(({ id, reading, decision }) => ({
    id,
    from: reading.from,
    subject: reading.subject,
    kind: decision.kind,
    disposition: decision.disposition.is,
    submission: decision.submission,
    replies: decision.letters.map(({ template, to }) => ({ template, to: to.address })),
  })),
  summary,
});

const asText = (call: Call, decided: readonly Decided[], summary: PassSummary): string => {
  const mails = decided.map(({ id, reading, decision }) => {
    const { disposition, letters, submission } = decision;
    const why = 'why' in disposition ? `: ${disposition.why}` : '';
    const reply = letters.map(({ template, to }) => `${template} to ${to.address}`).join(', ');
    const head = `${id ?? '-'}  ${reading.from}  ${reading.subject}`;
    const what = `${decision.kind} -> ${disposition.is}${why}${submission === null ? '' : ` (${submission})`}`;
    return [head, `        ${plain(what)}`, `        ${reply === '' ? 'no reply' : plain(reply)}`]
      .map((line) => cut(line, call.columns))
      .join('\n');
  });
  return `${mails.join('\n')}\n\n${summaryText(summary)}\n`;
};

const whereToLook = (config: Config, page: string): string =>
  [
    `Replies:   ${join(config.dataDir, 'sent', 'new')}`,
    `Database:  ${join(config.dataDir, 'mailroom.db')}`,
    `Digest:    ${page}`,
    `Next:      DATA_DIR=${config.dataDir} mailroom list`,
    '',
  ].join('\n');
