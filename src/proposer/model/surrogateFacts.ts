/** What the surrogate predicts around the base, and what it would do. */

import { applied } from '../../guardrails/judge.ts';
import { hasEffect, type Parameters, type ParameterValue } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import type { ProposalDraft } from '../../study/records.ts';
import { isCopy } from '../../study/versions.ts';
import { encode } from '../encode.ts';
import type { Replayed } from '../proposer.ts';
import { fittedModel } from '../surrogate.ts';
import { SurrogateFits } from '../surrogateFits.ts';
import { figure, type JsonObject } from './json.ts';
import { reachableValues } from './reachable.ts';

/** Per parameter that has an effect in the base, the farthest values allowed either way, with what the surrogate predicts of them against the base. */
export function sensitivitiesOf(
  strategy: StrategyKind,
  leaderboard: Leaderboard,
  replayed: readonly Replayed[],
  parameters: Parameters,
  /** As of `surrogateProposer`. */
  effectScale: number,
): JsonObject[] {
  const versions = leaderboard.versions.map(({ version, effect, hours }) => ({
    parameters: version.parameters,
    effect: isCopy(version, leaderboard) ? null : effect,
    hours,
  }));
  const { effects } = fittedModel({ strategy, versions, replayed, fits: new SurrogateFits() }, effectScale);
  const origin = encode(strategy.parameters, parameters);
  const prediction = (parameter: string, from: ParameterValue, to: ParameterValue): JsonObject => {
    const place = encode(strategy.parameters, applied(parameters, [{ parameter, from, to, why: '' }]));
    const { mean, sd } = effects.predictDifference(place, origin);
    return { to, mean: figure(mean), sd: figure(sd) };
  };
  return Object.entries(strategy.parameters).flatMap(([parameter, declaration]) => {
    const from = parameters[parameter];
    // Moved alone, it would do nothing while a switch that it needs is off.
    if (from === undefined || !hasEffect(declaration, parameters)) return [];
    const values = reachableValues(declaration, from);
    if (declaration.kind === 'boolean') {
      return values.map((to): JsonObject => ({ id: parameter, from, switched: prediction(parameter, from, to) }));
    }
    const lowest = values.find((value) => value < from);
    const highest = values.findLast((value) => value > from);
    if (lowest === undefined && highest === undefined) return [];
    return [
      {
        id: parameter,
        from,
        lowest: lowest === undefined ? null : prediction(parameter, from, lowest),
        highest: highest === undefined ? null : prediction(parameter, from, highest),
      },
    ];
  });
}

/** Its changes and what it expects of them. */
export function suggestionOf({ base, intent, changes, prediction }: ProposalDraft): JsonObject {
  return {
    base: `v${base}`,
    intent,
    changes: changes.map(({ parameter, from, to }) => ({ parameter, from, to })),
    predicted:
      prediction === null
        ? null
        : {
            mean: figure(prediction.mean),
            p10: figure(prediction.p10),
            p90: figure(prediction.p90),
            pBetter: figure(prediction.probabilityBetter),
          },
  };
}
