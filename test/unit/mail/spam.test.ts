import { describe, expect, test } from 'vitest';
import { filterVerdict, trickIn } from '../../../src/mail/spam.ts';
import { headersOf } from '../../support/mails.ts';

describe('what a filter in front of us says', () => {
  test.each<[string, readonly string[], boolean]>([
    ['SpamAssassin flag', ['X-Spam-Flag: YES'], true],
    ['SpamAssassin status', ['X-Spam-Status: Yes, score=7'], true],
    ['rspamd', ['X-Spam: Yes'], true],
    ['SES', ['X-SES-Spam-Verdict: FAIL'], true],
    ['Microsoft 365', ['X-MS-Exchange-Organization-SCL: 6'], true],
    ['Microsoft 365, trusted sender', ['X-MS-Exchange-Organization-SCL: -1'], false],
    ['no', ['X-Spam-Flag: NO'], false],
    ['yes only in a list of tests', ['X-Spam-Status: No, tests=YES'], false],
    ['the topmost field is the last filter', ['X-Spam-Status: No', 'X-Spam-Status: Yes'], false],
    ['a score', ['X-Spam-Score: 99'], false],
    ['nothing', ['From: a@example.org'], false],
  ])('%s', (_, lines, expected) => {
    expect(filterVerdict(headersOf(...lines)) !== null).toBe(expected);
  });
});

describe('tricks', () => {
  test.each<[string, string]>([
    ['phishing', 'Your mailbox is full.\nVerify your account to keep it.'],
    ['advance fee', 'I am the widow of a minister and have 5 million dollars.'],
    ['blackmail', 'I hacked your device. Send bitcoin.'],
  ])('%s', (_, text) => {
    expect(trickIn('', text)).not.toBeNull();
  });
  test.each<[string, string]>([
    ['an offer that names money', 'The survey cost two million dollars. May we contribute it?'],
    ['research on phishing', 'We collect messages that claim "your mailbox is full". Is that open data?'],
    ['a trojan asteroid', 'Our dataset has 12,000 trojan asteroids, see https://data.example.org.'],
    ['a gift', 'A donation of recordings that cost us two million dollars, inheritance of our founder.'],
    [
      'malware research',
      'Samples of a trojan that asks for bitcoin, and of spam that sells viagra: https://data.example.org',
    ],
    ['an inheritance study', 'A dataset on inheritance in mice: https://data.example.org/mice'],
  ])('%s is none', (_, text) => {
    expect(trickIn('A dataset', text)).toBeNull();
  });
});
