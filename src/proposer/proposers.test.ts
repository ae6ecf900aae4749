import { describe, expect, it } from 'vitest';
import { checkGuardrails } from '../guardrails/judge.ts';
import { createRng } from '../market/rng.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import { aContext } from '../testing/draft.ts';
import { profitAlone } from '../testing/gains.ts';
import { describeProposer } from '../testing/proposerContract.ts';
import { aRound, at, destination, draftsOf, firstDraft, known, plane, refusingUnless } from '../testing/round.ts';
import { GaussianProcess, matern52, type ObservedPoint } from './gaussianProcess.ts';
import type { Proposer } from './proposer.ts';
import { randomProposer } from './random.ts';
import { expectedImprovement, fittedModel, surrogateProposer } from './surrogate.ts';
import { SurrogateFits } from './surrogateFits.ts';

const surrogate = surrogateProposer(1);

describe('the Matérn 5/2 covariance', () => {
  it('has the values of its formula', () => {
    expect(matern52(0, 0.5, 3)).toBe(3);
    // At one length-scale: (1 + √5 + 5/3) e^−√5 = 0.52399.
    expect(matern52(0.5, 0.5, 1)).toBeCloseTo(0.523994, 6);
    expect(matern52(1, 0.5, 2)).toBeCloseTo(2 * 0.138667, 4);
  });
});

/** Posterior at `x` from one or two observations in one dimension, solved by hand for a given length-scale and signal. */
function byHand(
  seen: readonly ObservedPoint[],
  x: number,
  length: number,
  signal: number,
): { mean: number; sd: number } {
  const k = (a: number, b: number): number => matern52(Math.abs(a - b), length, signal);
  const [p, q] = seen;
  if (p === undefined) return { mean: 0, sd: Math.sqrt(signal) };
  const px = p.at[0] ?? Number.NaN;
  const a = k(px, px) + p.noise;
  const kp = k(px, x);
  if (q === undefined) return { mean: (kp / a) * p.value, sd: Math.sqrt(signal - (kp * kp) / a) };
  const qx = q.at[0] ?? Number.NaN;
  const b = k(px, qx);
  const d = k(qx, qx) + q.noise;
  const kq = k(qx, x);
  const det = a * d - b * b;
  return {
    mean: (kp * (d * p.value - b * q.value) + kq * (a * q.value - b * p.value)) / det,
    sd: Math.sqrt(signal - (kp * (d * kp - b * kq) + kq * (a * kq - b * kp)) / det),
  };
}

/** The sixteen candidates of the declaration: four length-scales and four signal sizes, in multiples of the spread. */
function candidates(spread: number): (readonly [length: number, signal: number])[] {
  return [0.15, 0.3, 0.6, 1.2].flatMap((length) =>
    [0.3, 0.6, 1, 1.6].map((signal) => [length, (signal * spread) ** 2] as const),
  );
}

describe('the Gaussian process', () => {
  it.each<[string, readonly ObservedPoint[], number]>([
    ['one point', [{ at: [0.3], value: 2, noise: 0.25 }], 2],
    [
      'two points',
      [
        { at: [0.2], value: 1, noise: 0.1 },
        { at: [0.7], value: -0.5, noise: 0.4 },
      ],
      1,
    ],
    [
      'two points at one place',
      [
        { at: [0.5], value: 1, noise: 0.5 },
        { at: [0.5], value: 3, noise: 0.5 },
      ],
      3,
    ],
  ])('believes what one of its candidates gives by hand: %s', (_, seen, spread) => {
    const process = new GaussianProcess(seen, 1, 1);
    const places = [0, 0.2, 0.45, 0.7, 1];
    const found = places.map((x) => process.predict([x]));
    const matches = candidates(spread).filter(([length, signal]) =>
      places.every((x, i) => {
        const hand = byHand(seen, x, length, signal);
        return (
          Math.abs(hand.mean - (found[i]?.mean ?? Number.NaN)) < 1e-6 &&
          Math.abs(hand.sd - (found[i]?.sd ?? Number.NaN)) < 1e-6
        );
      }),
    );
    expect(matches.length).toBe(1);
  });

  it('knows nothing before the first observation', () => {
    const { mean, sd } = new GaussianProcess([], 2, 3).predict([0.5, 0.5]);
    expect(mean).toBe(0);
    expect(sd).toBeGreaterThan(0);
    expect(Number.isFinite(sd)).toBe(true);
  });

  it('is surer near what it has seen than far away, and surer of what was measured well', () => {
    const process = (noise: number): GaussianProcess =>
      new GaussianProcess([{ at: [0.1, 0.1], value: 1, noise }], 2, 1);
    const sds = [0.1, 0.2, 0.4, 0.7, 1].map((x) => process(0.01).predict([x, x]).sd);
    expect(sds).toEqual(sds.toSorted((a, b) => a - b));
    expect(process(0.01).predict([0.1, 0.1]).sd).toBeLessThan(process(1).predict([0.1, 0.1]).sd);
  });

  it('goes through exact observations and shrinks noisy ones towards zero', () => {
    const exact = new GaussianProcess([{ at: [0.5], value: 2, noise: 0 }], 1, 1).predict([0.5]);
    expect(exact.mean).toBeCloseTo(2, 4);
    expect(exact.sd).toBeLessThan(0.001);
    const noisy = new GaussianProcess([{ at: [0.5], value: 2, noise: 100 }], 1, 1).predict([0.5]);
    expect(noisy.mean).toBeGreaterThan(0);
    expect(noisy.mean).toBeLessThan(0.5);
  });
});

