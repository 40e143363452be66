/**
 * An SMTP server that takes every mail and keeps none; says its port on standard output.
 */
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onData: (stream, _session, done) => {
    stream.on('end', () => done());
    stream.resume();
  },
});
const listening = server.listen(0, '127.0.0.1', () => {
  const address = listening.address();
  process.stdout.write(String(typeof address === 'object' && address !== null ? address.port : 0));
});
