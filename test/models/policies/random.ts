/** Moves one to three parameters to random values that guardrails allow. */

import { createRng } from '../../../src/market/rng.ts';
import { reachableValues } from '../../../src/proposer/model/reachable.ts';
import { gridParameters } from '../../../src/strategy/grid/parameters.ts';
import type { ParameterValue } from '../../../src/strategy/parameters.ts';
import { anAnswerTo, baseIn, type Policy } from './policy.ts';

export function random(seed: string): Policy {
  const rng = createRng(`random ${seed}`);
  return (ask) => {
    const base = baseIn(ask);
    const open = Object.entries(gridParameters).flatMap(([parameter, declaration]) => {
      const values = reachableValues(declaration, base.parameters[parameter] ?? declaration.default);
      return values.length === 0 ? [] : [{ parameter, values }];
    });
    const moves: Record<string, ParameterValue> = {};
    for (let i = 0; i <= rng.integer(3); i++) {
      const { parameter = '', values = [] } = open[rng.integer(open.length)] ?? {};
      const value = values[rng.integer(values.length)];
      if (value !== undefined) moves[parameter] = value;
    }
    return anAnswerTo(base, moves, 'Who knows.');
  };
}
