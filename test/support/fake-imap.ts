/**
 * An IMAP server in memory that can be told to fail: what a real one does on a bad day, at the moment that a test wants.
 * Knows the commands that the program gives (RFC 3501), and BODYSTRUCTURE only as far as a test brings it.
 */
import { createServer, type Socket } from 'node:net';
import { structureOf } from './mime-tree.ts';

type FakeMessage = { readonly uid: number; readonly source: string; readonly date: Date; flags: string };

/** One command as the client gave it. */
type Command = { readonly tag: string; readonly name: string; readonly text: string; readonly socket: Socket };

/**
 * What a test does instead of the server: give lines to send, and the usual answer isn't; undefined lets the server answer.
 * `hang` sends nothing, `drop` ends the connection.
 */
export type Fault = (command: Command) => readonly string[] | 'hang' | 'drop' | undefined;

export type FakeImap = {
  readonly port: number;
  readonly messages: FakeMessage[];
  /** Every command that came, in order, without its tag. */
  readonly seen: string[];
  put: (source: string, date?: Date) => number;
  /** Null: the server behaves. */
  fault: Fault | null;
  greeting: string | 'hang';
  uidValidity: string | null;
  capabilities: string;
  /** Octets of FETCH rows after which the connection is dropped. */
  dropAfter: number | null;
  readonly stop: () => Promise<void>;
};

const CAPABILITIES = 'IMAP4rev1 AUTH=PLAIN';

/** Starts one on a free port of loopback; any password but `wrong` is right. */
export const startFakeImap = async (): Promise<FakeImap> => {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(fake, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  let lastUid = 0;
  const fake: FakeImap = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    messages: [],
    seen: [],
    put: (source, date = new Date()) => {
      lastUid += 1;
      fake.messages.push({ uid: lastUid, source, date, flags: '' });
      return lastUid;
    },
    fault: null,
    greeting: '* OK ready',
    uidValidity: '42',
    capabilities: CAPABILITIES,
    dropAfter: null,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
};

const serve = (fake: FakeImap, socket: Socket): void => {
  if (fake.greeting !== 'hang') socket.write(`${fake.greeting}\r\n`);
  let rest = '';
  let awaiting: string | null = null;
  socket.on('data', (data) => {
    rest += data.toString('latin1');
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (awaiting !== null) {
        answer(fake, { tag: awaiting, name: 'PASSWORD', text: Buffer.from(line, 'base64').toString('latin1'), socket });
        awaiting = null;
      } else if (/ AUTHENTICATE PLAIN$/i.test(line) && fault(fake, line, socket) === undefined) {
        awaiting = line.split(' ', 1)[0] ?? '';
        socket.write('+ \r\n');
      } else answer(fake, commandOf(line, socket));
    }
  });
};

const commandOf = (line: string, socket: Socket): Command => {
  const [tag = '', ...words] = line.split(' ');
  const name = words[0]?.toUpperCase() === 'UID' ? words.slice(0, 2).join(' ') : (words[0] ?? '');
  return { tag, name: name.toUpperCase(), text: words.join(' '), socket };
};

const fault = (fake: FakeImap, line: string, socket: Socket) => fake.fault?.(commandOf(line, socket));

const answer = (fake: FakeImap, command: Command): void => {
  const { tag, name, text, socket } = command;
  fake.seen.push(name === 'PASSWORD' ? name : text);
  const instead = fake.fault?.(command);
  if (instead === 'hang') return;
  if (instead === 'drop') return void socket.destroy();
  const lines = instead ?? usual(fake, command) ?? [`${tag} BAD unknown command`];
  send(fake, socket, `${lines.join('\r\n')}\r\n`, name.endsWith('FETCH'));
  if (name === 'LOGOUT') socket.end();
};

const send = (fake: FakeImap, socket: Socket, text: string, isFetch: boolean): void => {
  if (!isFetch || fake.dropAfter === null || text.length < fake.dropAfter) return void socket.write(text, 'latin1');
  socket.write(text.slice(0, fake.dropAfter), 'latin1', () => socket.destroy());
};

