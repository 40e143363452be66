/**
 * An SMTP server in memory that can be told to fail at any step, and that keeps what it was given and when.
 */
import { createServer, type Server, type Socket } from 'node:net';

type Step = 'GREETING' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'BODY' | 'DOT' | 'RSET' | 'QUIT';

/** A line to answer with, instead of the usual one; `hang` says nothing, `drip` never comes to an end, `drop` ends the connection. */
export type SmtpFault = (step: Step, text: string) => string | 'hang' | 'drip' | 'drop' | undefined;

type Taken = { readonly from: string; readonly to: string; readonly data: string };

export type FakeSmtp = {
  readonly port: number;
  /** Mails that were accepted. */
  readonly taken: Taken[];
  /** Every line that came outside of DATA. */
  readonly seen: string[];
  /** Octets that came after 354. */
  bodyOctets: number;
  connections: number;
  extensions: readonly string[];
  fault: SmtpFault | null;
  /** What `hang` held back, to whoever is connected. */
  readonly answer: (line: string) => void;
  readonly stop: () => Promise<void>;
};

/** Starts one on a free port of loopback; any password but `wrong` is right. */
export const startFakeSmtp = async (): Promise<FakeSmtp> => {
  const sockets = new Set<Socket>();
  // Short answers one by one: with Nagle on, each would wait 40 ms for the client's delayed acknowledgment.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    fake.connections += 1;
    serve(fake, socket);
  });
  const fake: FakeSmtp = {
    port: await listen(server),
    taken: [],
    seen: [],
    bodyOctets: 0,
    connections: 0,
    extensions: ['SIZE 1000000', 'DSN', 'AUTH PLAIN LOGIN XOAUTH2'],
    fault: null,
    answer: (line) => {
      for (const socket of sockets) if (!socket.destroyed) socket.write(`${line}\r\n`);
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

type Mail = { from: string; to: string; data: string | null };

const serve = (fake: FakeSmtp, socket: Socket): void => {
  const mail: Mail = { from: '', to: '', data: null };
  let rest = '';
  say(fake, socket, 'GREETING', '', '220 fake ESMTP');
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (let end = rest.indexOf('\r\n'); end >= 0 && !socket.destroyed; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (mail.data === null) command(fake, socket, mail, line);
      else body(fake, socket, mail, mail.data, line);
    }
  });
};

const body = (fake: FakeSmtp, socket: Socket, mail: Mail, data: string, line: string): void => {
  fake.bodyOctets += line.length + 2;
  if (line !== '.') {
    if (fake.fault?.('BODY', line) === 'drop') socket.destroy();
    mail.data = `${data}${line.startsWith('.') ? line.slice(1) : line}\r\n`;
    return;
  }
  mail.data = null;
  const took = say(fake, socket, 'DOT', '', '250 2.0.0 queued');
  if (took) fake.taken.push({ from: mail.from, to: mail.to, data });
};

const command = (fake: FakeSmtp, socket: Socket, mail: Mail, line: string): void => {
  fake.seen.push(line);
  const word = (line.split(' ', 1)[0] ?? '').toUpperCase();
  switch (word) {
    case 'EHLO':
    case 'HELO':
      return void say(
        fake,
        socket,
        'EHLO',
        line,
        ['250-fake', ...fake.extensions.map((name) => `250-${name}`), '250 HELP'].join('\r\n'),
      );
    case 'STARTTLS':
      return void say(fake, socket, 'STARTTLS', line, '502 5.5.1 not here');
    case 'AUTH':
      return void say(fake, socket, 'AUTH', line, isWrong(line) ? '535 5.7.8 wrong' : '235 2.7.0 in');
    case 'MAIL':
      mail.from = line;
      return void say(fake, socket, 'MAIL', line, '250 2.1.0 ok');
    case 'RCPT':
      mail.to = line;
      return void say(fake, socket, 'RCPT', line, '250 2.1.5 ok');
    case 'DATA':
      if (say(fake, socket, 'DATA', line, '354 go on')) mail.data = '';
      return;
    case 'RSET':
      return void say(fake, socket, 'RSET', line, '250 ok');
    case 'QUIT':
      say(fake, socket, 'QUIT', line, '221 bye');
      return void socket.end();
    default:
      socket.write('500 what?\r\n');
  }
};

const isWrong = (line: string): boolean =>
  Buffer.from(line.split(' ')[2] ?? '', 'base64')
    .toString('latin1')
    .includes('wrong');

/** Answers; true where the usual answer was given. */
const say = (fake: FakeSmtp, socket: Socket, step: Step, text: string, usual: string): boolean => {
  const instead = fake.fault?.(step, text);
  if (instead === 'drop') socket.destroy();
  if (instead === 'drip') {
    const drops = setInterval(() => socket.write('250-more\r\n'), 50);
    socket.once('close', () => clearInterval(drops));
  }
  if (instead === 'drop' || instead === 'hang' || instead === 'drip') return false;
  socket.write(`${instead ?? usual}\r\n`);
  return instead === undefined || instead.startsWith('2') || instead.startsWith('3');
};
