import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorMessage, systemCode, unreadableFile } from '../../src/error.ts';

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

it('tells whatever was thrown', () => {
  expect(errorMessage(new TypeError('no such thing'))).toBe('no such thing');
  expect(errorMessage('a text')).toBe('a text');
  expect(errorMessage(undefined)).toBe('undefined');
});

it('knows the codes of system errors only', () => {
  expect(systemCode(thrownBy(() => readFileSync('/nowhere/at/all')))).toBe('ENOENT');
  expect(systemCode(new Error('x'))).toBe('');
  expect(systemCode(Object.assign(new Error('x'), { code: 535 }))).toBe('');
  expect(systemCode({ code: 'ENOENT' })).toBe('');
});

it('says in plain words why a file can’t be read', () => {
  const dir = mkdtempSync(join(tmpdir(), 'unreadable-'));
  expect(unreadableFile(thrownBy(() => readFileSync(join(dir, 'offer.eml'))))).toBe('there is no such file');
  expect(unreadableFile(thrownBy(() => readFileSync(dir)))).toBe('it is a folder');
  expect(unreadableFile(Object.assign(new Error('EACCES: x'), { code: 'EACCES' }))).toBe('this user may not read it');
  expect(unreadableFile(new Error('something else'))).toBe('something else');
  rmSync(dir, { recursive: true });
});
