/**
 * Compiled tapes as files beside their tapes, so that a tape of any length replays with little memory and is compiled
 * once. `<tape>.compiled` holds, chunk after chunk, the columns time (f64), code (i32) and lots (i32), then a JSON label
 * (head, chunk lengths and CRC-32s, key), its length (u32) and a magic. The key is a hash of the tape's own label, which
 * holds checksums of all its rows, of the grid, and of the compiler's version: another tape or grid is compiled anew.
 */

import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type CompiledHead, type CompiledTape, type TapeChunk, TapeCompiler } from '../market/compiledTape.ts';
import { PriceRange } from '../market/priceRange.ts';
import { type Grid, regrid } from '../market/regrid.ts';
import { labelOf, streamTape } from './readTape.ts';
import { corrupt, fileSystemError } from './tapeFileError.ts';

/** Raised whenever the same tape would compile to other rows. */
const COMPILER_VERSION = 2;
const MAGIC = 'mmtuneC1';
const ROW_BYTES = 16;

interface CompiledLabel {
  readonly key: string;
  readonly head: CompiledHead;
  readonly chunks: readonly { readonly rows: number; readonly crc: number }[];
}

/**
 * The compiled form of a tape file on a grid: read from the file beside it if that fits, else compiled and kept there.
 * The file stays open for the life of the process. @throws TapeFileError, TapeError; RangeError when the grids do not fit
 */
export async function openCompiled(file: string, grid: Grid): Promise<CompiledTape> {
  const compiledFile = `${file}.compiled`;
  const key = await keyOf(file, grid);
  const known = existsSync(compiledFile) ? readLabel(compiledFile) : undefined;
  if (known?.key !== key) await compile(file, compiledFile, grid, key);
  return new CompiledFile(compiledFile);
}

async function keyOf(file: string, grid: Grid): Promise<string> {
  const label = await labelOf(file);
  return createHash('sha256')
    .update(JSON.stringify([COMPILER_VERSION, label, grid.tickSize, grid.lotSize]))
    .digest('hex');
}

/** Two passes over the tape: the range of prices first, then the rows. */
async function compile(file: string, compiledFile: string, grid: Grid, key: string): Promise<void> {
  const range = new PriceRange();
  let symbol = '';
  let startUs = 0;
  await streamTape(file, (piece) => {
    ({ symbol, startUs } = piece);
    range.add(regrid(piece, grid));
  });
  const head = { symbol, startUs, tickSize: grid.tickSize, lotSize: grid.lotSize };
  const compiler = new TapeCompiler(head, range.window(symbol), 0);
  const temporary = `${compiledFile}.tmp-${process.pid}`;
  const descriptor = open(temporary, 'w');
  try {
    const chunks: { rows: number; crc: number }[] = [];
    await streamTape(file, (piece) => {
      compiler.add(regrid(piece, grid));
      chunks.push(writeChunk(descriptor, compiler.takeRows()));
    });
    writeLabel(descriptor, { key, head: compiler.finish(), chunks });
    closeSync(descriptor);
    renameSync(temporary, compiledFile);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw fileSystemError(compiledFile, 'write', error) ?? error;
  }
}

function writeChunk(descriptor: number, { length, timeUs, code, lots }: TapeChunk): { rows: number; crc: number } {
  let crc = 0;
  for (const column of [timeUs.subarray(0, length), code.subarray(0, length), lots.subarray(0, length)]) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    crc = crc32(bytes, crc);
    writeAll(descriptor, bytes);
  }
  return { rows: length, crc };
}

function writeLabel(descriptor: number, label: CompiledLabel): void {
  const text = Buffer.from(JSON.stringify(label));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  writeAll(descriptor, Buffer.concat([text, length, Buffer.from(MAGIC)]));
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done);
}

/** The label of a compiled file; undefined for a file that is none (cut off, or of another program): it is made anew. */
function readLabel(file: string): CompiledLabel | undefined {
  const descriptor = open(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const tail = Buffer.alloc(12);
    if (size < tail.length) return undefined;
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    const length = tail.readUInt32LE(0);
    if (tail.toString('latin1', 4) !== MAGIC || length + tail.length > size) return undefined;
    const text = Buffer.alloc(length);
    readSync(descriptor, text, 0, length, size - tail.length - length);
    const label = JSON.parse(text.toString()) as CompiledLabel;
    const rows = label.chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
    return rows * ROW_BYTES + length + tail.length === size ? label : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string, mode: 'r' | 'w'): number {
  try {
    return openSync(file, mode);
  } catch (error) {
    throw fileSystemError(file, mode === 'r' ? 'read' : 'write', error) ?? error;
  }
}

class CompiledFile implements CompiledTape {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly startUs: number;
  readonly length: number;
  readonly baseTicks: number;
  readonly width: number;
  readonly marks: CompiledHead['marks'];
  readonly trades: number;
  readonly quoteLevel: boolean;
  readonly endUs: number;
  readonly chunks: number;
  readonly #file: string;
  readonly #descriptor: number;
  readonly #label: CompiledLabel;
  readonly #offsets: readonly number[];
  /** Chunks whose checksum was verified: reading one again need not pay for it again. */
  readonly #verified = new Set<number>();

  constructor(file: string) {
    const label = readLabel(file);
    if (label === undefined) throw corrupt(file, 'its label cannot be read; delete the file, it is made anew');
    const { head } = label;
    this.symbol = head.symbol;
    this.tickSize = head.tickSize;
    this.lotSize = head.lotSize;
    this.startUs = head.startUs;
    this.length = head.length;
    this.baseTicks = head.baseTicks;
    this.width = head.width;
    this.marks = head.marks;
    this.trades = head.trades;
    this.quoteLevel = head.quoteLevel;
    this.endUs = head.endUs;
    this.chunks = label.chunks.length;
    this.#file = file;
    this.#label = label;
    this.#descriptor = open(file, 'r');
    let offset = 0;
    this.#offsets = label.chunks.map(({ rows }) => {
      const at = offset;
      offset += rows * ROW_BYTES;
      return at;
    });
  }

  chunk(i: number): TapeChunk {
    const { rows, crc } = this.#label.chunks[i] ?? { rows: 0, crc: 0 };
    const bytes = new Uint8Array(rows * ROW_BYTES);
    const read = readSync(this.#descriptor, bytes, 0, bytes.length, this.#offsets[i] ?? 0);
    if (read !== bytes.length) throw corrupt(this.#file, `chunk ${i} ends early; delete the file, it is made anew`);
    if (!this.#verified.has(i)) {
      if (crc32(bytes) !== crc)
        throw corrupt(this.#file, `chunk ${i} fails its checksum; delete the file, it is made anew`);
      this.#verified.add(i);
    }
    return {
      length: rows,
      timeUs: new Float64Array(bytes.buffer, 0, rows),
      code: new Int32Array(bytes.buffer, rows * 8, rows),
      lots: new Int32Array(bytes.buffer, rows * 12, rows),
    };
  }
}
