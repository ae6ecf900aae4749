/** (e) Bytes of heap that the loop allocates an event, after warm-up, while no collection can hide them. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Spread, spreadOf } from './median.ts';

const PROCESS = fileURLToPath(new URL('allocationProcess.ts', import.meta.url));
/** Room for everything that is allocated between two readings: a scavenge would take garbage away unseen. */
const FLAGS = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

/** What the process prints for each run, as JSON. */
export interface AllocationReading {
  readonly events: number;
  readonly decisions: number;
  readonly bytes: number;
  /** Collections while it ran; a reading with any does not count everything. */
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
