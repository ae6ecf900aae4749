/** Readings of wall time on a machine that also runs other programs: those during which they took much of it are repeated. */

import { cpus } from 'node:os';

/** Share of all processors that other programs may take during a reading. */
const MOST_BY_OTHERS = 0.03;
/** Tries for each reading that is wanted. */
const TRIES = 6;

export interface Readings<Reading> {
  readonly readings: readonly Reading[];
  /** How many of them were disturbed: there were no more tries. */
  readonly disturbed: number;
}

/** @param count of the readings. @param read takes one */
export async function undisturbed<Reading>(count: number, read: () => Promise<Reading>): Promise<Readings<Reading>> {
  const quiet: Reading[] = [];
  const noisy: { readonly reading: Reading; readonly share: number }[] = [];
  for (let tries = 0; quiet.length < count && tries < TRIES * count; tries++) {
    const before = { all: busySeconds(), own: ownSeconds(), ms: performance.now() };
    const reading = await read();
    const others = busySeconds() - before.all - (ownSeconds() - before.own);
    const share = others / (((performance.now() - before.ms) / 1000) * cpus().length);
    if (share <= MOST_BY_OTHERS) quiet.push(reading);
    else noisy.push({ reading, share });
  }
  const missing = count - quiet.length;
  const least = noisy.sort((a, b) => a.share - b.share).slice(0, missing);
  return { readings: [...quiet, ...least.map(({ reading }) => reading)], disturbed: missing };
}

/** Processor time that all programs have used, s. */
function busySeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / 1000;
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
