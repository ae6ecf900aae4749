/** A small version of `npm run bench:models`: what the whole loop recommends, on markets that no study has seen. */

import { describe, expect, it } from 'vitest';
import { gains, meanOf } from './heldOut.ts';
import { antiOracle } from './policies/antiOracle.ts';
import { oracle } from './policies/oracle.ts';
import type { Policy } from './policies/policy.ts';
import { random } from './policies/random.ts';
import { recommended } from './recommended.ts';

const STUDIES = [1, 2, 3];
const markets = { families: ['trending'], minutes: 40 } as const;

async function worth(
  policy: (seed: string) => Policy,
): Promise<{ mean: number; standardError: number; proposed: number }> {
  const ends = [];
  for (const study of STUDIES) {
    const seed = `study ${study}`;
    ends.push(await recommended(policy(seed), { ...markets, seed, sessions: 5, minVolumePerHour: 200 }));
  }
  const rows = gains(
    ends.map(({ parameters }) => parameters),
    { ...markets, seeds: 12 },
  );
  return { ...meanOf(rows), proposed: ends.reduce((sum, one) => sum + one.proposed, 0) };
}

describe('what the loop recommends on trending markets', () => {
  it('earns more than the defaults when the model knows where to go', async () => {
    const { mean, proposed } = await worth(() => oracle());
    expect(proposed).toBeGreaterThanOrEqual(10);
    expect(mean).toBeGreaterThan(0);
  });

  it.each<[string, (seed: string) => Policy]>([
    ['knows nothing', random],
    ['wants to lose', () => antiOracle()],
  ])('is not shown to earn less when the model %s', async (_, policy) => {
    const { mean, standardError, proposed } = await worth(policy);
    expect(proposed).toBeGreaterThanOrEqual(10);
    expect(mean + 2 * standardError).toBeGreaterThan(0);
  });
});
