/**
 * `npm run bench`: our parts against the bare libraries beneath them, in one run, as ratios. Options after `--`, such as
 * `npm run bench -- --sizes 1000,100000 --rounds 9`.
 */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { hasDovecot } from '../support/dovecot.ts';
import { benchParsing } from './parsing.ts';
import { benchParts } from './parts.ts';
import { benchReading } from './reading.ts';
import { benchScale, userFor } from './scale.ts';
import { type Box, type Servers, startServers } from './servers.ts';
import { benchStartup } from './startup.ts';
import { type Row, tableOf } from './table.ts';

const { values } = parseArgs({
  options: {
    /** Mails in the mailbox of small mails, and in the one with attachments. */
    small: { type: 'string', default: '1000' },
    large: { type: 'string', default: '150' },
    /** Mailboxes that the program reads from empty to the last reply. */
    sizes: { type: 'string', default: '1000,10000,100000' },
    /** Mails that a first run only lists. */
    listed: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    /** Some of: reading, parsing, parts, scale, startup. */
    only: { type: 'string', default: 'reading,parsing,parts,startup,scale' },
  },
});

const [small, large, listed, rounds] = [values.small, values.large, values.listed, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
const sizes = values.sizes.split(',').filter(Boolean).map(Number);
const wanted = values.only.split(',');
const now = Date.now();

const boxes = (): Readonly<Record<string, Box>> => {
  const grown = wanted.includes('scale') ? [...sizes, ...(listed > 0 ? [listed] : [])] : [];
  return {
    empty: { corpus: 'offers', count: 0 },
    few: { corpus: 'offers', count: 20 },
    small: { corpus: 'offers', count: small },
    large: { corpus: 'mixed', count: wanted.includes('reading') ? large : 0, withAttachments: true },
    ...Object.fromEntries(grown.map((count) => [userFor(count), { corpus: 'mixed', count } satisfies Box])),
  };
};

const SECTIONS: Readonly<Record<string, (servers: Servers) => Promise<readonly Row[]>>> = {
  reading: (servers) => benchReading(servers, { small, large }, rounds),
  parsing: () => benchParsing(small, rounds, now),
  parts: (servers) => benchParts(servers, small, rounds, now),
  startup: (servers) => benchStartup(servers, 2 * rounds),
  scale: (servers) => benchScale(servers, sizes, listed),
};

if (hasDovecot()) {
  const tell = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  tell('filling the mailboxes');
  const servers = await startServers(boxes(), now);
  const rows: Row[] = [];
  try {
    for (const [name, section] of Object.entries(SECTIONS)) {
      if (!wanted.includes(name)) continue;
      tell(`measuring: ${name}`);
      rows.push(...(await section(servers)));
    }
  } finally {
    await servers.stop();
  }
  const load = loadavg()[0]?.toFixed(1);
  process.stdout.write(
    `${tableOf(rows)}\n\nMedians of ${rounds} rounds in turns; Node ${process.versions.node}, ${cpus().length} cores, load ${load}.\n`,
  );
}
