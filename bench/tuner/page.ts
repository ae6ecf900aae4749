/** bench/TUNER.md. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { wilsonInterval } from '../../src/evaluation/predictionScore.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import { list, markdownPage as pageOf, table } from '../../src/report/markdown.ts';
import { RECOMMEND_PROBABILITY } from '../../src/study/leaderboard.ts';
import type { Arm } from './arm.ts';
import {
  type ArmComparison,
  compareArms,
  familiesAboveZero,
  INTERVAL_LEVEL,
  recommendedGain,
  countWorse,
} from './comparisons.ts';
import { archivedMarkets } from './markets.ts';
import type { FamilyResults, Size } from './runStudies.ts';
import {
  CHECKPOINTS,
  DESIGN_MARKETS,
  JUDGED_AT,
  SESSIONS,
  SHARE_OF_MARKETS_BETWEEN,
  TOLERANCE_PER_HOUR,
} from './settings.ts';

const figures = markdownFigures('$');
const right = (title: string): { title: string; align: 'right' } => ({ title, align: 'right' });

export interface TunerPageInput {
  readonly arms: readonly Arm[];
  readonly size: Size;
  readonly results: readonly FamilyResults[];
  /** What it ran on. */
  readonly machine: readonly string[];
  readonly minutes: number;
  /** As it was called. */
  readonly flags: readonly string[];
}

/** The arm that the goal is about, and what it has to beat. */
const SUBJECT = 'full loop';
const RIVALS: readonly string[] = ['default', 'random'];
/** Better, than: what else the arms were made to tell. */
const QUESTIONS: readonly (readonly [string, string])[] = [
  ['surrogate', 'random'],
  ['full loop', 'surrogate'],
  ['oracle + gate', 'oracle'],
  ['noisy oracle + gate', 'noisy oracle'],
  ['reader, full history', 'reader, last 3'],
];

export function tunerPage(input: TunerPageInput): string {
  const { arms, size, results, machine, minutes, flags } = input;
  const command = ['npm run bench:tuner', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' ');
  const names = arms.map(({ name }) => name);
  const ran = (wanted: readonly string[]): boolean => wanted.every((name) => names.includes(name));
  const goals = ran([SUBJECT, ...RIVALS]) ? RIVALS.map((rival) => compareArms(results, SUBJECT, rival)) : [];
  const questions = QUESTIONS.filter(ran).map(([better, than]) => compareArms(results, better, than));
  return pageOf([
    '# Tuner benchmark',
    goals.length === 0 ? 'The arms that the goal is about did not all run.' : goalText(goals, results),
    `Written by \`${command}\` in ${minutes.toFixed(1)} minutes.`,
    list(machine),
    '## Arms',
    list(arms.map(({ name, what }) => `**${name}**: ${what}.`)),
    '## What is recommended, and what it is worth',
    `True gain over the default in USD an hour, of profit after the charge for risk, on held-out markets after ${JUDGED_AT} sessions, with 90 % intervals. What a study recommends is its best guess where sessions and race together make it better with ${percent(RECOMMEND_PROBABILITY)}, else the champion.`,
    gainTable(input),
    `All families together, each counting alike, after 5 to ${SESSIONS} sessions; and how often what is recommended is worse than the default by more than $${TOLERANCE_PER_HOUR.toFixed(2)} an hour:`,
    pathTable(input),
    '## Claims',
    `Paired by seed, after ${JUDGED_AT} sessions. Family by family intervals of ${percent(1 - (1 - INTERVAL_LEVEL) / results.length)}: 90 % for each claim in all families at once (Bonferroni). Together: 90 %. **Bold** is clear of zero.`,
    claimTable([...goals, ...questions], results),
    '## Predictions',
    "Measured effects inside the predicted range, which is to hold 80 % of them, the measurement's own error allowed for; Brier score of P(better): 0.25 is a coin.",
    predictionTable(input),
    '## What there is to find',
    `The best single steps from the default, gain in USD an hour ± standard error: what the oracles know, from ${DESIGN_MARKETS} markets a family, and others.`,
    stepGainTable(results),
    'What a long search without a tuner finds: [LANDSCAPE.md](LANDSCAPE.md).',
    '## How',
    list([
      `${results.length} families × ${size.seeds} seeds, ${size.firstSeed} to ${size.firstSeed + size.seeds - 1}. The way of searching and the hours of the archives were chosen on seeds below 133 and other held-out markets. A study is one campaign of ${SESSIONS} sessions of ${size.minutes} market minutes on one family, by the code that \`tune start\` runs, with a journal in memory. Sessions are that short so that it ends in minutes: a session of an hour would hold ${Math.round(60 / size.minutes)} times the evidence, so these studies are louder than those of \`tune start\`.`,
      `The archive of the full loop: recorded hours of the study's family in markets of ${size.minutes} minutes that neither sessions nor scores see (${byFamily(results, (family) => `${Number(((archivedMarkets(family, size.minutes) * size.minutes) / 60).toFixed(1))} h`)}). Candidates of the other arms with a gate race over the study's own sessions alone.`,
      'All arms begin with the default as v1 and have the same sessions on the same markets. Promotion asks for two regimes, so within one family the champion stays the default: what is scored is the best guess.',
      `Held-out markets of ${size.minutes} minutes, with seeds that no session has: ${byFamily(results, (family) => String(size.heldOut[family]))}. Every version that is recommended after ${JUDGED_AT} or ${SESSIONS} sessions runs on all of them once, under pessimistic fills; those in between on ${percent(SHARE_OF_MARKETS_BETWEEN)} of them. Intervals draw seeds and held-out markets anew.`,
      "Scripted models are asked by the real prompt and heard by the real parser, in process. Their candidates pass guardrails and the surrogate's veto like any model's.",
      'An arm is one file in `bench/tuner/arms/`.',
    ]),
  ]);
}

