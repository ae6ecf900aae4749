/**
 * `npm run bench:optuna`: the loop with trial lanes against Optuna on the same markets. Writes bench/OPTUNA.md.
 *
 * --families a,b    by default all
 * --samplers a,b    by default all, where sessions are equal
 * --same-hours a,b  samplers that also get as many lane-hours; by default tpe and cmaes (a Gaussian process of hundreds of trials is slow)
 * --seeds COUNT, --first-seed NUMBER, --minutes COUNT, --method NAME, --output FILE
 */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Estimate } from '../../src/evaluation/comparison.ts';
import { createRng } from '../../src/market/rng.ts';
import { type Family, families } from '../../src/market/synthetic/families.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import { list, markdownPage, table } from '../../src/report/markdown.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { mean } from '../../test/market/estimate.ts';
import { tuningMarkets } from '../../test/market/scheduledMarkets.ts';
import { CountedLanes } from './countedLanes.ts';
import { chosen, count } from './flags.ts';
import { type Gains, minus, resampledInterval } from './gains.ts';
import { HeldOutGains } from './heldOutGains.ts';
import { OptunaServer, pythonWithOptuna, type Sampler, samplers } from './optuna/optunaServer.ts';
import { oneTrialPerSession, sameLaneHours } from './optuna/optunaStudy.ts';
import { campaignPlan, heldOutMarkets, memoryJournal, start, studyTerms } from './settings.ts';
import { recommendation, runTuningCampaign } from './study.ts';
import { runHeldOut } from './tunerWorker.ts';
import { type TuningMethod, tuningMethods } from './tuningMethods.ts';

const CHECKPOINTS = [5, 10, 20] as const;
const SESSIONS = 20;
/** Where the interval of the best sampler is stated. */
const LEVEL = 0.9;
/** Seeds below were used to tune the loop. */
const FIRST_SEED = 201;
const figures = markdownFigures('$');

const { values } = parseArgs({
  options: {
    families: { type: 'string' },
    samplers: { type: 'string' },
    'same-hours': { type: 'string', default: 'tpe,cmaes' },
    method: { type: 'string', default: 'trials' },
    seeds: { type: 'string' },
    'first-seed': { type: 'string' },
    minutes: { type: 'string' },
    output: { type: 'string' },
  },
});

/** The recommended sets at {@link CHECKPOINTS} of one way, by seed. */
type Recommended = Map<string, Parameters[][]>;

const python = availablePython();
if (python !== null) await measure(python);

