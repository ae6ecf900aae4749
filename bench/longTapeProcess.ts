/** The process of longTape.ts: opens a tape file, runs one lane over it, prints one line of JSON. */

import { openCompiled } from '../src/feeds/compiledFile.ts';
import { readTape } from '../src/feeds/readTape.ts';
import { compileTape } from '../src/market/compiledTape.ts';
import { btcUsdPerp } from '../src/market/instrument.ts';
import { Session } from '../src/session/session.ts';
import type { LongTapeReading } from './longTape.ts';
import { allFeatures, pessimisticLane, sessionSettings } from './settings.ts';

const [file, way] = process.argv.slice(2);
if (file === undefined || way === undefined) throw new Error('usage: longTapeProcess.ts TAPE.parquet WAY');

const startedMs = performance.now();
const tape = way === 'memory' ? compileTape(await readTape(file)) : await openCompiled(file, btcUsdPerp);
const openedMs = performance.now();
const session = new Session(tape, [pessimisticLane(allFeatures)], sessionSettings(btcUsdPerp, tape.endUs));
session.advance(Number.POSITIVE_INFINITY);

const reading: LongTapeReading = {
  events: tape.length,
  fills: session.progress().fills,
  openMs: openedMs - startedMs,
  simulateMs: performance.now() - openedMs,
  peakMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`${JSON.stringify(reading)}\n`);
