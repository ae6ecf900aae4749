/** Writes the text of bench/TUNER.md, the page of the tuner benchmark, from its results. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { wilsonInterval } from '../../src/evaluation/predictionScore.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import { list, markdownPage as pageOf, table } from '../../src/report/markdown.ts';
import { RECOMMEND_HOURS, RECOMMEND_PROBABILITY } from '../../src/study/leaderboard.ts';
import { archivedMarkets } from '../../test/market/scheduledMarkets.ts';
import {
  type Compared,
  compareMethods,
  countWorse,
  familiesAboveZero,
  INTERVAL_LEVEL,
  type MethodComparison,
  recommendedGain,
} from './comparisons.ts';
import type { FamilyResults, Size } from './runStudies.ts';
import {
  CHECKPOINTS,
  DESIGN_MARKETS,
  JUDGED_AT,
  SESSIONS,
  SHARE_OF_MARKETS_BETWEEN,
  TOLERANCE_PER_HOUR,
} from './settings.ts';
import type { TuningMethod } from './tuningMethods.ts';

const figures = markdownFigures('$');
const right = (title: string): { title: string; align: 'right' } => ({ title, align: 'right' });

export interface TunerPageInput {
  readonly methods: readonly TuningMethod[];
  readonly size: Size;
  readonly results: readonly FamilyResults[];
  /** Lines about the machine. */
  readonly machine: readonly string[];
  /** Wall time of the run, in minutes. */
  readonly minutes: number;
  /** Command-line flags of the run. */
  readonly flags: readonly string[];
}

/** The method that the goal is about, and the methods that it has to beat. */
const SUBJECT = 'full loop';
const RIVALS: readonly string[] = ['default', 'random'];
/** Further comparisons: the method that is expected to be better, and the method that it is compared with. */
const QUESTIONS: readonly (readonly [string, string])[] = [
  ['surrogate', 'random'],
  ['full loop', 'surrogate'],
  ['trials', 'plain loop'],
  ['trials + oracle', 'trials'],
  ['trials + expert', 'trials'],
  ['trials + anti-oracle', 'default'],
  ['oracle + gate', 'oracle'],
  ['noisy oracle + gate', 'noisy oracle'],
  ['reader of full history', 'reader of last 3'],
];

/** Trial lanes are to find in a third of the sessions what the loop found without them. */
const EARLY: readonly [Compared, Compared] = [
  { method: 'trials', sessions: 5 },
  { method: 'plain loop', sessions: 15 },
];

