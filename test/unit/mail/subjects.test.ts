import { describe, expect, test } from 'vitest';
import { AWAY, CHALLENGE, DELAYED, FAILED, READ } from '../../../src/mail/phrases.ts';
import { bareSubject, isForwardSubject, isReplySubject, opening } from '../../../src/mail/subjects.ts';

describe('what clients and gateways put before a subject', () => {
  test.each<[string, string]>([
    ['Re: x', 'x'],
    ['RE[2]: AW: Fwd: x', 'x'],
    ['Antw: WG: x', 'x'],
    ['回复：转发：x', 'x'],
    ['[EXTERNAL] Re: [data] x', 'x'],
    ['***SPAM*** x', 'x'],
    ['(External) x', 'x'],
    ['SV : x', 'x'],
    ['Re:', ''],
    ['Regarding: x', 'Regarding: x'],
    ['Award: x', 'Award: x'],
    [
      '[a very long thing in brackets that is no tag at all] x',
      '[a very long thing in brackets that is no tag at all] x',
    ],
    ['x [DS-0042]', 'x [DS-0042]'],
  ])('%j is %j', (subject, bare) => {
    expect(bareSubject(subject)).toBe(bare);
  });

  test('a reply and a forward are told behind the tags of gateways', () => {
    expect(['Re: x', '[EXTERNAL] AW: x', 'Fwd: x', 'x', 'Report: x'].map(isReplySubject)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['Fwd: x', '[EXT] WG: x', 'TR : x', 'Re: x', 'Trial: x'].map(isForwardSubject)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('what machines begin a subject with', () => {
  test.each<[string, readonly string[], boolean]>([
    ['Automatic reply: x', AWAY, true],
    ['AUTOMATIC REPLY', AWAY, true],
    ['[EXTERNAL] Automatische Antwort: x', AWAY, true],
    ['Out of Office', AWAY, true],
    ['Re: Out of Office', AWAY, false],
    ['Automatic replying', AWAY, false],
    ['The automatic reply', AWAY, false],
    ['Αυτόματη απάντηση: x', AWAY, true],
    ['自动答复: x', AWAY, true],
    ['re\u0301ponse automatique : x'.normalize('NFD'), AWAY, true],
    ['Undeliverable: x', FAILED, true],
    ['Undeliverables, a dataset', FAILED, false],
    ['Недоставленное сообщение', FAILED, true],
    ['Delayed Mail (still being retried)', DELAYED, true],
    ['Gelesen: x', READ, true],
    ['Your email requires verification verify#1', CHALLENGE, true],
  ])('%j', (subject, phrases, expected) => {
    expect(opening(subject, phrases) !== null).toBe(expected);
  });
});

test('phrases are in lower case, normal form and single spaces, else they never match', () => {
  for (const phrase of [...AWAY, ...FAILED, ...DELAYED, ...READ, ...CHALLENGE])
    expect(phrase).toBe(phrase.toLowerCase().normalize('NFC').replace(/\s+/g, ' '));
});

test('linear on a hostile subject', () => {
  const start = performance.now();
  for (const part of ['Re:', '[', '[a] ', '*', ' ', 'Re[1]', '***']) {
    bareSubject(part.repeat(50_000));
    opening(part.repeat(50_000), AWAY);
  }
  expect(performance.now() - start).toBeLessThan(2000);
});
