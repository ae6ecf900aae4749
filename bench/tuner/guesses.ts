/**
 * `npm run bench:guesses`: does the best guess hold what it promises? Nights of `tune start`, on one family and on all in
 * turn; what was believed of every version in the morning beside what it is worth. Writes bench/GUESSES.md.
 *
 * --quick    about half a minute
 * --courses a,b   families, or "in turn"
 * --seeds COUNT, --minutes COUNT, --held-out COUNT, --threads COUNT
 * --output FILE   with any other flag nothing is written unless told where
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { wilsonInterval } from '../../src/evaluation/predictionScore.ts';
import { families } from '../../src/market/synthetic/families.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import { list, markdownPage, table } from '../../src/report/markdown.ts';
import { sameParameters } from '../../src/strategy/parameters.ts';
import { RECOMMEND_PROBABILITY } from '../../src/study/leaderboard.ts';
import { threadsOf } from '../../src/workers/threads.ts';
import { chosen, count } from './flags.ts';
import { mean, standardError } from './gains.ts';
import { HeldOutGains } from './heldOutGains.ts';
import { familiesOf, type MarketSchedule } from './markets.ts';
import {
  ASKED_PROBABILITIES,
  type GuessedVersion,
  type OvernightRequest,
  type OvernightResult,
} from './overnightRun.ts';
import { start, TOLERANCE_PER_HOUR } from './settings.ts';
import type { HeldOutOutcome, HeldOutRequest } from './tunerWorker.ts';

const SCHEDULES: readonly MarketSchedule[] = [...families, 'in turn'];
/** As `tune start --hours 8` does. */
const SESSIONS = 8;

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    courses: { type: 'string' },
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    'held-out': { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    output: { type: 'string' },
  },
});
const seeds = count(flags.seeds, flags.quick ? 2 : 24);
const minutes = count(flags.minutes, flags.quick ? 10 : 60);
const heldOut = count(flags['held-out'], flags.quick ? 12 : 120);
const threads = count(flags.threads, 1);
const asked = chosen(flags.courses, SCHEDULES, (schedule) => schedule);

const figures = markdownFigures('$');
const Z90 = 1.645;
const BANDS: readonly (readonly [number, number])[] = [
  [0, 0.2],
  [0.2, 0.5],
  [0.5, 0.8],
  [0.8, 0.9],
  [0.9, 1.01],
];
const GROUPS: readonly (readonly [string, (schedule: MarketSchedule) => boolean])[] = [
  ['one family', (schedule) => schedule !== 'in turn'],
  ['in turn', (schedule) => schedule === 'in turn'],
];

/** What was believed of a version, and what it is worth: gain per hour against the champion, USD. */
interface ScoredGuess extends GuessedVersion {
  readonly truth: number;
  readonly truthError: number;
}

interface ScheduleResults {
  readonly schedule: MarketSchedule;
  readonly guesses: readonly ScoredGuess[];
  /** By night, then by {@link ASKED_PROBABILITIES}: true gain over the default of what would be recommended, and whether that is another version. */
  readonly studies: readonly (readonly Recommended[])[];
}

interface Recommended {
  readonly gain: number;
  readonly other: boolean;
}

