/**
 * `npm run bench`: measures the speed of the replay, compared with the same loop in C, and the speed of many lanes, of threads, of
 * long tapes and of the generator. Prints and writes bench/RESULTS.md. Compare ratios within one run, because absolute figures
 * depend on the machine. `npm run bench -- --only g,h` measures these sections alone, and leaves the others as they were written.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
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
import { type BenchTape, benchTapes } from './tapes.ts';

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));

type Section = () => string[] | Promise<string[]>;

/** The sections by the letters of their headings. The tapes are made when one of them needs them. */
function sectionsOf(folder: string, program: string, tapes: () => Promise<readonly BenchTape[]>): Map<string, Section> {
  return new Map<string, Section>([
    ['a', async () => oneLaneSection(await tapes(), program, folder)],
    ['b', async () => manyLanesSection(await tapes())],
    ['c', async () => twoWorkersSection((await tapes()).filter(isQuietOrBusy), folder)],
    ['d', () => longTapeSection(folder)],
    ['e', allocationSection],
    ['f', generatorSection],
    ['g', resetSection],
    ['h', strategiesSection],
    ['i', () => sweepMemorySection(folder)],
  ]);
}

/** Threads are measured on a tape that gives lanes little work, and on a tape that gives them much. */
function isQuietOrBusy({ name }: BenchTape): boolean {
  return name === 'switching' || name.startsWith('toxic');
}

function printed(section: readonly string[]): string {
  const text = `${section.join('\n').trimEnd()}\n`;
  console.log(text);
  return text;
}

async function runAll(folder: string, program: string): Promise<void> {
  const head = [
    '# Benchmark results',
    '',
    `Written by \`npm run bench\`. Medians of ${ROUNDS} readings (least–greatest), in alternating runs, after warm-up. ✗ marks a missed target.`,
    '',
    ...machine(),
  ];
  const tapes = await benchTapes((line) => head.push(`- ${line}`));
  const texts = [printed(head), printed(equalitySection(tapes, program, folder))];
  for (const section of sectionsOf(folder, program, async () => tapes).values()) texts.push(printed(await section()));
  writeFileSync(RESULTS, texts.join('\n'));
}

/** Measures some sections anew, and says in each of them that it was measured apart from the others. */
async function runOnly(letters: readonly string[], folder: string, program: string): Promise<void> {
  let made: Promise<readonly BenchTape[]> | undefined;
  const tapes = (): Promise<readonly BenchTape[]> => {
    made ??= benchTapes((line) => console.log(line));
    return made;
  };
  const sections = sectionsOf(folder, program, tapes);
  for (const letter of letters) {
    const section = sections.get(letter);
    if (section === undefined)
      throw new RangeError(`--only ${letter}: the sections are ${[...sections.keys()].join(', ')}`);
    const load = loadavg()[0]?.toFixed(0);
    const apart = `Measured by \`npm run bench -- --only ${letter}\`, apart from the sections around it, at a load average of ${load}.`;
    const text = printed([...(await section()), apart]);
    const page = readFileSync(RESULTS, 'utf8').split(/^(?=## )/m);
    const at = page.findIndex((part) => part.startsWith(`## (${letter}) `));
    if (at === -1) throw new RangeError(`bench/RESULTS.md has no section (${letter})`);
    page[at] = at === page.length - 1 ? text : `${text}\n`;
    writeFileSync(RESULTS, page.join(''));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mmtune-bench-'));
try {
  const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
  const program = compileEngine(folder);
  if (only === undefined) await runAll(folder, program);
  else await runOnly(only.split(','), folder, program);
} catch (error) {
  if (!(error instanceof MissingCompilerError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
