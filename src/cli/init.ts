/**
 * `init`: asks for what a real mailbox needs, writes `.env` for this user alone, and has it checked.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { readConfig } from '../config.ts';
import { type Call, isSet, optionOf, type Verb } from './call.ts';
import { run as doctor } from './doctor.ts';
import { environmentWith } from './environment.ts';
import { EXIT, Refusal, usage } from './exit.ts';
import { PROVIDERS, type Provider, type Question } from './providers.ts';

const FILE = '.env';

export const run: Verb = async (call) => {
  if (existsSync(FILE) && !isSet(call, 'force'))
    throw new Refusal(EXIT.configuration, `${FILE} is there already; edit it, or say --force to write it anew`);
  const ask = process.stdin.isTTY ? asking() : null;
  try {
    const provider = await providerOf(call, ask);
    for (const line of provider.advice) call.tell(`${line}\n`);
    const settings = await settingsFor(call, provider, ask);
    const checked = readConfig(settings);
    if (!checked.ok) throw usage(`this won't do:${checked.mistakes.map((line) => `\n  ${line}`).join('')}`);
    writeFileSync(FILE, fileOf(settings), { mode: 0o600 });
    call.tell(`${FILE} is written. .env.example tells of all other settings.\n\n`);
  } finally {
    ask?.close();
  }
  return doctor({ ...call, options: {}, environment: environmentWith(FILE, call.environment) });
};

type Ask = { readonly text: (question: string, secret: boolean) => Promise<string>; readonly close: () => void };

/** Questions on the terminal; a secret isn't shown while it is typed. */
const asking = (): Ask => {
  let isShown = true;
  const output = new Writable({
    write: (chunk, _, done) => {
      if (isShown) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  return {
    text: async (question, secret) => {
      if (!secret) return (await terminal.question(`${question}: `)).trim();
      process.stderr.write(`${question} (not shown): `);
      isShown = false;
      const answer = await terminal.question('');
      isShown = true;
      process.stderr.write('\n');
      return answer.trim();
    },
    close: () => terminal.close(),
  };
};

const NAMES = PROVIDERS.map(({ name }) => name).join(', ');

const providerOf = async (call: Call, ask: Ask | null): Promise<Provider> => {
  const choices = PROVIDERS.map(({ name, does }) => `  ${name.padEnd(10)} ${does}\n`).join('');
  const given = optionOf(call, 'provider');
  if (given === null && ask === null) throw usage(`without a terminal, init needs --provider: ${NAMES}`);
  if (given === null) call.tell(`Where is the mailbox?\n${choices}`);
  const name = given ?? (await ask?.text('Provider', false)) ?? '';
  const provider = PROVIDERS.find((each) => each.name === name);
  if (provider === undefined) throw usage(`--provider: ${JSON.stringify(name)} isn't one of ${NAMES}`);
  return provider;
};

const ADDRESS: Question = {
  option: 'address',
  asks: 'Address of the mailbox',
  keys: ['MAILBOX_ADDRESS'],
  secret: false,
};
const REVIEWERS: Question = {
  option: 'reviewers',
  asks: 'Addresses of the reviewers',
  keys: ['REVIEWERS'],
  secret: false,
};

const settingsFor = async (
  call: Call,
  provider: Provider,
  ask: Ask | null,
): Promise<Readonly<Record<string, string>>> => {
  const settings: Record<string, string> = {};
  for (const question of [ADDRESS, ...provider.asks, REVIEWERS]) {
    const answer = await answerTo(call, question, ask);
    for (const key of question.keys) settings[key] = answer;
  }
  return { ...settings, ...provider.settings };
};

/** From the option; a secret from the environment instead, as anybody can see another's command line; else from the terminal. */
const answerTo = async (call: Call, { option, asks, keys, secret }: Question, ask: Ask | null): Promise<string> => {
  const given = secret ? keys.map((key) => call.environment[key]).find((value) => value) : camelOption(call, option);
  if (given) return given;
  if (ask !== null) return ask.text(asks, secret);
  if (option === REVIEWERS.option) return '';
  throw usage(
    secret
      ? `without a terminal, init takes the ${asks.toLowerCase()} from the variable ${keys[0]}`
      : `without a terminal, init needs --${option}`,
  );
};

/** commander has `--imap-host` as `imapHost`. */
const camelOption = (call: Call, option: string): string | null =>
  optionOf(
    call,
    option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
  );

const fileOf = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${quoted(value)}\n`)
    .join('');

/** In quotes that don't occur in it: dotenv files know no other escape. */
const quoted = (value: string): string => {
  if (/^[\w@.,:/+-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((each) => !value.includes(each));
  if (quote === undefined) throw usage("a value with all three kinds of quotes can't stand in .env");
  return quote + value + quote;
};
