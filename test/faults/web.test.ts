/** The web as strangers run it: servers on loopback that lie, stall, lead astray. Names and dialling are the test's own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openWeb, type WebOptions } from '../../src/io/web.ts';
import type { WebAnswer } from '../../src/ports.ts';

const PUBLIC = '93.184.216.34';
const LIMITS = { total: 3000, step: 300, size: 1_000_000, redirects: 5 };

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

const listening = async (server: Server): Promise<number> => {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  return (server.address() as AddressInfo).port;
};

type Serving = (request: string, socket: Socket) => void;

/** A server that hands each request's head to `serve`; gives its port and the heads that it saw. */
const serving = async (serve: Serving): Promise<{ readonly port: number; readonly heads: string[] }> => {
  const heads: string[] = [];
  const port = await listening(
    createServer((socket) => {
      let head = '';
      socket.on('data', (bytes) => {
        head += bytes.toString('latin1');
        if (!head.includes('\r\n\r\n')) return;
        heads.push(head);
        serve(head, socket);
      });
    }),
  );
  return { port, heads };
};

const answer = (status: string, headers: readonly string[], body: string | Uint8Array = ''): Buffer =>
  Buffer.concat([
    Buffer.from([`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', ''].join('\r\n')),
    Buffer.from(body),
  ]);

type Told = { readonly dialled: string[]; readonly looked: string[] };

/** The web with `port` behind every address; `names` says what addresses a name has, one list for each time it is asked. */
const webAt = (
  port: number,
  names: Readonly<Record<string, readonly (readonly string[])[]>> = {},
  over: Partial<WebOptions> = {},
) => {
  const told: Told = { dialled: [], looked: [] };
  const web = openWeb({
    resolve: async (host) => {
      const times = told.looked.filter((looked) => looked === host).length;
      told.looked.push(host);
      return names[host]?.[times] ?? names[host]?.at(-1) ?? [PUBLIC];
    },
    connect: (address, asked) => {
      told.dialled.push(`${address} ${asked}`);
      return connect({ host: '127.0.0.1', port });
    },
    ca: null,
    limits: LIMITS,
    ...over,
  });
  const get = (url: string, signal = new AbortController().signal): Promise<WebAnswer> => web.get(url, signal);
  return { get, told };
};

const got = async (bytes: Uint8Array | string, url = 'http://data.example.org/card.md'): Promise<WebAnswer> => {
  const { port } = await serving((_, socket) => socket.end(bytes));
  return webAt(port).get(url);
};

const page = (over: Partial<Extract<WebAnswer, { kind: 'page' }>>): WebAnswer => ({
  kind: 'page',
  status: 200,
  url: 'http://data.example.org/card.md',
  type: 'text/plain',
  text: 'card',
  cut: false,
  ...over,
});

const PLAIN = 'Content-Type: text/plain; charset=utf-8';
const late: WebAnswer = { kind: 'failed', why: 'it did not answer in time' };

describe('a page', () => {
  test('what is sent, and nothing else', async () => {
    const { port, heads } = await serving((_, socket) =>
      socket.end(answer('200 OK', [PLAIN, 'Set-Cookie: a=b'], 'card')),
    );
    const { get, told } = webAt(port);
    expect(await get('http://data.example.org:80/a b?q=ü#part')).toEqual(
      page({ url: 'http://data.example.org/a%20b?q=%C3%BC#part' }),
    );
    await get('http://data.example.org/again');
    expect(heads).toEqual([
      'GET /a%20b?q=%C3%BC HTTP/1.1\r\nHost: data.example.org\r\nUser-Agent: mailroom\r\n' +
        'Accept: text/markdown, text/plain, */*;q=0.5\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n',
      expect.not.stringMatching(/cookie/i),
    ]);
    expect(told.dialled).toEqual([`${PUBLIC} 80`, `${PUBLIC} 80`]);
  });

  const kinds: readonly (readonly [string, Buffer, Partial<Extract<WebAnswer, { kind: 'page' }>>])[] = [
    ['UTF-8 and a byte order mark', answer('200 OK', [PLAIN], '\ufeffgrün'), { text: 'grün' }],
    ['octets that are no UTF-8', answer('200 OK', [PLAIN], new Uint8Array([103, 252])), { text: 'g\ufffd' }],
    ['no type', answer('200 OK', [], 'card'), { type: '' }],
    ['Markdown', answer('200 OK', ['Content-Type: Text/Markdown'], 'card'), { type: 'text/markdown' }],
    ['HTML isn’t read', answer('200 OK', ['Content-Type: text/html'], '<p>'), { type: 'text/html', text: null }],
    ['an image isn’t read', answer('200 OK', ['Content-Type: image/png'], 'x'), { type: 'image/png', text: null }],
    ['not there', answer('404 Not Found', [PLAIN], 'no'), { status: 404, text: 'no' }],
    ['a redirect to nowhere', answer('302 Found', [PLAIN], 'hm'), { status: 302, text: 'hm' }],
    [
      'a gzip bomb is never unpacked',
      answer('200 OK', [PLAIN, 'Content-Encoding: gzip'], gzipSync(Buffer.alloc(50_000_000))),
      { text: null },
    ],
    [
      'nor one that is packed twice',
      answer('200 OK', [PLAIN, 'Content-Encoding: identity, gzip'], gzipSync('card')),
      { text: null },
    ],
  ];
  test.each(kinds)('%s', async (_, bytes, expected) => {
    expect(await got(bytes)).toEqual(page(expected));
  });
});

describe('servers that do harm', () => {
  test('an endless body is cut', async () => {
    const { port } = await serving((_, socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${PLAIN}\r\n\r\n`);
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    });
    const answered = await webAt(port).get('http://data.example.org/card.md');
    expect(answered).toEqual(page({ text: 'x'.repeat(LIMITS.size), cut: true }));
  });

  test('exactly as much as we take is not cut', async () => {
    expect(await got(answer('200 OK', [PLAIN], 'x'.repeat(LIMITS.size)))).toEqual(
      page({ text: 'x'.repeat(LIMITS.size) }),
    );
  });

  test('one that never answers is given up after a silence', async () => {
    const { port } = await serving(() => {});
    const began = performance.now();
    expect(await webAt(port).get('http://data.example.org/')).toEqual(late);
    expect(performance.now() - began).toBeLessThan(LIMITS.total / 2);
  });

  test('one that stops in its body', async () => {
    const { port } = await serving((_, socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${PLAIN}\r\nContent-Length: 9\r\n\r\ncard`);
    });
    expect(await webAt(port).get('http://data.example.org/')).toEqual(late);
  });

  const drips: readonly (readonly [string, string, string])[] = [
    ['its body', `HTTP/1.1 200 OK\r\n${PLAIN}\r\n\r\n`, 'x'],
    ['its headers', 'HTTP/1.1 200 OK\r\nX-A: ', 'x'],
    ['answers before the answer', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ];
  test.each(drips)('one that drips %s is given up in all', async (_, start, drop) => {
    const { port } = await serving((_head, socket) => {
      socket.write(start);
      const timer = setInterval(() => socket.write(drop), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const began = performance.now();
    const { get } = webAt(port, {}, { limits: { ...LIMITS, total: 700 } });
    expect(await get('http://data.example.org/')).toEqual(late);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  const broken: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['hangs up', '', 'it broke the connection'],
    ['is no web server', 'SSH-2.0-OpenSSH_9.2\r\n', 'its answer is no valid HTTP'],
    ['sends what is no HTTP', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n', 'its answer is no valid HTTP'],
    [
      'sends two lengths',
      `HTTP/1.1 200 OK\r\n${PLAIN}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx`,
      'its answer is no valid HTTP',
    ],
    ['sends headers without end', `HTTP/1.1 200 OK\r\nX-A: ${'x'.repeat(100_000)}`, 'its answer has too many headers'],
    ['breaks off', `HTTP/1.1 200 OK\r\n${PLAIN}\r\nContent-Length: 9\r\n\r\ncard`, 'it broke the connection'],
    [
      'changes the protocol',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
      'it broke the connection',
    ],
  ];
  test.each(broken)('one that %s', async (_, bytes, why) => {
    expect(await got(bytes)).toEqual({ kind: 'failed', why });
  });

  test.each(['http', 'https'])('nobody at the address: %s', async (scheme) => {
    const port = await listening(createServer());
    await new Promise((closed) => servers.pop()?.close(closed));
    expect(await webAt(port).get(`${scheme}://data.example.org/`)).toEqual({
      kind: 'failed',
      why: 'nothing answers there',
    });
  });

  test.each(['http', 'https'])('an address that swallows all is let go of: %s', async (scheme) => {
    const dialled: Socket[] = [];
    // Its name is never found: to whoever waits, it goes on connecting.
    const swallow = (): Socket => {
      const socket = connect({ host: 'data.example.org', port: 1, lookup: () => {} });
      dialled.push(socket);
      return socket;
    };
    expect(await webAt(0, {}, { connect: swallow }).get(`${scheme}://data.example.org/`)).toEqual(late);
    expect(dialled.map((socket) => socket.destroyed)).toEqual([true]);
  });

  test('a pass that ends takes its request with it', async () => {
    const stop = new AbortController();
    const { port } = await serving(() => stop.abort(new Error('stopped')));
    const { get } = webAt(port, {}, { limits: { ...LIMITS, step: 60_000, total: 60_000 } });
    await expect(get('http://data.example.org/', stop.signal)).rejects.toThrow('stopped');
    await expect.poll(() => sockets.size).toBe(0);
  });
});

