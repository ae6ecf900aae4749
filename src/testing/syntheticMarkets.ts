/** The Markets port over synthetic markets alone, which follow from the seed of the study and the place in it. */

import type { Markets, SessionMarket } from '../campaign/ports.ts';
import { compileTape } from '../market/compiledTape.ts';
import { childSeed } from '../market/rng.ts';
import { families } from '../market/synthetic/families.ts';
import { GENERATOR_VERSION, generateMarket } from '../market/synthetic/generate.ts';
import { tapeDigest } from '../market/tapeDigest.ts';

/**
 * Each market is made once, for all studies of a test file.
 * @param purpose goes into the seeds: two purposes have different markets
 */
export function syntheticMarkets(purpose: string): Markets {
  const made = new Map<string, SessionMarket>();
  return {
    sourceOf: (study, plan, { ofStudy }) =>
      Promise.resolve({
        type: 'synthetic',
        family: plan.families[(ofStudy - 1) % plan.families.length] ?? 'calm',
        seed: childSeed(study.seed, purpose, ofStudy),
        generator: GENERATOR_VERSION,
        minutes: plan.minutes,
        startPrice: plan.startPrice,
      }),
    piecesOf: () => Promise.resolve([]),
    load: async (source, instrument) => {
      if (source.type !== 'synthetic')
        throw new Error(`${source.type === 'tape' ? source.file : source.capture}: only synthetic markets here`);
      const name = JSON.stringify([source, instrument]);
      const found = made.get(name);
      if (found !== undefined) return found;
      const { seed, minutes, startPrice } = source;
      const family = families.find((known) => known === source.family);
      if (family === undefined) throw new Error(`there is no family ${source.family}`);
      const generated = generateMarket({ family, seed, minutes, startPrice, instrument });
      const market = { compiled: compileTape(generated), digest: tapeDigest(generated), generated: () => generated };
      made.set(name, market);
      return market;
    },
  };
}
