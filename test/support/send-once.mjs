/** Sends one mail through the built transport and writes the stage durably before its body: a worker to be killed. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { openSmtp } from '../../dist/io/smtp.js';

const [port, stageFile] = process.argv.slice(2);
const transport = openSmtp({ host: '127.0.0.1', port: Number(port), security: 'none', login: { kind: 'none' } });
const envelope = { from: 'data@example.org', to: 'ann@example.org', envelopeId: 'x' };
await transport.send(envelope, Buffer.from(`Subject: x\r\n\r\n${'line\r\n'.repeat(50_000)}`), async () => {
  const file = openSync(stageFile, 'wx');
  writeSync(file, 'data');
  fsyncSync(file);
  closeSync(file);
});
await transport.close();
