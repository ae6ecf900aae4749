/** The process that longTape.ts starts. Opens a tape file, runs one lane over it, and prints the readings as one line of JSON. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { compileTape } from '../src/market/compiledTape.ts';
import { btcUsdPerp } from '../src/market/instrument.ts';
import { openCompiled } from '../src/recordings/tapeFile/openCompiled.ts';
import { readTape } from '../src/recordings/tapeFile/readTape.ts';
import { Session } from '../src/session/session.ts';
import type { LongTapeReading } from './longTape.ts';
import { allFeatures, pessimisticLane, sessionSettings } from './settings.ts';

const [file, way] = process.argv.slice(2);
if (file === undefined || way === undefined) throw new Error('usage: longTapeProcess.ts TAPE.parquet WAY');

const startedMs = performance.now();
const tape =
  way === 'memory'
    ? compileTape(await readTape(file))
    : await openCompiled(file, btcUsdPerp, { elsewhere: dirname(file) });
const openedMs = performance.now();
const session = new Session(tape, [pessimisticLane(allFeatures)], sessionSettings(btcUsdPerp, tape.endUs));
session.advance(Number.POSITIVE_INFINITY);

const reading: LongTapeReading = {
  events: tape.length,
  fills: session.progress().fills,
  openMs: openedMs - startedMs,
  simulateMs: performance.now() - openedMs,
  peakMb: peakMb(),
};
process.stdout.write(`${JSON.stringify(reading)}\n`);

/**
 * Peak resident memory of this process, MB of 2^20 bytes. It is read from /proc where that exists, because on Linux maxRSS includes
 * the peak of the parent process.
 */
function peakMb(): number {
  const status = '/proc/self/status';
  const peakKb = existsSync(status) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return (peakKb === undefined ? process.resourceUsage().maxRSS : Number(peakKb)) / 1024;
}
