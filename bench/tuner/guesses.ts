/**
 * `npm run bench:guesses`: tests whether best guesses (the gains that a study believes its versions to have) are calibrated. Runs
 * studies like those of `tune start --hours 8`, on one family and on all families in turn. Compares the best guess of every version
 * with its gain on held-out markets. Writes bench/GUESSES.md.
 *
 * --quick    about half a minute
 * --markets a,b   families, or "in turn"
 * --seeds COUNT, --minutes COUNT, --held-out COUNT, --threads COUNT
 * --output FILE   must be given to write a file if any other flag is given
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
import { mean } from '../../test/market/estimate.ts';
import { familiesOf, type MarketSchedule } from '../../test/market/scheduledMarkets.ts';
import { chosen, count } from './flags.ts';
import { standardError } from './gains.ts';
import { HeldOutGains } from './heldOutGains.ts';
import {
  ASKED_PROBABILITIES,
  type GuessedVersion,
  type OvernightRequest,
  type OvernightResult,
} from './overnightRun.ts';
import type { MarketOutcome } from './pessimisticRuns.ts';
import { start, TOLERANCE_PER_HOUR } from './settings.ts';
import type { HeldOutRequest } from './tunerWorker.ts';

const SCHEDULES: readonly MarketSchedule[] = [...families, 'in turn'];
/** As in `tune start --hours 8`. */
const SESSIONS = 8;

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    markets: { type: 'string' },
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
const selected = chosen(flags.markets, SCHEDULES, (schedule) => schedule);

const figures = markdownFigures('$');
/** An error within this many standard deviations of zero is inside the 90 % range. */
const Z90 = 1.645;
/** Bands of P(better): from, and below. The last includes 1. */
const BANDS: readonly (readonly [number, number])[] = [
  [0, 0.2],
  [0.2, 0.5],
  [0.5, 0.8],
  [0.8, 0.9],
  [0.9, 1.01],
];
/** Kinds of market schedules that are shown together. */
const GROUPS: readonly (readonly [string, (schedule: MarketSchedule) => boolean])[] = [
  ['one family', (schedule) => schedule !== 'in turn'],
  ['in turn', (schedule) => schedule === 'in turn'],
];

/** A best guess and the gain measured on held-out markets. Both are gains over the champion, USD per hour. */
interface ScoredGuess extends GuessedVersion {
  readonly measured: number;
  readonly measuredError: number;
}

interface ScheduleResults {
  readonly schedule: MarketSchedule;
  readonly guesses: readonly ScoredGuess[];
  /** By study, then by {@link ASKED_PROBABILITIES}. */
  readonly studies: readonly (readonly Recommended[])[];
}

interface Recommended {
  /** Gain of the recommended version over the default on held-out markets, USD per hour. */
  readonly gain: number;
  /** Whether the recommended version differs from the default. */
  readonly other: boolean;
}

const began = performance.now();
const pool = threadsOf(new URL('./tunerWorker.ts', import.meta.url).href, threads);
const results: ScheduleResults[] = [];
for (const schedule of selected) {
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
  const heldOutGains = new HeldOutGains(heldOut, start, async (nth, sets) => {
    const request: HeldOutRequest = { schedule, purpose: 'scoring', nth, minutes, sets };
    const outcomes: MarketOutcome[] = await pool.run(request, { name: 'runHeldOut' });
    return outcomes.map(({ gain }) => gain);
  });
  await heldOutGains.measure(
    ends.flatMap(({ champion, guesses, recommended }) => [
      champion,
      ...guesses.map(({ parameters }) => parameters),
      ...recommended,
    ]),
  );
  const scored = ends.flatMap(({ champion, guesses }) => {
    const base = heldOutGains.gains(champion);
    return guesses.map((guess): ScoredGuess => {
      const differences = heldOutGains.gains(guess.parameters).map((gain, i) => gain - (base[i] as number));
      return {
        ...guess,
        measured: mean(differences),
        measuredError: stratifiedError(differences, familiesOf(schedule).length),
      };
    });
  });
  const studies = ends.map(({ recommended }) =>
    recommended.map((set) => ({ gain: mean(heldOutGains.gains(set)), other: !sameParameters(set, start) })),
  );
  return { schedule, guesses: scored, studies };
}

/**
 * Standard error of the mean over markets that take `familyCount` families in turn. It is stratified by family, because families
 * differ.
 */
