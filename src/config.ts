/**
 * The owner's settings: environment -> Config, with every mistake at once; Config -> Policy.
 * The keys, their defaults and their meaning are told in `.env.example`.
 */
import { distance } from 'fastest-levenshtein';
import type { Mail, OAuth, Server } from './config/servers.ts';
import { crossMistakes, oauthOf, serverOf } from './config/servers.ts';
import { KEYS, Settings } from './config/settings.ts';
import type { Form } from './form/form.ts';
import type { Address } from './mail/message.ts';
import type { Limit, Policy } from './triage/decision.ts';
import type { Terms } from './triage/submission.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the program runs on. Durations in ms; null = not set, and the local stand-in or the general rule holds. */
export type Config = {
  readonly mailbox: Address;
  readonly dataDir: string;
  /** Null = the templates that come with the program. */
  readonly templatesDir: string | null;
  /** Null = the Maildir in `DATA_DIR/mailbox`. */
  readonly imap: Mail | null;
  /** Null = replies are delivered into `DATA_DIR/sent`. */
  readonly smtp: Server | null;
  /** How many connections to it may send at the same time. */
  readonly smtpConnections: number;
  readonly oauth: OAuth | null;
  readonly reviewers: readonly string[];
  readonly operator: readonly string[];
  readonly pollSchedule: string;
  readonly digestSchedule: string;
  readonly timeZone: string;
  readonly firstRun: 'baseline' | 'process';
  readonly replyMaxAge: number;
  readonly replyLimit: Limit;
  readonly clarifyLimit: number;
  readonly burstLimit: number;
  readonly totalLimit: Limit;
  readonly remindAfter: number;
  readonly lapseAfter: number;
  readonly trustedAuthservIds: readonly string[];
  readonly ownLists: readonly string[];
  readonly plusAddressing: boolean;
  readonly checkUrls: boolean;
  readonly watchdogAfter: number;
  readonly retainIgnored: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Null = pretty on a terminal, else json. */
  readonly logFormat: 'pretty' | 'json' | null;
};

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** Environment -> Config, or every mistake in it, each a sentence that begins with its key. An empty value counts as not set. */
export const readConfig = (environment: Environment): ConfigResult => {
  const env = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = Settings.safeParse(env);
  const mistakes = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}.`),
    ...crossMistakes(env),
  ];
  if (!parsed.success || mistakes.length > 0) return { ok: false, mistakes };
  const config = configOf(parsed.data);
  return { ok: true, config, warnings: [...nearMisses(Object.keys(env)), ...doubts(config)] };
};

/** What is wrong with one value by itself, or null; empty = not set. `name` is one of our keys. */
export const mistakeIn = (name: string, value: string): string | null => {
  const issues = value.trim() === '' ? [] : (Settings.safeParse({ [name]: value }).error?.issues ?? []);
  const own = issues.find(({ path }) => path[0] === name);
  return own === undefined ? null : `${name}: ${own.message}.`;
};

const configOf = (set: Settings): Config => {
  const oauth = oauthOf(set);
  const imap = serverOf(set, 'IMAP');
  return {
    mailbox: set.MAILBOX_ADDRESS,
    dataDir: set.DATA_DIR,
    templatesDir: set.TEMPLATES_DIR ?? null,
    imap: imap && { ...imap, mailbox: set.IMAP_MAILBOX, sentMailbox: set.SENT_MAILBOX ?? null },
    smtp: serverOf(set, 'SMTP'),
    smtpConnections: set.SMTP_CONNECTIONS,
    oauth,
    reviewers: set.REVIEWERS,
    operator: set.OPERATOR ?? set.REVIEWERS,
    pollSchedule: set.POLL_SCHEDULE,
    digestSchedule: set.DIGEST_SCHEDULE,
    timeZone: set.TIMEZONE,
    firstRun: set.FIRST_RUN ?? (imap ? 'baseline' : 'process'),
    replyMaxAge: set.REPLY_MAX_AGE,
    replyLimit: set.REPLY_LIMIT,
    clarifyLimit: set.CLARIFY_LIMIT,
    burstLimit: set.BURST_LIMIT,
    totalLimit: set.TOTAL_LIMIT,
    remindAfter: set.REMIND_AFTER,
    lapseAfter: set.LAPSE_AFTER,
    trustedAuthservIds: set.TRUSTED_AUTHSERV_IDS.map((id) => id.toLowerCase()),
    ownLists: set.OWN_LISTS.map((id) => id.replace(/^<|>$/g, '').toLowerCase()),
    plusAddressing: set.PLUS_ADDRESSING,
    checkUrls: set.CHECK_URLS,
    watchdogAfter: set.WATCHDOG_AFTER,
    retainIgnored: set.RETAIN_IGNORED,
    logLevel: set.LOG_LEVEL,
    logFormat: set.LOG_FORMAT ?? null,
  };
};

/** The settings that bear on decisions, with the form, the key that signs thread tokens, and the terms as they stand. */
export const policyOf = (config: Config, form: Form, key: Uint8Array, terms: Terms): Policy => ({
  form,
  ownAddresses: [config.mailbox.address.toLowerCase()],
  ownLists: config.ownLists,
  trustedAuthservIds: config.trustedAuthservIds,
  mailbox: config.mailbox,
  key,
  plusAddressing: config.plusAddressing,
  reviewers: config.reviewers,
  operator: config.operator,
  replyMaxAge: config.replyMaxAge,
  replyLimit: config.replyLimit,
  clarifyLimit: config.clarifyLimit,
  burstLimit: config.burstLimit,
  totalLimit: config.totalLimit,
  remindAfter: config.remindAfter,
  lapseAfter: config.lapseAfter,
  terms,
});

/** What can be meant, and hardly is. */
const doubts = ({ remindAfter, lapseAfter }: Config): readonly string[] =>
  remindAfter < lapseAfter
    ? []
    : ['REMIND_AFTER is no shorter than LAPSE_AFTER: who is reminded has no time to answer.'];

const FAMILIES = /^(?:MAILROOM|IMAP|SMTP|OAUTH|MAILBOX|POLL|DIGEST|REPLY|CLARIFY|REVIEWER|REMIND|LAPSE)/;

/** Set by login shells: the path of a mailbox on this machine. */
const OF_THE_SHELL = 'MAIL';

/** A key that was surely meant for us, such as IMAP_PASS, would otherwise be ignored in silence. */
const nearMisses = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    if (KEYS.includes(name) || name === OF_THE_SHELL) return [];
    const bare = name.replace(/^MAILROOM_/, '');
    const near = KEYS.map((key) => ({ key, far: key.startsWith(bare) ? 1 : distance(key, bare.toUpperCase()) })).sort(
      (a, b) => a.far - b.far,
    )[0];
    const meant = near !== undefined && (near.far <= 2 || (FAMILIES.test(name) && near.far <= bare.length / 2));
    return meant && bare.length >= 4 ? [`${name} means nothing to mailroom. Did you mean ${near.key}?`] : [];
  });
