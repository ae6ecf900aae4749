/** Compiles the rows of a tape into a file, written beside its name and renamed: two processes may do so at once. */

import { closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { PriceRange } from '../../market/priceRange.ts';
import type { PriceWindow, TapeHead } from '../../market/tape.ts';
import { TapeCompiler } from '../../market/tapeCompiler.ts';
import type { TapeRows } from '../../market/tapeRows.ts';
import {
  type ChunkLabel,
  CompiledFile,
  type CompiledLabel,
  writeChunk,
  writeDelays,
  writeFrames,
  writeLabel,
} from './compiledFile.ts';
import { fileSystemError } from './tapeFileError.ts';
import { unfinishedFile } from './unfinishedFile.ts';

/** What is to be compiled. */
export interface CompilerInput {
  /** Its window of prices and `quoteLevel` are kept; where it has none they follow from the rows. */
  readonly head: TapeHead;
  readonly rows: TapeRows;
  /** Digest of the rows, to be kept with them. */
  readonly digest?: () => Promise<string>;
}

/**
 * Two passes over the rows: the range of prices first, if the head has none, then the rows. Makes the file's folder if need be. The new file is
 * returned open, by its descriptor, so that another process may replace it under its name.
 * @throws TapeFileError when the file cannot be written; TapeError for a tape that cannot be compiled; what `rows` throws
 */
export async function compileRows(file: string, key: string, input: CompilerInput): Promise<CompiledFile> {
  const { head, rows } = input;
  const { quoteLevel } = head;
  const compiler = new TapeCompiler(head, head.window ?? (await windowOf(rows, head.symbol)), 0);
  const digest = input.digest === undefined ? null : await input.digest();
  return written(file, async (descriptor) => {
    const chunks: ChunkLabel[] = [];
    await rows((piece) => {
      compiler.add(piece);
      chunks.push(writeChunk(descriptor, compiler.takeRows()));
    });
    const delays = writeDelays(descriptor, compiler.delays());
    const frames = writeFrames(descriptor, compiler.frames());
    const compiled = compiler.head();
    const labelled = quoteLevel === undefined ? compiled : { ...compiled, quoteLevel };
    const label = { key, head: labelled, chunks, delays, frames, digest };
    writeLabel(descriptor, label);
    return label;
  });
}

async function windowOf(rows: TapeRows, symbol: string): Promise<PriceWindow> {
  const range = new PriceRange();
  await rows((piece) => range.add(piece));
  return range.window(symbol);
}

async function written(file: string, write: (descriptor: number) => Promise<CompiledLabel>): Promise<CompiledFile> {
  let temporary = '';
  let descriptor: number | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    temporary = unfinishedFile(file);
    descriptor = openSync(temporary, 'w+');
    const label = await write(descriptor);
    renameSync(temporary, file);
    return new CompiledFile(file, descriptor, label);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    if (temporary !== '') rmSync(temporary, { force: true });
    throw fileSystemError(file, 'write', error) ?? error;
  }
}
