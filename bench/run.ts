/**
 * `npm run bench`: measures the speed of the replay, compared with the same loop in C, and the speed of many lanes, of threads, of
 * long tapes and of the generator. Prints and writes bench/RESULTS.md. Compare ratios within one run, because absolute figures
 * depend on the machine.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileEngine, MissingCompilerError } from './cEngine.ts';
import { machine } from './machine.ts';
import { ROUNDS } from './median.ts';
import {
  allocationSection,
  equalitySection,
  generatorSection,
  longTapeSection,
  manyLanesSection,
  oneLaneSection,
  resetSection,
  strategiesSection,
  sweepMemorySection,
  twoWorkersSection,
} from './sections.ts';
import { benchTapes } from './tapes.ts';

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));
const lines: string[] = [];

function report(section: readonly string[]): void {
  for (const line of section) console.log(line);
  lines.push(...section);
}

async function run(folder: string): Promise<void> {
  report([
    '# Benchmark results',
    '',
    `Written by \`npm run bench\`. Medians of ${ROUNDS} readings (least–greatest), in alternating runs, after warm-up. ✗ marks a missed target.`,
    '',
    ...machine(),
  ]);
  const program = compileEngine(folder);
  const tapes = await benchTapes((line) => report([`- ${line}`]));
  // Threads are measured on a tape that gives lanes little work, and on a tape that gives them much.
  const quietAndBusy = tapes.filter(({ name }) => name === 'switching' || name.startsWith('toxic'));
  report(['', ...equalitySection(tapes, program, folder)]);
  report(oneLaneSection(tapes, program, folder));
  report(manyLanesSection(tapes));
  report(await twoWorkersSection(quietAndBusy, folder));
  report(longTapeSection(folder));
  report(allocationSection());
  report(generatorSection());
  report(resetSection());
  report(strategiesSection());
  report(await sweepMemorySection(folder));
  writeFileSync(RESULTS, `${lines.join('\n').trimEnd()}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'mmtune-bench-'));
try {
  await run(folder);
} catch (error) {
  if (!(error instanceof MissingCompilerError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
