/**
 * What could have happened to the acting version's account in a session: beside its two lanes one a factor, with that factor
 * alone at its optimistic end. They are no version's evidence.
 */

import { factors, hasFactors, OLDEST_RULES } from '../exchange/outcomes.ts';
import { MAX_LANES } from '../exchange/replay.ts';
import type { LaneFigures } from '../session/result.ts';
import type { LaneRequest, MeasuredLane } from '../session/session.ts';
import type { CampaignPlan, OutcomeFigures } from '../study/records.ts';

/** Lanes of the pass that makes the session's records, and of a second one over the same market where the first has no room. */
export interface Passes {
  readonly first: readonly LaneRequest[];
  readonly second: readonly LaneRequest[];
}

export function passesOf(
  lanes: readonly LaneRequest[],
  acting: number,
  { rules = OLDEST_RULES }: Pick<CampaignPlan, 'rules'>,
): Passes {
  const pessimistic = lanes.find(
    ({ role, version, fillModel }) => role !== 'trial' && version === acting && fillModel === 'pessimistic',
  );
  if (!hasFactors(rules) || pessimistic === undefined) return { first: lanes, second: [] };
  const alone = factors.map((factor): LaneRequest => ({ ...pessimistic, factor }));
  const fits = lanes.length + alone.length <= MAX_LANES;
  return fits ? { first: [...lanes, ...alone], second: [] } : { first: lanes, second: alone };
}

/** From the lanes of both passes; undefined where no factor was measured. */
export function outcomesOf(acting: number, measured: readonly MeasuredLane[]): OutcomeFigures | undefined {
  const own = measured.filter(({ lane }) => lane.role !== 'trial' && lane.version === acting);
  const figuresOf = (is: (lane: LaneRequest) => boolean): LaneFigures | undefined =>
    own.find(({ lane }) => is(lane))?.figures;
  const [pessimistic, optimistic] = (['pessimistic', 'optimistic'] as const).map((fillModel) =>
    figuresOf((lane) => lane.factor === undefined && lane.fillModel === fillModel),
  );
  const [queue, crossing, sweep, latency, postOnly] = factors.map((factor) =>
    figuresOf((lane) => lane.factor === factor),
  );
  if (!pessimistic || !optimistic || !queue || !crossing || !sweep || !latency || !postOnly) return undefined;
  return { pessimistic, optimistic, alone: { queue, crossing, sweep, latency, postOnly } };
}

/** One sentence a figure that differs; none where both are the same. */
export function differingOutcomes(recorded: OutcomeFigures, again: OutcomeFigures | undefined): string[] {
  if (again === undefined) return ['what could have happened to the account was recorded, and is not measured again'];
  const named = (of: OutcomeFigures): [string, LaneFigures][] => [
    ['pessimistic', of.pessimistic],
    ...factors.map((factor): [string, LaneFigures] => [`${factor} alone`, of.alone[factor]]),
    ['optimistic', of.optimistic],
  ];
  const others = new Map(named(again));
  return named(recorded).flatMap(([name, { profit, volume, fills }]) => {
    const other = others.get(name);
    if (other?.profit === profit && other.volume === volume && other.fills === fills) return [];
    return [
      `outcome ${name}: ${other?.fills} fills, profit ${other?.profit}; recorded ${fills} fills, profit ${profit}`,
    ];
  });
}