export function tunerPage(input: TunerPageInput): string {
  const { methods, size, results, machine, minutes, flags } = input;
  const command = ['npm run bench:tuner', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' ');
  const names = methods.map(({ name }) => name);
  const ran = (wanted: readonly string[]): boolean => wanted.every((name) => names.includes(name));
  const judged = (better: string, than: string): MethodComparison =>
    compareMethods(results, { method: better, sessions: JUDGED_AT }, { method: than, sessions: JUDGED_AT });
  const goals = ran([SUBJECT, ...RIVALS]) ? RIVALS.map((rival) => judged(SUBJECT, rival)) : [];
  const questions = QUESTIONS.filter(ran).map(([better, than]) => judged(better, than));
  const early = ran(EARLY.map(({ method }) => method)) ? [compareMethods(results, ...EARLY)] : [];
  return pageOf([
    '# Tuner benchmark',
    goals.length === 0 ? 'Not all methods that the goal is about ran.' : goalText(goals, results),
    `Written by \`${command}\` in ${minutes.toFixed(1)} minutes.`,
    list(machine),
    '## Methods',
    list(methods.map(({ name, description }) => `**${name}**: ${description}.`)),
    '## Gain of the recommended version',
    `Gain over the default in USD per hour (profit after the charge for risk) on held-out markets after ${JUDGED_AT} sessions, with 90 % intervals. A study recommends its best guess if sessions and races together give it a probability of at least ${percent(RECOMMEND_PROBABILITY)} of being better; otherwise it recommends the champion. A version has to have run for ${figures.number(RECOMMEND_HOURS, 0)} h beside the champion first: at ${size.minutes} minutes a session none can be recommended after fewer than ${Math.ceil((RECOMMEND_HOURS * 60) / size.minutes)} sessions.`,
    gainTable(input),
    `All families together with equal weight, after 5 to ${SESSIONS} sessions; and the share of studies whose recommended version is worse than the default by more than $${TOLERANCE_PER_HOUR.toFixed(2)} per hour:`,
    checkpointTable(input),
    '## Comparisons',
    `Paired by seed, after ${JUDGED_AT} sessions where the row names no other number. The interval of each family has level ${percent(1 - (1 - INTERVAL_LEVEL) / results.length)}, which is 90 % for all families of a row at once (Bonferroni). Together: 90 %. Intervals in **bold** do not contain zero.`,
    comparisonTable([...goals, ...questions, ...early], results),
    '## Predictions',
    'Share of effects inside the predicted range, of those that were measured well enough to tell; the range should contain 80 % of them. Brier score of P(better): a constant 50 % scores 0.25.',
    predictionTable(input),
    '## Gain of single steps',
    `The best and the worst single steps from the default, gain in USD per hour ± standard error, measured on ${DESIGN_MARKETS} markets of each family. The oracles know these figures.`,
    stepGainTable(results),
    'The result of a long search without a tuner: [LANDSCAPE.md](LANDSCAPE.md).',
    '## Method of measurement',
    list([
      `${results.length} families × ${size.seeds} seeds, ${size.firstSeed} to ${size.firstSeed + size.seeds - 1}. The search and the hours of the archives were chosen on seeds below 133 and on different held-out markets. A study is one campaign of ${SESSIONS} sessions of ${size.minutes} market minutes on one family, by the code that \`tune start\` runs, with a journal in memory. Sessions are short so that the benchmark ends in minutes: a session of an hour gives ${Math.round(60 / size.minutes)} times the evidence, so these studies are noisier than those of \`tune start\`.`,
      `The archive of the full loop: recorded hours of the study's family in markets of ${size.minutes} minutes that neither sessions nor scores use (${byFamily(results, (family) => `${Number(((archivedMarkets(family, size.minutes) * size.minutes) / 60).toFixed(1))} h`)}). Candidates of the other methods with a gate race over the study's own sessions only.`,
      'All methods begin with the default as v1 and have the same sessions on the same markets. A promotion needs two market regimes, so within one family the champion stays the default and the best guess is scored.',
      `Held-out markets of ${size.minutes} minutes, with seeds that no session uses: ${byFamily(results, (family) => String(size.heldOut[family]))}. Every version that is recommended after ${JUDGED_AT} or ${SESSIONS} sessions runs on all of them once, under pessimistic fills; versions of the other checkpoints run on ${percent(SHARE_OF_MARKETS_BETWEEN)} of them. Intervals come from resampling seeds and held-out markets.`,
      "Scripted models receive the real prompt, and the real parser reads their answers, in process. Their candidates pass the guardrails and the surrogate's veto like those of any model.",
      'The methods are in `bench/tuner/tuningMethods.ts`.',
    ]),
  ]);
}

/** One item for each family: `calm 2 h, trending 2 h`. */
function byFamily(results: readonly FamilyResults[], words: (family: Family) => string): string {
  return results.map(({ family }) => `${family} ${words(family)}`).join(', ');
}

function goalText(goals: readonly MethodComparison[], results: readonly FamilyResults[]): string {
  const won = familiesAboveZero(goals);
  const { studies, worse, proven } = countWorse(results, SUBJECT, SESSIONS);
  const beats = won.length >= 5;
  const safe = worse / studies < 0.05;
  const names = won.length === 0 ? 'no family' : won.map((family) => `\`${family}\``).join(', ');
  return [
    `**The goal is ${beats && safe ? '' : 'not '}met.**`,
    `After ${JUDGED_AT} sessions the full loop beats both the default and random steps, with intervals above zero, in ${won.length} of ${results.length} families (${names}); the goal is 5. ${bestStepText(results)}`,
    `After ${SESSIONS} sessions ${percent(worse / studies)} of its studies recommend a version that is worse than the default by more than $${TOLERANCE_PER_HOUR.toFixed(2)} an hour (${share(worse, studies)}), the loss that verdicts tolerate; the goal is under 5 %. For ${percent(proven / studies)} of the studies the interval over held-out markets is below zero.`,
  ].join(' ');
}

/** Names the families in which no single step is clearly better than the default. */
function bestStepText(results: readonly FamilyResults[]): string {
  const withoutStep = results.filter(
    ({ stepGains }) => !stepGains.some(({ gain, error }) => gain > 3 * error && gain > TOLERANCE_PER_HOUR),
  );
  if (withoutStep.length === 0)
    return 'In every family some single step from the default is clearly better than the default.';
  const names = withoutStep.map(({ family }) => `\`${family}\``).join(', ');
  return `In ${names} no single step from the default is better by more than $${TOLERANCE_PER_HOUR.toFixed(2)} per hour and by three standard errors: a gain there takes several steps at once, or more markets to measure it.`;
}

