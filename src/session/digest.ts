/** Digests of results and tapes: equal digests stand for byte-identical columns. FNV-1a over 32-bit words, two lanes. */

import type { Tape } from '../market/tape.ts';
import type { TapeRows } from '../market/tapeRows.ts';
import type { FillColumns, LaneSamples } from './result.ts';

type Column = Float64Array | Int32Array | Uint8Array;

/** Takes columns one after the other, each in as many parts as it comes in: the parts leave no trace. */
class Digest {
  #a = 0x811c9dc5;
  #b = 0x01000193;
  #columnBytes = 0;

  add(part: Column): void {
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte ^ (a >>> 24), 0x85ebca6b);
    }
    this.#a = a;
    this.#b = b;
    this.#columnBytes += bytes.length;
  }

  endColumn(): void {
    this.#a = Math.imul(this.#a ^ this.#columnBytes, 0x01000193);
    this.#columnBytes = 0;
  }

  /** 16 hex digits over every byte of the columns. */
  toString(): string {
    return hex(this.#a) + hex(this.#b);
  }
}

function digestColumns(columns: readonly Column[]): string {
  const digest = new Digest();
  for (const column of columns) {
    digest.add(column);
    digest.endColumn();
  }
  return digest.toString();
}

export function laneDigest(fills: FillColumns, samples: LaneSamples): string {
  return digestColumns([
    fills.timeUs,
    fills.order,
    fills.side,
    fills.priceTicks,
    fills.lots,
    fills.maker,
    fills.fee,
    fills.midTicks,
    fills.inventoryLots,
    samples.profit,
    samples.inventoryLots,
    samples.paused,
    samples.volume,
    samples.holding,
  ]);
}

const TAPE_COLUMNS = ['timeUs', 'kind', 'side', 'priceTicks', 'size'] as const;

/** Digest of what a session can see of a tape. */
export function tapeDigest(tape: Tape): string {
  return digestColumns(TAPE_COLUMNS.map((column) => tape[column].subarray(0, tape.length)));
}

/** The same of a tape that comes in pieces, which is gone through once a column. */
export async function tapeRowsDigest(rows: TapeRows): Promise<string> {
  const digest = new Digest();
  for (const column of TAPE_COLUMNS) {
    await rows((piece) => digest.add(piece[column].subarray(0, piece.length)));
    digest.endColumn();
  }
  return digest.toString();
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
