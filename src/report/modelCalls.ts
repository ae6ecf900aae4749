/** Calls to language models: added up, as a table of their cost, and as the chapter "Model" of a history. */

import type { CallOutcome, CallRecord } from '../study/records.ts';
import { counted, type Figures, NOT_KNOWN, terminalFigures } from './figures.ts';
import { list, markdownPage, prose, table } from './markdown.ts';
import type { PermutationReport, ReportedStudy } from './reportedStudy.ts';

/** What a call adds to a sum. */
export type SummedCall = Pick<CallRecord, 'outcome' | 'inputTokens' | 'cachedTokens' | 'outputTokens' | 'cost'>;

export interface CallSum {
  readonly calls: number;
  /** Answers that could be used, before guardrails checked them. */
  readonly accepted: number;
  /** Every other outcome with its count, the most frequent first. */
  readonly failures: readonly (readonly [Exclude<CallOutcome, 'accepted'>, number])[];
  /** Of the calls whose endpoint reports it; cached tokens are included in the input. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** USD of the calls whose cost is known; null when it is known of none. */
  readonly cost: number | null;
  /** Calls whose cost is not known. */
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

/** `$0.0123 and 2 calls of unknown cost`. */
export function costWords({ cost, costUnknown }: Pick<CallSum, 'cost' | 'costUnknown'>): string {
  const unknown = `${counted(costUnknown, 'call')} of unknown cost`;
  if (cost === null) return costUnknown === 0 ? 'nothing' : unknown;
  return costUnknown === 0 ? usd(cost) : `${usd(cost)} and ${unknown}`;
}

/** Four decimals: calls cost fractions of a cent. */
function usd(amount: number): string {
  return `$${amount.toFixed(4)}`;
}

/** Columns of {@link costRows}. */
export const COST_HEAD: readonly string[] = [
  'Day (UTC)',
  'Model',
  'Calls',
  'Tokens in',
  'Cached',
  'Out',
  'Cost',
  'Unknown',
  'Not usable',
];

/** Columns of words, aligned left; figures are aligned right. */
const WORDS = new Set([0, 1, COST_HEAD.length - 1]);
const GAP = '  ';

/** One row a group and the total last. `Unknown` counts the calls whose cost is not known. */
export function costTable(groups: readonly CallGroup[], total: CallSum): string {
  const rows = [COST_HEAD, ...costRows(groups, total)];
  const widths = COST_HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (WORDS.has(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** One row a group and the total last, column by column. */
export function costRows(groups: readonly CallGroup[], total: CallSum): string[][] {
  return [...groups.map(({ day, model, sum }) => [day, model, ...cellsOf(sum)]), ['Total', '', ...cellsOf(total)]];
}

function cellsOf(sum: CallSum): string[] {
  const figures = terminalFigures('$');
  const whole = (count: number): string => figures.number(count, 0);
  return [
    whole(sum.calls),
    whole(sum.inputTokens),
    whole(sum.cachedTokens),
    whole(sum.outputTokens),
    sum.cost === null ? NOT_KNOWN : usd(sum.cost),
    whole(sum.costUnknown),
    failureWords(sum),
  ];
}

/** `$0.0123 of the cap of $5 a day (UTC), in 3 calls`. */
export function todayWords(spent: number, calls: number, perDay: number): string {
  return `${usd(spent)} of the cap of $${perDay} a day (UTC), in ${counted(calls, 'call')}`;
}

const right = 'right' as const;

/** Empty while no model was called. */
export function modelSection({ calls, canaries, snapshot }: ReportedStudy, figures: Figures): string {
  if (calls.length === 0) return '';
  const sum = callSumOf(calls);
  const days = new Set(callGroups(calls).map(({ day }) => day)).size;
  const numbers = new Map(snapshot.sessions.map((session) => [session.id, session.number]));
  return markdownPage([
    '## Model',
    `${counted(sum.calls, 'call')} on ${counted(days, 'day')}, ${costWords(sum)}. An answer is usable if it has the requested form and quotes only figures that are on record; guardrails check it after that.`,
    modelTable(calls, figures),
    ...(canaries.length === 0 ? [] : ['**Does it read its history?** The same question with permuted outcomes:']),
    list(canaries.map((canary) => canaryText(canary, numbers))),
  ]).trimEnd();
}

function modelTable(calls: readonly CallRecord[], figures: Figures): string {
  const models = [...Map.groupBy(calls, ({ model }) => model)].sort(([a], [b]) => (a < b ? -1 : 1));
  return table(
    [
      { title: 'Model' },
      { title: 'Calls', align: right },
      { title: 'Usable', align: right },
      { title: 'Not usable' },
      { title: 'Tokens in (cached)', align: right },
      { title: 'Out', align: right },
      { title: 'Cost' },
    ],
    models.map(([model, own]) => {
      const sum = callSumOf(own);
      return [
        prose(model),
        figures.number(sum.calls, 0),
        `${sum.accepted} (${figures.percent(sum.accepted / sum.calls)})`,
        failureWords(sum) || '–',
        `${figures.number(sum.inputTokens, 0)} (${figures.number(sum.cachedTokens, 0)})`,
        figures.number(sum.outputTokens, 0),
        costWords(sum),
      ];
    }),
  );
}

function canaryText({ call, reads }: PermutationReport, numbers: ReadonlyMap<number, number>): string {
  const session = call.sessionId === null ? undefined : numbers.get(call.sessionId);
  const when = session === undefined ? 'asked by hand' : `after session ${session}`;
  const found =
    reads === null
      ? 'not known: an answer is missing, or neither changes anything'
      : reads
        ? 'another answer: it seems to read its history'
        : 'the same answer: it does not seem to read its history';
  return `${prose(call.model)}, ${when} (c${call.id}): ${found}.`;
}
