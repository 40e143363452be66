import { describe, expect, test } from 'vitest';
import { addressesIn } from '../../../src/form/mailbox.ts';

describe('an address as people write it', () => {
  test.each([
    ['ann@example.org', 'ann@example.org', 'as it is'],
    ['Ann.Lee@Example.ORG', 'Ann.Lee@example.org', 'the domain has no case, the local part may have'],
    ['Ann Lee <ann@example.org>', 'ann@example.org', 'with a name'],
    ['"Lee, Ann" <ann@example.org>', 'ann@example.org', 'with a quoted name'],
    ['<ann@example.org>', 'ann@example.org', 'in angle brackets'],
    ['ann@example.org.', 'ann@example.org', 'the dot of a sentence'],
    ['Write to ann@example.org, please', 'ann@example.org', 'in a sentence'],
    ['mailto:ann@example.org', 'ann@example.org', 'a link'],
    ['ann@example.org<mailto:ann@example.org>', 'ann@example.org', "Outlook's target behind it"],
    ['ann@example.org [ann@example.org]', 'ann@example.org', "a converter's target behind it"],
    ["pat.o'neil@example.com", "pat.o'neil@example.com", 'an apostrophe'],
    ['eve.dubois+otdi@example.fr', 'eve.dubois+otdi@example.fr', 'a tag'],
    ['*ann@example.org*', 'ann@example.org', 'bold'],
    ['\u202aann@example.org\u202c', 'ann@example.org', 'bidi marks'],
    ['ann@\u200bexample.org', 'ann@example.org', 'a zero-width space'],
    ['ann@example.org\u00a0', 'ann@example.org', 'a no-break space'],
    ['ann @example.org', 'ann@example.org', 'a space before the sign'],
    ['ann (at) example.org', 'ann@example.org', 'spelt out'],
    ['ann [at] example [dot] org', 'ann@example.org', 'spelt out wholly'],
    ['ann at example dot org', 'ann@example.org', 'spelt out without brackets'],
    ['jörg@bücher.example', 'jörg@bücher.example', 'RFC 6531'],
    ['ann@example.org; ANN@example.org', 'ANN@example.org', 'the same twice'],
    ['ann@example.org or bob@example.org', 'ann@example.org|bob@example.org', 'two'],
    ['not-an-address', '', 'none'],
    ['ann@localhost', '', 'no domain'],
    ['ann@', '', 'nothing behind the sign'],
    ['@ann', '', 'a handle'],
    ['ann@example', '', 'a name without a dot'],
    ['ann@example.123', '', 'no top-level domain has digits only'],
    ['meet at noon', '', 'words'],
  ])('%j -> %j (%s)', (text, addresses) => expect(addressesIn(text).join('|')).toBe(addresses));
});
