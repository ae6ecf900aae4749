/** Runs versions over all markets on a pool of threads: hours of every synthetic family, and the recordings that exist. */

import { existsSync } from 'node:fs';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { childSeed } from '../../src/market/rng.ts';
import { families } from '../../src/market/synthetic/families.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { threadsOf } from '../../src/workers/threads.ts';
import { recordings } from '../../test/market/recordings.ts';
import { SESSION_MINUTES, type SessionOutcomes, type Unit } from './work.ts';

const WORKER = new URL('./marketWorker.ts', import.meta.url).href;

export interface Market {
  /** Family, or name of a recording. */
  readonly name: string;
  readonly kind: 'synthetic' | 'recorded';
  readonly sessions: readonly SessionOutcomes[];
}

/** `missing` names the recordings that do not exist. */
export interface Gathered {
  readonly markets: readonly Market[];
  readonly missing: readonly string[];
}

/** @param say receives lines of progress and the names of missing recordings */
export async function gather(
  sets: readonly Parameters[],
  hours: number,
  threads: number,
  say: (line: string) => void,
): Promise<Gathered> {
  const found = recordings.filter(({ files }) => files.every((file) => existsSync(file)));
  const missing = recordings.filter((recording) => !found.includes(recording));
  for (const { name, files } of missing) say(`skipped: ${name}, ${files[0]} does not exist`);
  const jobs = [
    ...families.map((family) => ({
      name: family as string,
      kind: 'synthetic' as const,
      units: Array.from({ length: hours }, (_, hour): Unit => {
        const seed = childSeed('v1-to-v8', hour);
        return {
          market: { kind: 'synthetic', family, seed, minutes: SESSION_MINUTES },
          instrument: btcUsdPerp,
          sets,
        };
      }),
    })),
    ...found.map(({ name, files, instrument }) => ({
      name,
      kind: 'recorded' as const,
      units: [
        {
          market: { kind: 'recorded', files, minutes: SESSION_MINUTES },
          instrument,
          sets,
        } satisfies Unit,
      ],
    })),
  ];
  const pool = threadsOf(WORKER, threads);
  try {
    const markets = jobs.map(async ({ name, kind, units }): Promise<Market> => {
      const sessions = await Promise.all(units.map((unit): Promise<SessionOutcomes[]> => pool.run(unit)));
      say(`${name}: ${sessions.flat().length} sessions of ${sets.length} versions`);
      return { name, kind, sessions: sessions.flat() };
    });
    return { markets: await Promise.all(markets), missing: missing.map(({ name }) => name) };
  } finally {
    await pool.destroy();
  }
}
