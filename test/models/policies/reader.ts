/** Does what the leaderboard says: goes a step from what stands lowest to what stands highest. */

import { grid } from '../../../src/strategy/grid/grid.ts';
import type { Parameters } from '../../../src/strategy/parameters.ts';
import type { ModelAsk } from '../modelReply.ts';
import { anAnswerTo, baseIn, type Policy, repairsIn, towards } from './policy.ts';

export function reader(): Policy {
  return (ask) => {
    const base = baseIn(ask);
    const known = parametersIn(ask);
    const [worst, ...others] = leaderboardIn(ask);
    const best = others.at(-1);
    const lowest = known.get(worst ?? '') ?? base.parameters;
    const highest = known.get(best ?? '') ?? base.parameters;
    const moves = Object.keys(base.parameters).flatMap((parameter) => {
      const [from, down, up] = [base.parameters, lowest, highest].map((set) => set[parameter]);
      if (from === undefined || up === undefined || down === undefined || up === down) return [];
      if (typeof from !== 'number') return [[parameter, up] as const];
      const beyond = from + Math.sign(Number(up) - Number(down)) * (1 + repairsIn(ask)) * stepOf(parameter);
      return [[parameter, towards(parameter, from, beyond)] as const];
    });
    return anAnswerTo(base, Object.fromEntries(moves.slice(0, 3)), 'More of what did well.');
  };
}

function stepOf(parameter: string): number {
  const declaration = grid.parameters[parameter];
  return declaration?.kind === 'number' ? declaration.step : 0;
}

/** Ids of versions, worst first. */
function leaderboardIn({ user }: ModelAsk): string[] {
  const [, section = ''] = user.split('\n## Leaderboard, best last\n');
  return (section.split('\n## ')[0] ?? '').split('\n').flatMap((line) => /^\{"id":"(v\d+)"/.exec(line)?.[1] ?? []);
}

/** Every version's parameters, put together from the records. */
function parametersIn({ user }: ModelAsk): Map<string, Parameters> {
  const known = new Map<string, Parameters>();
  for (const line of user.split('\n')) {
    if (!/^\{"id":"v\d+","author"/.test(line)) continue;
    const { id, parent, parameters, diff } = JSON.parse(line) as {
      id: string;
      parent: string | null;
      parameters?: Parameters;
      diff?: Record<string, [unknown, number | boolean]>;
    };
    const moved = Object.fromEntries(Object.entries(diff ?? {}).map(([name, [, to]]) => [name, to]));
    known.set(id, parameters ?? { ...known.get(parent ?? ''), ...moved });
  }
  return known;
}
