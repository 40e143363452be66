#!/usr/bin/env node
/**
 * argv, environment, clock and streams -> one command; what it throws -> one line and an exit code.
 */
import { verdictOn } from './cli/exit.ts';
import { runProgram } from './cli/program.ts';

// Mail is other people's: whatever is written is for this user alone.
process.umask(0o077);

// The reader of a pipe may stop early (`mailroom list | head`): that is no mistake of anybody's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 74);
});

const CLEAR_LINE = '\r\u001b[2K';

const fail = (error: unknown): void => {
  const { exit, message, bug } = verdictOn(error);
  process.exitCode = exit;
  process.stderr.write(bug ? `mailroom: this is a mistake in mailroom: ${message}\n` : `mailroom: ${message}\n`);
  const debug = process.env['LOG_LEVEL']?.toLowerCase() === 'debug';
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  else if (bug) process.stderr.write('mailroom: LOG_LEVEL=debug shows where it happened\n');
};

try {
  process.exitCode = await runProgram(process.argv.slice(2), {
    shell: process.env,
    input: process.stdin,
    print: (text) => process.stdout.write(text),
    tell: (text) => process.stderr.write(text),
    progress: (text) => process.stderr.isTTY && process.stderr.write(CLEAR_LINE + text),
    columns: process.stdout.columns ?? Number.POSITIVE_INFINITY,
    clock: Date.now,
    random: Math.random,
  });
} catch (error) {
  fail(error);
}
