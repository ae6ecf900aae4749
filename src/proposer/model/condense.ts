/**
 * Fits the history into a budget of tokens. A table with a row for every version replaces old records: it keeps the figures
 * and drops the prose. Whole blocks of the oldest records are replaced at once, so that the text before the newer ones stays
 * the same bytes until the next block is replaced.
 */

import type { Comparison } from '../../evaluation/comparison.ts';
import { effectOf } from '../../evaluation/effect.ts';
import { ExplainedError } from '../../market/explainedError.ts';
import {
  brief,
  changeText,
  denseRow,
  lineOf,
  type PromptLine,
  percent,
  textOf,
  valueText,
  wordOf,
} from './promptLine.ts';
import { diffOf, type HistoryRecord, recordTexts } from './records.ts';

const BLOCK = 20;
/** Size of the blocks where so little fits that no whole block is left. */
const SMALL_BLOCK = 10;

/** Counts the tokens of a text; an estimate where the model's own tokenizer is unknown. */
export type CountTokens = (text: string) => number;

/** The history as text, and what was left out of it. */
export interface HistoryText {
  readonly text: string;
  /** The table at its beginning; empty while nothing is condensed. */
  readonly table: readonly PromptLine[];
  /** Sum over its records. */
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
  const whole = recordTexts(records);
  const counts = whole.map(countTokens);

  const tryAt = (condensed: number): HistoryText => {
    const oldest = records.slice(0, condensed);
    const table = condensed === 0 ? [] : tableOf(oldest);
    const shown = recordTexts(records.slice(condensed));
    // Only a record whose beginning is condensed reads otherwise than in the whole history.
    const tokens = shown.map((text, i) =>
      text === whole[condensed + i] ? (counts[condensed + i] ?? 0) : countTokens(text),
    );
    return {
      text: [textOf(table), ...shown].join(''),
      table,
      tokens: [...table.map((line) => countTokens(textOf([line]))), ...tokens].reduce((sum, n) => sum + n, 0),
      budgetTokens,
      records: records.length,
      condensed,
      rows: Math.max(0, table.length - HEAD_LINES),
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

/** Lines of the table before its rows. */
const HEAD_LINES = 2;

/** One row a version, with what was known of it at the end of these records. */
function tableOf(records: readonly HistoryRecord[]): PromptLine[] {
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
  const rows = [...versions.values()].map((version) => {
    const parent = version.parent === null ? undefined : versions.get(version.parent);
    const comparison = comparisons.get(version.number);
    const effect = comparison === undefined ? null : effectOf(comparison);
    const id = `v${version.number}`;
    const text = denseRow(
      id,
      version.parent === null ? '–' : `v${version.parent}`,
      parent === undefined
        ? Object.entries(version.parameters)
            .map(([name, value]) => `${wordOf(name)} ${valueText(value)}`)
            .join(', ')
        : diffOf(parent.parameters, version.parameters).map(changeText).join(', ') || '–',
      version.author,
      comparison === undefined ? '–' : `v${comparison.champion}`,
      comparison?.sessions ?? 0,
      brief(comparison?.hours ?? 0),
      brief(effect?.mean),
      brief(effect?.standardError),
      percent(comparison?.probabilityBetter),
      fills.get(version.number) ?? 0,
      comparison?.verdict ?? '–',
    );
    return lineOf(text, id);
  });
  return [lineOf(introOf(records)), lineOf(HEAD), ...rows];
}

const HEAD: string = denseRow(
  'version',
  'parent',
  'changes to it, or all parameters',
  'author',
  'against',
  'sessions',
  'hours',
  'gain an hour',
  'standard error',
  'P',
  'fills, all sessions',
  'verdict',
);

/** What the table stands for, and how often which rule refused a proposal among these records. */
function introOf(records: readonly HistoryRecord[]): string {
  const rules = records.flatMap((record) =>
    record.kind === 'proposal'
      ? record.proposal.findings.flatMap(({ severity, rule }) => (severity === 'refusal' ? [rule] : []))
      : [],
  );
  const counts = [...Map.groupBy(rules, (rule) => rule)].map(([rule, same]) => `${rule} ${same.length}`);
  const refused = counts.length === 0 ? '' : ` Proposals refused among them: ${counts.join(', ')}.`;
  return `The oldest ${records.length} records as a table; what came later follows in full.${refused}`;
}
