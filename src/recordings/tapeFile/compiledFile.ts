/**
 * Compiled tapes as files, so that a tape of any length replays with little memory and is compiled once. A file contains
 *
 * 1. chunk after chunk, the columns time (f64), code (i32) and lots (i32);
 * 2. if the tape has feed delays, their three columns (f64, see delaySteps.ts), then the two of its frames (f64, see
 *    receivedFrames.ts);
 * 3. a JSON label: key, head, lengths and CRC-32s of chunks, delays and frames;
 * 4. the length and the CRC-32 of the label (u32 each), and a magic number.
 *
 * The key identifies the rows and the grid. A file with another key, or with a damaged label, is ignored.
 */

import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { CompiledHead, CompiledTape } from '../../market/compiledFormat.ts';
import type { DelaySteps } from '../../market/delaySteps.ts';
import type { ReceivedFrames } from '../../market/receivedFrames.ts';
import type { ReferenceMids } from '../../market/referenceMids.ts';
import type { TapeChunk } from '../../market/tapeChunk.ts';
import { corruptTape, fileSystemError } from './tapeFileError.ts';

const MAGIC = 'mmtuneC4';
const TAIL_BYTES = 16;
const ROW_BYTES = 16;
const DELAY_BYTES = 24;
const FRAME_BYTES = 16;

export interface CompiledLabel {
  readonly key: string;
  readonly head: CompiledHead;
  readonly chunks: readonly ChunkLabel[];
  /** Entries of the three columns of delays; none for a tape without feed delays. */
  readonly delays: ChunkLabel;
  /** Entries of the two columns of frames; none for a tape without feed delays. */
  readonly frames: ChunkLabel;
  /** Digest of the rows before they were compiled, if one was asked for. */
  readonly digest: string | null;
}

export interface ChunkLabel {
  readonly rows: number;
  readonly crc: number;
}

/** An open compiled file. The caller must close it. */
export class CompiledFile implements CompiledTape {
  readonly file: string;
  readonly digest: string | null;
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
  readonly twoSided: boolean;
  readonly endUs: number;
  readonly knownUs: number = Number.POSITIVE_INFINITY;
  readonly chunks: number;
  /** Set by who opened it beside another market. */
  reference: ReferenceMids | undefined = undefined;
  readonly #descriptor: number;
  readonly #chunks: readonly ChunkLabel[];
  readonly #delays: ChunkLabel & { readonly at: number };
  /** Read on first use: only replays with recorded delays need them. */
  #steps: DelaySteps | undefined;
  readonly #frameLabel: ChunkLabel & { readonly at: number };
  #frames: ReceivedFrames | undefined;
  readonly #offsets: readonly number[];
  /** Chunks whose checksum was verified, so that it is not computed again. */
  readonly #verified = new Set<number>();
  /** One for all chunks. With a new one for each the memory would grow, since garbage collection counts little of the memory outside its heap. */
  readonly #buffer: ArrayBuffer;
  #last = -1;

