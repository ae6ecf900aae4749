/** The tapes of the benchmark: three synthetic markets and, where it can be found, a recording of a real one. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importRecording } from '../src/feeds/detect.ts';
import { type CompiledTape, compileTape } from '../src/market/compiledTape.ts';
import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import type { Parameters } from '../src/strategy/parameters.ts';
import { allFeatures, btcUsdt, tightGrid } from './settings.ts';

const HOURS = 2;
const RECORDING = fileURLToPath(new URL('../../shared/data/binance/usdm-btcusdt-20240808.jsonl.gz', import.meta.url));

export interface BenchTape {
  readonly name: string;
  readonly instrument: Instrument;
  readonly tape: CompiledTape;
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
    const tape = generateMarket({ family, seed: 'bench/1', minutes: HOURS * 60, instrument: btcUsdPerp });
    tapes.push({ name, instrument: btcUsdPerp, tape: compileTape(tape), parameters });
  }
  if (!existsSync(RECORDING)) {
    say(`skipped: the recorded Binance tape, ${RECORDING} does not exist`);
    return tapes;
  }
  const { tape } = await importRecording(RECORDING, btcUsdt);
  return [
    ...tapes,
    { name: 'Binance BTCUSDT', instrument: btcUsdt, tape: compileTape(tape), parameters: allFeatures },
  ];
}

/** Events a second of market time. */
export function density({ tape }: BenchTape): number {
  return tape.length / (tape.endUs / 1e6);
}
