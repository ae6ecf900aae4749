/** What the calls to language models of a study have cost, and the caps on it. */

import type { CostCaps } from '../proposer/model/costBudget.ts';
import { counted } from '../report/figures.ts';
import { type CallGroup, type CallSum, callGroups, callSumOf, todayWords } from '../report/modelCalls.ts';
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

/** Sentences beside the costs of a study: what was spent today, and what the sums leave out. */
export function costNotes({ total, today, caps, lastCall }: StudyCosts): string[] {
  return [
    ...(lastCall === null ? ['No language model was called in this study yet.'] : []),
    `Today: ${todayWords(today.spent, today.calls, caps.perDay)}; the cap for one candidate is $${caps.perProposal}.`,
    ...(total.costUnknown > 0
      ? [
          `The cost of ${counted(total.costUnknown, 'call')} is not known, because no token counts or no answer came. The sums leave it out.`,
        ]
      : []),
    ...(total.cost === 0 && total.inputTokens > 0
      ? [
          'Costs follow from the prices that were set when a call was made. They are 0 unless llm.input_price and llm.output_price are set.',
        ]
      : []),
  ];
}
