/** What was never tried: parameters that were never changed, and how far each of the others went. */

import type { ParameterDeclaration, ParameterValue } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import type { Json, JsonObject } from './json.ts';

const SHOWN_VALUES = 12;

/** Values that ran at all, and the parts of the range beyond them. */
export function untestedOf(strategy: StrategyKind, { versions }: Leaderboard): JsonObject[] {
  const ran = versions.filter(({ volumePerHour }) => volumePerHour !== null);
  return Object.entries(strategy.parameters)
    .filter(([, declaration]) => declaration.tunable)
    .map(([parameter, declaration]) => {
      const values = [...new Set(ran.flatMap(({ version }) => version.parameters[parameter] ?? []))];
      values.sort((a, b) => Number(a) - Number(b));
      return {
        id: parameter,
        ran:
          values.length <= SHOWN_VALUES
            ? values
            : { values: values.length, from: values[0] ?? null, to: values.at(-1) ?? null },
        untested: untestedParts(declaration, values),
      };
    });
}

function untestedParts(declaration: ParameterDeclaration, values: readonly ParameterValue[]): Json[] {
  if (declaration.kind === 'boolean') return [false, true].filter((value) => !values.includes(value));
  const { min, max } = declaration;
  if (values.length === 0) return [[min, max]];
  const numbers = values.map(Number);
  const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
  return [...(lowest > min ? [[min, lowest]] : []), ...(highest < max ? [[highest, max]] : [])];
}