/** null with the reason on screen when there is no Python with Optuna. */
function availablePython(): string | null {
  try {
    return pythonWithOptuna();
  } catch (error) {
    console.log(`Skipped: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function measure(found: string): Promise<void> {
  const began = performance.now();
  const minutes = count(values.minutes, 20);
  const seeds = count(values.seeds, 8);
  const firstSeed = count(values['first-seed'], FIRST_SEED);
  const [method] = chosen(values.method, tuningMethods, ({ name }) => name) as [TuningMethod];
  const equalSessions = chosen(values.samplers, samplers, (one) => one);
  const equalHours = chosen(values['same-hours'], samplers, (one) => one);
  const server = new OptunaServer(found);
  const rows: FamilyGains[] = [];
  for (const family of chosen(values.families, families, (one) => one)) {
    const recommended: Recommended = new Map();
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const markets = tuningMarkets(family, seed);
      const own = await ownStudy(method, family, seed, minutes, markets);
      add(recommended, method.name, own.recommended);
      const request = { schedule: family, seed, minutes, checkpoints: CHECKPOINTS };
      for (const sampler of equalSessions)
        add(recommended, sampler, await oneTrialPerSession({ ...request, sampler }, markets, server));
      for (const sampler of equalHours) {
        const sets = await sameLaneHours({ ...request, sampler }, own.laneHours, markets, server);
        add(recommended, sameHours(sampler), sets);
      }
      const hours = own.laneHours.map((one) => one.toFixed(0)).join(', ');
      console.log(
        `${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${family} seed ${seed}: ${hours} lane-hours`,
      );
    }
    rows.push({ family, gains: await scored(family, recommended, minutes) });
  }
  server.close();
  const text = page({ method, rows, seeds, firstSeed, minutes, equalSessions, equalHours });
  console.log(`\n${text}`);
  writeFileSync(values.output ?? new URL('../OPTUNA.md', import.meta.url), text);
}

function add(recommended: Recommended, name: string, sets: Parameters[]): void {
  recommended.set(name, [...(recommended.get(name) ?? []), sets]);
}

function sameHours(sampler: Sampler): string {
  return `${sampler}, same lane-hours`;
}

async function ownStudy(
  method: TuningMethod,
  family: Family,
  seed: number,
  minutes: number,
  markets: ReturnType<typeof tuningMarkets>,
): Promise<{ readonly recommended: Parameters[]; readonly laneHours: number[] }> {
  const journal = memoryJournal(studyTerms(family, seed));
  journal.addVersion({ parent: null, author: 'human', reason: 'the default', parameters: start });
  // A scripted model would need the gradient; this benchmark has none.
  const tuning = method.tuning?.([], createRng(`${journal.study.seed}/${method.name}`), family);
  if (tuning === undefined) throw new RangeError(`${method.name} never tunes`);
  const { replayGate, trials } = tuning;
  const plan = campaignPlan(family, { sessions: SESSIONS, minutes, archive: replayGate === 'archive', trials });
  const lanes = new CountedLanes(markets, minutes);
  const recommended: Parameters[] = [];
  const laneHours: number[] = [];
  await runTuningCampaign(
    journal,
    tuning,
    markets,
    plan,
    (completed) => {
      if (!CHECKPOINTS.some((at) => at === completed)) return;
      recommended.push(recommendation(journal));
      const ofSessions = ((journal.lanes().length + journal.trialLanes().length) * minutes) / 60;
      laneHours.push(lanes.hours + ofSessions);
    },
    lanes,
  );
  return { recommended, laneHours };
}

interface FamilyGains {
  readonly family: Family;
  /** By name of the way, then by checkpoint. */
  readonly gains: ReadonlyMap<string, readonly Gains[]>;
}

async function scored(family: Family, recommended: Recommended, minutes: number): Promise<FamilyGains['gains']> {
  // Of twice the length half as many.
  const markets = Math.ceil((heldOutMarkets[family] * 10) / minutes);
  const heldOut = new HeldOutGains(markets, start, (nth, sets) =>
    Promise.resolve(runHeldOut({ schedule: family, purpose: 'proving', nth, minutes, sets }).map(({ gain }) => gain)),
  );
  await heldOut.measure([...recommended.values()].flat(2));
  return new Map(
    [...recommended].map(([name, bySeed]) => [
      name,
      CHECKPOINTS.map((_, at) => bySeed.map((sets) => heldOut.gains(sets[at] as Parameters))),
    ]),
  );
}

interface Measured {
  readonly method: TuningMethod;
  readonly rows: readonly FamilyGains[];
  readonly seeds: number;
  readonly firstSeed: number;
  readonly minutes: number;
  readonly equalSessions: readonly Sampler[];
  readonly equalHours: readonly Sampler[];
}

function page({ method, rows, seeds, firstSeed, minutes, equalSessions, equalHours }: Measured): string {
  const own = method.name;
  const ways = [own, ...equalSessions, ...equalHours.map(sameHours)];
  const right = (title: string): { title: string; align: 'right' } => ({ title, align: 'right' });
  const heads = [{ title: 'after' }, { title: 'way' }, ...rows.map(({ family }) => right(family)), right('together')];
  const gainsAt = (name: string, at: number): Gains[] => rows.map(({ gains }) => gainsOf(gains, name, at));
  const line = (title: string, at: number, of: readonly Gains[]): string[] => [
    `${CHECKPOINTS[at]} sessions`,
    title,
    ...of.map((one, i) => interval(resampledInterval([one], LEVEL, `${title} ${at} ${i}`))),
    interval(resampledInterval(of, LEVEL, `${title} ${at}`)),
  ];
  const bestOf = (names: readonly string[], at: number): Gains[] =>
    rows.map(({ gains }) => bestGains(names.map((name) => gainsOf(gains, name, at))));
  const differences = (names: readonly string[], at: number): Gains[] => {
    const theirs = bestOf(names, at);
    return gainsAt(own, at).map((ours, i) => minus(ours, theirs[i] as Gains));
  };
  return markdownPage([
    '# The loop against Optuna',
    `Written by \`npm run bench:optuna\`. Gain over the default in USD per hour (profit after the charge for risk) on held-out markets, with ${LEVEL * 100} % intervals over seeds and markets.`,
    table(
      heads,
      CHECKPOINTS.flatMap((_, at) => ways.map((name) => line(name, at, gainsAt(name, at)))),
    ),
    '## Ours minus the best sampler',
    'The best sampler of each family is chosen by its mean on these same markets, which flatters Optuna.',
    table(
      heads,
      CHECKPOINTS.flatMap((_, at) => [
        ...(equalSessions.length === 0 ? [] : [line('equal sessions', at, differences(equalSessions, at))]),
        ...(equalHours.length === 0 ? [] : [line('equal lane-hours', at, differences(equalHours.map(sameHours), at))]),
      ]),
    ),
    '## Method of measurement',
    list([
      `Seeds ${firstSeed} to ${firstSeed + seeds - 1}, the same in each family. Sessions of ${minutes} minutes, on the same markets for all ways. Ours: ${method.description}.`,
      'Optuna 5.0.0 with multivariate TPE, a Gaussian process, or CMA-ES from the default; five trials before TPE and the process learn. It searches the whole range of every parameter that may be tuned, and knows that the default gains nothing over itself.',
      'Equal sessions: one trial is one session for the candidate beside the default, under pessimistic fills; its value is the gain per hour. A set that trades less than the study asks for has a value below zero.',
      'Equal lane-hours: at each checkpoint a new study over all sessions so far, with as many trials as fit into the lane-hours that ours has used for sessions, trial lanes and races. The value is the mean over the sessions.',
      'Optuna recommends its best trial, the default where no trial had a value above zero. With one session a trial the best of many is partly luck; Optuna has no estimate of its own that corrects it. Ours recommends what it believes to be better with 80 %.',
    ]),
  ]);
}

function gainsOf(gains: FamilyGains['gains'], name: string, at: number): Gains {
  const found = gains.get(name)?.[at];
  if (found === undefined) throw new RangeError(`nothing is scored for ${name}`);
  return found;
}

function bestGains(of: readonly Gains[]): Gains {
  const worth = (one: Gains): number => mean(one.map(mean));
  return of.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}

function interval({ mean: middle, low, high }: Estimate): string {
  if (middle === 0 && low === 0 && high === 0) return '0';
  return `${figures.signed(middle, 2)} [${figures.signed(low, 2)}, ${figures.signed(high, 2)}]`;
}
