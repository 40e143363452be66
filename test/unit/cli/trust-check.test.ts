import { describe, expect, it } from 'vitest';
import { trustCheck } from '../../../src/cli/trust-check.ts';
import { type Config, readConfig } from '../../../src/config.ts';
import { arrive, ignore, keys, NOW, opened, reading } from '../store/support.ts';

const configWith = (trusted: string): Config => {
  const result = readConfig({ TRUSTED_AUTHSERV_IDS: trusted });
  if (!result.ok) throw new Error(result.mistakes.join());
  return result.config;
};

/** What the check says after mails whose topmost Authentication-Results begin like that; `direct` passed no server. */
const told = (fields: readonly string[], trusted = ''): string | null => {
  const store = opened();
  for (const [n, field] of fields.entries()) {
    const verified = field === '' || field === 'direct' ? '' : `Authentication-Results: ${field}\r\n`;
    const received = field === 'direct' ? '' : 'Received: from a.example.org by mx.example.org\r\n';
    const source = new TextEncoder().encode(`${verified}${received}From: ada@example.org\r\n\r\nhello\r\n`);
    const cause = { kind: 'mail' as const, arrival: arrive(store, String(n)), source, reading: reading(String(n)) };
    store.commit(cause, keys(), NOW, () => ignore);
  }
  const [check] = trustCheck(configWith(trusted), store);
  return check === undefined ? null : `${check.ok ? 'advice' : 'mend'}: ${check.found} -> ${check.todo}`;
};

const OURS = 'mx.example.org; dmarc=pass';
const THEIRS = 'evil.example.net; dmarc=pass';

describe('whose word on senders counts', () => {
  it.each<[string, readonly string[], string, RegExp]>([
    [
      'one name in nearly all mail is proposed',
      [OURS, OURS, 'MX.example.org 1; dkim=fail', OURS, THEIRS],
      '',
      /^advice: mx\.example\.org verified .* 4 of the last 5 mails -> If mx\.example\.org is your own .* TRUSTED_AUTHSERV_IDS=mx\.example\.org: /,
    ],
    [
      'a field without a name is that of Microsoft 365',
      ['spf=pass', 'spf=pass', 'spf=fail'],
      '',
      / TRUSTED_AUTHSERV_IDS=microsoft: /,
    ],
    [
      'one who is trusted and never speaks is wrong',
      [OURS, OURS, OURS],
      'mail.example.org',
      /^mend: none of the last 3 mails .* -> Correct TRUSTED_AUTHSERV_IDS=mx\.example\.org, if that is your own/,
    ],
    [
      'where nobody speaks there is nothing to propose',
      ['', '', ''],
      'mail.example.org',
      /^mend: .* -> Correct TRUSTED_AUTHSERV_IDS to the name/,
    ],
  ])('%s', (_, fields, trusted, line) => {
    expect(told(fields, trusted)).toMatch(line);
  });

  it.each<[string, readonly string[], string]>([
    ['the right name is no news', [OURS, OURS, OURS], 'MX.example.org'],
    ['one of several is enough', [OURS, OURS, OURS], 'mail.example.org, mx.example.org'],
    ['senders who each write their own', [OURS, THEIRS, OURS, ''], ''],
    ['too little mail to tell', [OURS, OURS], ''],
    ['mail that passed no server', ['direct', 'direct', 'direct'], 'mx.example.org'],
  ])('nothing to say: %s', (_, fields, trusted) => {
    expect(told(fields, trusted)).toBeNull();
  });
});