describe('redirects', () => {
  const leading = async (location: string, names = {}) => {
    const { port, heads } = await serving((head, socket) =>
      socket.end(
        head.startsWith('GET /from')
          ? answer('302 Found', [`Location: ${location}`])
          : answer('200 OK', [PLAIN], 'card'),
      ),
    );
    const { get, told } = webAt(port, names);
    return { answered: await get('http://data.example.org/from'), heads, told };
  };

  const followed: readonly (readonly [string, string, string, string])[] = [
    ['to a path', '/to', 'http://data.example.org/to', `${PUBLIC} 80`],
    ['to another host', 'http://other.example.org/to', 'http://other.example.org/to', '1.1.1.1 80'],
    ['to a host without a scheme', '//other.example.org/to', 'http://other.example.org/to', '1.1.1.1 80'],
    ['to the other port', 'http://data.example.org:443/to', 'http://data.example.org:443/to', `${PUBLIC} 443`],
  ];
  test.each(followed)('%s', async (_, location, url, dialled) => {
    const { answered, told } = await leading(location, { 'other.example.org': [['1.1.1.1']] });
    expect(answered).toEqual(page({ url }));
    expect(told.dialled).toEqual([`${PUBLIC} 80`, dialled]);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['http://127.0.0.1/admin', '127.0.0.1 is an address of the machine itself'],
    ['http://2130706433/', '127.0.0.1 is an address of the machine itself'],
    ['//169.254.169.254/latest', '169.254.169.254 is an address of the local link'],
    ['http://inside.example.org/', 'inside.example.org is at 10.0.0.1, an address of a private network'],
    ['http://[::1]/', '[::1] is at ::1, an address of a local network'],
    ['http://data.example.org:6379/', 'port 6379 is none of the web'],
    ['http://a:b@data.example.org/', 'it holds a user name or a password'],
    ['file:///etc/passwd', '“file:” is no web address'],
    ['http://', 'it is no complete web address'],
  ];
  test.each(refused)('to %s', async (location, why) => {
    const { answered, told, heads } = await leading(location, { 'inside.example.org': [['10.0.0.1']] });
    expect(answered).toEqual({ kind: 'refused', why: `it leads on, but ${why}` });
    expect(told.dialled).toHaveLength(1);
    expect(heads).toHaveLength(1);
  });

  test('in a circle', async () => {
    const { port, heads } = await serving((_, socket) => socket.end(answer('301 Moved', ['Location: /card.md'])));
    expect(await webAt(port).get('http://data.example.org/card.md')).toEqual({
      kind: 'failed',
      why: 'it leads on more than 5 times',
    });
    expect(heads).toHaveLength(6);
  });

  test('as many as are followed', async () => {
    const { port } = await serving((head, socket) => {
      const step = Number(/^GET \/(\d)/.exec(head)?.[1]);
      socket.end(step < 5 ? answer('307 Go', [`Location: /${step + 1}`]) : answer('200 OK', [PLAIN], 'card'));
    });
    expect(await webAt(port).get('http://data.example.org/0')).toEqual(page({ url: 'http://data.example.org/5' }));
  });
});

describe('names that change their mind', () => {
  test('rebinding: what was checked is dialled, and the name isn’t asked again', async () => {
    const { port } = await serving((_, socket) => socket.end(answer('200 OK', [PLAIN], 'card')));
    const { get, told } = webAt(port, { 'data.example.org': [[PUBLIC], ['127.0.0.1']] });
    expect(await get('http://data.example.org/card.md')).toEqual(page({}));
    expect(told).toEqual({ looked: ['data.example.org'], dialled: [`${PUBLIC} 80`] });
  });

  test('rebinding at a redirect: it is looked up, and refused', async () => {
    const { port } = await serving((_, socket) => socket.end(answer('302 Found', ['Location: /to'])));
    const { get, told } = webAt(port, { 'data.example.org': [[PUBLIC], ['127.0.0.1']] });
    expect(await get('http://data.example.org/from')).toEqual({
      kind: 'refused',
      why: 'it leads on, but data.example.org is at 127.0.0.1, an address of the machine itself',
    });
    expect(told.dialled).toEqual([`${PUBLIC} 80`]);
  });
});

describe('TLS', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mailroom-web-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const file = (name: string): string => join(dir, name);
  const read = (name: string): string => readFileSync(file(name), 'utf8');

  beforeAll(() => {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
    const names = ['-subj', '/CN=data.example.org', '-addext', `subjectAltName=DNS:data.example.org,IP:${PUBLIC}`];
    const out = ['-keyout', file('key.pem'), '-out', file('cert.pem')];
    execFileSync('openssl', ['req', '-x509', ...curve, ...names, ...out], { stdio: 'ignore' });
  });

  const secureAt = async (ca: string | null) => {
    const asked: (string | false | null)[] = [];
    const server = createHttps({ key: read('key.pem'), cert: read('cert.pem') }, (_, response) => {
      response.setHeader('Content-Type', 'text/plain').end('card');
    });
    server.on('secureConnection', (socket) => asked.push(socket.servername));
    server.on('tlsClientError', () => {});
    return { ...webAt(await listening(server), {}, { ca }), asked };
  };

  test('the name is in TLS, though the address is dialled', async () => {
    const { get, told, asked } = await secureAt(read('cert.pem'));
    expect(await get('https://data.example.org/')).toEqual(page({ url: 'https://data.example.org/' }));
    expect(await get('https://data.example.org./')).toEqual(page({ url: 'https://data.example.org./' }));
    expect(asked).toEqual(['data.example.org', 'data.example.org']);
    expect(told.dialled).toEqual([`${PUBLIC} 443`, `${PUBLIC} 443`]);
  });

  test('an address is checked against the certificate too', async () => {
    const { get } = await secureAt(read('cert.pem'));
    expect(await get(`https://${PUBLIC}/`)).toEqual(page({ url: `https://${PUBLIC}/` }));
    expect(await get('https://1.1.1.1/')).toEqual({ kind: 'failed', why: 'its certificate is for another host' });
  });

  test('a certificate for another name', async () => {
    const { get } = await secureAt(read('cert.pem'));
    expect(await get('https://other.example.org/')).toEqual({
      kind: 'failed',
      why: 'its certificate is for another host',
    });
  });

  test('a certificate that nobody known has signed', async () => {
    const { get } = await secureAt(null);
    expect(await get('https://data.example.org/')).toEqual({
      kind: 'failed',
      why: 'its certificate is signed by nobody known',
    });
  });

  test('a server that doesn’t speak TLS, or nothing at all', async () => {
    const plain = await serving((_, socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'));
    const { port } = await serving(() => {});
    const chatty = createServer((socket) => socket.end('220 mail.example.org\r\n'));
    const untrue: WebAnswer = { kind: 'failed', why: 'it does not speak TLS as it should' };
    expect(await webAt(await listening(chatty)).get('https://data.example.org/')).toEqual(untrue);
    expect(await webAt(port).get('https://data.example.org/')).toEqual(late);
    expect(plain.heads).toEqual([]);
  });
});
