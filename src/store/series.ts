/**
 * The long columns of a lane as two blobs. Layout: a header of 16 bytes (magic `MMS`, format version, rows as uint32,
 * step in µs as float64), then the columns one after another, widest first, gzipped: its CRC finds flipped bits, which
 * SQLite's own check does not look for inside blobs. Numbers are little-endian, as on every platform that
 * better-sqlite3 is built for.
 */

import { gunzipSync, gzipSync } from 'node:zlib';
import { recordedRows } from '../study/laneRows.ts';
import type { LaneSeries } from '../study/records.ts';

type Column = Float64Array | Int32Array | Uint8Array;

const FORMAT = 1;
const HEADER_BYTES = 16;

export interface SeriesBlobs {
  readonly fills: Uint8Array;
  readonly samples: Uint8Array;
}

/** Arrays may be longer than `length`; only that many rows are kept. @throws RangeError when one is shorter. */
export function encodeSeries(series: LaneSeries): SeriesBlobs {
  const { fills, samples, midTicks } = recordedRows(series);
  return {
    fills: encode(fills.length, 0, {
      timeUs: fills.timeUs,
      fee: fills.fee,
      midTicks: fills.midTicks,
      order: fills.order,
      priceTicks: fills.priceTicks,
      lots: fills.lots,
      inventoryLots: fills.inventoryLots,
      side: fills.side,
      maker: fills.maker,
    }),
    samples: encode(samples.length, samples.stepUs, {
      profit: samples.profit,
      volume: samples.volume,
      holding: samples.holding,
      midTicks,
      inventoryLots: samples.inventoryLots,
      paused: samples.paused,
    }),
  };
}

/** The inverse of {@link encodeSeries}, bit by bit. @throws RangeError on blobs that it did not write. */
export function decodeSeries(blobs: SeriesBlobs): LaneSeries {
  const fills = new Columns(blobs.fills);
  const samples = new Columns(blobs.samples);
  // Read in the order in which they were written.
  const timeUs = fills.float64();
  const fee = fills.float64();
  const fillMidTicks = fills.float64();
  const order = fills.int32();
  const priceTicks = fills.int32();
  const lots = fills.int32();
  const fillInventoryLots = fills.int32();
  const side = fills.uint8();
  const maker = fills.uint8();
  const profit = samples.float64();
  const volume = samples.float64();
  const holding = samples.float64();
  const midTicks = samples.float64();
  const inventoryLots = samples.int32();
  const paused = samples.uint8();
  return {
    fills: {
      length: fills.rows,
      timeUs,
      order,
      side,
      priceTicks,
      lots,
      maker,
      fee,
      midTicks: fillMidTicks,
      inventoryLots: fillInventoryLots,
    },
    samples: { stepUs: samples.stepUs, length: samples.rows, profit, inventoryLots, paused, volume, holding },
    midTicks,
  };
}

function encode(rows: number, stepUs: number, columns: Readonly<Record<string, Column>>): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('MMS', 'latin1');
  header.writeUInt8(FORMAT, 3);
  header.writeUInt32LE(rows, 4);
  header.writeDoubleLE(stepUs, 8);
  const bytes = Object.values(columns).map(
    (column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
  );
  return Buffer.concat([header, gzipSync(Buffer.concat(bytes), { level: 1 })]);
}

class Columns {
  readonly rows: number;
  readonly stepUs: number;
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(blob: Uint8Array) {
    const header = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
    if (header.length < HEADER_BYTES || header.toString('latin1', 0, 3) !== 'MMS') {
      throw new RangeError('the blob is not a lane series');
    }
    if (header.readUInt8(3) !== FORMAT) throw new RangeError(`lane series format ${header.readUInt8(3)} is unknown`);
    this.rows = header.readUInt32LE(4);
    this.stepUs = header.readDoubleLE(8);
    this.#bytes = inflate(header.subarray(HEADER_BYTES));
  }

  float64(): Float64Array {
    return new Float64Array(this.#take(8));
  }

  int32(): Int32Array {
    return new Int32Array(this.#take(4));
  }

  uint8(): Uint8Array {
    return new Uint8Array(this.#take(1));
  }

  #take(width: number): ArrayBuffer {
    const end = this.#offset + this.rows * width;
    if (end > this.#bytes.length) throw new RangeError(`the blob ends before row ${this.rows}`);
    // Copied, because typed arrays must start at a multiple of their width.
    const copy = new Uint8Array(end - this.#offset);
    copy.set(this.#bytes.subarray(this.#offset, end));
    this.#offset = end;
    return copy.buffer;
  }
}

function inflate(zipped: Uint8Array): Uint8Array {
  try {
    return gunzipSync(zipped);
  } catch (error) {
    throw new RangeError('the blob is damaged', { cause: error });
  }
}
