/** Markets of studies in the benchmarks: generated once and shared by all tuning methods. Tuning and held-out markets use different seeds. */

import type { Markets, SessionMarket } from '../../src/campaign/ports.ts';
import { compileTape, type TapeInMemory } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { childSeed } from '../../src/market/rng.ts';
import { type Family, families } from '../../src/market/synthetic/families.ts';
import { GENERATOR_VERSION, generateMarket } from '../../src/market/synthetic/generate.ts';

/** Uses of markets that no session runs on: scoring of versions, step gains of the oracles, search of the landscape. */
export type Purpose = 'scoring' | 'proving' | 'design' | `landscape ${string}`;

/**
 * Hours of the archive by kind of market. There are more where jumps make an hour noisy (`bursty`, `jumpy`). Thin markets have a
 * fifteenth of the events of the others, so many hours of them are cheap; toxic markets have the most events and the smallest
 * gains.
 */
const archiveHours: Readonly<Record<MarketSchedule, number>> = {
  bursty: 10,
  calm: 1,
  trending: 1,
  jumpy: 10,
  toxic: 1,
  thin: 20,
  switching: 4,
  'in turn': 4,
};

/** Number of whole markets in the archive. */
export function archivedMarkets(schedule: MarketSchedule, minutes: number): number {
  return Math.floor((archiveHours[schedule] * 60) / minutes);
}

/** The markets that a study visits: one family, or all families in turn as in a campaign that names none. */
export type MarketSchedule = Family | 'in turn';

/** The families that sessions visit one after the other. */
export function familiesOf(schedule: MarketSchedule): readonly Family[] {
  return schedule === 'in turn' ? families : [schedule];
}

/** @param nth from 0 */
function familyAt(schedule: MarketSchedule, nth: number): Family {
  const visited = familiesOf(schedule);
  return visited[nth % visited.length] as Family;
}

export function heldOutTape(schedule: MarketSchedule, purpose: Purpose, nth: number, minutes: number): TapeInMemory {
  return compiled(familyAt(schedule, nth), childSeed('tuner', schedule, purpose, nth), minutes);
}

export function tuningMarkets(schedule: MarketSchedule, seed: number): Markets {
  const made = new Map<string, SessionMarket>();
  const archived = new Map<string, Family>();
  return {
    sourceOf: (_study, { minutes, startPrice }, { ofStudy }) =>
      Promise.resolve({
        type: 'synthetic',
        family: familyAt(schedule, ofStudy - 1),
        seed: childSeed('tuner', schedule, 'tuning', seed, ofStudy),
        generator: GENERATOR_VERSION,
        minutes,
        startPrice,
      }),
    piecesOf: (tapes, minutes, most) =>
      Promise.resolve(
        tapes.length === 0
          ? []
          : Array.from({ length: Math.min(most, archivedMarkets(schedule, minutes)) }, (_, nth) => {
              const sha256 = childSeed('tuner', schedule, 'archive', seed, nth);
              const family = familyAt(schedule, nth);
              archived.set(sha256, family);
              return { type: 'tape', file: `${family}-${nth}.parquet`, sha256, fromUs: 0, toUs: minutes * 60e6 };
            }),
      ),
    load: async (source) => {
      if (source.type === 'feed') throw new RangeError('a feed left nothing on file');
      const [name, minutes, family] =
        source.type === 'synthetic'
          ? [source.seed, source.minutes, families.find((known) => known === source.family)]
          : [source.sha256, source.toUs / 60e6, archived.get(source.sha256)];
      const known = made.get(name);
      if (known !== undefined) return known;
      if (family === undefined)
        throw new RangeError(
          source.type === 'synthetic' ? `there is no family ${source.family}` : `${source.file} is not in the archive`,
        );
      // The name serves as digest: nothing compares it with the digest of a recorded tape.
      const market = { compiled: compiled(family, name, minutes), digest: name, generated: null };
      made.set(name, market);
      return market;
    },
  };
}

function compiled(family: Family, seed: string, minutes: number): TapeInMemory {
  return compileTape(generateMarket({ family, seed, minutes, instrument: btcUsdPerp }));
}
