/** (f) The cost of generating a synthetic market. */

import { btcUsdPerp } from '../src/market/instrument.ts';
import { families } from '../src/market/synthetic/families.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import { ROUNDS, type Spread, spreadOf, timeMs } from './median.ts';

const MINUTES = 20;

export interface GeneratorCost {
  readonly family: string;
  readonly nsPerEvent: Spread;
}

export function generator(): GeneratorCost[] {
  return families.map((family) => {
    const readings: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      let rows = 0;
      const ms = timeMs(() => {
        rows = generateMarket({ family, seed: `bench/${round}`, minutes: MINUTES, instrument: btcUsdPerp }).length;
      });
      if (round >= 0) readings.push((ms * 1e6) / rows);
    }
    return { family, nsPerEvent: spreadOf(readings) };
  });
}
