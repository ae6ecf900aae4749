/** A whole morning on the page, in a real browser: by mouse on a phone's width, by keyboard alone on a desk's. */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { browserHere } from '../browser.ts';
import { aWorkspace, tune, tuneRunning } from './tune.ts';

const program = browserHere();

/** The machine may be busy. */
const PATIENT = { timeout: 20_000 };

let browser: Browser;
let evening: string | null = null;

beforeAll(async () => {
  if (program === null) return;
  // Root, in containers, may not use the browser's own sandbox.
  browser = await chromium.launch({ executablePath: program, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
});
afterAll(async () => {
  await browser?.close();
  if (evening !== null) rmSync(evening, { recursive: true, force: true });
});

/** Two sessions without anybody there: v1, and a proposal that waits. */
function anEvening(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-evening-'));
  writeFileSync(join(folder, 'tune.toml'), '[session]\ntrials = 0\n');
  const { code, err } = tune(folder, ['start', '--sessions', '2', '--minutes', '5', '--approve', 'ask']);
  if (code !== 0) throw new Error(err);
  return folder;
}

interface Morning {
  readonly folder: string;
  readonly page: Page;
  /** What the console said that should not be there: refused by the content policy, errors of scripts, missing files. */
  readonly complaints: string[];
}

async function aMorning(width: number, colorScheme: 'light' | 'dark'): Promise<Morning> {
  evening ??= anEvening();
  const folder = aWorkspace();
  cpSync(evening, folder, { recursive: true });
  const server = tuneRunning(folder, ['dashboard', '--port', '0', '--no-open']);
  const url = await new Promise<string>((found) =>
    server.child.stdout?.once('data', (chunk: Buffer) => found(String(chunk).trim())),
  );
  const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(url);
  expect(new URL(page.url()).search).toBe('');
  return { folder, page, complaints };
}

/** What a page must be for everyone: nothing serious for axe, and no wider than the screen. */
async function isUsable(page: Page): Promise<void> {
  // The protocol of the browser evaluates this, which the content policy of the page does not concern.
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly string[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
  expect(found).toEqual([]);
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
}

test.skipIf(program === null)(
  'by mouse at 390 px, dark: read, look at a session, edit and approve, see the new version',
  async () => {
    const { folder, page, complaints } = await aMorning(390, 'dark');
    expect(await page.locator('h1').textContent()).toBe('Now');
    await isUsable(page);

    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('link', { name: '2', exact: true }).click();
    const moment = page.locator('output[for=moment]');
    await expect.poll(() => moment.textContent(), PATIENT).toContain('0.0 min');
    const chart = page.locator('.plot').nth(1);
    await chart.scrollIntoViewIfNeeded();
    await chart.hover();
    expect(await moment.textContent()).toMatch(/^2\.\d min · mid [\d,.]+ · inventory .* · P&L .*spread/);
    expect(await page.locator('.cursor').count()).toBe(3);
    await isUsable(page);

    await page.getByRole('link', { name: 'Now' }).click();
    await page.getByRole('link', { name: /waits for your decision/ }).click();
    await page.getByText('Edit the values, then approve').click();
    await isUsable(page);
    await page.getByLabel('spreadBps', { exact: true }).fill('500');
    await page.getByLabel(/^Reason/).fill('a calmer start');
    await page.getByRole('button', { name: 'Approve with these values' }).click();
    const answer = page.locator('#answer');
    await expect.poll(() => answer.textContent(), PATIENT).toContain('spreadBps');
    await page.getByLabel('spreadBps', { exact: true }).fill('1.3');
    await page.getByRole('button', { name: 'Approve with these values' }).click();
    await expect.poll(() => answer.textContent(), PATIENT).toContain('v2 is made from v1 in place of p');
    expect(tune(folder, ['show', 'v2', '--json']).out).toContain('"spreadBps": 1.3');

    for (const name of ['Versions', 'Compare', 'Learnings', 'Costs', 'Health']) {
      await page.getByRole('link', { name, exact: true }).click();
      await isUsable(page);
    }
    // The refused edit is an answer with an error status, which the console names too.
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  },
);

test.skipIf(program === null)(
  'by keyboard alone at 1280 px, light: skip to the page, move the cursor, reject with a reason',
  async () => {
    const { folder, page, complaints } = await aMorning(1280, 'light');
    const focused = () =>
      page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.id');
    const press = async (key: string, until: string | RegExp): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press(key);
        const at = await focused();
        if (typeof until === 'string' ? at === until : until.test(at)) return;
      }
      throw new Error(`${key} never came to ${until}`);
    };
    await press('Tab', 'Skip to the page');
    await page.keyboard.press('Enter');
    await press('Tab', /waits for your decision/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/review\/\d+$/);
    await isUsable(page);

    // Enter in a value leads to the button that approves it, and decides nothing.
    await page.keyboard.press('e');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Approve with these values');
    expect(tune(folder, ['review']).out).toContain('it can be approved until');
    await page.locator('main').click({ position: { x: 2, y: 2 } });

    await page.keyboard.press('r');
    expect(await focused()).toBe('Reject');
    await page.keyboard.press('Enter');
    const answer = page.locator('#answer');
    await expect.poll(() => answer.textContent(), PATIENT).toBe('Say why: the reason goes on record.');
    await press('Tab', 'reason');
    await page.keyboard.type('too early');
    await press('Tab', 'Reject');
    await page.keyboard.press('Enter');
    await expect.poll(() => answer.textContent(), PATIENT).toMatch(/^p\d+ is rejected\. On record: "too early"\.$/);
    expect(tune(folder, ['review']).out).toContain('too early');

    await press('Shift+Tab', 'Sessions');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sessions\.md$/);
    await press('Tab', '2');
    await page.keyboard.press('Enter');
    await page.waitForURL(/README\.md$/);
    const moment = page.locator('output[for=moment]');
    await expect.poll(() => moment.textContent(), PATIENT).toContain('0.0 min');
    await press('Tab', 'moment');
    await page.keyboard.press('End');
    expect(await moment.textContent()).toMatch(/^5\.0 min/);
    await isUsable(page);
    // The rejection without a reason is an answer with an error status, which the console names too.
    expect(complaints.filter((one) => !one.includes('400'))).toEqual([]);
  },
);
