/** What the surrogate buys: 64 campaigns of 20 sessions over as many landscapes, each proposer on the same ones. */

import { describe, expect, it } from 'vitest';
import { applied } from '../guardrails/judge.ts';
import { createRng } from '../market/rng.ts';
import { aCampaignOn, aLandscape, type LandscapeEnd, mixed } from '../testing/landscape.ts';
import { randomChanges } from './neighbours.ts';
import { baseOf, type Proposer } from './proposer.ts';
import { randomProposer } from './random.ts';
import { surrogateProposer } from './surrogate.ts';
import { veto } from './veto.ts';

const SEEDS = Array.from({ length: 64 }, (_, i) => String(i));
const surrogate = surrogateProposer(1);

function campaigns(proposer: Proposer, noise: number): Promise<LandscapeEnd[]> {
  return Promise.all(SEEDS.map((seed) => aCampaignOn(seed, proposer, noise)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean over its standard error. */
function tOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return mean / Math.sqrt(variance / values.length);
}

describe('twenty sessions under the surrogate', () => {
  it.each([
    [1, 0.15],
    [2, 0.25],
  ])(
    'end far better than they began at a noise of %d landscape deviations, and better than at random',
    async (noise, worse) => {
      const [clever, blind] = [await campaigns(surrogate, noise), await campaigns(randomProposer, noise)];
      const gains = clever.map(({ gain }) => gain);
      expect(tOf(gains)).toBeGreaterThan(5);
      expect(tOf(gains.map((gain, i) => gain - (blind[i]?.gain ?? Number.NaN)))).toBeGreaterThan(2);
      expect(gains.filter((gain) => gain < 0).length / gains.length).toBeLessThan(worse);
    },
  );

  it('measure some versions again, and try more than they repeat', async () => {
    const replications = meanOf((await campaigns(surrogate, 1)).map((end) => end.replications));
    expect(replications).toBeGreaterThan(1);
    expect(replications).toBeLessThan(8);
  });

  it('leave a surrogate whose vetoes are right nine times in ten', async () => {
    const limits = { scale: 1, tolerancePerHour: 0 };
    let vetoed = 0;
    let right = 0;
    for (const [seed, { round }] of (await campaigns(surrogate, 1)).entries()) {
      const worth = aLandscape(`landscape-${seed}`);
      const base = baseOf(round).parameters;
      const rng = createRng(`candidates-${seed}`);
      for (let i = 0; i < 20; i++) {
        const candidate = applied(base, randomChanges(mixed.parameters, base, 1, rng));
        if (veto(round, candidate, limits) === null) continue;
        vetoed++;
        if (worth(candidate) < worth(base)) right++;
      }
    }
    expect(vetoed).toBeGreaterThan(40);
    expect(right / vetoed).toBeGreaterThan(0.9);
  });
});
