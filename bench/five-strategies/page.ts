/** The page of the five strategies: what came out, as it is. */

import { measuredWords, targetWords } from '../../src/cli/targetsText.ts';
import { hoursOfBlocks } from '../../src/evaluation/blocks.ts';
import type { Estimate } from '../../src/evaluation/comparison.ts';
import { type ComparedFigure, compareFigures } from '../../src/evaluation/figureComparison.ts';
import { intervalAround, uncertaintyOf } from '../../src/evaluation/intervals.ts';
import { ratioInterval } from '../../src/evaluation/ratio.ts';
import type { MeasuredSet } from '../../src/evaluation/setSummary.ts';
import { jointVerdict, measureTarget } from '../../src/evaluation/targets.ts';
import { markdownFigures, NOT_KNOWN } from '../../src/report/figures.ts';
import { list, markdownPage, table } from '../../src/report/markdown.ts';
import { comparedWords } from '../../src/report/presetComparison.ts';
import type { FillModel } from '../../src/session/result.ts';
import { strategyNamed } from '../../src/strategy/catalog.ts';
import type { MarketOutcomes, StrategyOutcome } from './strategyWorker.ts';
import { CAPITAL } from './subjects.ts';
import { SESSIONS } from './tuned.ts';

const LEVEL = 0.9;
const figures = markdownFigures('$');
const UNCHANGED = 'nothing: the defaults are recommended';

export interface StrategiesPage {
  readonly outcomes: readonly StrategyOutcome[];
  readonly hours: number;
  readonly minutes: number;
  /** Names of recordings whose files do not exist. */
  readonly missing: readonly string[];
}

export function strategiesPage({ outcomes, hours, minutes, missing }: StrategiesPage): string {
  return markdownPage([
    '# Five strategies at their defaults and after ten tuned sessions',
    'Written by `npm run example:strategies`; it writes the same bytes each time.',
    [
      `Each strategy began with its defaults (capital $${CAPITAL}) and was tuned by the surrogate alone, without trial lanes and without a model:`,
      `${SESSIONS} sessions of ${minutes} minutes over the synthetic families in turn, approved automatically.`,
      `What it then recommended and the defaults ran side by side over ${hours} other hours of each family, and over the recordings.`,
      'Intervals are 90 %, over hours and blocks of five minutes.',
      'The same hours are used for all strategies, but `spread` quotes a binary contract whose price moves 20 times as far; where it has no fill, its rows say nothing.',
    ].join('\n'),
    '**These are generated markets: they say what a strategy does there, not what it would earn on a venue. The recordings are too short to decide anything.**',
    '## What the tuning ended with',
    table(
      ['strategy', 'versions', 'promoted', 'changed from the defaults'].map((title) => ({ title })),
      outcomes.map(({ strategy, tuned }) => [
        `\`${strategy}\``,
        String(tuned.versions),
        tuned.promoted ? 'yes' : 'no',
        changesOf({ strategy, tuned }),
      ]),
    ),
    '*Recommended* is the best guess, which need not be promoted: promotion asks for evidence that ten sessions seldom give.',
    ...(['synthetic', 'recorded'] as const).flatMap((kind) => [
      kind === 'synthetic' ? '## Generated families' : '## Recordings',
      kind === 'recorded' && missing.length > 0 ? `Skipped, since their files are missing: ${missing.join(', ')}.` : '',
      resultsTable(outcomes, kind),
      kind === 'recorded'
        ? 'On shares `fade` has its preset `stock`, the others their defaults. What was tuned on a coin did not run on a share. A recording of minutes shows no interval, so no profit is stated.'
        : '',
      ...skippedList(outcomes, kind),
    ]),
    '## What the documents expect',
    'At the defaults, over all generated hours. *Holds* and *does not hold* are said where the interval is on one side under both fill models, for targets by intervals that stay valid however often one looks; the rest is open.',
    table(
      ['strategy', 'expectation', 'pessimistic fills', 'optimistic fills', ''].map((title) => ({ title })),
      outcomes.flatMap(expectations),
    ),
  ]);
}

function changesOf({ strategy, tuned }: Pick<StrategyOutcome, 'strategy' | 'tuned'>): string {
  const { parameters } = strategyNamed(strategy);
  const changes = Object.entries(tuned.parameters).flatMap(([name, value]) => {
    const declared = parameters[name]?.default;
    return declared === value ? [] : [`\`${name}\` ${String(declared)} → ${String(value)}`];
  });
  return changes.length === 0 ? UNCHANGED : changes.join(', ');
}

function resultsTable(outcomes: readonly StrategyOutcome[], kind: MarketOutcomes['kind']): string {
  const names = [...new Set(outcomes.flatMap(({ markets }) => markets.filter((one) => one.kind === kind).map(nameOf)))];
  const rows = names.flatMap((name) =>
    outcomes.flatMap(({ strategy, tuned, markets }) => {
      const market = markets.find((one) => one.name === name && one.kind === kind);
      if (market === undefined || market.skipped !== null) return [];
      const unchanged = changesOf({ strategy, tuned }) === UNCHANGED;
      const sets = [
        [unchanged && market.tuned.length > 0 ? 'defaults = tuned' : 'defaults', market.defaults],
        ['tuned', unchanged ? [] : market.tuned],
      ] as const;
      return sets
        .filter(([, sessions]) => sessions.length > 0)
        .map(([set, sessions]) => [
          name,
          `\`${strategy}\``,
          set,
          figures.number(hoursOf(sessions), 1),
          figures.number(fillsOf(sessions) / hoursOf(sessions), 1),
          ...(['pessimistic', 'optimistic'] as const).flatMap((model) => [
            figures.interval(per10k(sessions, model)),
            figures.interval(perHour(sessions, model)),
          ]),
        ]);
    }),
  );
  return table(
    [
      { title: 'market' },
      { title: 'strategy' },
      { title: 'set' },
      { title: 'hours', align: 'right' },
      { title: 'fills an hour', align: 'right' },
      ...['pessimistic', 'optimistic'].flatMap((model) => [
        { title: `per $10k, ${model}`, align: 'right' as const },
        { title: `$ an hour, ${model}`, align: 'right' as const },
      ]),
    ],
    rows,
  );
}

