/** Digests of results and tapes: equal digests stand for byte-identical columns. FNV-1a over 32-bit words, two lanes. */

import type { Tape } from '../market/tape.ts';
import type { FillColumns, LaneSamples } from './result.ts';

type Column = Float64Array | Int32Array | Uint8Array;

/** 16 hex digits over every byte of the columns, in the order given. */
function digestColumns(columns: readonly Column[]): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const column of columns) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte ^ (a >>> 24), 0x85ebca6b);
    }
    a = Math.imul(a ^ bytes.length, 0x01000193);
  }
  return hex(a) + hex(b);
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
  ]);
}

/** Digest of what a session can see of a tape. */
export function tapeDigest(tape: Tape): string {
  return digestColumns([tape.timeUs, tape.kind, tape.side, tape.priceTicks, tape.size]);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
