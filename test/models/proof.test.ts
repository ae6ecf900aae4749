/** A small version of `npm run bench:models`: gains of the loop's recommendations on markets that no study uses. */

import { beforeAll, describe, expect, it } from 'vitest';
import { gains, meanOf } from './heldOut.ts';
import { antiOracle } from './policies/antiOracle.ts';
import { oracle } from './policies/oracle.ts';
import type { Policy } from './policies/policy.ts';
import { random } from './policies/random.ts';
import { type Recommended, recommended } from './recommended.ts';

const SEEDS = ['study 1', 'study 2'];
const markets = { families: ['trending'], minutes: 30 } as const;
const policies: readonly ((seed: string) => Policy)[] = [() => oracle(), random, () => antiOracle()];

describe('the recommendation of the loop on trending markets', () => {
  const ends: Recommended[] = [];
  let rows: number[][] = [];
  /** Gain over the defaults, and what the model proposed. */
  const worth = (policy: number): { mean: number; standardError: number; proposed: number } => {
    const from = policy * SEEDS.length;
    const own = ends.slice(from, from + SEEDS.length);
    const proposed = own.reduce((sum, one) => sum + one.proposed, 0);
    return { ...meanOf(rows.slice(from, from + SEEDS.length)), proposed };
  };

  beforeAll(async () => {
    for (const policy of policies) {
      for (const seed of SEEDS) {
        ends.push(await recommended(policy(seed), { ...markets, seed, sessions: 4, minVolumePerHour: 200 }));
      }
    }
    const sets = ends.map(({ parameters }) => parameters);
    rows = gains(sets, { ...markets, seeds: 10 });
  });

  it('earns more than the defaults when the model knows a better version', () => {
    const { mean, proposed } = worth(0);
    expect(proposed).toBeGreaterThanOrEqual(6);
    expect(mean).toBeGreaterThan(0);
  });

  it.each([
    ['knows nothing', 1],
    ['wants to lose', 2],
  ])('is not shown to earn less when the model %s', (_, policy) => {
    const { mean, standardError, proposed } = worth(policy);
    expect(proposed).toBeGreaterThanOrEqual(6);
    expect(mean + 2 * standardError).toBeGreaterThan(0);
  });
});