const nameOf = ({ name }: MarketOutcomes): string => name;

function skippedList(outcomes: readonly StrategyOutcome[], kind: MarketOutcomes['kind']): string[] {
  const skipped = outcomes.flatMap(({ strategy, markets }) =>
    markets.flatMap(({ name, kind: of, skipped: why }) =>
      why === null || of !== kind ? [] : [`\`${strategy}\` did not run on ${name}: ${why}.`],
    ),
  );
  return skipped.length === 0 ? [] : [list(skipped)];
}

function hoursOf(sessions: readonly MeasuredSet[]): number {
  return sessions.reduce((sum, { pessimistic: { blocks } }) => sum + hoursOfBlocks(blocks), 0);
}

function fillsOf(sessions: readonly MeasuredSet[]): number {
  return sessions.reduce((sum, { pessimistic: { metrics } }) => sum + metrics.fills, 0);
}

function per10k(sessions: readonly MeasuredSet[], model: FillModel): Estimate | null {
  return ratioInterval(
    sessions.map((one) => one[model].blocks),
    { level: LEVEL },
  );
}

/** Quote currency an hour, a ratio of sums. */
function perHour(sessions: readonly MeasuredSet[], model: FillModel): Estimate | null {
  const blocks = sessions.map((one) => one[model].blocks);
  const hours = hoursOf(sessions);
  const mean = blocks.flatMap(({ profit }) => profit).reduce((sum, profit) => sum + profit, 0) / hours;
  const uncertainty = uncertaintyOf(
    blocks.map(({ profit, blockSeconds }) => profit.map((value) => (value - (mean * blockSeconds) / 3600) / hours)),
  );
  return uncertainty === null ? null : intervalAround(mean, uncertainty, LEVEL);
}

/** What regime should do better than its own static preset. */
const REGIME: readonly (readonly [figure: ComparedFigure, expected: 'more' | 'less', words: string])[] = [
  ['pausedShare', 'less', '1.1: pauses less than its preset `static`'],
  ['fillsPerHour', 'more', '1.1: has more fills'],
  ['meanPosition', 'less', '1.2: holds less'],
  ['movesAgainst', 'less', '1.4: ends fewer trends with a position against them'],
  ['requestsPerMinute', 'less', '1.7: sends fewer requests'],
];

function expectations({ strategy, markets }: StrategyOutcome): string[][] {
  const synthetic = markets.filter(({ kind }) => kind === 'synthetic');
  const sessions = synthetic.flatMap(({ defaults }) => defaults);
  const name = `\`${strategy}\``;
  const [pessimistic, optimistic] = [per10k(sessions, 'pessimistic'), per10k(sessions, 'optimistic')];
  const side = (one: Estimate | null): number => (one === null ? 0 : one.low > 0 ? 1 : one.high < 0 ? -1 : 0);
  const earns = side(pessimistic) === side(optimistic) ? side(pessimistic) : 0;
  const targets = (strategyNamed(strategy).targets ?? []).map((target) => {
    const under = (model: FillModel): ReturnType<typeof measureTarget> =>
      measureTarget(
        target,
        sessions.map((one) => one[model]),
        CAPITAL,
      );
    const both = [under('pessimistic'), under('optimistic')] as const;
    const { verdict } = jointVerdict(...both);
    const said = { met: 'holds', missed: 'does not hold', open: 'open' }[verdict];
    const shown = both.map(({ measured }) => (measured === null ? NOT_KNOWN : measuredWords(target, measured)));
    return [name, targetWords(target), ...shown, said];
  });
  const compared = strategy === 'regime' ? regimeRows(synthetic) : [];
  return [
    [
      name,
      'earns money, per $10k',
      figures.interval(pessimistic),
      figures.interval(optimistic),
      earns > 0 ? 'holds' : earns < 0 ? 'does not hold' : 'open',
    ],
    ...targets,
    ...compared,
  ];
}

function regimeRows(markets: readonly MarketOutcomes[]): string[][] {
  const rows = compareFigures(
    markets.flatMap(({ preset }) => preset),
    markets.flatMap(({ defaults }) => defaults),
  );
  return REGIME.map(([figure, expected, words]) => {
    const row = rows.find((one) => one.figure === figure);
    const shown = (['pessimistic', 'optimistic'] as const).map((model) => {
      const pair = row?.[model];
      const [first, second] = [pair?.first ?? null, pair?.second ?? null];
      return `${comparedWords(figure, first, figures)} → ${comparedWords(figure, second, figures)}`;
    });
    const clearly = row?.clearly ?? null;
    return ['`regime`', words, ...shown, clearly === null ? 'open' : clearly === expected ? 'holds' : 'does not hold'];
  });
}
