/** The base of the round: its parameters, how far each may move, what the surrogate believes of that, and what ran so far. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import { hasEffect, type Parameters, type ParameterValue } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import type { StudyRecord, VersionRecord } from '../../study/records.ts';
import { brief, lineOf, type PromptLine, row, valueText, withError } from './promptLine.ts';
import { reachableValues } from './reachable.ts';
import type { SingleMove } from './surrogateFacts.ts';

const SHOWN_VALUES = 8;

/** @param moves what the surrogate predicts of single moves, of the same reach. @param reach as of a round */
export function baseTable(
  strategy: StrategyKind,
  base: VersionRecord,
  leaderboard: Leaderboard,
  moves: readonly SingleMove[],
  reach: number,
): PromptLine[] {
  const rows = Object.entries(strategy.parameters).map(([name, declaration]) => {
    const value = base.parameters[name] ?? declaration.default;
    const reachable = reachableValues(declaration, value, reach);
    const lowest = reachable.find((one) => one < value) ?? null;
    const highest = reachable.findLast((one) => one > value) ?? null;
    const cell = (to: ParameterValue | null): string => {
      if (to !== null && !hasEffect(declaration, base.parameters)) return 'no effect';
      const move = moves.find((one) => one.parameter === name && one.to === to);
      return move === undefined ? '–' : withError(move.mean, move.sd);
    };
    return row(
      name,
      valueText(value),
      reachable.length === 0
        ? 'fixed'
        : [lowest, highest].map((to) => (to === null ? '–' : valueText(to))).join(' to '),
      cell(lowest),
      cell(highest),
      ranText(name, leaderboard),
    );
  });
  const head = row('parameter', `v${base.number}`, 'can go', 'gain at the lowest', 'at the highest', 'ran so far');
  return [lineOf(head), ...rows.map((text) => lineOf(text))];
}

/** Values with which a version ran. */
function ranText(parameter: string, { versions }: Leaderboard): string {
  const ran = versions.filter(({ volumePerHour }) => volumePerHour !== null);
  const values = [...new Set(ran.flatMap(({ version }) => version.parameters[parameter] ?? []))].sort(
    (a, b) => Number(a) - Number(b),
  );
  if (values.length === 0) return 'none';
  if (values.length <= SHOWN_VALUES) return values.map(valueText).join(' ');
  return `${values.length} values, ${valueText(values[0] ?? null)} to ${valueText(values.at(-1) ?? null)}`;
}

/** What the parameters amount to, computed by the strategy; values as figures are shown. */
export function derivedLines(strategy: StrategyKind, parameters: Parameters, study: StudyRecord): PromptLine[] {
  const { instrument, capital } = study;
  const { currency } = decisionRules(study);
  const money = currency === '$' ? 'USD' : currency;
  const parts = (strategy.derived?.(parameters, { instrument, capital }) ?? []).map(
    ({ name, values, unit }) => `${name} ${values.map(brief).join(', ')} ${unit === 'bps' ? unit : money}`,
  );
  return parts.length === 0 ? [] : [lineOf(`This amounts to: ${parts.join('; ')}.`)];
}
