import { describe, expect, it } from 'vitest';
import { badData, EXIT, Refusal, usage, verdictOn } from '../../../src/cli/exit.ts';
import { PortError } from '../../../src/ports.ts';
import { StoreError } from '../../../src/store/error.ts';

describe('what was thrown becomes an exit code', () => {
  it.each([
    [usage('no such option'), 64],
    [badData('no such message'), 65],
    [new Refusal(EXIT.tryLater, 'another worker'), 75],
    [new PortError('unavailable', 'no answer'), 69],
    [new PortError('authentication', 'wrong password'), 78],
    [new PortError('configuration', 'no such folder'), 78],
    [new PortError('throttled', 'too many connections'), 75],
    [new PortError('full', 'the disk is full'), 75],
    [new StoreError('newer', 'written by a newer version'), 78],
    [new StoreError('corrupt', 'damaged'), 65],
    [new StoreError('busy', 'locked'), 75],
    [new StoreError('full', 'the disk is full'), 75],
    [new StoreError('readonly', 'no permission'), 78],
    [new StoreError('missing', 'not there'), 65],
  ])("%o: %i, and is nobody's bug", (error, exit) => {
    expect(verdictOn(error)).toEqual({ exit, message: error.message, bug: false });
  });

  it.each([
    [new TypeError('x is undefined'), 'x is undefined'],
    ['a string', 'a string'],
    [Object.assign(new Error('odd'), { name: 'StoreError', trouble: 'constructor' }), 'odd'],
  ])('%o is a mistake of ours', (error, message) => {
    expect(verdictOn(error)).toEqual({ exit: 70, message, bug: true });
  });
});
