/** kill -9 of the whole program, as a process, at every step of a pass. Run from `dist`, after a build. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  crowded,
  KILLING,
  killedAt,
  killedAtCommand,
  killedWhen,
  overcrowded,
  type Survival,
  scene,
} from '../support/kill.ts';
import { start } from '../support/program.ts';

const figures = { kills: 0, lost: 0, doubled: 0, uncertain: 0, passes: 0 };
afterAll(() => {
  process.stdout.write(
    `kill -9: ${figures.kills} survived, mails lost ${figures.lost}, replies doubled ${figures.doubled}, ` +
      `held as uncertain ${figures.uncertain}, restarts until quiet ${figures.passes}\n`,
  );
});

/** All is well: everybody has one answer, but for those whom the kill left in doubt. */
const expectWell = (point: string, found: Survival & { readonly died: boolean }): void => {
  figures.kills += 1;
  figures.lost += found.lost.length;
  figures.doubled += found.doubled.length;
  figures.uncertain += found.uncertain.length;
  figures.passes += found.passes;
  expect({ point, ...found }).toMatchObject({
    point,
    died: true,
    lost: [],
    doubled: [],
    silent: [],
    complaints: [],
    uncertain: found.doubt,
  });
};

type Step = { readonly n: number; readonly what: string; readonly isEnd: boolean };

/** What a whole pass does to the disk, in order. `isEnd`: after it something is durable that wasn't. */
const stepsOfAPass = async (): Promise<readonly Step[]> => {
  const at = await scene();
  try {
    const trace = join(at.dir, 'trace');
    await start(at.dir, ['poll'], { ...at.settings, KILL_TRACE: trace }, KILLING).ended;
    let inTransaction = false;
    return readFileSync(trace, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [n = '', what = ''] = line.split('\t');
        if (what.startsWith('BEGIN')) inTransaction = true;
        if (what.startsWith('COMMIT')) inTransaction = false;
        return { n: Number(n), what, isEnd: !inTransaction };
      });
  } finally {
    await at.clear();
  }
};

/**
 * In `npm test` after whatever is durable by itself, before each step of a reply, and every so many within transactions;
 * KILL_STRIDE=1 is all, before and after.
 */
const STRIDE = Number(process.env['KILL_STRIDE'] ?? 23);
const OF_A_REPLY = /^UPDATE outbox SET (?:state|stage) = '(?:sending|data|sent)'/;

const pointsOf = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap(({ n, what, isEnd }) => [
    ...(OF_A_REPLY.test(what) || n % STRIDE === 0 ? [`${n} before`] : []),
    ...(isEnd || STRIDE === 1 ? [`${n} after`] : []),
  ]);

/** Two at a time: a process that starts keeps one core busy. */
const inPairs = async (points: readonly string[], work: (point: string) => Promise<void>): Promise<void> => {
  const rest = [...points];
  const next = async (): Promise<void> => {
    for (let point = rest.shift(); point !== undefined; point = rest.shift()) await work(point);
  };
  await Promise.all([next(), next()]);
};

test('fault: kill -9 before and after each transaction of a pass: first start, admit, commit, claim, stage, settle | user sees: the next pass goes on | guaranteed: each mail has one row and one reply, or its reply is held as uncertain', async () => {
  const steps = await stepsOfAPass();
  const points = pointsOf(steps);
  process.stdout.write(`kill -9: ${points.length} of ${2 * steps.length} edges of ${steps.length} steps\n`);
  await inPairs(points, async (point) => expectWell(point, await killedAt(point)));
}, 1_200_000);

/** The nth time that this step is heard. */
const nth = (step: string, n: number, holds: (text: string) => boolean = () => true) => {
  let count = 0;
  return (now: string, text: string): boolean => {
    if (now === step && holds(text)) count += 1;
    return now === step && holds(text) && count === n;
  };
};

/** When the server hears it, in the first mail of the pass and in a later one; `doubt`: how many replies are uncertain after. */
const phases: readonly (readonly [
  phase: string,
  isNow: () => (step: string, text: string) => boolean,
  doubt: number,
])[] = [
  ['at the greeting', () => nth('GREETING', 1), 0],
  ['at EHLO', () => nth('EHLO', 1), 0],
  ['at MAIL', () => nth('MAIL', 1), 0],
  ['at MAIL of the second reply, after the first was settled', () => nth('MAIL', 2), 0],
  ['at RCPT', () => nth('RCPT', 2), 0],
  ['at DATA, before 354', () => nth('DATA', 1), 0],
  ['after 354, at the first line of the body', () => nth('BODY', 1), 1],
  ['in the middle of the body', () => nth('BODY', 20), 1],
  ['after the final dot, before the answer', () => nth('DOT', 2), 1],
  ['after all was sent, at QUIT', () => nth('QUIT', 1), 0],
];

test.each(
  phases.map(([phase, isNow, doubt]) => {
    const sees = doubt > 0 ? 'this one reply is uncertain, the others are sent' : 'sent with the next pass';
    const kept = doubt > 0 ? 'not sent again by itself' : 'sent once';
    return [`fault: kill -9 of a pass ${phase} | user sees: ${sees} | guaranteed: ${kept}`, isNow, doubt] as const;
  }),
)('%s', async (name, isNow, doubt) => {
  const found = await killedWhen(isNow());
  expectWell(name, found);
  expect(found.uncertain.length).toBe(doubt);
});

test.each([
  ['at the third MAIL', () => nth('MAIL', 3)],
  ['at DATA of the ninth reply', () => nth('DATA', 9)],
  ['at the first line of a body', () => nth('BODY', 1)],
  ['in the middle of the bodies', () => nth('BODY', 300)],
  ['after the final dot of the eleventh reply', () => nth('DOT', 11)],
] as const)(
  'fault: kill -9 of a pass that sends over three connections, %s | user sees: at most one reply for each connection is uncertain | guaranteed: no reply is lost, none is sent twice',
  async (name, isNow) => {
    const found = await killedWhen(isNow(), crowded);
    expectWell(name, found);
    expect(found.uncertain.length).toBeLessThanOrEqual(3);
  },
);

test.each([
  ['at the first MAIL', () => nth('MAIL', 1)],
  ['in the middle of the bodies', () => nth('BODY', 200)],
  ['after the final dot of the ninth reply', () => nth('DOT', 9)],
] as const)(
  'fault: kill -9 of a pass that answers while it reads, %s | user sees: the next pass goes on | guaranteed: each mail is read once and answered once, or its reply is held as uncertain',
  async (name, isNow) => {
    const found = await killedWhen(isNow(), overcrowded);
    expectWell(name, found);
    expect(found.undecided).toBeGreaterThan(0);
  },
);

const commands: readonly (readonly [command: string, isNow: (name: string, text: string) => boolean])[] = [
  ['the password', (name) => name === 'PASSWORD'],
  ['EXAMINE', (name) => name === 'EXAMINE'],
  ['the listing', (name, text) => name.endsWith('FETCH') && !text.includes('BODY')],
  ['the text of a mail', (name, text) => name === 'UID FETCH' && text.includes('BODY.PEEK')],
  ['LOGOUT', (name) => name === 'LOGOUT'],
];

test.each(
  commands.map(
    ([command, isNow]) =>
      [
        `fault: kill -9 of a pass while an IMAP server is asked for ${command} | user sees: the next pass goes on | guaranteed: each mail is read and answered once`,
        isNow,
      ] as const,
  ),
)('%s', async (name, isNow) => {
  expectWell(name, await killedAtCommand(isNow));
});