function gainTable({ methods, results }: TunerPageInput): string {
  return table(
    [{ title: 'method' }, ...results.map(({ family }) => right(family)), right('together')],
    methods.map(({ name }) => [
      name,
      ...results.map((one) => interval(recommendedGain([one], name, JUDGED_AT))),
      interval(recommendedGain(results, name, JUDGED_AT)),
    ]),
  );
}

/** Gain at each checkpoint, share of studies with a loss, and mean number of versions, by method. */
function checkpointTable({ methods, results }: TunerPageInput): string {
  return table(
    [
      { title: 'method' },
      ...CHECKPOINTS.map((sessions) => right(`after ${sessions}`)),
      right(`worse after ${JUDGED_AT}`),
      right(`worse after ${SESSIONS}`),
      right('versions'),
    ],
    methods.map(({ name }) => {
      const [early, late] = [countWorse(results, name, JUDGED_AT), countWorse(results, name, SESSIONS)];
      const versions = results.flatMap(({ studies }) => (studies.get(name) ?? []).map((study) => study.versions));
      return [
        name,
        ...CHECKPOINTS.map((sessions) => interval(recommendedGain(results, name, sessions))),
        share(early.worse, early.studies),
        share(late.worse, late.studies),
        (versions.reduce((sum, count) => sum + count, 0) / versions.length).toFixed(1),
      ];
    }),
  );
}

function comparisonTable(comparisons: readonly MethodComparison[], results: readonly FamilyResults[]): string {
  return table(
    [{ title: 'better − than' }, ...results.map(({ family }) => right(family)), right('together')],
    comparisons.map(({ better, than, byFamily, together }) => [
      `${compared(better)} − ${compared(than)}`,
      ...results.map(({ family }) => boldIfClear(byFamily.get(family) ?? null)),
      boldIfClear(together),
    ]),
  );
}

function compared({ method, sessions }: Compared): string {
  return sessions === JUDGED_AT ? method : `${method} after ${sessions}`;
}

function predictionTable({ methods, results }: TunerPageInput): string {
  const rows = methods.flatMap(({ name }) => {
    const all = results.flatMap(({ studies }) => (studies.get(name) ?? []).map(({ predictions }) => predictions));
    const sum = (pick: (one: (typeof all)[number]) => number): number =>
      all.reduce((total, one) => total + pick(one), 0);
    const n = sum((one) => one.n);
    if (n === 0) return [];
    const inside = sum((one) => one.inside);
    const told = sum((one) => one.told);
    const ofTold = told === 0 ? '–' : share(inside, told);
    const brier = figures.number(sum((one) => one.squares) / n, 2);
    return [[name, figures.number(n, 0), figures.number(told, 0), ofTold, brier]];
  });
  return table([{ title: 'method' }, right('predictions'), right('told'), right('inside'), right('Brier')], rows);
}

function stepGainTable(results: readonly FamilyResults[]): string {
  return table(
    [{ title: 'family' }, { title: 'helps most' }, { title: 'harms most' }],
    results.map(({ family, stepGains }) => {
      const step = ({ parameter, to, gain, error }: (typeof stepGains)[number]): string =>
        `${parameter} ${to} (${figures.signed(gain, 2)} ± ${error.toFixed(2)})`;
      return [family, stepGains.slice(0, 4).map(step).join(', '), stepGains.slice(-3).reverse().map(step).join(', ')];
    }),
  );
}

function interval({ mean, low, high }: Estimate): string {
  if (mean === 0 && low === 0 && high === 0) return '0';
  return `${figures.signed(mean, 2)} [${figures.signed(low, 2)}, ${figures.signed(high, 2)}]`;
}

/** An interval, in bold if it does not contain zero. */
function boldIfClear(estimate: Estimate | null): string {
  if (estimate === null) return '–';
  return estimate.low > 0 || estimate.high < 0 ? `**${interval(estimate)}**` : interval(estimate);
}

/** `4 % [2, 8]` with Wilson's 90 % interval. */
function share(hits: number, n: number): string {
  const { low, high } = wilsonInterval(hits, n, INTERVAL_LEVEL);
  return `${percent(hits / n)} [${(low * 100).toFixed(0)}, ${(high * 100).toFixed(0)}]`;
}

function percent(value: number): string {
  return `${Number((value * 100).toFixed(1))} %`;
}
