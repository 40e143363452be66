import { describe, expect, test } from 'vitest';
import { readAuthentication, topmostServer } from '../../../src/mail/authentication.ts';
import { headersOf } from '../../support/mails.ts';

const MX = 'mx.thealliance.ai';

/** `dmarc dkim spf by`. */
const verified = (fields: readonly string[], trusted: readonly string[] = [MX]): string => {
  const headers = headersOf(...fields.map((field) => `Authentication-Results: ${field}`), 'From: a@example.org');
  const { dmarc, dkim, spf, by } = readAuthentication(headers, trusted);
  return `${dmarc} ${dkim} ${spf} ${by}`;
};

describe('one trusted field', () => {
  test.each<[string, string, string]>([
    ['all pass', `${MX}; dkim=pass header.d=example.org; spf=pass; dmarc=pass`, 'pass pass pass'],
    ['RFC 8601 B.1: no result', `${MX} 1; none`, 'unknown unknown unknown'],
    ['version after the id', `${MX} 1; dmarc=pass`, 'pass unknown unknown'],
    ['method with a version', `${MX}; dmarc/1=fail`, 'fail unknown unknown'],
    ['id and methods in upper case', `MX.TheAlliance.AI; DMARC=FAIL`, 'fail unknown unknown'],
    [
      'comment with a semicolon',
      `${MX}; spf=pass (sender; dmarc=pass) smtp.mailfrom=x; dmarc=fail`,
      'fail unknown pass',
    ],
    ['nested comments', `${MX} (a (b; dmarc=pass)); dmarc=fail (p=none (dis=none))`, 'fail unknown unknown'],
    ['comment before the id', `(ours) ${MX}; dmarc=fail`, 'fail unknown unknown'],
    ['escaped parenthesis in a comment', `${MX}; spf=pass (a \\) ; dmarc=pass); dmarc=fail`, 'fail unknown pass'],
    ['quoted value with a semicolon', `${MX}; spf=fail reason="no; dmarc=pass"; dmarc=none`, 'none unknown fail'],
    ['blanks around the equals sign', `${MX}; dmarc = fail`, 'fail unknown unknown'],
    ['result within a property is none', `${MX}; iprev=pass policy.dmarc=pass`, 'unknown unknown unknown'],
    ['two signatures, one good', `${MX}; dkim=fail header.d=a; dkim=pass header.d=b`, 'unknown pass unknown'],
    ['second dmarc in one field is not believed', `${MX}; dmarc=fail; dmarc=pass`, 'fail unknown unknown'],
    ['softfail is a failure', `${MX}; spf=softfail`, 'unknown unknown fail'],
    ['neutral says nothing', `${MX}; spf=neutral; dkim=policy`, 'unknown none none'],
    ['trouble is not known', `${MX}; dmarc=temperror; dkim=permerror`, 'unknown unknown unknown'],
    ['words that nobody defined', `${MX}; dmarc=splendid`, 'unknown unknown unknown'],
  ])('%s', (_, field, expected) => {
    expect(verified([field])).toBe(`${expected} ${MX}`);
  });
});

describe('whom to believe', () => {
  const nobody = 'unknown unknown unknown null';
  test('nobody is trusted: nothing is known, not even a pass', () => {
    expect(verified([`${MX}; dmarc=pass`], [])).toBe(nobody);
  });
  test('another server', () => {
    expect(verified(['mx.example.net; dmarc=pass'])).toBe(nobody);
  });
  test('an id that only begins like ours', () => {
    expect(verified([`${MX}.example.net; dmarc=pass`])).toBe(nobody);
  });
  test('no field', () => {
    expect(verified([])).toBe(nobody);
  });
  test("another server's field above ours", () => {
    expect(verified(['relay.example.net; dmarc=pass', `${MX}; dmarc=fail`])).toBe(`fail unknown unknown ${MX}`);
  });
  test('a forged second field with our id cannot better the first', () => {
    expect(verified([`${MX}; dmarc=fail`, `${MX}; dmarc=pass; dkim=pass; spf=pass`])).toBe(
      `fail unknown unknown ${MX}`,
    );
  });
  test('nor add a pass to what the first left out', () => {
    expect(verified([`${MX}; spf=none`, `${MX}; dmarc=pass`])).toBe(`unknown unknown none ${MX}`);
  });
  test('a second field of ours that says fail is heard: one field a method (OpenDMARC, OpenDKIM)', () => {
    expect(verified([`${MX}; dkim=pass`, `${MX}; dmarc=fail`])).toBe(`fail pass unknown ${MX}`);
  });
  test('the id in the list may have any case and blanks', () => {
    expect(verified([`${MX}; dmarc=pass`], [' MX.thealliance.ai '])).toBe(`pass unknown unknown ${MX}`);
  });
});

describe('Microsoft 365, which writes no id', () => {
  const field =
    'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass (signature was verified) header.d=example.org;dmarc=fail action=quarantine header.from=example.org;compauth=fail reason=000';
  test('trusted by its name', () => {
    expect(verified([field], ['microsoft'])).toBe('fail pass pass microsoft');
  });
  test('not trusted without it', () => {
    expect(verified([field])).toBe('unknown unknown unknown null');
  });
  test('only topmost: a sender can write such a field too', () => {
    expect(verified(['mx.example.net; dmarc=pass', field], ['microsoft'])).toBe('unknown unknown unknown null');
  });
  test('what it guesses is no pass', () => {
    expect(verified(['spf=none; dmarc=bestguesspass'], ['microsoft'])).toBe('none unknown none microsoft');
  });
});

test('what an owner could trust', () => {
  const top = (...fields: readonly string[]): string | null =>
    topmostServer(headersOf(...fields.map((field) => `Authentication-Results: ${field}`)));
  expect([top('mx.google.com; spf=pass', 'x; spf=pass'), top('spf=pass; dkim=pass'), top()]).toEqual([
    'mx.google.com',
    'microsoft',
    null,
  ]);
});

test('linear on a hostile field', () => {
  const start = performance.now();
  for (const part of ['(', ')', '"', ';', '\\', 'dmarc=pass;', 'a ', '=']) verified([`${MX};${part.repeat(50_000)}`]);
  expect(performance.now() - start).toBeLessThan(1500);
});
