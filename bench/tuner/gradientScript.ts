/** A script that knows the coarse gradient of the family at the default and follows it with a given reliability. */

import type { Rng } from '../../src/market/rng.ts';
import type { ParameterValue } from '../../src/strategy/parameters.ts';
import type { Asked, Move, Reply } from '../../test/models/scriptedLlm.ts';
import type { MeasuredStep, StepGains } from './stepGains.ts';

const MOST_MOVES = 2;

/** @param right probability that a move goes in the direction that helps, 0…1 */
export function gradientScript(stepGains: StepGains, right: number, rng: Rng): (asked: Asked) => Reply {
  return (asked) => {
    const known = stepGains.filter(({ gain }) => gain > 0);
    const left = known.filter((step) => valuesTowards(asked, step, step.direction).length > 0);
    const moves: Move[] = [];
    let expected = 0;
    for (let i = 0; i < MOST_MOVES && left.length > 0; i++) {
      const [step] = left.splice(drawn(left, rng), 1);
      if (step === undefined) break;
      const helps = rng.uniform() < right;
      const values = valuesTowards(asked, step, helps ? step.direction : step.direction === 1 ? -1 : 1);
      const value = values[Math.floor(values.length * (0.5 + rng.uniform() / 2))];
      // A boolean may already have the wanted value.
      if (value === undefined) continue;
      moves.push({ parameter: step.parameter, value });
      expected += step.gain;
    }
    return { moves, expected, spread: Math.max(0.5, expected) };
  };
}

/** Reachable values in one direction, nearest first. */
function valuesTowards({ parameters, reachable }: Asked, step: MeasuredStep, direction: 1 | -1): ParameterValue[] {
  const now = Number(parameters[step.parameter]);
  const values = reachable.get(step.parameter) ?? [];
  return values
    .filter((value) => (Number(value) - now) * direction > 0)
    .sort((a, b) => Math.abs(Number(a) - now) - Math.abs(Number(b) - now));
}

/** A random index with probability in proportion to the gains. */
function drawn(steps: readonly MeasuredStep[], rng: Rng): number {
  let left = rng.uniform() * steps.reduce((sum, { gain }) => sum + gain, 0);
  const found = steps.findIndex(({ gain }) => {
    left -= gain;
    return left < 0;
  });
  return found === -1 ? steps.length - 1 : found;
}
