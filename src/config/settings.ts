/**
 * Every key of the environment that means something, what it takes, and its default as the owner would write it.
 */
import { z } from 'zod';
import {
  address,
  addresses,
  choice,
  connections,
  count,
  cron,
  duration,
  flag,
  host,
  limit,
  list,
  port,
  secret,
  timeZone,
  word,
} from './values.ts';

const Security = choice('tls', 'starttls', 'none').prefault('tls');

/** One line for each key; a default is written as the owner would write it. */
export const Settings = z.object({
  MAILBOX_ADDRESS: address.prefault('data@thealliance.ai'),
  DATA_DIR: word.prefault('data'),
  TEMPLATES_DIR: word.optional(),
  IMAP_HOST: host.optional(),
  IMAP_PORT: port.optional(),
  IMAP_SECURITY: Security,
  IMAP_USER: word.optional(),
  IMAP_PASSWORD: secret.optional(),
  IMAP_MAILBOX: word.prefault('INBOX'),
  SENT_MAILBOX: word.optional(),
  SMTP_HOST: host.optional(),
  SMTP_PORT: port.optional(),
  SMTP_SECURITY: Security,
  SMTP_USER: word.optional(),
  SMTP_PASSWORD: secret.optional(),
  SMTP_CONNECTIONS: connections.prefault('1'),
  OAUTH_PROVIDER: choice('google', 'microsoft').optional(),
  OAUTH_TENANT: word.optional(),
  OAUTH_CLIENT_ID: word.optional(),
  OAUTH_CLIENT_SECRET: secret.optional(),
  OAUTH_REFRESH_TOKEN: secret.optional(),
  OAUTH_KEY_FILE: word.optional(),
  REVIEWERS: addresses.prefault(''),
  OPERATOR: addresses.optional(),
  POLL_SCHEDULE: cron.prefault('*/2 * * * *'),
  DIGEST_SCHEDULE: cron.prefault('0 7 * * 1-5'),
  TIMEZONE: timeZone.prefault('UTC'),
  FIRST_RUN: choice('baseline', 'process').optional(),
  REPLY_MAX_AGE: duration.prefault('14d'),
  REPLY_LIMIT: limit.prefault('10/1d'),
  CLARIFY_LIMIT: count.prefault('3'),
  BURST_LIMIT: count.prefault('50'),
  TOTAL_LIMIT: limit.prefault('200/1h'),
  REMIND_AFTER: duration.prefault('7d'),
  LAPSE_AFTER: duration.prefault('30d'),
  TRUSTED_AUTHSERV_IDS: list.prefault(''),
  OWN_LISTS: list.prefault(''),
  PLUS_ADDRESSING: flag.prefault('false'),
  CHECK_URLS: flag.prefault('false'),
  WATCHDOG_AFTER: duration.prefault('1h'),
  RETAIN_IGNORED: duration.prefault('90d'),
  LOG_LEVEL: choice('debug', 'info', 'warn', 'error').prefault('info'),
  LOG_FORMAT: choice('pretty', 'json').optional(),
});
export type Settings = z.infer<typeof Settings>;

/** Every key that means something, in the order of `.env.example`. */
export const KEYS: readonly string[] = Object.keys(Settings.shape);
