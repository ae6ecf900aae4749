/** The markets of one seed of one family: made once, shared by all arms. Tuning and held-out markets have seeds of their own. */

import { knownMarket, type Markets, type SessionMarket } from '../../src/campaign/ports.ts';
import { compileTape, type TapeInMemory } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { childSeed } from '../../src/market/rng.ts';
import { type Family, families } from '../../src/market/synthetic/families.ts';
import { GENERATOR_VERSION, generateMarket } from '../../src/market/synthetic/generate.ts';

/** Markets that no session runs on: for scoring versions, for what oracles know, and for what there is to find. */
export type Purpose = 'scoring' | 'proving' | 'design' | `landscape ${string}`;

/**
 * Hours of its own kind of market that were recorded before a study: more where a jump hides an hour's difference (`bursty`, `jumpy`), and where
 * little is to be had. Thin markets have a fifteenth of the events of the others, so that many hours of them cost little; toxic
 * ones have the most, and the least to gain.
 */
const archiveHours: Readonly<Record<Course, number>> = {
  bursty: 10,
  calm: 1,
  trending: 1,
  jumpy: 10,
  toxic: 1,
  thin: 20,
  switching: 4,
  'in turn': 4,
};

/** How many whole markets that makes. */
export function archivedMarkets(course: Course, minutes: number): number {
  return Math.floor((archiveHours[course] * 60) / minutes);
}

/** What a study runs on: one family, or all of them in turn as in a campaign that names none. */
export type Course = Family | 'in turn';

/** The families that sessions visit one after the other. */
export function familiesOf(course: Course): readonly Family[] {
  return course === 'in turn' ? families : [course];
}

/** @param nth from 0 */
function familyAt(course: Course, nth: number): Family {
  const visited = familiesOf(course);
  return visited[nth % visited.length] as Family;
}

export function heldOutTape(course: Course, purpose: Purpose, nth: number, minutes: number): TapeInMemory {
  return compiled(familyAt(course, nth), childSeed('tuner', course, purpose, nth), minutes);
}

export function tuningMarkets(course: Course, seed: number): Markets {
  const made = new Map<string, SessionMarket>();
  const archived = new Map<string, Family>();
  return {
    sourceOf: (_study, { minutes, startPrice }, { ofStudy }) =>
      Promise.resolve({
        type: 'synthetic',
        family: familyAt(course, ofStudy - 1),
        seed: childSeed('tuner', course, 'tuning', seed, ofStudy),
        generator: GENERATOR_VERSION,
        minutes,
        startPrice,
      }),
    piecesOf: (tapes, minutes, most) =>
      Promise.resolve(
        tapes.length === 0
          ? []
          : Array.from({ length: Math.min(most, archivedMarkets(course, minutes)) }, (_, nth) => {
              const sha256 = childSeed('tuner', course, 'archive', seed, nth);
              const family = familyAt(course, nth);
              archived.set(sha256, family);
              return { type: 'tape', file: `${family}-${nth}.parquet`, sha256, fromUs: 0, toUs: minutes * 60e6 };
            }),
      ),
    load: async (source) => {
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
      // Nothing compares this digest with that of a recorded tape.
      const market = knownMarket(compiled(family, name, minutes), name);
      made.set(name, market);
      return market;
    },
  };
}

function compiled(family: Family, seed: string, minutes: number): TapeInMemory {
  return compileTape(generateMarket({ family, seed, minutes, instrument: btcUsdPerp }));
}
