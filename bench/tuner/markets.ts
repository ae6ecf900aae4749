/** The markets of one seed of one family: made once, shared by all arms. Tuning and held-out markets have seeds of their own. */

import type { Markets, SessionMarket } from '../../src/loop/ports.ts';
import { compileTape, type TapeInMemory } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { childSeed } from '../../src/market/rng.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { GENERATOR_VERSION, generateMarket } from '../../src/market/synthetic/generate.ts';

/** Markets that no session runs on: for scoring versions, for what oracles know, and for what there is to find. */
export type Purpose = 'scoring' | 'design' | `landscape ${string}`;

export function heldOutTape(family: Family, purpose: Purpose, nth: number, minutes: number): TapeInMemory {
  return compiled(family, childSeed('tuner', family, purpose, nth), minutes);
}

export function tuningMarkets(family: Family, seed: number): Markets {
  const made = new Map<string, SessionMarket>();
  return {
    sourceOf: (_study, { minutes, startPrice }, { ofStudy }) =>
      Promise.resolve({
        type: 'synthetic',
        family,
        seed: childSeed('tuner', family, 'tuning', seed, ofStudy),
        generator: GENERATOR_VERSION,
        minutes,
        startPrice,
      }),
    piecesOf: (tapes, minutes, most) =>
      Promise.resolve(
        tapes.length === 0
          ? []
          : Array.from({ length: most }, (_, nth) => ({
              type: 'tape',
              file: `${family}-${nth}.parquet`,
              sha256: childSeed('tuner', family, 'archive', seed, nth),
              fromUs: 0,
              toUs: minutes * 60e6,
            })),
      ),
    load: (source) => {
      const [name, minutes] =
        source.type === 'synthetic' ? [source.seed, source.minutes] : [source.sha256, source.toUs / 60e6];
      const known = made.get(name);
      if (known !== undefined) return Promise.resolve(known);
      // Nobody will ask whether the tape is the one that was recorded.
      const market = { compiled: compiled(family, name, minutes), digest: name, generated: null };
      made.set(name, market);
      return Promise.resolve(market);
    },
  };
}

function compiled(family: Family, seed: string, minutes: number): TapeInMemory {
  return compileTape(generateMarket({ family, seed, minutes, instrument: btcUsdPerp }));
}
