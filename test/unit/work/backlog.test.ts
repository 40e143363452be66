import { expect, it } from 'vitest';
import { openBacklog } from '../../../src/work/backlog.ts';

/** Whether it has come, once all that can has. */
const hasCome = async (round: Promise<boolean>): Promise<boolean> => {
  let come = false;
  void round.then(() => {
    come = true;
  });
  await new Promise(setImmediate);
  return come;
};

it('lets go when a round waits, and again for the next one only', async () => {
  const { add, round } = openBacklog(3);
  const first = round();
  add(2);
  expect(await hasCome(first)).toBe(false);
  add(1);
  expect(await first).toBe(true);
  expect(await hasCome(round())).toBe(false);
});

it('keeps what came while nobody waited', async () => {
  const { add, round } = openBacklog(3);
  add(7);
  expect(await round()).toBe(true);
  expect(await round()).toBe(true);
  const third = round();
  expect(await hasCome(third)).toBe(false);
  add(2);
  expect(await third).toBe(true);
});

it('lets go at the end, however few wait', async () => {
  const { end, round } = openBacklog(3);
  const only = round();
  end();
  expect(await only).toBe(false);
  expect(await round()).toBe(false);
});
