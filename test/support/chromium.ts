/** Debian's Chromium, driven for tests of what a person sees. It shows files and text only: nothing is fetched. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = '/usr/bin/chromium';

/** False where it isn't installed; CI must have it. */
export const hasChromium = (): boolean => {
  if (existsSync(PATH)) return true;
  if (process.env['CI'] !== undefined) throw new Error(`${PATH} is missing: apt-get install chromium`);
  process.stderr.write('The digest is not looked at in a browser: apt-get install chromium\n');
  return false;
};

/** A browser that calls nobody. Close it. */
export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: PATH,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
