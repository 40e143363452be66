/**
 * A token endpoint on loopback (RFC 6749 3.2), with introspection (RFC 7662) for a mail server that checks tokens.
 */
import { createServer, type ServerResponse } from 'node:http';

type Answer = { readonly status?: number; readonly body: unknown };

export type TokenServer = {
  readonly endpoint: string;
  readonly introspection: string;
  /** The parameters of each request for a token. */
  readonly asked: Readonly<Record<string, string>>[];
  /** What to answer; each token is `token-1`, `token-2`, ... unless a test says otherwise. */
  answer: ((count: number) => Answer) | null;
  /** Tokens that introspection calls active. */
  readonly active: Set<string>;
  readonly stop: () => Promise<void>;
};

/** Starts one on a free port. */
export const startTokenServer = async (user: string): Promise<TokenServer> => {
  const send = (response: ServerResponse, { status = 200, body }: Answer): void => {
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(text));
      if (request.url?.startsWith('/introspect')) {
        const token = fields['token'] ?? new URL(request.url, 'http://127.0.0.1').searchParams.get('token') ?? '';
        return send(response, { body: { active: fake.active.has(token), username: user } });
      }
      fake.asked.push(fields);
      const token = `token-${fake.asked.length}`;
      fake.active.add(token);
      send(
        response,
        fake.answer?.(fake.asked.length) ?? { body: { access_token: token, expires_in: 3600, token_type: 'Bearer' } },
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const root = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const fake: TokenServer = {
    endpoint: `${root}/token`,
    introspection: `${root}/introspect`,
    asked: [],
    answer: null,
    active: new Set(),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
};
