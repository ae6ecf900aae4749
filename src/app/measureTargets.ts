/** Whether a version reaches what the document of its strategy says it should. */

import { type JointVerdict, jointVerdict, measureTarget, type TargetResult } from '../evaluation/targets.ts';
import type { FillModel } from '../session/result.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Target } from '../strategy/targets.ts';
import type { Journal } from '../study/journal.ts';
import type { Mode } from '../study/records.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { UsageError } from './errors.ts';

export interface TargetsMeasured {
  readonly strategy: string;
  readonly version: number;
  /** Nearest to real money among the modes in which it ran. */
  readonly mode: Mode;
  readonly sessions: number;
  readonly hours: number;
  readonly targets: readonly MeasuredTarget[];
}

export interface MeasuredTarget extends JointVerdict {
  readonly target: Target;
  readonly pessimistic: TargetResult;
  readonly optimistic: TargetResult;
}

/**
 * Over the completed sessions of the version, each market once.
 *
 * @param number the champion where left out
 * @throws NotFound; UsageError where the strategy has no targets, or the version has no completed session
 */
export function measureTargets(journal: Journal, number?: number): TargetsMeasured {
  const { strategy, capital } = journal.study;
  const { targets = [] } = strategyNamed(strategy);
  if (targets.length === 0) throw new UsageError(`${strategy} has no targets: its document states no figures to reach`);
  const snapshot = snapshotOf(journal);
  const version = journal.version(number ?? snapshot.champion).number;
  const mode = snapshot.modes.find((one) => snapshot.evidenceLanes(version, 'pessimistic', one).length > 0);
  if (mode === undefined) throw new UsageError(`v${version} has no completed session yet: nothing was measured`);
  const measuredWith = (target: Target, fillModel: FillModel): TargetResult => {
    const lanes = snapshot.evidenceLanes(version, fillModel, mode).map(({ lane }) => lane);
    return measureTarget(target, lanes, capital);
  };
  const measured = targets.map((target) => {
    const pessimistic = measuredWith(target, 'pessimistic');
    const optimistic = measuredWith(target, 'optimistic');
    return { target, ...jointVerdict(pessimistic, optimistic), pessimistic, optimistic };
  });
  const { sessions, hours } = (measured[0] as MeasuredTarget).pessimistic;
  return { strategy, version, mode, sessions, hours, targets: measured };
}
