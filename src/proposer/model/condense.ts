/**
 * Fits the history into a budget of tokens. A table with a row for every version replaces old records: it keeps the figures
 * and drops the prose. Whole blocks of the oldest records are replaced at once, so that the text before the newer ones stays
 * the same bytes until the next block is replaced.
 */

import type { Comparison } from '../../evaluation/comparison.ts';
import { effectOf } from '../../evaluation/effect.ts';
import { ExplainedError } from '../../market/explainedError.ts';
import { figure, type Json, lines } from './json.ts';
import { diffOf, type HistoryRecord } from './records.ts';

const BLOCK = 50;
/** Size of the blocks where so little fits that no whole block is left. */
const SMALL_BLOCK = 10;

/** Counts the tokens of a text; an estimate where the model's own tokenizer is unknown. */
export type CountTokens = (text: string) => number;

/** The history as text, and what was left out of it. */
export interface HistoryText {
  readonly text: string;
  /** Sum over its lines. */
  readonly tokens: number;
  readonly budgetTokens: number;
  readonly records: number;
  /** Oldest records that the table replaces. */
  readonly condensed: number;
  /** Versions in the table. */
  readonly rows: number;
}

/** Even with all blocks condensed the history is longer than its budget. */
export class HistoryTooLong extends ExplainedError {
  override name = 'HistoryTooLong';
  readonly errorKind = 'model';
}

/** With room enough the text is all records, one a line. @throws HistoryTooLong */
export function condense(
  records: readonly HistoryRecord[],
  budgetTokens: number,
  countTokens: CountTokens,
): HistoryText {
  const texts = records.map((record) => lines([record.data]));
  /** Tokens of all records from index i on. */
  const rest = new Array<number>(records.length + 1).fill(0);
  for (let i = records.length - 1; i >= 0; i--) rest[i] = (rest[i + 1] ?? 0) + countTokens(texts[i] ?? '');

  const tryAt = (condensed: number): HistoryText => {
    const oldest = records.slice(0, condensed);
    const rows = tableOf(oldest);
    const table = condensed === 0 ? [] : [lines([headOf(oldest)]), ...rows.map((row) => lines([row]))];
    return {
      text: [...table, ...texts.slice(condensed)].join(''),
      tokens: table.reduce((sum, line) => sum + countTokens(line), 0) + (rest[condensed] ?? 0),
      budgetTokens,
      records: records.length,
      condensed,
      rows: rows.length,
    };
  };

  // The fewest blocks that fit: more blocks mean fewer tokens, as a row is shorter than the records of its version.
  let [low, high] = [0, Math.floor(records.length / BLOCK)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (tryAt(middle * BLOCK).tokens <= budgetTokens) high = middle;
    else low = middle + 1;
  }
  let fitted = tryAt(low * BLOCK);
  while (fitted.tokens > budgetTokens && fitted.condensed + SMALL_BLOCK <= records.length) {
    fitted = tryAt(fitted.condensed + SMALL_BLOCK);
  }
  if (fitted.tokens > budgetTokens) {
    throw new HistoryTooLong(
      `the history takes ${fitted.tokens} tokens with ${fitted.condensed} of ${fitted.records} records condensed to a table of ${fitted.rows} versions, the budget is ${Math.max(0, budgetTokens)}: raise llm.context_tokens, or set llm.history = last:k or best:k`,
    );
  }
  return fitted;
}

const columns = [
  'version',
  'parent',
  'changes to parent as [from, to], or all parameters',
  'author',
  'against',
  'sessions',
  'hours',
  'gain per hour against it: mean',
  'its standard error',
  'pBetter',
  'fills, all its sessions',
  'verdict',
] as const;

/** How to read the table, and how often which rule refused a proposal among these records. */
function headOf(records: readonly HistoryRecord[]): Json {
  const rules = records.flatMap((record) =>
    record.kind === 'proposal'
      ? record.proposal.findings.flatMap(({ severity, rule }) => (severity === 'refusal' ? [rule] : []))
      : [],
  );
  return {
    id: 'table',
    columns,
    of: `the oldest ${records.length} records; what came later follows in full`,
    refusals: Object.fromEntries([...Map.groupBy(rules, (rule) => rule)].map(([rule, same]) => [rule, same.length])),
  };
}

/** One row a version, with what was known of it at the end of these records. */
function tableOf(records: readonly HistoryRecord[]): Json[] {
  const versions = new Map(
    records.flatMap((record) => (record.kind === 'version' ? [[record.version.number, record.version]] : [])),
  );
  const comparisons = new Map<number, Comparison>();
  const fills = new Map<number, number>();
  for (const record of records) {
    if (record.kind === 'evaluation') {
      for (const comparison of record.evaluation.comparisons) comparisons.set(comparison.challenger, comparison);
    }
    if (record.kind !== 'session' || record.session.status !== 'completed') continue;
    for (const lane of record.lanes) {
      if (lane.fillModel !== 'pessimistic') continue;
      fills.set(lane.version, (fills.get(lane.version) ?? 0) + lane.metrics.fills);
    }
  }
  return [...versions.values()].map((version): Json => {
    const parent = version.parent === null ? undefined : versions.get(version.parent);
    const comparison = comparisons.get(version.number);
    const effect = comparison === undefined ? null : effectOf(comparison);
    return [
      `v${version.number}`,
      version.parent === null ? null : `v${version.parent}`,
      parent === undefined ? version.parameters : diffOf(parent.parameters, version.parameters),
      version.author,
      comparison === undefined ? null : `v${comparison.champion}`,
      comparison?.sessions ?? 0,
      figure(comparison?.hours ?? 0),
      figure(effect?.mean ?? null),
      figure(effect?.standardError ?? null),
      figure(comparison?.probabilityBetter ?? null),
      fills.get(version.number) ?? 0,
      comparison?.verdict ?? null,
    ];
  });
}
