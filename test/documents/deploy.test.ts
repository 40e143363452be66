/** The files for running it: that they can be read, and that all they start and copy is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validate } from 'node-cron';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { callsIn } from './markdown.ts';

/** Looks at a unit without starting it; not every machine has it. */
const ANALYZE = '/usr/bin/systemd-analyze';

const isCommand = (name: string): boolean => COMMANDS.some((command) => command.name === name);
const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').split('\n');

describe('deploy/mailroom.service', () => {
  const lines = linesOf('deploy/mailroom.service').filter((line) => line !== '' && !line.startsWith('#'));
  const settingOf = (key: string): string =>
    lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';

  it('is sections and settings', () => {
    expect(lines.filter((line) => !/^\[[A-Z]\w+\]$|^[A-Z]\w+=/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('['))).toEqual(['[Unit]', '[Service]', '[Install]']);
  });

  it('starts a command that there is, as a user without rights', () => {
    const [, name = ''] = settingOf('ExecStart').split(' ');
    expect(isCommand(name)).toBe(true);
    expect(settingOf('User')).toBe('mailroom');
    expect(settingOf('WorkingDirectory')).toBe(`/var/lib/${settingOf('StateDirectory')}`);
  });

  it('waits longer than the worker takes to end, and gives up on what does not mend itself', () => {
    const [, grace = ''] = /GRACE = ([\d_]+)/.exec(readFileSync('src/cli/run.ts', 'utf8')) ?? [];
    expect(Number(settingOf('TimeoutStopSec')) * 1000).toBeGreaterThan(Number(grace.replaceAll('_', '')));
    expect(settingOf('RestartPreventExitStatus')).toBe(`${EXIT.usage} ${EXIT.configuration}`);
  });

  it.skipIf(!existsSync(ANALYZE))('systemd finds nothing wrong', () => {
    const dir = mkdtempSync(join(tmpdir(), 'mailroom-unit-'));
    try {
      const unit = join(dir, 'mailroom.service');
      // Where the program is installed is another machine's matter.
      writeFileSync(unit, `${lines.join('\n').replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`)}\n`);
      const { status, stderr } = spawnSync(ANALYZE, ['verify', unit], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('deploy/mailroom.cron', () => {
  const jobs = linesOf('deploy/mailroom.cron').filter((line) => line !== '' && !/^#|^\w+=/.test(line));

  it.each(jobs)('%s', (job) => {
    const [, when = '', user, what = ''] = /^((?:\S+\s+){5})(\S+)\s+(.+)$/.exec(job) ?? [];
    expect(validate(when.trim().replaceAll(/\s+/g, ' '))).toBe(true);
    expect(user).toBe('mailroom');
    const calls = callsIn(what);
    expect(calls.length > 0 || what.startsWith('find /var/lib/mailroom/data/backups ')).toBe(true);
    for (const { name, options } of calls) {
      const command = COMMANDS.find((each) => each.name === name);
      expect(options.filter((option) => !command?.options.some(([flags]) => flags.startsWith(option)))).toEqual([]);
      expect(command).toBeDefined();
    }
    // cron takes a bare per cent sign for the end of the line.
    expect(what).not.toContain('%');
  });
});

describe('Dockerfile', () => {
  const text = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const all = (word: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('is two stages, and the second has no compiler and no rights', () => {
    expect(all('FROM')).toHaveLength(2);
    expect(last.join('\n')).not.toMatch(/apt-get|npm /);
    expect(last).toContain('USER node');
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const from of all('FROM'))
      expect(Number(/^node:(\d+)/.exec(from)?.[1])).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
  });

  it('copies what is there or was built', () => {
    const copied = all('COPY').flatMap((line) => line.split(/\s+/).slice(0, -1));
    const own = copied.filter((path) => !path.startsWith('--from=') && !path.startsWith('/app/'));
    expect(own.filter((path) => !existsSync(path))).toEqual([]);
    expect(copied.filter((path) => path.startsWith('/app/'))).toEqual(['/app/node_modules', '/app/dist']);
    // What the package says belongs to it, and what the program reads of it.
    for (const path of ['package.json', 'templates', 'data/samples'])
      expect(last.join('\n')).toContain(`COPY ${path} `);
  });

  it('starts commands that there are', () => {
    const words = [...all('CMD'), ...all('HEALTHCHECK').map((line) => line.slice(line.indexOf('[')))].map(
      (list): readonly string[] => JSON.parse(list),
    );
    expect(words.map((list) => list.at(-1))).toEqual(['run', 'status']);
    expect(words.every((list) => isCommand(list.at(-1) ?? ''))).toBe(true);
    expect(JSON.parse(all('ENTRYPOINT')[0] ?? '[]')).toEqual(['node', '/app/dist/main.js']);
  });
});
