/**
 * `init`: asks for what a real mailbox needs, writes `.env` for this user alone, and has it checked.
 */
import { existsSync } from 'node:fs';
import { mistakeIn, readConfig } from '../config.ts';
import { replaceDurably, writeDurably } from '../durable.ts';
import { diskError } from '../io/folder.ts';
import { type Ask, askOnTerminal } from './ask.ts';
import { type Call, isSet, optionOf, type Verb } from './call.ts';
import { run as doctor } from './doctor.ts';
import { environmentWith } from './environment.ts';
import { EXIT, Refusal, usage } from './exit.ts';
import { ADDRESS, PROVIDERS, type Provider, type Question, REVIEWERS } from './providers.ts';

const FILE = '.env';

export const run: Verb = async (call) => {
  if (existsSync(FILE) && !isSet(call, 'force'))
    throw new Refusal(EXIT.configuration, `${FILE} is there already; edit it, or say --force to write it anew`);
  const ask = process.stdin.isTTY ? askOnTerminal() : null;
  try {
    const provider = await providerOf(call, ask);
    for (const line of provider.advice) call.tell(`${line}\n`);
    const settings = await settingsFor(call, provider, ask);
    const checked = readConfig(settings);
    if (!checked.ok) throw usage(`this won't do:${checked.mistakes.map((line) => `\n  ${line}`).join('')}`);
    write(fileOf(settings), isSet(call, 'force'));
    call.tell(`${FILE} is written. .env.example tells of all other settings.\n\n`);
  } finally {
    ask?.close();
  }
  return doctor({ ...call, options: {}, environment: await environmentWith(FILE, call.shell) });
};

/** For this user alone, whatever was there; without `force` nothing is lost that came there meanwhile. */
const write = (text: string, force: boolean): void => {
  try {
    (force ? replaceDurably : writeDurably)(FILE, Buffer.from(text));
  } catch (error) {
    throw diskError(error, FILE);
  }
};

const NAMES = PROVIDERS.map(({ name }) => name).join(', ');
const named = (name: string): Provider | null => PROVIDERS.find((each) => each.name === name.toLowerCase()) ?? null;

const providerOf = async (call: Call, ask: Ask | null): Promise<Provider> => {
  const given = optionOf(call, 'provider');
  if (given === null && ask === null) throw usage(`without a terminal, init needs --provider: ${NAMES}`);
  if (given !== null || ask === null) {
    const provider = named(given ?? '');
    if (provider === null) throw usage(`--provider: ${JSON.stringify(given)} isn't one of ${NAMES}`);
    return provider;
  }
  call.tell(`Where is the mailbox?\n${PROVIDERS.map(({ name, does }) => `  ${name.padEnd(10)} ${does}\n`).join('')}`);
  for (;;) {
    const provider = named(await ask.line('Provider', false));
    if (provider !== null) return provider;
    call.tell(`One of ${NAMES}, please.\n`);
  }
};

const settingsFor = async (
  call: Call,
  provider: Provider,
  ask: Ask | null,
): Promise<Readonly<Record<string, string>>> => {
  const settings: Record<string, string> = {};
  for (const question of [ADDRESS, ...provider.asks, REVIEWERS]) {
    const usual = question.usual === null ? null : (settings[question.usual] ?? null);
    const given = givenFor(call, question);
    const answer = given ?? (ask === null ? (usual ?? without(question)) : await askFor(call, ask, question, usual));
    for (const key of question.keys) settings[key] = answer;
  }
  return { ...settings, ...provider.settings };
};

/** From the option; a secret from the environment instead, as anybody can see another's command line. */
const givenFor = (call: Call, { option, keys, secret }: Question): string | null =>
  secret ? (keys.map((key) => call.environment[key]).find((value) => value) ?? null) : camelOption(call, option);

/** What stands for an answer that wasn't given, where nobody can be asked. */
const without = ({ option, asks, keys, secret, optional }: Question): string => {
  if (optional) return '';
  throw usage(
    secret
      ? `without a terminal, init takes the ${asks.toLowerCase()} from the variable ${keys[0]}`
      : `without a terminal, init needs --${option}`,
  );
};

/** Asks until the answer is one that its setting can take: a slip is put right where it was made. */
const askFor = async (call: Call, ask: Ask, question: Question, usual: string | null): Promise<string> => {
  const { asks, keys, secret, optional } = question;
  const hint = usual === null ? (optional ? ' (may stay empty)' : '') : ` [${usual}]`;
  for (;;) {
    const answer = (await ask.line(`${asks}${hint}`, secret)) || (usual ?? '');
    const mistake = answer === '' && !optional ? 'This one is needed.' : mistakeIn(keys[0], answer);
    if (mistake === null) return answer;
    call.tell(`${mistake}\n`);
  }
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
