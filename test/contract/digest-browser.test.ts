/** The digest as a reviewer's browser or mail program draws it: no accessibility violations (axe), and it fits a phone. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestMail, digestPage } from '../../src/digest/html.ts';
import { digestModel } from '../../src/digest/model.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { FORM, MAILED, OPTIONS, QUIET, RICH } from '../unit/digest/fixture.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const DRAWN = [
  ['the page', digestPage(digestModel(RICH, FORM, OPTIONS))],
  ['the mail', digestMail(digestModel(RICH, FORM, MAILED))],
  ['a quiet day', digestPage(digestModel(QUIET, FORM, OPTIONS))],
] as const;

const VIEWS = [
  { width: 375, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
  { width: 1200, colorScheme: 'light' },
  { width: 1200, colorScheme: 'dark' },
] as const;

describe.skipIf(!hasChromium())('the digest in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  describe.each(DRAWN)('%s', (_name, html) => {
    it.each(VIEWS)('at $width px, $colorScheme', async ({ width, colorScheme }) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const fetched: string[] = [];
      await context.route('**', (route) => {
        fetched.push(route.request().url());
        return route.abort();
      });
      const page = await context.newPage();
      await page.setContent(html);
      await page.evaluate(axe);
      const violations = await page.evaluate(`axe.run().then(({ violations }) => violations.map((one) =>
        one.id + ': ' + one.help + ' (' + one.nodes.length + ' places, such as ' + one.nodes[0].html.slice(0, 120) + ')'))`);
      expect(violations).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(fetched).toEqual([]);
      await context.close();
    });
  });
});
