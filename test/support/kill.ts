/**
 * Kills a worker at a chosen moment, starts it again until it is quiet, and keeps count of what that did to the mail.
 */
import { fileURLToPath } from 'node:url';
import { type Audit, audit, type Remains, remainsIn } from './audit.ts';
import { type FakeImap, startFakeImap } from './fake-imap.ts';
import { type FakeSmtp, startFakeSmtp } from './fake-smtp.ts';
import {
  arrive,
  type Ended,
  freshDir,
  offer,
  preloading,
  question,
  removeDir,
  run,
  type Settings,
  start,
} from './program.ts';

/** The module that kills (see there for what it takes), and Node with it. */
export const KILL_AT = fileURLToPath(new URL('./kill-at.mjs', import.meta.url));
export const KILLING = preloading(KILL_AT);

/** A mailbox with mail in it, a server to answer through, and a folder that isn't there yet. */
export type Scene = {
  readonly dir: string;
  readonly smtp: FakeSmtp;
  readonly settings: Settings;
  /** Message-IDs of what waits in the mailbox; each gets one answer. */
  readonly mails: readonly string[];
  readonly clear: () => Promise<void>;
};

/** Three mails: one whole, one to ask back, one for a person. */
const MAILS = [
  ['ann', offer('ann', 'https://data.example.org/tides')],
  ['ben', offer('ben', null)],
  ['cleo', question('cleo')],
] as const;

/** Whole offers of that many people. */
const crowd = (people: number) =>
  Array.from({ length: people }, (_, number) => {
    const who = `person${number}`;
    return [who, offer(who, `https://data.example.org/${number}`)] as const;
  });

/** These mails in the local mailbox. */
export const scene = async (
  mails: readonly (readonly [string, string])[] = MAILS,
  more: Settings = {},
): Promise<Scene> => {
  const [dir, smtp] = [freshDir(), await startFakeSmtp()];
  for (const [who, mail] of mails) arrive(dir, who, mail);
  return {
    dir,
    smtp,
    settings: { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port), SMTP_SECURITY: 'none', ...more },
    mails: mails.map(([who]) => `<${who}@mail.example.org>`),
    clear: async () => {
      await smtp.stop();
      removeDir(dir);
    },
  };
};

/** As many mails as make several connections worth it. */
export const crowded = (): Promise<Scene> => scene(crowd(24), { SMTP_CONNECTIONS: '3' });

/** So many mails that the first are answered while the last are still read. */
export const overcrowded = (): Promise<Scene> =>
  scene(crowd(200), { SMTP_CONNECTIONS: '3', BURST_LIMIT: '1000', TOTAL_LIMIT: '1000/1h' });

/** The three mails on a server. */
const imapScene = async (): Promise<Scene & { readonly imap: FakeImap }> => {
  const [dir, smtp, imap] = [freshDir(), await startFakeSmtp(), await startFakeImap()];
  for (const [, mail] of MAILS) imap.put(mail);
  const settings = {
    ...{ SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port), SMTP_SECURITY: 'none' },
    ...{ IMAP_HOST: '127.0.0.1', IMAP_PORT: String(imap.port), IMAP_SECURITY: 'none' },
    ...{ IMAP_USER: 'inbox', IMAP_PASSWORD: 'secret', FIRST_RUN: 'process' },
  };
  const clear = async (): Promise<void> => {
    await Promise.all([smtp.stop(), imap.stop()]);
    removeDir(dir);
  };
  return { dir, smtp, imap, settings, mails: MAILS.map(([who]) => `<${who}@mail.example.org>`), clear };
};

/** With what the worker left when it died: nobody's reply may be uncertain after but those that were in doubt then. */
export type Survival = Audit & Remains & { readonly passes: number };

/** Passes after a fault, the most that it may take until nothing is left to do. */
const MOST = 4;

/** Starts the worker again until a pass has nothing to do, then looks at everything. */
export const recover = async (at: Scene): Promise<Survival> => {
  at.smtp.fault = null;
  const remains = remainsIn(at.dir);
  for (let passes = 1; passes <= MOST; passes += 1) {
    const { exit, err } = await run(at.dir, ['poll', '--json'], at.settings);
    if (exit !== 0) throw new Error(`the worker that was started again ended with ${exit}: ${err}`);
    const found = audit(at.dir, at.smtp, at.mails);
    if (found.complaints.every((line) => !line.startsWith('still '))) return { ...found, ...remains, passes };
  }
  throw new Error(`not quiet after ${MOST} passes`);
};

/** Runs a pass that dies at `point` of its own steps (see kill-at.mjs), in a scene of its own. */
export const killedAt = async (point: string): Promise<Survival & { readonly died: boolean }> => {
  const at = await scene();
  try {
    const { signal } = await start(at.dir, ['poll'], { ...at.settings, KILL_AT: point }, KILLING).ended;
    return { ...(await recover(at)), died: signal === 'SIGKILL' };
  } finally {
    await at.clear();
  }
};

/** Runs a pass and kills it when the IMAP server hears this command, before it answers. */
export const killedAtCommand = async (
  isNow: (name: string, text: string) => boolean,
): Promise<Survival & { readonly died: boolean }> => {
  const at = await imapScene();
  try {
    const running = start(at.dir, ['poll'], at.settings);
    at.imap.fault = ({ name, text }) => {
      if (!isNow(name, text)) return undefined;
      at.imap.fault = null;
      running.child.kill('SIGKILL');
      return 'drop';
    };
    const { signal } = await running.ended;
    return { ...(await recover(at)), died: signal === 'SIGKILL' };
  } finally {
    await at.clear();
  }
};

/** Runs a pass and kills it when `isNow` says so of what the server hears; the server then says no more unless it took the mail. */
export const killedWhen = async (
  isNow: (step: string, text: string) => boolean,
  set: () => Promise<Scene> = scene,
): Promise<Survival & { readonly died: boolean }> => {
  const at = await set();
  try {
    const running = start(at.dir, ['poll'], at.settings);
    let isDead = false;
    at.smtp.fault = (step, text) => {
      if (isDead || !isNow(step, text)) return undefined;
      isDead = true;
      running.child.kill('SIGKILL');
      // The final dot has arrived: the server delivers, whether or not anybody hears of it.
      return step === 'DOT' ? undefined : 'hang';
    };
    const { signal }: Ended = await running.ended;
    return { ...(await recover(at)), died: signal === 'SIGKILL' };
  } finally {
    await at.clear();
  }
};
