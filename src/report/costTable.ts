/** What calls to language models cost, by day and model: a plain table for the terminal, and CSV. */

import { type CallGroup, type CallSum, failureWords, usd } from './callSums.ts';
import { counted, NOT_KNOWN, terminalFigures } from './figures.ts';

const COST_HEAD = ['Day (UTC)', 'Model', 'Calls', 'Tokens in', 'Cached', 'Out', 'Cost', 'Unknown', 'Not usable'];
/** Columns of words; figures stand to the right. */
const WORDS = new Set([0, 1, COST_HEAD.length - 1]);
const GAP = '  ';

/** One row a group and the total last. `Unknown` counts the calls whose cost nobody knows. */
export function costTable(groups: readonly CallGroup[], total: CallSum): string {
  const rows = [
    COST_HEAD,
    ...groups.map(({ day, model, sum }) => [day, model, ...cellsOf(sum)]),
    ['Total', '', ...cellsOf(total)],
  ];
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

/** One line a group; an empty cost where nothing is known of it. */
export function costCsv(groups: readonly CallGroup[]): string {
  const head =
    'day,model,calls,accepted,input_tokens,cached_tokens,output_tokens,cost_usd,cost_unknown_calls,not_usable';
  const lines = groups.map(({ day, model, sum }) =>
    [
      day,
      quoted(model),
      sum.calls,
      sum.accepted,
      sum.inputTokens,
      sum.cachedTokens,
      sum.outputTokens,
      sum.cost ?? '',
      sum.costUnknown,
      quoted(failureWords(sum)),
    ].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

/** `$0.0123 of the cap of $5 a day (UTC), in 3 calls`. */
export function todayWords(spent: number, calls: number, perDay: number): string {
  return `${usd(spent)} of the cap of $${perDay} a day (UTC), in ${counted(calls, 'call')}`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
