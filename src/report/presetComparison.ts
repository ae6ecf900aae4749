/** A preset beside another set of its strategy over the same tapes, as Markdown. */

import type { Estimate } from '../evaluation/comparison.ts';
import type { ComparedFigure, ComparedRow, FigurePair } from '../evaluation/figureComparison.ts';
import { counted, type Figures, markdownFigures, NOT_KNOWN } from './figures.ts';
import { markdownPage, table } from './markdown.ts';

export interface ComparedPresets {
  readonly strategy: string;
  readonly first: string;
  readonly second: string;
  readonly tapes: number;
  readonly hours: number;
  readonly rows: readonly ComparedRow[];
  readonly reasonsPerHour: Readonly<Record<string, readonly [first: number, second: number]>>;
}

interface FigureWords {
  readonly name: string;
  readonly scale: number;
  readonly decimals: number;
}

const WORDS: Readonly<Record<ComparedFigure, FigureWords>> = {
  pausedShare: { name: 'time paused by the strategy, % (mean of both sides)', scale: 100, decimals: 1 },
  fillsPerHour: { name: 'fills an hour', scale: 1, decimals: 1 },
  meanPosition: { name: 'mean position, long or short, value', scale: 1, decimals: 1 },
  limitShare: { name: 'time at the position limit, % (mean of both sides)', scale: 100, decimals: 1 },
  spreadCapturedBps: { name: 'distance of fills from the mid, bps', scale: 1, decimals: 2 },
  markoutBps: { name: 'move in favour within 60 s of a fill, bps', scale: 1, decimals: 2 },
  movesAgainst: { name: 'trends that ended with a position against them, %', scale: 100, decimals: 1 },
  positionAgainst: { name: 'position against the trend at its end, value', scale: 1, decimals: 1 },
  fundingPerHour: { name: 'funding paid an hour', scale: 1, decimals: 4 },
  requestsPerMinute: { name: 'requests a minute (orders and cancels)', scale: 1, decimals: 1 },
  rejectedPerHour: { name: 'orders rejected an hour', scale: 1, decimals: 1 },
  fillRate: { name: 'orders with a fill, %', scale: 100, decimals: 2 },
  profitPerHour: { name: 'profit an hour', scale: 1, decimals: 3 },
  profitPer10k: { name: 'profit per 10k of volume', scale: 1, decimals: 2 },
};

/** Points 1.1 to 1.8 of part 1 of the document of `regime`, and the figures that show whether they hold. */
const REGIME_POINTS: readonly { readonly point: string; readonly figures: readonly ComparedFigure[] }[] = [
  { point: '1.1 Paused most of the time, almost no fills', figures: ['pausedShare', 'fillsPerHour'] },
  { point: '1.2 Skew too weak: inventory builds up', figures: ['meanPosition', 'limitShare'] },
  { point: '1.3 No adaptation to volatility: fills are picked off', figures: ['markoutBps'] },
  { point: '1.4 No trend: inventory against it at its end', figures: ['movesAgainst', 'positionAgainst'] },
  { point: '1.5 Blind to funding', figures: ['fundingPerHour'] },
  { point: '1.6 Offsets do not scale', figures: ['spreadCapturedBps'] },
  { point: '1.7 Churn of requests', figures: ['requestsPerMinute', 'rejectedPerHour', 'fillRate'] },
];
const RESULT: readonly ComparedFigure[] = ['profitPerHour', 'profitPer10k'];

/** `currency` is its sign or code. */
export function presetComparisonPage(compared: ComparedPresets, currency: string): string {
  const { strategy, first, second, tapes, hours, rows } = compared;
  const figures = markdownFigures(currency);
  const rowOf = (figure: ComparedFigure): ComparedRow => rows.find((row) => row.figure === figure) as ComparedRow;
  const groups: readonly { readonly point: string; readonly figures: readonly ComparedFigure[] }[] =
    strategy === 'regime' && first === 'static'
      ? [
          ...REGIME_POINTS,
          { point: '1.8 No hedging across markets', figures: [] },
          { point: 'What it earned', figures: RESULT },
        ]
      : [{ point: '', figures: rows.map(({ figure }) => figure) }];
  const numbered = groups.length > 1;
  const titles = [
    ...(numbered ? [{ title: 'point of the document' }] : []),
    { title: 'figure' },
    ...[first, second, `${second} − ${first} [90 %]`, 'the same, optimistic fills'].map((title) => ({
      title,
      align: 'right' as const,
    })),
    { title: `${second} has` },
  ];
  const lines = groups.flatMap(({ point, figures: shown }) => {
    if (shown.length === 0) return [[point, 'not measured: a study trades one instrument', '', '', '', '', '']];
    return shown.map((figure, i) => [...(numbered ? [i === 0 ? point : ''] : []), ...cellsOf(rowOf(figure), figures)]);
  });
  return markdownPage([
    `# ${strategy}: ${first} beside ${second}`,
    `${counted(tapes, 'tape')}, ${figures.number(hours, 1)} h, both on the same tapes. Pessimistic fills, unless a column says otherwise; values are in ${currency}.`,
    table(titles, lines),
    [
      'The last column says *more* or *less* where the whole 90 % interval is on one side of zero under both fill models; *open* otherwise.',
      'Intervals of profit are over tapes and blocks of five minutes; all others are over tapes, so that one tape has none.',
      'A trend is a move of the mid of at least three times the volatility of a minute, up to its turn.',
      'Fourteen figures are looked at: one or two would look clear by chance alone.',
    ].join('\n'),
    reasonsTable(compared, figures),
  ]);
}

/** A figure as the table shows it, with its sign of per cent: `5.6 %`, `47.2` */
export function comparedWords(figure: ComparedFigure, value: number | null, figures: Figures): string {
  const { scale, decimals } = WORDS[figure];
  if (value === null) return NOT_KNOWN;
  return `${figures.number(value * scale, decimals)}${scale === 100 ? ' %' : ''}`;
}

function cellsOf({ figure, pessimistic, optimistic, clearly }: ComparedRow, figures: Figures): string[] {
  const words = WORDS[figure];
  const one = (value: number | null): string =>
    figures.number(value === null ? null : value * words.scale, words.decimals);
  return [
    words.name,
    one(pessimistic.first),
    one(pessimistic.second),
    differenceWords(pessimistic, words, figures),
    differenceWords(optimistic, words, figures),
    clearly ?? 'open',
  ];
}

function differenceWords({ first, second, difference }: FigurePair, words: FigureWords, figures: Figures): string {
  if (first === null || second === null) return NOT_KNOWN;
  const signed = (value: number): string => figures.signed(value * words.scale, words.decimals);
  const range = ({ low, high }: Estimate): string => `[${signed(low)}, ${signed(high)}]`;
  return `${signed(second - first)} ${difference === null ? `[${NOT_KNOWN}]` : range(difference)}`;
}

function reasonsTable({ first, second, reasonsPerHour }: ComparedPresets, figures: Figures): string {
  const rows = Object.entries(reasonsPerHour).map(([code, [a, b]]) => [
    `\`${code}\``,
    figures.number(a, 1),
    figures.number(b, 1),
  ]);
  if (rows.length === 0) return '';
  const right = 'right' as const;
  return [
    'How often each began to hold back, an hour, by its reason:',
    '',
    table([{ title: 'reason' }, { title: first, align: right }, { title: second, align: right }], rows),
  ].join('\n');
}
