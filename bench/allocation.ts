/** (e) Bytes of heap that the loop allocates per event after warm-up, measured without garbage collections in between. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Spread, spreadOf } from './median.ts';

const PROCESS = fileURLToPath(new URL('allocationProcess.ts', import.meta.url));
/** A young generation large enough for all allocations between two readings: a collection would make the reading too small. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

/** The process prints one of these for each run, as JSON. */
export interface AllocationReading {
  readonly events: number;
  readonly decisions: number;
  readonly bytes: number;
  /** Garbage collections during the run; a reading with collections is too small. */
  readonly collections: number;
}

export interface Allocation {
  readonly runs: number;
  readonly collections: number;
  readonly bytesPerEvent: Spread;
  readonly bytesPerDecision: Spread;
}

export function allocation(): Allocation {
  const printed = execFileSync(process.execPath, [...FLAGS, PROCESS], { encoding: 'utf8' });
  const readings = JSON.parse(printed) as readonly AllocationReading[];
  return {
    runs: readings.length,
    collections: readings.reduce((sum, { collections }) => sum + collections, 0),
    bytesPerEvent: spreadOf(readings.map(({ bytes, events }) => bytes / events)),
    bytesPerDecision: spreadOf(readings.map(({ bytes, decisions }) => bytes / decisions)),
  };
}
