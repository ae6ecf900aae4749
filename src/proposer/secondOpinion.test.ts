/** What the surrogate says beside its own proposals: reach, replications, vetoes, profiles. */

import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { aRound, at, firstDraft, known, plane, refusingUnless } from '../testing/round.ts';
import { GaussianProcess } from './gaussianProcess.ts';
import { randomChanges } from './neighbours.ts';
import { profileOf } from './profile.ts';
import type { KnownVersion } from './proposer.ts';
import { surrogateProposer } from './surrogate.ts';
import { reachOf } from './trustRegion.ts';
import { veto } from './veto.ts';

const surrogate = surrogateProposer(1);

describe('joint beliefs', () => {
  it('agree with those of single places and of differences', () => {
    const process = new GaussianProcess(
      [
        { at: [0.2], value: 1, noise: 0.1 },
        { at: [0.7], value: -0.5, noise: 0.4 },
      ],
      1,
      1,
    );
    const places = [[0.1], [0.5], [0.7]];
    const { means, covariance } = process.predictJointly(places);
    for (const [i, a] of places.entries()) {
      expect(means[i]).toBeCloseTo(process.predict(a).mean, 12);
      for (const [j, b] of places.entries()) {
        const cov = (x: number, y: number): number => covariance[x]?.[y] ?? Number.NaN;
        expect(cov(i, j)).toBeCloseTo(cov(j, i), 12);
        const variance = cov(i, i) + cov(j, j) - 2 * cov(i, j);
        expect(Math.max(1e-12, variance)).toBeCloseTo(process.predictDifference(a, b).sd ** 2, 9);
      }
    }
  });
});

describe('the reach of the surrogate', () => {
  const versions = (...means: readonly number[]): KnownVersion[] =>
    means.map((mean, i) => known(i + 1, at(i, i), mean));
  const failures = (count: number): number[] => Array<number>(count).fill(-1);

  it('is whole at first, halves with every eight failures in a row down to a quarter, and doubles with a success', () => {
    expect(reachOf([])).toBe(1);
    expect(reachOf(versions(0, ...failures(7)))).toBe(1);
    expect(reachOf(versions(0, ...failures(8)))).toBe(0.5);
    expect(reachOf(versions(0, ...failures(40)))).toBe(0.25);
    expect(reachOf(versions(0, ...failures(40), 1))).toBe(0.5);
    expect(reachOf(versions(0, ...failures(7), 1, ...failures(7)))).toBe(1);
    expect(reachOf([...versions(0, ...failures(7)), known(20, at(9, 9), null)])).toBe(1);
  });

  it('bounds the steps, down to one step of the grid', () => {
    const rng = createRng('steps');
    const farthest = (reach: number): number =>
      Math.max(
        ...Array.from({ length: 300 }, () =>
          Math.max(
            0,
            ...randomChanges(plane.parameters, at(40, 40), reach, rng).map((c) =>
              Math.abs(Number(c.to) - Number(c.from)),
            ),
          ),
        ),
      );
    // The largest step from 40 is half of it.
    expect(farthest(1)).toBe(20);
    expect(farthest(0.25)).toBe(5);
    expect(farthest(0)).toBe(1);
  });
});

