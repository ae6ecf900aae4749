/** What the calls to language models of a study have cost, and the caps on it. */

import type { CostCaps } from '../proposer/model/costBudget.ts';
import { type CallGroup, type CallSum, callGroups, callSumOf } from '../report/modelCalls.ts';
import type { Journal } from '../study/journal.ts';
import type { CallRecord } from '../study/records.ts';
import type { UseCasePorts } from './ports.ts';

/** Calls of one day. */
export interface ModelSpending {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  /** USD. A call whose cost is not known counts with the most that it can have cost. */
  readonly spent: number;
  readonly calls: number;
}

export interface StudyCosts {
  /** By day and model. */
  readonly groups: readonly CallGroup[];
  readonly total: CallSum;
  readonly today: ModelSpending;
  /** USD. */
  readonly caps: CostCaps;
  /** null before the first call. */
  readonly lastCall: CallRecord | null;
}

/** @throws ConfigError */
export function studyCosts(journal: Pick<Journal, 'calls'>, { settings, now }: UseCasePorts): StudyCosts {
  const { caps } = settings().config.llm.settings;
  const calls = journal.calls();
  return {
    groups: callGroups(calls),
    total: callSumOf(calls),
    today: spendingToday(journal, now()),
    caps,
    lastCall: calls.at(-1) ?? null,
  };
}

/** What the study's model has cost on the day of `now`, which is ISO 8601 in UTC. */
export function spendingToday(journal: Pick<Journal, 'calls'>, now: string): ModelSpending {
  const day = now.slice(0, 10);
  const calls = journal.calls().filter((call) => call.calledAt.startsWith(day)).length;
  return { day, spent: spentOn(journal, day), calls };
}

/** USD of the calls of a day, `YYYY-MM-DD` in UTC; a call whose cost is not known counts with the most that it can have cost. */
export function spentOn(journal: Pick<Journal, 'calls'>, day: string): number {
  return journal
    .calls()
    .reduce((sum, call) => (call.calledAt.startsWith(day) ? sum + (call.cost ?? call.mostCost) : sum), 0);
}
