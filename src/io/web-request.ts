/**
 * One GET to one address that was checked before (RFC 9110, RFC 9112): the name is in the request and in TLS, and is not looked up
 * again, so that its owner can't answer otherwise the second time (DNS rebinding). No cookies, no credentials, no proxy, no reuse.
 */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { LateError } from './time-limit.ts';

/** A connection that is being made to `address`, which is an IP address, never a name. */
export type Connect = (address: string, port: number) => Socket;

export type Target = { readonly url: URL; readonly address: string; readonly port: number };

export type RequestOptions = {
  readonly connect: Connect;
  /** One more certificate authority, in PEM. */
  readonly ca: string | null;
  /** For each silence: while it connects, before the answer, within it. In ms. */
  readonly silence: number;
};

/** The connection ended before the answer did. */
class BrokenError extends Error {
  readonly code = 'ECONNRESET';
  constructor() {
    super('it broke the connection');
    this.name = 'BrokenError';
  }
}

/** The name that its certificate must be for: without the brackets of IPv6 and the dot of a complete name. */
const certified = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, '');

/** TLS over `socket`; errors and the end of the one are those of the other. */
const secured = (socket: Socket, url: URL, ca: string | null): Socket => {
  const host = certified(url);
  return secure({
    socket,
    host,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    // RFC 6066 3: no address as a server name.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === null ? {} : { ca }),
  });
};

const socketTo = ({ url, address, port }: Target, { connect, ca, silence }: RequestOptions): Socket => {
  const plain = connect(address, port);
  const socket = url.protocol === 'https:' ? secured(plain, url, ca) : plain;
  return socket.setTimeout(silence, () => socket.destroy(new LateError()));
};

const HEADERS = {
  'User-Agent': 'mailroom',
  Accept: 'text/markdown, text/plain, */*;q=0.5',
  'Accept-Encoding': 'identity',
};

/** The head of the answer, its body not read yet. Rejects with what went wrong, or with the reason of `signal`. */
export const ask = (target: Target, options: RequestOptions, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { url } = target;
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: { Host: url.host, ...HEADERS },
      setHost: false,
      // With this and no agent, Node asks neither its pool nor the proxy of the environment.
      createConnection: () => socketTo(target, options),
    });
    const stop = (): void => {
      request.destroy(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    request.on('response', resolve);
    request.on('error', reject);
    request.on('close', () => {
      signal.removeEventListener('abort', stop);
      // Node closes without a word what answers with another protocol (101).
      reject(new BrokenError());
    });
    request.end();
  });

/** Lower-case media type without parameters (RFC 9110 8.3.1); empty where there is none. */
export const mediaType = (answer: IncomingMessage): string =>
  (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Plain text, not packed: what we never asked for packed is never unpacked, so that nothing can swell (CWE-409). */
const isPlainText = (answer: IncomingMessage): boolean => {
  const type = mediaType(answer);
  const packed = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase() !== 'identity';
  return !packed && (type === '' || (type.startsWith('text/') && type !== 'text/html'));
};

/** The body as UTF-8, at most `limit` octets of it; null, unread, where it is no plain text. Ends the connection. */
export const textOf = async (
  answer: IncomingMessage,
  limit: number,
): Promise<{ readonly text: string | null; readonly cut: boolean }> => {
  if (!isPlainText(answer)) {
    answer.destroy();
    return { text: null, cut: false };
  }
  const { socket } = answer;
  try {
    const { bytes, cut } = await octetsOf(answer, limit);
    return { text: new TextDecoder().decode(bytes), cut };
  } catch (error) {
    // The answer itself knows only that it was cut off, its socket knows why.
    throw socket.errored ?? error;
  }
};

const octetsOf = async (
  answer: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ readonly bytes: Uint8Array; readonly cut: boolean }> => {
  const chunks: Uint8Array[] = [];
  let room = limit;
  for await (const chunk of answer) {
    chunks.push(chunk.subarray(0, room));
    room -= chunk.length;
    // Leaving the loop ends the connection.
    if (room < 0) break;
  }
  return { bytes: Buffer.concat(chunks), cut: room < 0 };
};