const usual = (fake: FakeImap, { tag, name, text }: Command): readonly string[] | null => {
  switch (name) {
    case 'CAPABILITY':
      return [`* CAPABILITY ${fake.capabilities}`, `${tag} OK`];
    case 'PASSWORD':
      return text.endsWith('\0wrong') ? [`${tag} NO [AUTHENTICATIONFAILED] Invalid credentials`] : [`${tag} OK in`];
    case 'NAMESPACE':
      return ['* NAMESPACE (("" "/")) NIL NIL', `${tag} OK`];
    case 'LIST':
      return ['* LIST () "/" INBOX', `${tag} OK`];
    case 'LSUB':
    case 'NOOP':
      return [`${tag} OK`];
    case 'EXAMINE':
      return [
        ...['* FLAGS (\\Seen)', `* ${fake.messages.length} EXISTS`, '* 0 RECENT'],
        ...(fake.uidValidity === null ? [] : [`* OK [UIDVALIDITY ${fake.uidValidity}]`]),
        `${tag} OK [READ-ONLY] open`,
      ];
    case 'FETCH':
      return [...rowsFor(fake, `UID ${withUids(fake, text)}`), `${tag} OK fetched`];
    case 'UID FETCH':
      return [...rowsFor(fake, text), `${tag} OK fetched`];
    case 'LOGOUT':
      return ['* BYE bye', `${tag} OK`];
    default:
      return null;
  }
};

/** `FETCH 2:* ...` by sequence numbers, with the UIDs in their place. */
const withUids = (fake: FakeImap, text: string): string =>
  text.replace(/\d+/, (sequence) => String(fake.messages[Number(sequence) - 1]?.uid ?? 0));

/** Rows that `UID FETCH set (items)` gives: `n:*` always has the last message (RFC 3501 6.4.8). */
export const rowsFor = (fake: FakeImap, text: string): readonly string[] => {
  const [, , set = '', ...items] = text.split(' ');
  const last = fake.messages.at(-1)?.uid ?? 0;
  const isWanted = (uid: number): boolean =>
    set.split(',').some((range) => {
      const [low = '', high = low] = range.split(':');
      const bounds = [low, high].map((bound) => (bound === '*' ? last : Number(bound)));
      return uid >= Math.min(...bounds) && uid <= Math.max(...bounds);
    });
  return fake.messages.flatMap((message, index) =>
    isWanted(message.uid) ? [rowOf(message, index + 1, items.join(' '))] : [],
  );
};

/** Where single fields are asked for, the whole header comes: more than was asked for, as some servers do. */
const nameOf = (section: string): string => (section.startsWith('HEADER.FIELDS') ? 'HEADER' : section.toUpperCase());

const rowOf = (message: FakeMessage, sequence: number, items: string): string => {
  const fields = [`UID ${message.uid}`];
  if (items.includes('RFC822.SIZE')) fields.push(`RFC822.SIZE ${message.source.length}`);
  if (items.includes('INTERNALDATE')) fields.push(`INTERNALDATE "${internalDate(message.date)}"`);
  const tree = structureOf(message.source);
  if (items.includes('BODYSTRUCTURE')) fields.push(`BODYSTRUCTURE ${tree.structure}`);
  for (const [, section = '', from = '', length = ''] of items.matchAll(/BODY\.PEEK\[([^\]]*)\](?:<(\d+)\.(\d+)>)?/g)) {
    const whole = section === '' ? message.source : (tree.sections.get(nameOf(section)) ?? '');
    const part = length === '' ? whole : whole.slice(Number(from), Number(from) + Number(length));
    fields.push(`BODY[${section}]${length === '' ? '' : `<${from}>`} {${part.length}}\r\n${part}`);
  }
  return `* ${sequence} FETCH (${fields.join(' ')})`;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3501 date-time. */
const internalDate = (date: Date): string => {
  const iso = date.toISOString();
  return `${iso.slice(8, 10)}-${MONTHS[date.getUTCMonth()]}-${iso.slice(0, 4)} ${iso.slice(11, 19)} +0000`;
};
