/** Calls to language models, added up. */

import type { CallOutcome, CallRecord } from '../study/records.ts';

/** What a call adds to a sum. */
export type SummedCall = Pick<CallRecord, 'outcome' | 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'cost'>;

export interface CallSum {
  readonly calls: number;
  /** Answers that could be used, whatever guardrails said of them. */
  readonly accepted: number;
  /** How often which other outcome came, the most frequent first. */
  readonly failures: readonly (readonly [Exclude<CallOutcome, 'accepted'>, number])[];
  /** Of the calls whose endpoint says; cached ones are among the input. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** USD of the calls whose cost is known; null when it is known of none. */
  readonly cost: number | null;
  /** Calls whose cost nobody knows. */
  readonly costUnknown: number;
}

/** Calls of one day and one model. */
export interface CallGroup {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly model: string;
  readonly sum: CallSum;
}

export function callSumOf(calls: readonly SummedCall[]): CallSum {
  const total = (of: (call: SummedCall) => number | null): number => calls.reduce((sum, c) => sum + (of(c) ?? 0), 0);
  const known = calls.filter(({ cost }) => cost !== null).length;
  const failed = calls.flatMap(({ outcome }) => (outcome === 'accepted' ? [] : [outcome]));
  return {
    calls: calls.length,
    accepted: calls.length - failed.length,
    failures: [...Map.groupBy(failed, (outcome) => outcome)]
      .map(([outcome, same]) => [outcome, same.length] as const)
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)),
    inputTokens: total((call) => call.inputTokens),
    cachedTokens: total((call) => call.cachedTokens),
    outputTokens: total((call) => call.outputTokens),
    cost: known === 0 ? null : total((call) => call.cost),
    costUnknown: calls.length - known,
  };
}

/** By day and model, oldest day first. */
export function callGroups(calls: readonly CallRecord[]): CallGroup[] {
  const keyOf = ({ calledAt, model }: CallRecord): string => `${calledAt.slice(0, 10)} ${model}`;
  return [...Map.groupBy(calls, keyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, same]) => ({ day: key.slice(0, 10), model: key.slice(11), sum: callSumOf(same) }));
}

/** `3 malformed, 1 failed`; empty when none failed. */
export function failureWords({ failures }: Pick<CallSum, 'failures'>): string {
  return failures.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** `$0.0123 and 2 calls at a cost unknown`. */
export function costWords({ cost, costUnknown }: Pick<CallSum, 'cost' | 'costUnknown'>): string {
  const unknown = costUnknown === 1 ? '1 call at a cost unknown' : `${costUnknown} calls at a cost unknown`;
  if (cost === null) return costUnknown === 0 ? 'nothing' : unknown;
  return costUnknown === 0 ? usd(cost) : `${usd(cost)} and ${unknown}`;
}

/** Four decimals: calls cost fractions of a cent. */
export function usd(amount: number): string {
  return `$${amount.toFixed(4)}`;
}
