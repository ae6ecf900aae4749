/** What a version taught, in at most ten words. Each follows from measured figures by a fixed rule. */

import { ENOUGH_SESSIONS } from '../../../evaluation/decisionRules.ts';
import type { Pooled } from '../../../study/pooled.ts';
import { cancelledUnrun } from '../../../study/queued.ts';
import type { Mode, VersionRecord } from '../../../study/records.ts';
import { currentComparison, weightOf } from '../../evidence.ts';
import { counted, type Figures } from '../../figures.ts';
import type { ReportedStudy } from '../../reportedStudy.ts';
import { besideEachOther, type TraitDifference, traitDifferences } from './besideEachOther.ts';

export const MOST_WORDS = 10;

export function keyInsight({ snapshot }: ReportedStudy, version: VersionRecord, mode: Mode, figures: Figures): string {
  const { number, parent } = version;
  const pooled = snapshot.pooled(number, mode, 'pessimistic');
  if (pooled === null) return cancelledUnrun(snapshot).has(number) ? 'Cancelled before it ran' : 'Not measured yet';
  if (pooled.volume === 0) return 'Never traded: no order was filled';
  if (pooled.halted > 0) return `Risk stopped it in ${pooled.halted} of ${counted(pooled.sessions, 'session')}`;
  const comparison = currentComparison(snapshot, number, mode);
  if (comparison?.verdict === 'promote') return `Shown to be better than v${comparison.champion}`;
  if (comparison?.verdict === 'roll-back') return `Harmful: worse than v${comparison.champion}, rolled back`;
  if (weightOf(pooled.sessions, pooled.fills) === 'says little')
    return `${counted(pooled.fills, 'fill')} in ${counted(pooled.sessions, 'session')}: too little to judge`;
  const optimistic = snapshot.pooled(number, mode, 'optimistic');
  if (optimistic !== null && Math.sign(optimistic.profit) !== Math.sign(pooled.profit))
    return 'Profit or loss depends on how fills are counted';
  const pair = parent === null ? null : besideEachOther(snapshot, number, parent, mode);
  const [driver] = pair === null ? [] : traitDifferences(pair, figures);
  return driver === undefined ? cause(pooled, figures) : `${driverWords(driver, parent)}; ${outcome(pooled)}`;
}

/** `81 % less inventory than v1`, `3.2 times v1’s volume`, `No more force closing`. */
function driverWords({ noun, ratio }: TraitDifference, parent: number | null): string {
  if (ratio === 0) return `No more ${noun}`;
  if (ratio === Number.POSITIVE_INFINITY) return `New against v${parent}: ${noun}`;
  if (ratio >= 2) return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)} times v${parent}’s ${noun}`;
  const change = ratio > 1 ? ratio - 1 : 1 - ratio;
  return `${Math.round(change * 100)} % ${ratio > 1 ? 'more' : 'less'} ${noun} than v${parent}`;
}

type Outcome = 'it earns' | 'it loses' | 'result open';

function outcome({ per10kInterval, sessions }: Pooled): Outcome {
  if (per10kInterval === null || sessions < ENOUGH_SESSIONS) return 'result open';
  if (per10kInterval.low > 0) return 'it earns';
  return per10kInterval.high < 0 ? 'it loses' : 'result open';
}

/** What its profit or loss comes from. */
function cause(pooled: Pooled, figures: Figures): string {
  const { spreadProfit, inventoryProfit, feesPaid, sessions } = pooled;
  const lost = -inventoryProfit;
  switch (outcome(pooled)) {
    case 'it earns':
      return inventoryProfit > 0
        ? 'Earns, partly from price moves on its inventory'
        : 'Earns: spread and rebates exceed adverse price moves';
    case 'it loses':
      if (spreadProfit <= 0) return 'Loses: its fills capture no spread';
      if (lost > Math.max(spreadProfit, feesPaid))
        return `Loses: price moves cost ${figures.number(lost / spreadProfit, 1)} times its spread`;
      return feesPaid > spreadProfit ? 'Loses: fees exceed its spread' : 'Loses after all costs';
    case 'result open':
      return `Neither profit nor loss shown in ${counted(sessions, 'session')}`;
  }
}