describe('the expected improvement', () => {
  it('has the values of its formula', () => {
    // At the best itself: σ φ(0) = 0.398942 σ. One σ above: 1 × Φ(1) + φ(1) = 1.083316.
    expect(expectedImprovement({ mean: 5, sd: 2 }, 5)).toBeCloseTo(0.797885, 5);
    expect(expectedImprovement({ mean: 1, sd: 1 }, 0)).toBeCloseTo(1.083315, 5);
    expect(expectedImprovement({ mean: -1, sd: 1 }, 0)).toBeCloseTo(0.083315, 5);
  });

  it('is what one expects: the mean of the gains over many draws', () => {
    const rng = createRng('gains');
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum += Math.max(0, -0.4 + 1.5 * rng.normal() - 0.3);
    expect(expectedImprovement({ mean: -0.4, sd: 1.5 }, 0.3)).toBeCloseTo(sum / 100_000, 2);
  });
});

/** A hill with its top at x = 70, y = 20, as measured with noise. */
function hill(x: number, y: number): number {
  return 4 - ((x - 70) / 25) ** 2 - ((y - 20) / 25) ** 2;
}

/** In how many of a hundred rounds a proposer goes up the hill from (40, 40), having seen six places. */
async function ascents(proposer: Proposer): Promise<number> {
  let up = 0;
  for (let i = 0; i < 100; i++) {
    const rng = createRng(`noise-${i}`);
    const seen = [
      [40, 40],
      [50, 40],
      [40, 30],
      [30, 40],
      [40, 50],
      [48, 33],
    ] as const;
    const top = hill(40, 40);
    const versions = seen.map(([x, y], n) =>
      known(n + 1, at(x, y), n === 0 ? 0 : hill(x, y) - top + 0.3 * rng.normal(), n === 0 ? 0 : 0.3),
    );
    const round = aRound(versions, `round-${i}`);
    const draft = await firstDraft(proposer, round);
    const { x, y } = destination(round, draft);
    if (hill(Number(x), Number(y)) > top) up++;
  }
  return up;
}

