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
import { changeText, lineOf, type PromptLine } from './promptLine.ts';
import { predictionText } from './proposalLines.ts';
import { reachableValues } from './reachable.ts';

/** One parameter moved alone; gain per hour against the base as the surrogate predicts it, quote currency. */
export interface SingleMove {
  readonly parameter: string;
  readonly to: ParameterValue;
  readonly mean: number;
  readonly sd: number;
}

/** Of each parameter the farthest values allowed either way. */
export function singleMoves(
  strategy: StrategyKind,
  leaderboard: Leaderboard,
  replayed: readonly Replayed[],
  parameters: Parameters,
  /** As of a round. */
  reach: number,
  /** As of `surrogateProposer`. */
  effectScale: number,
): SingleMove[] {
  const versions = leaderboard.versions.map(({ version, effect, hours }) => ({
    parameters: version.parameters,
    effect: isCopy(version, leaderboard) ? null : effect,
    hours,
  }));
  const { effects } = fittedModel({ strategy, versions, replayed, fits: new SurrogateFits() }, effectScale);
  const origin = encode(strategy.parameters, parameters);
  return Object.entries(strategy.parameters).flatMap(([parameter, declaration]) => {
    const from = parameters[parameter];
    // Moved alone, it would do nothing while a switch that it needs is off.
    if (from === undefined || !hasEffect(declaration, parameters)) return [];
    const values = reachableValues(declaration, from, reach);
    const ends = [values.find((value) => value < from), values.findLast((value) => value > from)];
    return ends.flatMap((to): SingleMove[] => {
      if (to === undefined) return [];
      const place = encode(strategy.parameters, applied(parameters, [{ parameter, from, to, why: '' }]));
      const { mean, sd } = effects.predictDifference(place, origin);
      return [{ parameter, to, mean, sd }];
    });
  });
}

/** Its changes and what it expects of them. */
export function suggestionLine({ base, intent, changes, prediction }: ProposalDraft): PromptLine {
  const what = changes.length === 0 ? `${intent} v${base}` : `v${base} with ${changes.map(changeText).join(', ')}`;
  return lineOf(`${what}${prediction === null ? '' : `; expects ${predictionText(prediction)}`}`);
}
