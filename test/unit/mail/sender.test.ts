import { describe, expect, test } from 'vitest';
import { findSender, isPlainAddress, listId, oneMailbox } from '../../../src/mail/sender.ts';
import { headersOf } from '../../support/mails.ts';

const policy = { ownAddresses: ['data@thealliance.ai'], ownLists: ['<data.thealliance.ai>'] };

/** `name | address`, or the reason after `none:`. */
const found = (...lines: readonly string[]): string => {
  const sender = findSender(headersOf(...lines), policy);
  return sender.kind === 'address' ? `${sender.address.name} | ${sender.address.address}` : `none: ${sender.reason}`;
};

describe('one mailbox in plain form is the sender', () => {
  test.each<[string, string, string]>([
    ['address alone', 'ann@example.org', ' | ann@example.org'],
    ['in angle brackets', '<ann@example.org>', ' | ann@example.org'],
    ['with a name', 'Ann Lee <ann@example.org>', 'Ann Lee | ann@example.org'],
    ['domain in lower case, local part as it stands', 'Ann <Ann.Lee@Example.ORG>', 'Ann | Ann.Lee@example.org'],
    ['quoted name with a comma', '"Lee, Ann" <ann@example.org>', 'Lee, Ann | ann@example.org'],
    ['quoted name with quotes', '"Ann \\"Lee\\"" <ann@example.org>', 'Ann "Lee" | ann@example.org'],
    ['quoted name with parentheses', '"Ann (Data)" <ann@example.org>', 'Ann (Data) | ann@example.org'],
    ['name with a dot (RFC 5322 4.1 obs-phrase)', 'Ann Q. Lee <ann@example.org>', 'Ann Q. Lee | ann@example.org'],
    ['encoded name', '=?utf-8?q?=C3=88ve_Dubois?= <eve@example.org>', 'Ève Dubois | eve@example.org'],
    ['encoded name with a comma', '=?utf-8?q?Lee=2C_Ann?= <ann@example.org>', 'Lee, Ann | ann@example.org'],
    ['raw UTF-8 name', 'Ève Dubois <eve@example.org>', 'Ève Dubois | eve@example.org'],
    ['tag and apostrophe', "<pat.o'neil+otdi@example.org>", " | pat.o'neil+otdi@example.org"],
    ['own address as the name', '"ann@example.org" <ann@example.org>', 'ann@example.org | ann@example.org'],
    ['punycode domain', '<ann@xn--bcher-kva.example>', ' | ann@xn--bcher-kva.example'],
    ['bidi characters in the name', 'A\u202enn <ann@example.org>', 'A nn | ann@example.org'],
  ])('%s', (_, from, expected) => {
    expect(found(`From: ${from}`)).toBe(expected);
  });
});

describe('whatever two parsers could read differently is nobody', () => {
  test.each<[string, string]>([
    ['nested comment (CVE-2026-121424)', '(a (b) <evil@example.net>) good@example.org'],
    ['comment before the address', '(evil@example.net) good@example.org'],
    ['comment after it, as old clients write', 'good@example.org (Good)'],
    ['comment within the brackets', '<good@example.org (x)>'],
    ['two mailboxes', 'a@example.org, b@example.org'],
    ['unquoted comma in the name', 'Lee, Ann <ann@example.org>'],
    ['group (CVE-2026-110870)', 'Friends: a@example.org;'],
    ['empty group', 'undisclosed-recipients:;'],
    ['quoted local part (CVE-2025-13033)', '"evil@example.net x"@example.org'],
    ['quoted local part in brackets', '<"a b"@example.org>'],
    ['two pairs of brackets', '<a@example.org> <b@example.org>'],
    ['text behind the brackets', '<a@example.org> b'],
    ['bracket not closed', 'Ann <a@example.org'],
    ['bracket not opened', 'a@example.org>'],
    ['quote not closed', '"Ann <a@example.org>'],
    ['encoded word as local part', '<=?utf-8?q?a=40evil=2Eexample=3E?=@example.org>'],
    ['brackets hidden in an encoded name', '=?utf-8?q?x_=3Cevil=40example=2Enet=3E?= <a@example.org>'],
    ['source route (RFC 5321 F.2)', '<@relay.example.net:a@example.org>'],
    ['percent hack', '<a%example.net@example.org>'],
    ['bang path', '<host!a@example.org>'],
    ['domain literal', '<a@[192.0.2.1]>'],
    ['address of numbers', '<a@192.0.2.1>'],
    ['no domain', '<root>'],
    ['no dot in the domain', '<root@localhost>'],
    ['two at signs', '<a@b@example.org>'],
    ['non-ASCII local part (RFC 6531)', '<ännchen@example.org>'],
    ['non-ASCII domain', '<a@bücher.example>'],
    ['two dots', '<a..b@example.org>'],
    ['space in the address', '<a b@example.org>'],
    ['local part of 65', `<${'a'.repeat(65)}@example.org>`],
    ['name only', 'Ann'],
    ['quoted name only', '"Ann"'],
    ['empty brackets', '<>'],
    ['empty', ''],
  ])('%s', (_, from) => {
    expect(found(`From: ${from}`)).toMatch(/^none: \S/);
  });

  test('two From fields', () => {
    expect(found('From: a@example.org', 'From: a@example.org')).toBe('none: there is more than one From field');
  });
  test('no From field', () => {
    expect(found('Sender: a@example.org')).toBe('none: there is no From field');
  });
  test('Reply-To is never looked at (RFC 3834 4)', () => {
    expect(found('From: a@example.org', 'Reply-To: evil@example.net')).toBe(' | a@example.org');
  });
});

