/**
 * What choosing from many candidates on trial promises, checked by simulated campaigns: ten candidates in each session, at least
 * five of them new, and the best goes to review. σ is the deviation of one session's difference from the champion.
 */

import { describe, expect, it } from 'vitest';
import { fatBlocks, fatSessions, linked, lognormalLosses, type Noise, normal, seldomLosses } from '../testing/noise.ts';
import {
  type Choice,
  type SimulatedCampaign,
  type SimulatedTrials,
  simulatedCampaign,
} from '../testing/trialCampaign.ts';

/** A study of $1,000 expects effects of this size before any was measured (decisionRules.ts), $ an hour. */
const EXPECTED_EFFECT = 0.5;
/** Deviations of a normal variable on either side that hold 80 %. */
const EIGHTY_PER_CENT = 1.2816;

const fromThePrior: SimulatedTrials['effect'] = (rng) => EXPECTED_EFFECT * rng.normal();

function campaigns(
  count: number,
  noise: Noise,
  effect: SimulatedTrials['effect'],
  sessions: number,
): SimulatedCampaign[] {
  return Array.from({ length: count }, (_, i) =>
    simulatedCampaign({ seed: `campaign ${i}`, sessions, trials: 10, noise, effect }),
  );
}

function share<T>(all: readonly T[], test: (one: T) => boolean): number {
  return all.filter(test).length / all.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const byItself = ({ trial }: Choice): number => trial.gainPerHour?.mean ?? Number.NaN;

const guessHolds = ({ guess, truth }: Choice): boolean => Math.abs(guess.mean - truth) <= EIGHTY_PER_CENT * guess.sd;
/** By the textbook: the mean of n sessions of deviation 1 has an error of 1/√n. */
const measuredHolds = (choice: Choice): boolean =>
  Math.abs(byItself(choice) - choice.truth) <= EIGHTY_PER_CENT / Math.sqrt(choice.trial.sessions);

describe('candidates that are all worth what the champion is', () => {
  it.each([
    ['normal noise', normal],
    ['fat-tailed blocks', fatBlocks],
    ['sessions with a common deviation', linked],
    ['the whole noise between sessions, fat-tailed', fatSessions],
    ['large losses now and then', seldomLosses],
    ['lognormal losses', lognormalLosses],
  ])('bring a promotion in fewer than one campaign of forty sessions in ten: %s', (_, noise) => {
    const equal = campaigns(40, noise, () => 0, 40);
    // Versions have to come of trials, or the promise would be kept by doing nothing.
    expect(mean(equal.map(({ choices }) => choices.length))).toBeGreaterThan(4);
    expect(share(equal, ({ promotion }) => promotion !== null)).toBeLessThan(0.1);
  });
});

describe('the chosen candidate, where true effects are as large as they are expected to be', () => {
  const chosen = campaigns(80, normal, fromThePrior, 12).flatMap(({ choices }) => choices);

  it('is worth what is believed of it or more, though it measured clearly better', () => {
    const [believed, measured] = [
      mean(chosen.map(({ guess, truth }) => guess.mean - truth)),
      mean(chosen.map((choice) => byItself(choice) - choice.truth)),
    ];
    expect(believed).toBeGreaterThan(-0.2);
    expect(believed).toBeLessThan(0.05);
    expect(measured).toBeGreaterThan(0.5);
  });

  it('is inside the 80 % interval of its best guess in at least 75 % of the choices, and not inside that of a mean that nobody chose', () => {
    expect(share(chosen, guessHolds)).toBeGreaterThanOrEqual(0.75);
    expect(share(chosen, measuredHolds)).toBeLessThan(0.65);
  });
});

describe('one candidate that is better by σ among those that are not', () => {
  it('is on trial from the first session on, chosen within the fourth and promoted within the 28th in half of the campaigns, and no other is promoted instead', () => {
    const found = campaigns(40, normal, (_, nth) => (nth === 4 ? 1 : 0), 40);
    const better = found.map(
      ({ choices }) => choices.find(({ truth }) => truth === 1)?.session ?? Number.POSITIVE_INFINITY,
    );
    expect(median(better)).toBeLessThanOrEqual(4);
    const promotedAfter = found.map(({ promotion }) =>
      promotion !== null && promotion.truth === 1 ? promotion.session : Number.POSITIVE_INFINITY,
    );
    expect(median(promotedAfter)).toBeLessThanOrEqual(28);
    expect(share(found, ({ promotion }) => promotion !== null && promotion.truth !== 1)).toBeLessThan(0.1);
  });
});

describe('the comparison of a chosen version over the sessions after it was chosen', () => {
  it.each([
    ['normal noise', normal],
    ['sessions with a common deviation', linked],
  ])('has its true gain in the shown interval in at least 86 of 100 last looks: %s', (_, noise) => {
    const looks = campaigns(40, noise, fromThePrior, 20).flatMap(({ choices, verdicts }) =>
      choices.flatMap(({ version, truth }) => {
        const last = verdicts.get(version)?.at(-1)?.gainPerHour ?? null;
        return last === null ? [] : [{ truth, last }];
      }),
    );
    expect(looks.length).toBeGreaterThan(100);
    expect(share(looks, ({ truth, last }) => last.low <= truth && truth <= last.high)).toBeGreaterThanOrEqual(0.86);
  });
});