describe('the surrogate', () => {
  it('goes on from the base and from every lead of the round', async () => {
    const leads = [at(0, 20), at(20, 0), at(0, 0)];
    const round = aRound([known(1, at(20, 20), 0, 0)], 'leads', { leads, candidates: 60 });
    const drafts = await draftsOf(surrogate, round);
    // A step from 20 reaches 10, and one from 0 too: each start has a corner of its own.
    const side = (value: unknown): string => (Number(value) < 10 ? 'low' : 'high');
    const corners = drafts
      .map((draft) => destination(round, draft))
      .filter(({ x, y }) => x !== 10 && y !== 10)
      .map(({ x, y }) => `${side(x)} ${side(y)}`);
    expect(new Set(corners)).toEqual(new Set(['high high', 'low high', 'high low', 'low low']));
    // Changes are told from the base, wherever they were found.
    for (const { changes } of drafts) for (const { from } of changes) expect(from).toBe(20);
  });

  it('takes from a lead only what has an effect', async () => {
    const { strategy, base } = aContext();
    // Its pause is off, so that the threshold of the pause does nothing.
    const leads = [{ ...base.parameters, alpha: 45, pauseBps: 60 }];
    const round = aRound([known(1, base.parameters, 0, 0)], 'idle', { strategy, leads, candidates: 60 });
    const drafts = await draftsOf(surrogate, round);
    expect(drafts.filter(({ changes }) => changes.some(({ to }) => to === 45)).length).toBeGreaterThan(0);
    for (const { changes } of drafts) {
      const changed = changes.map(({ parameter }) => parameter);
      if (changed.includes('pauseBps')) expect(changed).toContain('pause');
    }
  });

  it('goes uphill far more often than a random step', async () => {
    const [clever, blind] = [await ascents(surrogate), await ascents(randomProposer)];
    expect(clever).toBeGreaterThan(80);
    expect(clever).toBeGreaterThan(blind + 20);
  });

  it('says what it expects, with a range around it', async () => {
    const versions = [known(1, at(40, 40), 0, 0), known(2, at(50, 40), 2, 0.2), known(3, at(30, 40), -2, 0.2)];
    const draft = await firstDraft(surrogate, aRound(versions, 'one'));
    expect(draft).toMatchObject({ proposer: 'surrogate', base: 1, intent: 'exploit' });
    const { prediction } = draft;
    expect(prediction?.mean).toBeGreaterThan(0);
    expect(prediction?.probabilityBetter).toBeGreaterThan(0.5);
    expect(prediction?.p10).toBeLessThan(prediction?.mean ?? Number.NaN);
    expect((prediction?.p90 ?? 0) - (prediction?.mean ?? 0)).toBeCloseTo(
      (prediction?.mean ?? 0) - (prediction?.p10 ?? 0),
      9,
    );
  });

  it('takes sessions and replays of one place as one measurement, by their hours', () => {
    const replay = (parameters: Parameters, mean: number, hours: number) => ({
      parameters,
      effect: profitAlone({ mean, standardError: 0.1 }),
      hours,
      volumePerHour: 1_000,
    });
    const { observations } = fittedModel(
      {
        strategy: plane,
        versions: [known(1, at(40, 40), 0, 0), { ...known(2, at(50, 40), -2, 1), hours: 3 }],
        replayed: [replay(at(50, 40), 0.2, 1), replay(at(60, 40), 0.5, 1)],
        fits: new SurrogateFits(),
      },
      0.5,
    );
    expect(observations.map(({ gain }) => gain.mean)).toEqual([0, -1.45, 0.5]); // (0.2 − 3 × 2) / 4
  });

  it('knows of the champion that it gains nothing over itself, whatever its like was measured to gain through others', () => {
    const versions = [{ ...known(1, at(40, 40), 0, 0), hours: 0 }, known(2, at(40, 40), -2, 1)];
    const { observations } = fittedModel({ strategy: plane, versions, replayed: [], fits: new SurrogateFits() }, 0.5);
    expect(observations.map(({ gain }) => gain.mean)).toEqual([0]);
  });

  it('goes less often to where nothing trades', async () => {
    /** Better towards larger x, but beyond 45 nothing was ever traded. */
    const idleOf = async (minVolumePerHour: number): Promise<number> => {
      let idle = 0;
      for (let i = 0; i < 40; i++) {
        const versions = [
          { ...known(1, at(40, 40), 0, 0), volumePerHour: 50_000 },
          { ...known(2, at(50, 40), 1, 0.2), volumePerHour: 0 },
          { ...known(3, at(55, 50), 1.5, 0.2), volumePerHour: 0 },
          { ...known(4, at(30, 40), -0.2, 0.2), volumePerHour: 60_000 },
        ];
        const round = aRound(versions, `idle-${i}`, { minVolumePerHour });
        if (Number(destination(round, await firstDraft(surrogate, round)).x) > 45) idle++;
      }
      return idle;
    };
    const [asked, unasked] = [await idleOf(1_000), await idleOf(0)];
    // The pull of the profit stays, yet it no longer decides alone.
    expect(asked).toBeLessThan(0.75 * unasked);
  });
});

describeProposer('surrogate', { usable: true }, () => surrogateProposer(0.5));
describeProposer('random', { usable: true }, () => randomProposer);

describe.each([surrogate, randomProposer])('the proposer $name', (proposer) => {
  const versions = [known(1, at(40, 40), 0, 0), known(2, at(50, 40), 1), known(3, at(30, 60), null)];

  it('is deterministic: the same round gives the same draft, another seed another', async () => {
    const draft = await firstDraft(proposer, aRound(versions, 'a'));
    expect(await firstDraft(proposer, aRound(versions, 'a'))).toEqual(draft);
    const others = await Promise.all(['b', 'c', 'd'].map((seed) => firstDraft(proposer, aRound(versions, seed))));
    expect(others.some((other) => JSON.stringify(other.changes) !== JSON.stringify(draft.changes))).toBe(true);
  });

  it('hands in only what the guardrails let pass', async () => {
    const { strategy, base } = aContext();
    const parameters = defaultParameters(strategy.parameters);
    for (let i = 0; i < 30; i++) {
      const round = aRound([known(1, base.parameters, 0, 0)], `guard-${i}`, {
        strategy,
        judge: (draft) => checkGuardrails(draft, aContext(), false),
      });
      const draft = await firstDraft(proposer, round);
      expect(draft.changes.length).toBeGreaterThan(0);
      expect(checkGuardrails(draft, aContext(), false).filter((finding) => finding.severity === 'refusal')).toEqual([]);
      for (const { parameter, from } of draft.changes) expect(from).toBe(parameters[parameter]);
    }
  });

  it('advises no change when nothing is admissible or nothing can be tuned', async () => {
    const shut = await firstDraft(proposer, aRound(versions, 'x', { judge: refusingUnless(() => false) }));
    expect(shut).toMatchObject({ intent: 'no_change', changes: [], prediction: null });
    const { fixed } = plane.parameters;
    if (fixed === undefined) throw new Error('plane has a fixed parameter');
    const stiff = { ...plane, parameters: { fixed } };
    const none = await firstDraft(proposer, aRound([known(1, { fixed: 20 }, 0, 0)], 'x', { strategy: stiff }));
    expect(none.intent).toBe('no_change');
  });

  it('refuses a round whose base is unknown', async () => {
    await expect(proposer.propose(aRound(versions, 'x', { base: 9 }))).rejects.toThrow(/v9/);
  });
});
