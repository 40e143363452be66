import { describe, expect, it } from 'vitest';
import { afterPass, type Health, healthy, type News, type Trouble } from '../../../src/work/health.ts';

const HOUR = 3_600_000;
const down: Trouble = { kind: 'unavailable', message: 'imap.example.org does not answer' };
const login: Trouble = { kind: 'authentication', message: 'the password was refused' };
const calm = () => 0;

/** Passes that end at these minutes, in this way. */
const worker = (
  passes: readonly (readonly [minute: number, trouble: Trouble | null])[],
): { health: Health; news: News[] } => {
  let health = healthy(0);
  const news: News[] = [];
  for (const [minute, trouble] of passes) {
    const after = afterPass(health, trouble, minute * 60_000, calm, HOUR);
    health = after.health;
    if (after.news) news.push(after.news);
  }
  return { health, news };
};

describe('how long to wait', () => {
  it.each([
    [1, 30_000, 'the first time half a minute'],
    [2, 60_000, 'then twice that'],
    [5, 480_000, 'and again'],
    [6, 600_000, 'never more than ten minutes'],
    [5000, 600_000, 'however often'],
  ])('after %i failures %i ms: %s', (failures, wait) => {
    const before = { ...healthy(0), failures: failures - 1 };
    expect(afterPass(before, down, 1000, calm, HOUR).health.notBefore).toBe(1000 + wait);
  });

  it('is spread by up to a fifth', () => {
    expect(afterPass(healthy(0), down, 0, () => 0.999, HOUR).health.notBefore).toBeCloseTo(36_000, -2);
  });

  it('is an hour where the password was refused: more tries would lock the account', () => {
    expect(afterPass(healthy(0), login, 0, calm, HOUR).health.notBefore).toBe(HOUR);
  });

  it('is nothing after a good pass', () => {
    expect(
      worker([
        [1, down],
        [2, null],
      ]).health,
    ).toEqual(healthy(120_000));
  });
});

describe('what the operator is told', () => {
  it('nothing of trouble that passes', () => {
    expect(
      worker([
        [1, down],
        [30, down],
        [59, null],
      ]).news,
    ).toEqual([]);
  });

  it('once of trouble that lasts, and once when it is over', () => {
    const { news } = worker([
      [1, down],
      [61, down],
      [70, down],
      [300, down],
      [400, null],
      [401, null],
    ]);
    expect(news).toEqual([
      { kind: 'trouble', trouble: down, since: 0 },
      { kind: 'recovered', trouble: down, after: 400 * 60_000 },
    ]);
  });

  it('at once of what only a person can mend', () => {
    expect(worker([[1, login]]).news).toEqual([{ kind: 'trouble', trouble: login, since: 0 }]);
  });

  it('again when it comes back', () => {
    expect(
      worker([
        [1, login],
        [2, null],
        [3, login],
      ]).news.map(({ kind }) => kind),
    ).toEqual(['trouble', 'recovered', 'trouble']);
  });
});
