/** Compiles the rows of a tape into a file, written beside its name and renamed: two processes may do so at once. */

import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { PriceRange, type PriceWindow } from '../../market/priceRange.ts';
import type { TapeHead } from '../../market/tape.ts';
import { TapeCompiler } from '../../market/tapeCompiler.ts';
import type { TapeRows } from '../../market/tapeRows.ts';
import {
  type ChunkLabel,
  CompiledFile,
  type CompiledLabel,
  writeChunk,
  writeDelays,
  writeLabel,
} from './compiledFile.ts';
import { fileSystemError } from './tapeFileError.ts';

/** What is to be compiled. */
export interface CompilerInput {
  readonly head: TapeHead;
  readonly rows: TapeRows;
  /** Digest of the rows, to be kept with them. */
  readonly digest?: () => Promise<string>;
  /** For a piece of a tape: whether the whole tape has best quotes only. The snapshot at the start of the piece has depth rows. */
  readonly quoteLevel?: boolean;
  /** The prices to keep, for a tape that says so; by default those that the market touched and a margin. */
  readonly window?: PriceWindow;
}

/**
 * Two passes over the rows: the range of prices first where it is not given, then the rows. Makes the file's folder if need be. The new file is
 * returned open, by its descriptor, so that another process may replace it under its name.
 * @throws TapeFileError when the file cannot be written; TapeError for a tape that cannot be compiled; what `rows` throws
 */
export async function compileRows(file: string, key: string, input: CompilerInput): Promise<CompiledFile> {
  const { head, rows, quoteLevel } = input;
  const compiler = new TapeCompiler(head, input.window ?? (await touchedPrices(input)), 0);
  const digest = input.digest === undefined ? null : await input.digest();
  return written(file, async (descriptor) => {
    const chunks: ChunkLabel[] = [];
    await rows((piece) => {
      compiler.add(piece);
      chunks.push(writeChunk(descriptor, compiler.takeRows()));
    });
    const delays = writeDelays(descriptor, compiler.delays());
    const compiled = compiler.head();
    const labelled = quoteLevel === undefined ? compiled : { ...compiled, quoteLevel };
    const label = { key, head: labelled, chunks, delays, digest };
    writeLabel(descriptor, label);
    return label;
  });
}

async function touchedPrices({ head, rows }: CompilerInput): Promise<PriceWindow> {
  const range = new PriceRange();
  await rows((piece) => range.add(piece));
  return range.window(head.symbol);
}

async function written(file: string, write: (descriptor: number) => Promise<CompiledLabel>): Promise<CompiledFile> {
  const temporary = `${file}.tmp-${randomUUID().slice(0, 8)}`;
  let descriptor: number | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    descriptor = openSync(temporary, 'w+');
    const label = await write(descriptor);
    renameSync(temporary, file);
    return new CompiledFile(file, descriptor, label);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw fileSystemError(file, 'write', error) ?? error;
  }
}