function stratifiedError(values: readonly number[], familyCount: number): number {
  const errors = Array.from({ length: familyCount }, (_, family) =>
    standardError(values.filter((_, nth) => nth % familyCount === family)),
  );
  return Math.hypot(...errors) / familyCount;
}

/** Error of a guess, in standard deviations of the guess and of the measurement together. */
function scaledError({ mean: guessed, sd, measured, measuredError }: ScoredGuess): number {
  return (measured - guessed) / Math.hypot(sd, measuredError);
}

function calibrationTable(): string {
  const rows = results.map(({ schedule, guesses }) => {
    const errors = guesses.map(scaledError);
    return [
      schedule,
      String(guesses.length),
      signed(mean(guesses.map((one) => one.mean))),
      signed(mean(guesses.map(({ measured }) => measured))),
      Math.sqrt(mean(errors.map((one) => one ** 2))).toFixed(2),
      shareOf(errors.filter((one) => Math.abs(one) < Z90).length, errors.length),
    ];
  });
  const columns = ['guesses', 'guessed', 'measured', 'error', 'inside 90 %'].map(right);
  return table([{ title: 'markets' }, ...columns], rows);
}

function bandTable(): string {
  const rows = BANDS.flatMap(([low, high]) =>
    GROUPS.flatMap(([name, includes]) => {
      const guesses = results
        .filter(({ schedule }) => includes(schedule))
        .flatMap((one) => one.guesses)
        .filter(({ probabilityBetter: p }) => p >= low && p < high);
      if (guesses.length === 0) return [];
      return [
        [
          `${figures.percent(low)} to ${figures.percent(Math.min(1, high))}`,
          name,
          String(guesses.length),
          figures.percent(mean(guesses.map(({ probabilityBetter }) => probabilityBetter))),
          shareOf(guesses.filter(({ measured }) => measured > 0).length, guesses.length),
          signed(mean(guesses.map((one) => one.mean))),
          signed(mean(guesses.map(({ measured }) => measured))),
        ],
      ];
    }),
  );
  const columns = ['guesses', 'mean P', 'better', 'guessed', 'measured'].map(right);
  return table([{ title: 'P(better)' }, { title: 'markets' }, ...columns], rows);
}

function thresholdTable(): string {
  const rows = ASKED_PROBABILITIES.flatMap((probability, at) =>
    GROUPS.flatMap(([name, includes]) => {
      const studies = results
        .filter(({ schedule }) => includes(schedule))
        .flatMap((one) => one.studies.map((study) => study[at] as Recommended));
      if (studies.length === 0) return [];
      const gains = studies.map(({ gain }) => gain);
      return [
        [
          probability === 0 ? 'none' : figures.percent(probability),
          name,
          figures.percent(studies.filter(({ other }) => other).length / studies.length),
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
    '# Calibration of best guesses',
    `Written by \`npm run bench:guesses\` in ${((performance.now() - began) / 60_000).toFixed(0)} minutes. Each study has ${SESSIONS} sessions of ${minutes} minutes, as \`tune start --hours 8\` runs them without a model and without named tapes, with a journal in memory. A study runs on one family of synthetic markets or on all families in turn; there are ${seeds} studies of each kind. At the end every version that ran beside the champion has a best guess. Its gain was measured on ${heldOut} markets of the same kind and length that no study used. Gain in USD per hour after the charge for risk, with $1,000 of capital.`,
    '## Is the range of a guess right?',
    'By kind of market: the mean of the guesses and of the measured gains; the root mean square error of the guesses, in standard deviations of the guess and of the measurement together (1 is correct, more means that guesses are too sure); and the share of errors inside the 90 % range.',
    calibrationTable(),
    '## Is P(better) right?',
    bandTable(),
    '## Which P(better) to ask for',
    `The recommendation at the end of a study if a version needed this probability of being better (the program asks for ${figures.percent(RECOMMEND_PROBABILITY)}): share of studies that recommend another version than the default, mean gain over the default ± standard error, and share of studies whose recommended version is worse than the default by more than $${TOLERANCE_PER_HOUR.toFixed(2)} per hour.`,
    thresholdTable(),
    list([
      'Guesses of one study share its markets, so the intervals of shares are too narrow.',
      'The noise of the held-out markets gives some gains the wrong sign, mostly in `thin` and `jumpy`, where versions differ little.',
    ]),
  ]);
}
