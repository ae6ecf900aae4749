/**
 * What the comparisons say about single parameters. Code alone decides the status: a comparison speaks for or against
 * a direction only when it has enough sessions, its interval leaves zero out and both fill models agree on the sign.
 */

import type { ParameterDeclarations } from '../../strategy/parameters.ts';
import type { StudySnapshot } from '../studySnapshot.ts';
import { type Direction, observations, type ParameterObservation } from './observation.ts';

export type LearningStatus = 'helps' | 'harms' | 'contested' | 'undecided';

/** All that is known of moving one parameter in one direction. */
export interface Learning {
  readonly parameter: string;
  readonly direction: Direction;
  readonly status: LearningStatus;
  readonly observations: readonly ParameterObservation[];
  readonly sessions: number;
  readonly blocks: number;
}

/** In the order of the declarations, then of the first comparison. */
export function learnings(study: StudySnapshot, declarations: ParameterDeclarations): Learning[] {
  const order = [...Object.keys(declarations)];
  const groups = new Map<string, ParameterObservation[]>();
  for (const observation of observations(study, declarations)) {
    const key = `${observation.change.parameter}/${observation.direction}`;
    groups.set(key, [...(groups.get(key) ?? []), observation]);
  }
  const opposites = new Map([...groups].map(([key, group]) => [key, verdictsOf(group)]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { change, direction } = first;
      // "Lowering it is better" speaks against "raising it is better" only if both were measured to be better.
      const opposite = opposites.get(`${change.parameter}/${oppositeOf(direction)}`);
      return [
        {
          parameter: change.parameter,
          direction,
          status: statusOf(verdictsOf(group), opposite ?? { better: false, worse: false }),
          observations: group,
          ...evidenceOf(group),
        },
      ];
    })
    .sort((a, b) => rank(order, a.parameter) - rank(order, b.parameter));
}

/**
 * Sessions and blocks behind a learning: those of the longest comparison that decides something, or of the longest at
 * all. Comparisons share sessions, so adding them up would count one feed several times.
 */
function evidenceOf(observations: readonly ParameterObservation[]): { sessions: number; blocks: number } {
  const deciding = observations.filter((o) => o.says !== 'nothing');
  const counted = deciding.length > 0 ? deciding : observations;
  const longest = counted.reduce((a, b) => (b.comparison.blocks > a.comparison.blocks ? b : a));
  return { sessions: longest.comparison.sessions, blocks: longest.comparison.blocks };
}

interface Verdicts {
  readonly better: boolean;
  readonly worse: boolean;
}

function verdictsOf(observations: readonly ParameterObservation[]): Verdicts {
  return { better: observations.some((o) => o.says === 'better'), worse: observations.some((o) => o.says === 'worse') };
}

function statusOf(here: Verdicts, opposite: Verdicts): LearningStatus {
  const better = here.better;
  const worse = here.worse;
  if ((better && (worse || opposite.better)) || (worse && opposite.worse)) return 'contested';
  if (better) return 'helps';
  return worse ? 'harms' : 'undecided';
}

function oppositeOf(direction: Direction): Direction {
  const pairs: Readonly<Record<Direction, Direction>> = {
    raised: 'lowered',
    lowered: 'raised',
    'switched on': 'switched off',
    'switched off': 'switched on',
    added: 'removed',
    removed: 'added',
  };
  return pairs[direction];
}

function rank(order: readonly string[], parameter: string): number {
  const at = order.indexOf(parameter);
  return at === -1 ? order.length : at;
}