  /** Takes the descriptor over; `file` is its name in messages. */
  constructor(file: string, descriptor: number, { head, chunks, delays, frames, digest }: CompiledLabel) {
    this.file = file;
    this.digest = digest;
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
    this.twoSided = head.twoSided;
    this.endUs = head.endUs;
    this.chunks = chunks.length;
    this.#descriptor = descriptor;
    this.#chunks = chunks;
    this.#buffer = new ArrayBuffer(ROW_BYTES * chunks.reduce((most, { rows }) => Math.max(most, rows), 0));
    let offset = 0;
    this.#offsets = chunks.map(({ rows }) => {
      const at = offset;
      offset += rows * ROW_BYTES;
      return at;
    });
    this.#delays = { ...delays, at: offset };
    this.#frameLabel = { ...frames, at: offset + delays.rows * DELAY_BYTES };
  }

  /** Opens a file if it is whole and has this key; undefined if it is not, cannot be opened or does not exist. */
  static open(file: string, key: string): CompiledFile | undefined {
    let descriptor: number;
    try {
      descriptor = openSync(file, 'r');
    } catch {
      return undefined;
    }
    try {
      const label = readLabel(descriptor);
      if (label?.key === key) return new CompiledFile(file, descriptor, label);
    } catch (error) {
      closeSync(descriptor);
      throw fileSystemError(file, 'read', error) ?? error;
    }
    closeSync(descriptor);
    return undefined;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Whether the tape has feed delays. */
  get hasDelays(): boolean {
    return this.#delays.rows > 0;
  }

  /** @throws TapeFileError for delays that are not what was written */
  get delays(): DelaySteps | undefined {
    const { rows } = this.#delays;
    if (rows === 0 || this.#steps !== undefined) return this.#steps;
    const column = this.#columns(this.#delays, 3);
    this.#steps = { length: rows - 1, fromUs: column(0), delayUs: column(1), receiptUs: column(2) };
    return this.#steps;
  }

  /** @throws TapeFileError for frames that are not what was written */
  get frames(): ReceivedFrames | undefined {
    if (!this.hasDelays || this.#frames !== undefined) return this.#frames;
    const column = this.#columns(this.#frameLabel, 2);
    this.#frames = { length: this.#frameLabel.rows, stampUs: column(0), receiptUs: column(1) };
    return this.#frames;
  }

  #columns({ rows, crc, at }: ChunkLabel & { readonly at: number }, count: number): (i: number) => Float64Array {
    const columns = new Float64Array(count * rows);
    const bytes = new Uint8Array(columns.buffer);
    if (readAll(this.#descriptor, bytes, at) !== bytes.length || crc32(bytes) !== crc)
      throw corruptTape(
        this.file,
        'the delays of its feed fail their checksum; delete the file; it will be made again',
      );
    return (i) => columns.subarray(i * rows, (i + 1) * rows);
  }

  /**
   * Reads a chunk. Chunks must be read in order, starting again from the first if need be. A chunk replaces the one before it, so
   * two readers cannot share an open file.
   * @throws TapeFileError for a chunk that is not what was written; RangeError for one that is not its turn
   */
  chunk(i: number): TapeChunk {
    if (i !== 0 && i !== this.#last + 1) throw new RangeError(`chunk ${i} of ${this.file} after chunk ${this.#last}`);
    this.#last = i;
    const { rows, crc } = this.#chunks[i] ?? { rows: 0, crc: 0 };
    const bytes = new Uint8Array(this.#buffer, 0, rows * ROW_BYTES);
    if (readAll(this.#descriptor, bytes, this.#offsets[i] ?? 0) !== bytes.length)
      throw corruptTape(this.file, `chunk ${i} ends early; delete the file; it will be made again`);
    if (!this.#verified.has(i)) {
      if (crc32(bytes) !== crc)
        throw corruptTape(this.file, `chunk ${i} fails its checksum; delete the file; it will be made again`);
      this.#verified.add(i);
    }
    return {
      length: rows,
      timeUs: new Float64Array(this.#buffer, 0, rows),
      code: new Int32Array(this.#buffer, rows * 8, rows),
      lots: new Int32Array(this.#buffer, rows * 12, rows),
    };
  }
}

/** Appends the rows of a chunk to a file that is being made. */
export function writeChunk(descriptor: number, { length, timeUs, code, lots }: TapeChunk): ChunkLabel {
  let crc = 0;
  for (const column of [timeUs.subarray(0, length), code.subarray(0, length), lots.subarray(0, length)]) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    crc = crc32(bytes, crc);
    writeAll(descriptor, bytes);
  }
  return { rows: length, crc };
}

/** Appends the feed delays, after all chunks. */
export function writeDelays(descriptor: number, steps: DelaySteps | undefined): ChunkLabel {
  return writeColumns(descriptor, steps === undefined ? [] : [steps.fromUs, steps.delayUs, steps.receiptUs]);
}

/** Appends the frames, after the delays. */
export function writeFrames(descriptor: number, frames: ReceivedFrames | undefined): ChunkLabel {
  if (frames === undefined) return writeColumns(descriptor, []);
  const { length, stampUs, receiptUs } = frames;
  return writeColumns(descriptor, [stampUs.subarray(0, length), receiptUs.subarray(0, length)]);
}

function writeColumns(descriptor: number, columns: readonly Float64Array[]): ChunkLabel {
  let crc = 0;
  for (const column of columns) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    crc = crc32(bytes, crc);
    writeAll(descriptor, bytes);
  }
  return { rows: columns[0]?.length ?? 0, crc };
}

/** Ends a file that is being made. */
export function writeLabel(descriptor: number, label: CompiledLabel): void {
  const text = Buffer.from(JSON.stringify(label));
  const tail = Buffer.alloc(TAIL_BYTES, MAGIC.padStart(TAIL_BYTES, '\0'));
  tail.writeUInt32LE(text.length, 0);
  tail.writeUInt32LE(crc32(text), 4);
  writeAll(descriptor, Buffer.concat([text, tail]));
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done);
}

/** The label of a compiled file; undefined for a file that is cut off, has a damaged label, or is of another program. */
function readLabel(descriptor: number): CompiledLabel | undefined {
  const { size } = fstatSync(descriptor);
  const tail = Buffer.alloc(TAIL_BYTES);
  if (size < TAIL_BYTES || readAll(descriptor, tail, size - TAIL_BYTES) !== TAIL_BYTES) return undefined;
  const length = tail.readUInt32LE(0);
  if (tail.toString('latin1', 8) !== MAGIC || length + TAIL_BYTES > size) return undefined;
  const text = Buffer.alloc(length);
  if (readAll(descriptor, text, size - TAIL_BYTES - length) !== length) return undefined;
  if (crc32(text) !== tail.readUInt32LE(4)) return undefined;
  const label = JSON.parse(text.toString()) as CompiledLabel;
  const rows = label.chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  const columns = label.delays.rows * DELAY_BYTES + label.frames.rows * FRAME_BYTES;
  const bytes = rows * ROW_BYTES + columns + length + TAIL_BYTES;
  return bytes === size ? label : undefined;
}

/** Fills `bytes` from a place in a file; returns how many bytes there were. */
function readAll(descriptor: number, bytes: Uint8Array, at: number): number {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, at + done);
    if (read === 0) return done;
    done += read;
  }
  return bytes.length;
}
