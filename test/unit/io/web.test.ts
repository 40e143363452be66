/** What the guard refuses before anything is dialled: a resolver of the test's, and a connector that must not be called. */
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openWeb } from '../../../src/io/web.ts';
import type { WebAnswer } from '../../../src/ports.ts';

const LIMITS = { total: 5000, step: 200, size: 1000, redirects: 5 };
const PUBLIC = '93.184.216.34';

type Asked = { readonly answer: WebAnswer; readonly dialled: readonly string[]; readonly looked: readonly string[] };

const ask = async (url: string, addresses: readonly string[] = [PUBLIC]): Promise<Asked> => {
  const dialled: string[] = [];
  const looked: string[] = [];
  const web = openWeb({
    resolve: async (host) => {
      looked.push(host);
      return addresses;
    },
    connect: (address, port): Socket => {
      dialled.push(`${address} ${port}`);
      throw Object.assign(new Error('dialled'), { code: 'ECONNREFUSED' });
    },
    ca: null,
    limits: LIMITS,
  });
  return { answer: await web.get(url, new AbortController().signal), dialled, looked };
};

describe('addresses that are refused by what they say', () => {
  const bad: readonly (readonly [string, string])[] = [
    ['', 'it is no complete web address'],
    ['data.example.org', 'it is no complete web address'],
    ['https://', 'it is no complete web address'],
    ['https://a b/', 'it is no complete web address'],
    ['https://1.2.3.4.5/', 'it is no complete web address'],
    ['file:///etc/passwd', '“file:” is no web address'],
    ['ftp://data.example.org/', '“ftp:” is no web address'],
    ['data:text/plain,x', '“data:” is no web address'],
    ['javascript:alert(1)', '“javascript:” is no web address'],
    ['gopher://data.example.org/', '“gopher:” is no web address'],
    ['https://ann@data.example.org/', 'it holds a user name or a password'],
    ['https://ann:secret@data.example.org/', 'it holds a user name or a password'],
    ['https://data.example.org@127.0.0.1/', 'it holds a user name or a password'],
    ['https://data.example.org:8080/', 'port 8080 is none of the web'],
    ['http://data.example.org:22/', 'port 22 is none of the web'],
    ['http://data.example.org:0/', 'port 0 is none of the web'],
    ['http://data.example.org:6379/', 'port 6379 is none of the web'],
    ['http://127.0.0.1/', '127.0.0.1 is an address of the machine itself'],
    ['http://127.1/', '127.0.0.1 is an address of the machine itself'],
    ['http://2130706433/', '127.0.0.1 is an address of the machine itself'],
    ['http://0x7f.0.0.1/', '127.0.0.1 is an address of the machine itself'],
    ['http://0177.0.0.01/', '127.0.0.1 is an address of the machine itself'],
    ['http://①②⑦.0.0.1/', '127.0.0.1 is an address of the machine itself'],
    ['http://0/', '0.0.0.0 is an address of this network'],
    ['http://169.254.169.254/latest/meta-data/', '169.254.169.254 is an address of the local link'],
    ['http://[::1]/', '[::1] is at ::1, an address of a local network'],
    ['http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1] is at ::ffff:7f00:1, an address of the machine itself'],
    ['http://[64:ff9b::10.0.0.1]/', '[64:ff9b::a00:1] is at 64:ff9b::a00:1, an address of a private network'],
    ['http://[fe80::1]/', '[fe80::1] is at fe80::1, an address of a local network'],
  ];
  test.each(bad)('%s', async (url, why) => {
    expect(await ask(url)).toEqual({ answer: { kind: 'refused', why }, dialled: [], looked: [] });
  });
});

describe('names that are refused by their addresses', () => {
  const bad: readonly (readonly [string, readonly string[], string])[] = [
    ['a private one', ['10.0.0.7'], 'at 10.0.0.7, an address of a private network'],
    ['a private one behind a public one', [PUBLIC, '127.0.0.1'], 'at 127.0.0.1, an address of the machine itself'],
    ['a local one of IPv6', [PUBLIC, 'fd00::7'], 'at fd00::7, an address of a local network'],
    ['a scoped one', ['fe80::7%eth0'], 'at fe80::7%eth0, an address of no known kind'],
    ['no address at all', ['nonsense'], 'at nonsense, an address of no known kind'],
  ];
  test.each(bad)('%s', async (_, addresses, why) => {
    const { answer, dialled } = await ask('https://data.example.org/', addresses);
    expect(answer).toEqual({ kind: 'refused', why: `data.example.org is ${why}` });
    expect(dialled).toEqual([]);
  });

  test('a name without addresses', async () => {
    const { answer } = await ask('https://data.example.org/', []);
    expect(answer).toEqual({ kind: 'refused', why: 'data.example.org has no address' });
  });
});

describe('what is dialled', () => {
  const good: readonly (readonly [string, string, string])[] = [
    ['https://data.example.org/', `${PUBLIC} 443`, 'https'],
    ['http://data.example.org/', `${PUBLIC} 80`, 'http'],
    ['http://data.example.org:443/', `${PUBLIC} 443`, 'the other port of the web'],
    ['https://data.example.org:443/', `${PUBLIC} 443`, 'its own port, named'],
    ['https://1.1.1.1/', '1.1.1.1 443', 'a public address'],
    ['http://[2606:4700:4700::1111]/', '2606:4700:4700::1111 80', 'a public address of IPv6'],
    ['http://[::ffff:1.1.1.1]/', '::ffff:101:101 80', 'one that is mapped'],
  ];
  test.each(good)('%s -> %s (%s)', async (url, dialled) => {
    const asked = await ask(url);
    expect(asked.dialled).toEqual([dialled]);
    expect(asked.answer).toEqual({ kind: 'failed', why: 'nothing answers there' });
  });
});

describe('looking up', () => {
  const never = { connect: (): Socket => expect.fail('dialled'), ca: null, limits: LIMITS };

  const failures: readonly (readonly [string, string])[] = [
    ['ENOTFOUND', 'there is no such host'],
    ['EAI_AGAIN', 'its name could not be looked up now'],
    ['ESERVFAIL', 'the connection failed (ESERVFAIL)'],
  ];
  test.each(failures)('%s', async (code, why) => {
    const resolve = async (): Promise<never> => Promise.reject(Object.assign(new Error('attack'), { code }));
    const answer = await openWeb({ ...never, resolve }).get('https://a.example.org/', new AbortController().signal);
    expect(answer).toEqual({ kind: 'failed', why });
  });

  test('takes no longer than a step', async () => {
    const resolve = (): Promise<never> => new Promise(() => {});
    const began = performance.now();
    const answer = await openWeb({ ...never, resolve }).get('https://a.example.org/', new AbortController().signal);
    expect(answer).toEqual({ kind: 'failed', why: 'it did not answer in time' });
    expect(performance.now() - began).toBeLessThan(LIMITS.total / 2);
  });

  test('ends with the pass', async () => {
    const stop = new AbortController();
    const resolve = (): Promise<never> => new Promise(() => {});
    const answer = openWeb({ ...never, resolve }).get('https://a.example.org/', stop.signal);
    stop.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    await expect(openWeb({ ...never, resolve }).get('https://a.example.org/', stop.signal)).rejects.toThrow('stopped');
  });
});
