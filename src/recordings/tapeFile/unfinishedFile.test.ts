/** What crashes leave in a folder of tapes, and what is removed of it when the next tape is written there. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { btcUsdPerp } from '../../market/instrument.ts';
import { generateMarket } from '../../market/synthetic/generate.ts';
import { openCompiled } from './openCompiled.ts';
import { removeAbandoned, unfinishedFile } from './unfinishedFile.ts';
import { writeTape } from './writeTape.ts';

const DAY_S = 24 * 3600;
const tape = generateMarket({ family: 'calm', seed: 'unfinished', minutes: 1, instrument: btcUsdPerp });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfinished-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** Begins to write a tape, as another process, and never ends it. */
async function writingTape(): Promise<{ child: ChildProcess; file: string }> {
  const module = new URL('./writeTape.ts', import.meta.url).href;
  const script = `
    import { TapeWriter } from ${JSON.stringify(module)};
    new TapeWriter(process.argv[1], { symbol: 'BTC', tickSize: 0.1, lotSize: 0.001, startUs: 0 });
    console.log('writing');
    setInterval(() => undefined, 1000);
  `;
  const arguments_ = ['--input-type=module', '--eval', script, join(folder, 'other.parquet')];
  const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  const [file = ''] = partials();
  return { child, file };
}

function partials(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.partial'));
}

function file(name: string, agedSeconds: number): string {
  const path = join(folder, name);
  writeFileSync(path, 'half');
  const then = new Date(Date.now() - agedSeconds * 1000);
  utimesSync(path, then, then);
  return path;
}

describe('an unfinished file', () => {
  it('of a process that was killed goes when the next tape is written in its folder', async () => {
    const { child, file: left } = await writingTape();
    expect(left).toMatch(/\.partial$/);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(partials()).toEqual([left]);
    writeTape(join(folder, 'tape.parquet'), tape);
    expect(readdirSync(folder)).toEqual(['tape.parquet']);
  });

  it('of a process that was killed goes when a tape is compiled in its folder', async () => {
    const { child } = await writingTape();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const elsewhere = mkdtempSync(join(tmpdir(), 'unfinished-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
    writeTape(join(elsewhere, 'tape.parquet'), tape);
    const copy = join(folder, 'tape.parquet');
    copyFileSync(join(elsewhere, 'tape.parquet'), copy);
    expect(partials()).toHaveLength(1);
    const { tickSize, lotSize } = btcUsdPerp;
    (await openCompiled(copy, { tickSize, lotSize }, { elsewhere })).close();
    expect(partials()).toEqual([]);
  });

  it('of a process that writes it stays, however long nothing was written', async () => {
    const { child, file: name } = await writingTape();
    const long = new Date(Date.now() - 30 * DAY_S * 1000);
    utimesSync(join(folder, name), long, long);
    writeTape(join(folder, 'tape.parquet'), tape);
    removeAbandoned(folder);
    expect(partials()).toEqual([name]);
    expect(child.exitCode).toBeNull();
  });

  it('of this process stays, and goes where the process began after it was written', () => {
    const own = unfinishedFile(join(folder, 'tape.parquet'));
    file(basename(own), 0);
    removeAbandoned(folder);
    expect(existsSync(own)).toBe(true);
    file(basename(own), process.uptime() + 120);
    removeAbandoned(folder);
    expect(existsSync(own)).toBe(false);
  });

  it('of this process stays where the machine slept after it was written', () => {
    const HOUR_S = 3600;
    // Begun nine hours ago, of which the machine slept eight.
    const begun = vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(Date.now() - 9 * HOUR_S * 1000);
    const awake = vi.spyOn(process, 'uptime').mockReturnValue(HOUR_S);
    onTestFinished(() => {
      begun.mockRestore();
      awake.mockRestore();
    });
    const own = unfinishedFile(join(folder, 'tape.parquet'));
    file(basename(own), 8.5 * HOUR_S);
    removeAbandoned(folder);
    expect(existsSync(own)).toBe(true);
    file(basename(own), 9.5 * HOUR_S);
    removeAbandoned(folder);
    expect(existsSync(own)).toBe(false);
  });

  it.skipIf(!existsSync('/etc/machine-id'))('of a machine with the same name and no id stays for a week', () => {
    const place = createHash('sha256')
      .update(`${hostname()}\n${readlinkSync('/proc/self/ns/pid')}`)
      .digest('hex');
    // No process has this number.
    const name = `.${place.slice(0, 8)}-4194305-3f0a2b1c-1111-4222-8333-444455556666.partial`;
    const path = file(name, 6 * DAY_S);
    removeAbandoned(folder);
    expect(existsSync(path)).toBe(true);
    file(name, 8 * DAY_S);
    removeAbandoned(folder);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['another machine', '.00000000-1-3f0a2b1c-1111-4222-8333-444455556666.partial'],
    ['an earlier version, a tape', '.3f0a2b1c-1111-4222-8333-444455556666.partial'],
    ['an earlier version, a compiled form', 'may.parquet.0-60000000.compiled.tmp-0a1b2c3d'],
    ['an earlier version, a copy', `${'ab'.repeat(32)}.parquet.3f0a2b1c-1111-4222-8333-444455556666.part`],
  ])('of %s goes once nothing was written for a week', (_, name) => {
    const path = file(name, 6 * DAY_S);
    removeAbandoned(folder);
    expect(existsSync(path)).toBe(true);
    file(name, 8 * DAY_S);
    removeAbandoned(folder);
    expect(existsSync(path)).toBe(false);
  });

  it('is not taken for one where a person gave the name', () => {
    const names = ['notes.partial', 'may.parquet', 'may.parquet.compiled', '.hidden', 'half.part'];
    for (const name of names) file(name, 60 * DAY_S);
    removeAbandoned(folder);
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
  });
});