describe('a From that our own group rewrote is undone', () => {
  const list = 'List-Id: Data <data.thealliance.ai>';
  test.each<[string, readonly string[], string]>([
    [
      'Google Groups',
      [
        list,
        'From: Ann via Data <data@thealliance.ai>',
        'X-Original-From: Ann <ann@example.org>',
        'Reply-To: x@example.net',
      ],
      'Ann | ann@example.org',
    ],
    [
      'Google Groups without the name',
      [list, "From: 'Ann' via Data <data@thealliance.ai>", 'X-Original-Sender: ann@example.org'],
      ' | ann@example.org',
    ],
    [
      'Mailman: Reply-To',
      [list, 'From: Ann via Data <data@thealliance.ai>', 'Reply-To: Ann <ann@example.org>'],
      'Ann | ann@example.org',
    ],
    [
      'a group that is not the mailbox itself',
      [
        'List-Id: <data.thealliance.ai>',
        'From: x <data@thealliance.ai>',
        'Reply-To: data@thealliance.ai',
        'X-Original-Sender: ann@example.org',
      ],
      ' | ann@example.org',
    ],
    [
      'a From that was not rewritten stays, whatever the sender put beside it',
      [list, 'From: Ann <ann@example.org>', 'X-Original-From: Evil <evil@example.net>'],
      'Ann | ann@example.org',
    ],
    [
      'no trace of who wrote',
      [list, 'From: Ann via Data <data@thealliance.ai>', 'Reply-To: data@thealliance.ai'],
      'none: our own group put its address in From and left no trace of who wrote',
    ],
    [
      'two traces of one kind',
      [list, 'From: Ann via Data <data@thealliance.ai>', 'Reply-To: a@example.org', 'Reply-To: b@example.org'],
      'none: our own group put its address in From and left no trace of who wrote',
    ],
    [
      "somebody else's list is not undone",
      ['List-Id: <other.example.net>', 'From: Ann via Other <other@example.net>', 'Reply-To: ann@example.org'],
      'Ann via Other | other@example.net',
    ],
  ])('%s', (_, lines, expected) => {
    expect(found(...lines)).toBe(expected);
  });
});

test('List-Id (RFC 2919 3): with a phrase, bare, in upper case', () => {
  expect([
    listId('Our data <Data.TheAlliance.AI>'),
    listId('data.thealliance.ai'),
    listId('"a <b>" <c.example>'),
  ]).toEqual(['data.thealliance.ai', 'data.thealliance.ai', 'c.example']);
});

test('linear on hostile fields', () => {
  const start = performance.now();
  for (const part of ['(', '"', '<', '\\', 'a.', '=?', ' ', 'a@', ',']) oneMailbox(part.repeat(100_000));
  isPlainAddress(`${'a.'.repeat(100_000)}@example.org`);
  isPlainAddress(`a@${'a-'.repeat(100_000)}`);
  expect(performance.now() - start).toBeLessThan(1000);
});
