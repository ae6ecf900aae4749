/** Section (i) of bench/RESULTS.md: peak memory of `tune sweep`, by the hours of its tape and by its lanes. */

import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TAPE_PROCESS = fileURLToPath(new URL('longTapeWriter.ts', import.meta.url));
const HOURS = [8, 71] as const;
const LOOK_EVERY_MS = 50;

export interface SweepMemory {
  readonly hours: number;
  readonly lanes: number;
  /** It was the first run over the tape, which compiles it. */
  readonly compiling: boolean;
  readonly seconds: number;
  /** Peak resident set of the whole process, MB of 2^20 bytes. */
  readonly peakMb: number;
}

/**
 * Runs the program as it is published, built into `folder`, on two threads over tapes that are written there.
 * @throws Error where a sweep fails
 */
export async function sweepMemory(folder: string): Promise<SweepMemory[]> {
  const main = built(folder);
  const results: SweepMemory[] = [];
  for (const hours of HOURS) {
    const tape = join(folder, `sweep-${hours}.parquet`);
    execFileSync(process.execPath, [TAPE_PROCESS, tape, String(hours)]);
    for (const { params, lanes } of searches) {
      const args = ['sweep', '--workspace', folder, '--json', '--threads', '2', '--tape', tape];
      const compiling = lanes === searches[0]?.lanes;
      results.push({ hours, lanes, compiling, ...(await peakOf(main, [...args, ...params])) });
    }
  }
  return results;
}

/** Each set of parameters is two lanes. */
const searches: readonly { readonly lanes: number; readonly params: readonly string[] }[] = [
  { lanes: 2, params: ['--param', 'spreadBps=1'] },
  { lanes: 32, params: ['--param', 'spreadBps=0.5:2:0.1'] },
  { lanes: 512, params: ['--param', 'spreadBps=0.5:2:0.1', '--param', 'gridResetBps=10:40:2'] },
];

/** The built program's main file. Run from its source it takes memory for stripping types. */
function built(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  execFileSync(compiler, ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')]);
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'dist', 'main.js');
}

function peakOf(main: string, args: readonly string[]): Promise<Pick<SweepMemory, 'seconds' | 'peakMb'>> {
  const startedMs = performance.now();
  const sweep = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let peakMb = 0;
  let said = '';
  sweep.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, peakMbOf(sweep.pid));
  }, LOOK_EVERY_MS);
  return new Promise((resolve, reject) => {
    sweep.on('error', reject);
    sweep.on('close', (code) => {
      clearInterval(timer);
      if (code !== 0) reject(new Error(`tune ${args.join(' ')} failed:\n${said}`));
      else resolve({ seconds: (performance.now() - startedMs) / 1000, peakMb });
    });
  });
}

/** The peak so far of a process that runs, from /proc. */
function peakMbOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // It has just ended.
    return 0;
  }
}
