/**
 * A mailbox on a server that fails as a test tells it to: what the fault tests of IMAP share.
 */
import { afterEach, beforeEach, expect } from 'vitest';
import { openImap } from '../../src/io/imap.ts';
import type { ImapOptions } from '../../src/io/imap-session.ts';
import type { Discovery, Mark, PortTrouble } from '../../src/ports.ts';
import { type FakeImap, type Fault, startFakeImap } from './fake-imap.ts';
import { localImap } from './imap.ts';

export let imap: FakeImap;
beforeEach(async () => {
  imap = await startFakeImap();
  for (const subject of ['one', 'two', 'three']) imap.put(mail(subject));
});
afterEach(() => imap.stop());

export const mail = (subject: string) =>
  `From: ann@example.org\r\nMessage-ID: <${subject}@example.org>\r\nSubject: ${subject}\r\n\r\nhello\r\n`;
export const quick: ImapOptions = { connectTimeout: 400, silenceTimeout: 300, timeLimit: 5000 };

export const discover = async (
  mark: Mark | null = null,
  options: ImapOptions = {},
  changes: Parameters<typeof localImap>[1] = {},
): Promise<Discovery> => {
  const mailbox = openImap(localImap(imap.port, changes), { ...quick, ...options });
  try {
    return await mailbox.discover(mark);
  } finally {
    await mailbox.close();
  }
};

export const read = async (keys: readonly string[], options: ImapOptions = {}) => {
  const mailbox = openImap(localImap(imap.port), { ...quick, ...options });
  try {
    const answers: Record<string, string> = {};
    for await (const answer of mailbox.read(keys)) {
      expect(answers[answer.key]).toBeUndefined();
      answers[answer.key] =
        answer.kind === 'source'
          ? (/Subject: (.*)\r/.exec(Buffer.from(answer.bytes).toString())?.[1] ?? '')
          : answer.kind;
    }
    return answers;
  } finally {
    await mailbox.close();
  }
};

export const keysOf = ({ arrivals }: Discovery): readonly string[] => arrivals.map(({ key }) => key);

/** Answers the nth command of this name (1 is the first) so. */
export const nth = (name: string, n: number, lines: (text: string) => ReturnType<Fault>): Fault => {
  let count = 0;
  return (command) => {
    if (command.name !== name) return undefined;
    count += 1;
    if (count !== n) return undefined;
    const given = lines(command.text);
    return Array.isArray(given) ? given.map((line: string) => line.replace(/^TAG/, command.tag)) : given;
  };
};

export const at =
  (name: string, lines: (text: string) => ReturnType<Fault>): Fault =>
  (command) => {
    if (command.name !== name) return undefined;
    const given = lines(command.text);
    return Array.isArray(given) ? given.map((line: string) => line.replace(/^TAG/, command.tag)) : given;
  };

export const troubled = async (
  trouble: PortTrouble,
  words: RegExp,
  work: Promise<unknown> = discover(),
): Promise<void> => {
  await expect(work).rejects.toMatchObject({ trouble, message: expect.stringMatching(words) });
};
