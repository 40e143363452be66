/**
 * The command line: words -> one command of the table with its options, or one line on what is wrong with them.
 */
import { readFileSync } from 'node:fs';
import { CommanderError, Command as Program } from 'commander';
import type { Call } from './call.ts';
import { COMMANDS, type Command } from './commands.ts';
import { environmentWith } from './environment.ts';
import { EXIT, type Exit, Refusal, usage } from './exit.ts';

/** What `call` lacks until the words are read. */
export type Surroundings = Omit<Call, 'arguments' | 'options' | 'environment'>;

/** Runs the command that `words` name. Gives its exit code; throws what it throws, and Refusal (64) for words that mean nothing. */
export const runProgram = async (words: readonly string[], surroundings: Surroundings): Promise<Exit> => {
  let exit: Exit = EXIT.done;
  const program = frame(surroundings);
  for (const command of COMMANDS) {
    add(program, command).action(async (...given: unknown[]) => {
      const run = await command.load();
      const [options, ...values] = given.slice(0, -1).reverse();
      exit = await run({
        ...surroundings,
        environment: await environmentWith('.env', surroundings.shell),
        arguments: values
          .reverse()
          .flat()
          .filter((value) => value !== undefined)
          .map(String),
        options: Object(options),
      });
    });
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    // With no command at all the help was shown: that says enough.
    if (error.code === 'commander.help') return EXIT.usage;
    throw usage(oneLine(error.message));
  }
};

const frame = (surroundings: Surroundings): Program =>
  new Program('mailroom')
    .description('Sorts the mail of one address: reads offers, records them, answers, and tells the reviewers.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: surroundings.print,
      writeErr: surroundings.tell,
      // The line is told once, with the exit code, where the refusal is caught.
      outputError: () => {},
      getOutHelpWidth: () => Math.min(surroundings.columns, 110),
    })
    .addHelpText(
      'after',
      '\nmailroom COMMAND --help shows the options and an example of each. Settings: see .env.example.',
    );

const add = (program: Program, command: Command): Program => {
  const added = program.command(`${command.name} ${command.takes}`.trim()).description(command.does);
  for (const [flags, meaning] of command.options) added.option(flags, meaning);
  const examples = command.examples.map((example) => `  $ ${example}`);
  return added.addHelpText('after', ['', examples.length === 1 ? 'Example:' : 'Examples:', ...examples].join('\n'));
};

/** commander puts its guess on a line of its own, in brackets. */
const oneLine = (message: string): string =>
  message.replace(/^error: /, '').replace(/\s*\((Did you mean .*)\)$/s, '. $1');

/** The version of the package that this file belongs to. */
const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const found: unknown = JSON.parse(text);
  if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version);
  throw new Refusal(EXIT.configuration, 'package.json has no version');
};
