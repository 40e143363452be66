/**
 * Questions on the terminal.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { usage } from './exit.ts';

export type Ask = {
  /** One line, trimmed; a secret isn't shown while it is typed. Throws Refusal (64) where the person gives up (Ctrl+C, Ctrl+D). */
  readonly line: (question: string, secret: boolean) => Promise<string>;
  readonly close: () => void;
};

/** Asks on stderr, so that stdout has results alone. What is typed ahead, or pasted as several lines, counts. */
export const askOnTerminal = (): Ask => {
  let isShown = true;
  const output = new Writable({
    write: (chunk, _, done) => {
      if (isShown) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  terminal.on('SIGINT', () => terminal.close());
  const lines = terminal[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done !== true) return line.value.trim();
    process.stderr.write('\n');
    throw usage('given up; nothing was written');
  };
  return {
    line: async (question, secret) => {
      if (secret) process.stderr.write(`${question} (not shown): `);
      isShown = !secret;
      terminal.setPrompt(secret ? '' : `${question}: `);
      terminal.prompt();
      try {
        return await next();
      } finally {
        isShown = true;
        if (secret) process.stderr.write('\n');
      }
    },
    close: () => terminal.close(),
  };
};