/** `calm 2 h, trending 2 h`. */
function byFamily(results: readonly FamilyResults[], words: (family: Family) => string): string {
  return results.map(({ family }) => `${family} ${words(family)}`).join(', ');
}

function goalText(goals: readonly ArmComparison[], results: readonly FamilyResults[]): string {
  const held = familiesAboveZero(goals);
  const { studies, worse: bad, proven } = countWorse(results, SUBJECT, SESSIONS);
  const beats = held.length >= 5;
  const safe = bad / studies < 0.05;
  const names = held.length === 0 ? 'no family' : held.map((family) => `\`${family}\``).join(', ');
  return [
    `**The goal is ${beats && safe ? '' : 'not '}met.**`,
    `After ${JUDGED_AT} sessions the full loop beats both the default and random steps clear of zero in ${held.length} of ${results.length} families (${names}); the goal is 5. ${toFindText(results)}`,
    `After ${SESSIONS} sessions ${percent(bad / studies)} of its studies recommend a version that is worse than the default by more than $${TOLERANCE_PER_HOUR.toFixed(2)} an hour (${share(bad, studies)}), the loss that the verdicts tolerate; the goal is under 5 %. Of ${percent(proven / studies)} the held-out markets say so beyond their own noise.`,
  ].join(' ');
}

/** Where no single step does clearly better, what there is takes several at once. */
function toFindText(results: readonly FamilyResults[]): string {
  const barren = results.filter(
    ({ stepGains }) =>
      !stepGains.some(({ gain: worth, error }) => worth > 3 * error && worth > TOLERANCE_PER_HOUR),
  );
  if (barren.length === 0) return 'In every family some single step from the default is clearly better than it.';
  const names = barren.map(({ family }) => `\`${family}\``).join(', ');
  return `In ${names} no single step from the default is shown to be better than it by more than $${TOLERANCE_PER_HOUR.toFixed(2)} an hour and three standard errors: what there is to gain there takes several at once, or more markets to see.`;
}

function gainTable({ arms, results }: TunerPageInput): string {
  return table(
    [{ title: 'arm' }, ...results.map(({ family }) => right(family)), right('together')],
    arms.map(({ name }) => [
      name,
      ...results.map((one) => interval(recommendedGain([one], name, JUDGED_AT))),
      interval(recommendedGain(results, name, JUDGED_AT)),
    ]),
  );
}

function pathTable({ arms, results }: TunerPageInput): string {
  return table(
    [
      { title: 'arm' },
      ...CHECKPOINTS.map((sessions) => right(`after ${sessions}`)),
      right(`worse after ${JUDGED_AT}`),
      right(`worse after ${SESSIONS}`),
      right('versions'),
    ],
    arms.map(({ name }) => {
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

function claimTable(claims: readonly ArmComparison[], results: readonly FamilyResults[]): string {
  return table(
    [{ title: 'better − than' }, ...results.map(({ family }) => right(family)), right('together')],
    claims.map(({ better, than, byFamily, together }) => [
      `${better} − ${than}`,
      ...results.map(({ family }) => clear(byFamily.get(family) ?? null)),
      clear(together),
    ]),
  );
}

function predictionTable({ arms, results }: TunerPageInput): string {
  const rows = arms.flatMap(({ name }) => {
    const all = results.flatMap(({ studies }) => (studies.get(name) ?? []).map(({ predictions }) => predictions));
    const sum = (pick: (one: (typeof all)[number]) => number): number =>
      all.reduce((total, one) => total + pick(one), 0);
    const n = sum((one) => one.n);
    if (n === 0) return [];
    const inside = sum((one) => one.inside);
    return [[name, figures.number(n, 0), share(inside, n), figures.number(sum((one) => one.squares) / n, 2)]];
  });
  return table([{ title: 'arm' }, right('predictions'), right('inside'), right('Brier')], rows);
}

function stepGainTable(results: readonly FamilyResults[]): string {
  return table(
    [{ title: 'family' }, { title: 'helps most' }, { title: 'harms most' }],
    results.map(({ family, stepGains }) => {
      const step = ({ parameter, to, gain: worth, error }: (typeof stepGains)[number]): string =>
        `${parameter} ${to} (${figures.signed(worth, 2)} ± ${error.toFixed(2)})`;
      return [family, stepGains.slice(0, 4).map(step).join(', '), stepGains.slice(-3).reverse().map(step).join(', ')];
    }),
  );
}

function interval({ mean, low, high }: Estimate): string {
  if (mean === 0 && low === 0 && high === 0) return '0';
  return `${figures.signed(mean, 2)} [${figures.signed(low, 2)}, ${figures.signed(high, 2)}]`;
}

function clear(estimate: Estimate | null): string {
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
