/**
 * The fake venue in a process of its own. It was written independently of this project and is in a folder beside it, which may be
 * missing: see {@link isFakeVenueThere}.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '../shared/fakevenue');

export const isFakeVenueThere: boolean = existsSync(join(FOLDER, 'start.mjs'));
if (!isFakeVenueThere) console.warn('tests at the fake venue skipped: the folder ../shared/fakevenue is missing');

export interface FakeVenue {
  readonly url: string;
  readonly ws: string;
}

/** Ends with the test, and by itself after a minute. Returns its addresses. */
export async function aFakeVenue(venue: 'hyperliquid' | 'binance', args: readonly string[] = []): Promise<FakeVenue> {
  const folder = mkdtempSync(join(tmpdir(), 'fakevenue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // Its packages are those of this project, which the folder itself does not have.
  cpSync(FOLDER, folder, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const child = spawn(process.execPath, ['start.mjs', '--venue', venue, '--seconds', '60', ...args], { cwd: folder });
  onTestFinished(() => void child.kill('SIGKILL'));
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the fake venue ended with code ${code}`);
  });
  failed.catch(() => undefined);
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), failed])) as [string];
  return JSON.parse(line) as FakeVenue;
}
