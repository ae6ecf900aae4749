/** The summary of the page in five sentences, computed from the figures. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { rankCorrelation } from '../../src/evaluation/rankCorrelation.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import type { OneHour } from './oneHour.ts';
import type { MarketResults } from './results.ts';
import { interval, pooledOf } from './tables.ts';
import type { LearningVerdict, TestedLearning } from './verdict.ts';
import { seedTable } from './versions.ts';

const figures = markdownFigures('$');
const V8 = 7;

export interface Measurements {
  readonly results: readonly MarketResults[];
  readonly tested: readonly TestedLearning[];
  readonly oneHour: OneHour;
}

export function answer(input: Measurements): string {
  return [profitOfV8(input), order(input), breakthrough(input), learnings(input), caution(input)].join(' ');
}

function profitOfV8({ results }: Measurements): string {
  const pooled = pooledOf(results);
  const v8 = pooled.versions[V8];
  const synthetic = results.filter(({ kind }) => kind === 'synthetic');
  const [above, below] = [1, -1].map((sign) =>
    synthetic.filter(
      ({ versions }) => sideOf(versions[V8]?.pessimistic.interval, versions[V8]?.optimistic.interval) === sign,
    ),
  );
  return (
    `**v8, the best version of the seeds at ${figures.signed(seedTable[V8]?.per10k ?? null, 2)} per $10k, ` +
    `made ${interval(v8?.pessimistic.interval ?? null)} per $10k over ${figures.number(pooled.hours, 0)} synthetic hours ` +
    `(optimistic fills ${interval(v8?.optimistic.interval ?? null)})**: clearly above zero in ${namesOf(above)}, clearly below in ${namesOf(below)}.`
  );
}

function order({ results }: Measurements): string {
  const ours = pooledOf(results).versions.map(({ pessimistic }) => pessimistic.per10k ?? 0);
  const correlation = rankCorrelation(ours.map((value, i) => [seedTable[i]?.per10k ?? 0, value]));
  const best = ours.indexOf(Math.max(...ours));
  return (
    `The order of the eight versions is ${correlation === null ? 'not defined' : `related to the seeds' with a rank correlation of ${figures.signed(correlation, 2)}`}; ` +
    `our best version is v${best + 1} at ${figures.signed(ours[best] ?? null, 2)}, and v1, the second best of the seeds, has ${figures.signed(ours[0] ?? null, 2)}.`
  );
}

function breakthrough({ tested, oneHour }: Measurements): string {
  const whole = tested.find(({ learning }) => learning.id === 'v8');
  const step = whole?.cells[0]?.find(({ where }) => where === 'pooled')?.shown.pessimistic.per10k ?? null;
  return (
    `The step from v7 to v8 was ${figures.signed(oneHour.step, 2)} per $10k in the seeds and is ${interval(step)} here: ` +
    `of ${oneHour.hours} single hours in which both traded, v8 was ahead by at least as much in ${oneHour.up} and behind by at least as much in ${oneHour.down}, so one hour of each is not enough to compare them.`
  );
}

function learnings({ tested }: Measurements): string {
  const others = tested.filter(({ learning }) => learning.id !== 'v8');
  return `Of the seeds' learnings, by profit an hour / per $10k of volume, ${others.map(verdictsOf).join('; ')}.`;
}

const SAID: Readonly<Record<LearningVerdict, string>> = {
  supports: 'supported',
  'supports, in trends only': 'supported in trends only',
  refutes: 'refuted',
  'refutes, in trends only': 'refuted in trends only',
  contests: 'contested',
  'leaves open': 'left open',
};

function verdictsOf({ learning, verdict: { perHour, per10k } }: TestedLearning): string {
  return `*${learning.id}* is ${perHour === per10k ? SAID[perHour] : `${SAID[perHour]} / ${SAID[per10k]}`}`;
}

function caution({ results }: Measurements): string {
  const hours = results.filter(({ kind }) => kind === 'recorded').reduce((sum, market) => sum + market.hours, 0);
  const recorded =
    hours === 0
      ? 'no recording was available'
      : `the recordings (${figures.number(hours, 1)} hours) are too short to decide anything`;
  return `All of this is evidence about synthetic markets, some of which have predictable trends, and not about a venue; ${recorded}.`;
}

/** 1 if all estimates lie above zero, −1 if all lie below, 0 otherwise. */
function sideOf(...estimates: readonly (Estimate | null | undefined)[]): number {
  if (estimates.every((one) => one != null && one.low > 0)) return 1;
  return estimates.every((one) => one != null && one.high < 0) ? -1 : 0;
}

function namesOf(markets: readonly MarketResults[] | undefined): string {
  return markets === undefined || markets.length === 0
    ? 'no family'
    : markets.map(({ name }) => `\`${name}\``).join(', ');
}
