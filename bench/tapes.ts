/** The tapes of the benchmark: three synthetic markets and, where it can be found, a recording of a real one. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileTape, type TapeInMemory } from '../src/market/compiledTape.ts';
import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import type { Tape } from '../src/market/tape.ts';
import { importRecordings } from '../src/recordings/importRecordings.ts';
import type { Parameters } from '../src/strategy/parameters.ts';
import { allFeatures, btcUsdt, tightGrid } from './settings.ts';

const HOURS = 2;
const RECORDING = fileURLToPath(new URL('../../shared/data/binance/usdm-btcusdt-20240808.jsonl.gz', import.meta.url));

export interface BenchTape {
  readonly name: string;
  readonly instrument: Instrument;
  /** The rows as recorded or generated, and their compiled form. */
  readonly rows: Tape;
  readonly tape: TapeInMemory;
  /** Parameters of the lane that runs on it. */
  readonly parameters: Parameters;
}

export async function benchTapes(say: (line: string) => void): Promise<readonly BenchTape[]> {
  const tapes: BenchTape[] = [];
  for (const { name, family, parameters } of [
    { name: 'switching', family: 'switching', parameters: allFeatures },
    { name: 'calm', family: 'calm', parameters: allFeatures },
    { name: 'toxic, tight grid', family: 'toxic', parameters: tightGrid },
  ] as const) {
    const rows = generateMarket({ family, seed: 'bench/1', minutes: HOURS * 60, instrument: btcUsdPerp });
    tapes.push({ name, instrument: btcUsdPerp, rows, tape: compileTape(rows), parameters });
  }
  if (!existsSync(RECORDING)) {
    say(`skipped: the recorded Binance tape, ${RECORDING} does not exist`);
    return tapes;
  }
  const { tape: rows } = await importRecordings([RECORDING], btcUsdt);
  const recorded = { name: 'Binance BTCUSDT', instrument: btcUsdt, rows, tape: compileTape(rows) };
  return [...tapes, { ...recorded, parameters: allFeatures }];
}

/** The same tape with a break of the feed and a funding payment: rare rows that synthetic hours do not have. */
export function withMarks(bench: BenchTape): BenchTape {
  const { tape } = bench;
  const paid = Math.floor(tape.length / 3);
  const broken = Math.floor(tape.length / 2);
  const markTicks = tape.baseTicks + Math.floor(tape.width / 2);
  return {
    ...bench,
    name: `${bench.name}, with a reset and funding`,
    tape: {
      ...tape,
      marks: [
        { kind: 'funding', index: paid, timeUs: tape.timeUs[paid] as number, markTicks, rate: 0.0001 },
        { kind: 'reset', index: broken, timeUs: tape.timeUs[broken] as number },
      ],
    },
  };
}

/** Events per second of market time. */
export function density({ tape }: BenchTape): number {
  return tape.length / (tape.endUs / 1e6);
}
