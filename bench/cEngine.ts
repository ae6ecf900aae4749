/** The replay loop in C: compiles it into a temporary folder, writes its input files, and runs it for its result or its speed. */

import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TapeInMemory } from '../src/market/compiledTape.ts';
import type { LaneRequest, SessionSettings } from '../src/session/session.ts';

const SOURCE = fileURLToPath(new URL('engine.c', import.meta.url));
// No fused multiply-add: it rounds once where JavaScript rounds twice.
const FLAGS = ['-O2', '-std=c11', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror'];
const OUTPUT_BYTES = 256 * 2 ** 20;

/** No C compiler was found. */
export class MissingCompilerError extends Error {
  override name = 'MissingCompilerError';
}

export function gccVersion(): string {
  const { error, stdout } = spawnSync('gcc', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) {
    throw new MissingCompilerError(
      'gcc was not found: the benchmark compares with bench/engine.c. Install it (Debian, Ubuntu: apt-get install gcc ' +
        'libc6-dev; Fedora: dnf install gcc; macOS: xcode-select --install) and run it again.',
    );
  }
  return stdout.split('\n')[0] ?? '';
}

/** Compiles the engine into `folder` and returns the program's path. */
export function compileEngine(folder: string): string {
  const program = join(folder, 'engine');
  execFileSync('gcc', [...FLAGS, SOURCE, '-o', program, '-lm'], { stdio: 'inherit' });
  return program;
}

/** One tape and one lane as files for the engine. */
export class CEngine {
  readonly #program: string;
  readonly #tapeFile: string;
  readonly #settingsFile: string;

  constructor(program: string, files: string, tape: TapeInMemory, lane: LaneRequest, settings: SessionSettings) {
    if (tape.quoteLevel) throw new RangeError(`${tape.symbol}: engine.c replays order books, not feeds of best quotes`);
    this.#program = program;
    this.#tapeFile = `${files}.tape`;
    this.#settingsFile = `${files}.settings`;
    writeColumns(this.#tapeFile, tape);
    writeFileSync(this.#settingsFile, settingsText(lane, settings));
  }

  /** The lines that one run prints. */
  result(): string[] {
    return this.#run(0);
  }

  /** Nanoseconds of each of `repeats` runs after one that is not timed. */
  timeNs(repeats: number): number[] {
    return this.#run(repeats).map((line) => Number(line.split(' ')[1]));
  }

  #run(repeats: number): string[] {
    const output = execFileSync(this.#program, [this.#tapeFile, this.#settingsFile, String(repeats)], {
      encoding: 'utf8',
      maxBuffer: OUTPUT_BYTES,
    });
    return output.trimEnd().split('\n');
  }
}

function writeColumns(file: string, tape: TapeInMemory): void {
  const head = new Float64Array([tape.length, tape.baseTicks, tape.width, tape.marks.length]);
  const marks = tape.marks.flatMap((mark) =>
    mark.kind === 'funding'
      ? [mark.index, mark.timeUs, 1, mark.markTicks, mark.rate]
      : [mark.index, mark.timeUs, 0, 0, 0],
  );
  const descriptor = openSync(file, 'w');
  try {
    for (const column of [head, tape.timeUs, new Float64Array(marks), tape.code, tape.lots]) {
      const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    }
  } finally {
    closeSync(descriptor);
  }
}

function settingsText({ parameters }: LaneRequest, settings: SessionSettings): string {
  const { instrument, limits, latency, capital, decisionUs, durationUs } = settings;
  const { tickSize, lotSize, minNotional, makerFeeBps, takerFeeBps } = instrument;
  const grid = { tickSize, lotSize, minNotional, makerFeeBps, takerFeeBps };
  const all = { ...grid, ...limits, ...latency, ...parameters, capital, decisionUs, durationUs };
  return Object.entries(all)
    .map(([name, value]) => `${name} ${Number(value)}\n`)
    .join('');
}