describe('a replication', () => {
  /** Many places were seen to be bad, in a hundred sessions each; v2 looked good in its only one. */
  const seen: readonly KnownVersion[] = [
    known(1, at(40, 40), 0, 0),
    known(2, at(60, 40), 0.2, 1),
    ...[20, 30, 50, 70].map((x, i) => ({ ...known(3 + i, at(x, 40), -3, 0.1), sessions: 100 })),
    ...[20, 30, 50, 60].map((y, i) => ({ ...known(7 + i, at(40, y), -3, 0.1), sessions: 100 })),
  ];

  it('is no new version and names the one to run again', async () => {
    const drafts = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        // Nothing new but next to what is known to be bad.
        const admissible = ({ changes }: { readonly changes: readonly { readonly to: unknown }[] }): boolean =>
          changes.every(({ to }) => Number(to) >= 28 && Number(to) <= 52);
        return firstDraft(surrogate, aRound(seen, `again-${i}`, { judge: refusingUnless(admissible) }));
      }),
    );
    const again = drafts.filter(({ intent }) => intent === 'replicate');
    expect(again.length).toBeGreaterThan(10);
    for (const draft of again) expect(draft).toMatchObject({ base: 2, changes: [], prediction: null });
  });

  it('is never of the base, which runs beside all others, nor of what was rolled back', async () => {
    for (let i = 0; i < 20; i++) {
      const versions = seen.map((version) => ({ ...version, rolledBack: version.number === 2 }));
      expect((await firstDraft(surrogate, aRound(versions, `rolled-${i}`))).base).not.toBe(2);
      const fromTwo = await firstDraft(surrogate, aRound(seen, `two-${i}`, { base: 2 }));
      expect(fromTwo.intent === 'replicate' && fromTwo.base === 2).toBe(false);
    }
  });
});

describe('a veto', () => {
  const limits = { scale: 1, tolerancePerHour: 0.1 };
  const slope = [20, 30, 50, 60].map((x, i) => known(i + 2, at(x, 40), (x - 40) / 10, 0.1));
  const round = aRound([known(1, at(40, 40), 0, 0), ...slope], 'veto');

  it('meets what is surely worse, with the figures', () => {
    const objection = veto(round, at(22, 40), limits);
    expect(objection?.mean).toBeLessThan(-1);
    expect(objection?.probabilityHarm).toBeGreaterThan(0.95);
    expect(objection?.measured).toBe(4);
  });

  it('meets neither what is better, nor what is unknown, nor a loss that is tolerated', () => {
    expect(veto(round, at(55, 40), limits)).toBeNull();
    expect(veto(round, at(40, 100), limits)).toBeNull();
    expect(veto(round, at(22, 40), { ...limits, tolerancePerHour: 5 })).toBeNull();
  });

  it('is not spoken on the ground of three versions', () => {
    const three = aRound([known(1, at(40, 40), 0, 0), ...slope.slice(0, 2)], 'veto');
    expect(veto(three, at(22, 40), limits)).toBeNull();
  });
});

describe('the profile of a base', () => {
  const round = aRound([known(1, at(40, 40), 0, 0), known(2, at(60, 40), 2, 0.2)], 'profile');

  it('covers each tunable parameter up to the step limit, on its grid', () => {
    const profile = profileOf(round, 1);
    expect(profile.map(({ parameter }) => parameter)).toEqual(['x', 'y']);
    expect(profile[0]).toMatchObject({ from: 40 });
    expect(profile[0]?.points.map(({ value }) => value)).toEqual([20, 25, 30, 35, 45, 50, 55, 60]);
  });

  it('is what the surrogate believes: best towards what was measured well, less sure away from it', () => {
    const [x, y] = profileOf(round, 1);
    const of = (points: typeof x, value: number) => points?.points.find((point) => point.value === value);
    expect(of(x, 60)?.mean).toBeGreaterThan(1);
    expect(of(x, 60)?.mean).toBeGreaterThan(of(x, 50)?.mean ?? 0);
    expect(of(x, 60)?.sd).toBeLessThan(of(x, 20)?.sd ?? 0);
    expect(Math.abs(of(y, 60)?.mean ?? Number.NaN)).toBeLessThan(of(x, 60)?.mean ?? 0);
  });

  it('has the other value of a switch', () => {
    const toggle = { kind: 'boolean', default: false, tunable: true, meaning: 'A switch.' } as const;
    const strategy = { ...plane, parameters: { toggle } };
    const [only] = profileOf(aRound([known(1, { toggle: true }, 0, 0)], 'switch', { strategy }), 1);
    expect(only?.points.map(({ value }) => value)).toEqual([false]);
  });
});
