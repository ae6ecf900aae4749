/**
 * Compiled tapes as files, so that a tape of any length replays with little memory and is compiled once. A file holds,
 * chunk after chunk, the columns time (f64), code (i32) and lots (i32), then a JSON label (key, head, chunk lengths and
 * CRC-32s), its length and CRC-32 (u32 each) and a magic. The key says which rows on which grid these are; a file of
 * another key, or one whose label is not whole, is none.
 */

import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { CompiledHead, CompiledTape, TapeChunk } from '../market/compiledTape.ts';
import { corrupt, fileSystemError } from './tapeFileError.ts';

const MAGIC = 'mmtuneC2';
const TAIL_BYTES = 16;
const ROW_BYTES = 16;

export interface CompiledLabel {
  readonly key: string;
  readonly head: CompiledHead;
  readonly chunks: readonly ChunkLabel[];
  /** Digest of the rows before they were compiled, where somebody asked for it. */
  readonly digest: string | null;
}

export interface ChunkLabel {
  readonly rows: number;
  readonly crc: number;
}

/** An open compiled file; whoever opened it closes it. */
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
  readonly endUs: number;
  readonly chunks: number;
  readonly #descriptor: number;
  readonly #chunks: readonly ChunkLabel[];
  readonly #offsets: readonly number[];
  /** Chunks whose checksum was verified: reading one again need not pay for it again. */
  readonly #verified = new Set<number>();
  /** One for all chunks: new ones would pile up, since the collector hardly notices memory outside its heap. */
  readonly #buffer: ArrayBuffer;
  #last = -1;

  /** Takes the descriptor over; `file` is its name in messages. */
  constructor(file: string, descriptor: number, { head, chunks, digest }: CompiledLabel) {
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
  }

  /** The file if it is whole and of this key; undefined if it is not, cannot be read or is not there. */
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

  /**
   * Read from the first on, or from the first anew: a chunk takes the place of the one before, so that two cannot read the
   * same open file in turns.
   * @throws TapeFileError for a chunk that is not what was written; RangeError for one that is not its turn
   */
  chunk(i: number): TapeChunk {
    if (i !== 0 && i !== this.#last + 1) throw new RangeError(`chunk ${i} of ${this.file} after chunk ${this.#last}`);
    this.#last = i;
    const { rows, crc } = this.#chunks[i] ?? { rows: 0, crc: 0 };
    const bytes = new Uint8Array(this.#buffer, 0, rows * ROW_BYTES);
    if (readAll(this.#descriptor, bytes, this.#offsets[i] ?? 0) !== bytes.length)
      throw corrupt(this.file, `chunk ${i} ends early; delete the file, it is made anew`);
    if (!this.#verified.has(i)) {
      if (crc32(bytes) !== crc)
        throw corrupt(this.file, `chunk ${i} fails its checksum; delete the file, it is made anew`);
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

/** The label of a compiled file; undefined for a file that is none: cut off, damaged there, or of another program. */
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
  return rows * ROW_BYTES + length + TAIL_BYTES === size ? label : undefined;
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