const began = performance.now();
const pool = threadsOf(new URL('./tunerWorker.ts', import.meta.url).href, threads);
const results: ScheduleResults[] = [];
for (const schedule of asked) {
  results.push(await resultsOf(schedule));
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${schedule}`);
}
await pool.destroy();
const text = pageOf();
console.log(`\n${text}`);
const output =
  flags.output ?? (process.argv.length > 2 ? null : fileURLToPath(new URL('../GUESSES.md', import.meta.url)));
if (output !== null) writeFileSync(output, text);

async function resultsOf(schedule: MarketSchedule): Promise<ScheduleResults> {
  const ends = await Promise.all(
    Array.from({ length: seeds }, (_, i): Promise<OvernightResult> => {
      const request: OvernightRequest = { schedule, seed: i + 1, sessions: SESSIONS, minutes };
      return pool.run(request, { name: 'overnightRun' });
    }),
  );
  const truth = new HeldOutGains(heldOut, start, async (nth, sets) => {
    const request: HeldOutRequest = { schedule, purpose: 'scoring', nth, minutes, sets };
    const outcomes: HeldOutOutcome[] = await pool.run(request, { name: 'runHeldOut' });
    return outcomes.map(({ gain }) => gain);
  });
  await truth.measure(
    ends.flatMap(({ champion, guesses, recommended }) => [
      champion,
      ...guesses.map(({ parameters }) => parameters),
      ...recommended,
    ]),
  );
  const held = ends.flatMap(({ champion, guesses }) => {
    const base = truth.gains(champion);
    return guesses.map((belief): ScoredGuess => {
      const differences = truth.gains(belief.parameters).map((gain, i) => gain - (base[i] as number));
      return {
        ...belief,
        truth: mean(differences),
        truthError: stratifiedError(differences, familiesOf(schedule).length),
      };
    });
  });
  const nights = ends.map(({ recommended }) =>
    recommended.map((set) => ({ gain: mean(truth.gains(set)), other: !sameParameters(set, start) })),
  );
  return { schedule, guesses: held, studies: nights };
}

/** Of the mean over markets that visit so many families in turn: families differ, and each is there as often as the others. */
function stratifiedError(values: readonly number[], visited: number): number {
  const errors = Array.from({ length: visited }, (_, family) =>
    standardError(values.filter((_, nth) => nth % visited === family)),
  );
  return Math.hypot(...errors) / visited;
}

/** In deviations of what was believed, held-out noise included. */
function miss({ mean: believed, sd, truth, truthError }: ScoredGuess): number {
  return (truth - believed) / Math.hypot(sd, truthError);
}

function calibrationTable(): string {
  const rows = results.map(({ schedule, guesses: held }) => {
    const misses = held.map(miss);
    return [
      schedule,
      String(held.length),
      signed(mean(held.map((one) => one.mean))),
      signed(mean(held.map(({ truth }) => truth))),
      Math.sqrt(mean(misses.map((one) => one ** 2))).toFixed(2),
      shareOf(misses.filter((one) => Math.abs(one) < Z90).length, misses.length),
    ];
  });
  const columns = ['guesses', 'believed', 'worth', 'off by', 'inside 90 %'].map(right);
  return table([{ title: 'markets' }, ...columns], rows);
}

function bandTable(): string {
  const rows = BANDS.flatMap(([low, high]) =>
    GROUPS.flatMap(([name, includes]) => {
      const held = results
        .filter(({ schedule }) => includes(schedule))
        .flatMap((one) => one.guesses)
        .filter(({ probabilityBetter: p }) => p >= low && p < high);
      if (held.length === 0) return [];
      return [
        [
          `${figures.percent(low)} to ${figures.percent(Math.min(1, high))}`,
          name,
          String(held.length),
          figures.percent(mean(held.map(({ probabilityBetter }) => probabilityBetter))),
          shareOf(held.filter(({ truth }) => truth > 0).length, held.length),
          signed(mean(held.map((one) => one.mean))),
          signed(mean(held.map(({ truth }) => truth))),
        ],
      ];
    }),
  );
  const columns = ['guesses', 'mean P', 'better', 'believed', 'worth'].map(right);
  return table([{ title: 'P(better)' }, { title: 'markets' }, ...columns], rows);
}

function askedTable(): string {
  const rows = ASKED_PROBABILITIES.flatMap((probability, at) =>
    GROUPS.flatMap(([name, includes]) => {
      const nights = results
        .filter(({ schedule }) => includes(schedule))
        .flatMap((one) => one.studies.map((night) => night[at] as Recommended));
      if (nights.length === 0) return [];
      const gains = nights.map(({ gain }) => gain);
      return [
        [
          probability === 0 ? 'none' : figures.percent(probability),
          name,
          figures.percent(nights.filter(({ other }) => other).length / nights.length),
          `${signed(mean(gains))} ± ${standardError(gains).toFixed(2)}`,
          shareOf(gains.filter((gain) => gain < -TOLERANCE_PER_HOUR).length, gains.length),
        ],
      ];
    }),
  );
  const columns = ['another version', 'gain', 'worse than the default'].map(right);
  return table([{ title: 'asked' }, { title: 'markets' }, ...columns], rows);
}

function right(title: string): { title: string; align: 'right' } {
  return { title, align: 'right' };
}

function signed(value: number): string {
  return figures.signed(value, 2);
}

function shareOf(hits: number, n: number): string {
  if (n === 0) return '–';
  const { low, high } = wilsonInterval(hits, n, 0.9);
  return `${figures.percent(hits / n)} [${Math.round(100 * low)}, ${Math.round(100 * high)}]`;
}

function pageOf(): string {
  return markdownPage([
    '# What best guesses are worth',
    `Written by \`npm run bench:guesses\` in ${((performance.now() - began) / 60_000).toFixed(0)} minutes. A night is one study of ${SESSIONS} sessions of ${minutes} minutes, as \`tune start --hours 8\` runs it without a model and without named tapes, in memory: on one family of synthetic markets, or on all of them in turn. ${seeds} nights each. In the morning every version that ran beside the champion has a best guess; what it is worth was measured on ${heldOut} markets of the same kind and length that no study has seen. Gain in USD an hour after the charge for risk, with $1,000 of capital.`,
    '## Is a guess as sure as it says?',
    'By kind of market: the mean of what was believed and of what it is worth; the root of the mean squared distance between the two, in the deviations that the guess itself allows for (held-out noise added; 1 is as promised, more is too sure); how many lie inside the 90 % range.',
    calibrationTable(),
    '## Is P(better) what it says?',
    bandTable(),
    '## How much to ask',
    `What would be recommended in the morning if so much probability of being better were asked (the program asks ${figures.percent(RECOMMEND_PROBABILITY)}): share of nights in which that is another version than the default, true gain over the default by night ± standard error, and nights in which it is worse than the default by more than $${TOLERANCE_PER_HOUR.toFixed(2)} an hour.`,
    askedTable(),
    list([
      'One night is little: guesses of one night share its markets, so intervals of shares are too narrow.',
      'Held-out noise puts some versions on the wrong side of zero, most of all in `thin` and `jumpy`, where little sets versions apart.',
    ]),
  ]);
}
