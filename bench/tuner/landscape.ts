/**
 * `npm run bench:landscape`: finds how much better than the default a version can be in each family. The search uses far more
 * markets than any tuner has. It shows in which families a tuner can gain anything. Writes bench/LANDSCAPE.md.
 *
 * --quick    less than a minute; writes nothing
 * --families a,b   writes nothing unless --output is given or all families are named
 * --minutes COUNT, --threads COUNT, --output FILE
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applied } from '../../src/guardrails/judge.ts';
import { versionProblems } from '../../src/guardrails/versionProblems.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { createRng, type Rng } from '../../src/market/rng.ts';
import { type Family, families } from '../../src/market/synthetic/families.ts';
import { randomChanges } from '../../src/proposer/neighbours.ts';
import { markdownFigures } from '../../src/report/figures.ts';
import { list, markdownPage, table } from '../../src/report/markdown.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { type ParameterDeclaration, type Parameters, quantise } from '../../src/strategy/parameters.ts';
import { threadsOf } from '../../src/workers/threads.ts';
import { mean } from '../../test/market/estimate.ts';
import type { Purpose } from '../../test/market/scheduledMarkets.ts';
import { chosen, count } from './flags.ts';
import { standardError } from './gains.ts';
import type { MarketOutcome } from './pessimisticRuns.ts';
import { start, strategy, studyTerms } from './settings.ts';
import type { HeldOutRequest } from './tunerWorker.ts';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    families: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    threads: { type: 'string', default: String(availableParallelism()) },
    output: { type: 'string' },
  },
});

/** Length of a session; 10 as in the tuner benchmark. */
const MINUTES = count(flags.minutes, 1);

interface SearchRound {
  /** Number of variations of the kept sets that are tried beside them. */
  readonly children: number;
  /** Number of best sets kept afterwards. */
  readonly keep: number;
  /** Hours of markets that only this round uses. */
  readonly hours: number;
}

/** Each round uses fresh markets, so that luck in one round does not carry over to the next. */
const ROUNDS: readonly SearchRound[] = flags.quick
  ? [
      { children: 0, keep: 4, hours: 1 },
      { children: 8, keep: 1, hours: 2 },
    ]
  : [
      { children: 0, keep: 48, hours: 16 },
      // A set many steps away from the default takes many rounds to reach.
      ...Array.from({ length: 10 }, (): SearchRound => ({ children: 144, keep: 32, hours: 16 })),
      { children: 64, keep: 12, hours: 60 },
      { children: 0, keep: 1, hours: 120 },
    ];
/** Number of sets in the first round. */
const FIRST = flags.quick ? 24 : 400;
/** Hours of fresh markets on which the final set is measured. */
const FINAL_HOURS = flags.quick ? 2 : 240;
/** Half of the first sets are drawn around the default: at most this many random steps away. */
const STEPS = 4;

interface Best {
  readonly family: Family;
  readonly parameters: Parameters;
  /** Gain over the default by market, USD per hour. */
  readonly gains: readonly number[];
  readonly defaultGain: number;
}

const threads = count(flags.threads, 1);
const selected = chosen(flags.families, families, (family) => family);
const pool = threadsOf(new URL('./tunerWorker.ts', import.meta.url).href, threads);
const began = performance.now();
const found: Best[] = [];
for (const family of selected) {
  const best = await search(family);
  found.push(best);
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${family}: ${gainText(best)}`);
}
await pool.destroy();
const text = pageOf(found);
console.log(`\n${text}`);
const output =
  flags.output ??
  (flags.quick || selected.length < families.length
    ? null
    : fileURLToPath(new URL('../LANDSCAPE.md', import.meta.url)));
if (output !== null) writeFileSync(output, text);

async function search(family: Family): Promise<Best> {
  const rng = createRng(`landscape ${family}`);
  let kept = firstSets(rng);
  for (const [nth, { children, keep, hours }] of ROUNDS.entries()) {
    const tried = [...kept, ...childrenOf(kept, children, rng)];
    const outcomes = await measured(family, `landscape ${nth}`, hours, tried);
    kept = tried
      .map((set, i) => ({ set, ...averaged(outcomes.map((market) => market[i] as MarketOutcome)) }))
      .filter(({ volume }) => volume >= studyTerms(family, 0).minVolumePerHour)
      .sort((a, b) => b.gain - a.gain)
      .slice(0, keep)
      .map(({ set }) => set);
  }
  const parameters = kept[0] ?? start;
  const outcomes = await measured(family, 'landscape final', FINAL_HOURS, [start, parameters]);
  const [ofDefault, ofBest] = [0, 1].map((i) => outcomes.map((market) => (market[i] as MarketOutcome).gain));
  const base = ofDefault ?? [];
  return {
    family,
    parameters,
    gains: (ofBest ?? []).map((gain, i) => gain - (base[i] as number)),
    defaultGain: mean(base),
  };
}

/** The default, and random sets: half from the whole bounds, half from around the default. */
function firstSets(rng: Rng): Parameters[] {
  const sets: Parameters[] = [start];
  while (sets.length < FIRST) {
    const drawn = sets.length % 2 === 0 ? anywhere(rng) : around(start, STEPS, rng);
    if (isAllowed(drawn)) sets.push(drawn);
  }
  return sets;
}

function childrenOf(parents: readonly Parameters[], count: number, rng: Rng): Parameters[] {
  const children: Parameters[] = [];
  while (children.length < count) {
    const child = around(parents[children.length % parents.length] ?? start, 2, rng);
    if (isAllowed(child)) children.push(child);
  }
  return children;
}

function isAllowed(set: Parameters): boolean {
  const context = { instrument: btcUsdPerp, capital: studyTerms('calm', 0).capital };
  return versionProblems(strategy, set, context, defaultLimits).length === 0;
}

/** A set with each tunable parameter drawn from the whole of its bounds. */
function anywhere(rng: Rng): Parameters {
  return Object.fromEntries(
    Object.entries(strategy.parameters).map(([name, declaration]) => [
      name,
      declaration.tunable ? randomValue(declaration, rng) : (start[name] as number | boolean),
    ]),
  );
}

function randomValue(declaration: ParameterDeclaration, rng: Rng): number | boolean {
  if (declaration.kind === 'boolean') return rng.uniform() < 0.5;
  const { min, max, scale } = declaration;
  const share = rng.uniform();
  return quantise(declaration, scale === 'log' ? min * (max / min) ** share : min + share * (max - min));
}

/** `from` after a random number of random steps, 1 to `most`. */
function around(from: Parameters, most: number, rng: Rng): Parameters {
  let at = from;
  for (let i = 1 + rng.integer(most); i > 0; i--) at = applied(at, randomChanges(strategy.parameters, at, 1, rng));
  return at;
}

/** Runs the sets on markets of this purpose. The result is by market, then by set. */
function measured(
  family: Family,
  purpose: Purpose,
  hours: number,
  sets: readonly Parameters[],
): Promise<MarketOutcome[][]> {
  const markets = Math.round((hours * 60) / MINUTES);
  return Promise.all(
    Array.from({ length: markets }, (_, nth): Promise<MarketOutcome[]> => {
      const request: HeldOutRequest = { schedule: family, purpose, nth, minutes: MINUTES, sets };
      return pool.run(request, { name: 'runHeldOut' });
    }),
  );
}

/** Means over markets. */
function averaged(outcomes: readonly MarketOutcome[]): MarketOutcome {
  return { gain: mean(outcomes.map(({ gain }) => gain)), volume: mean(outcomes.map(({ volume }) => volume)) };
}

function gainText({ gains }: Best): string {
  const figures = markdownFigures('$');
  return `${figures.signed(mean(gains), 2)} ± ${standardError(gains).toFixed(2)}`;
}

function differencesOf(parameters: Parameters): string {
  const changed = Object.entries(parameters).filter(([name, value]) => value !== start[name]);
  return changed.length === 0 ? 'the default itself' : changed.map(([name, value]) => `${name} ${value}`).join(', ');
}

function pageOf(all: readonly Best[]): string {
  const right = (title: string): { title: string; align: 'right' } => ({ title, align: 'right' });
  const figures = markdownFigures('$');
  return markdownPage([
    '# Best versions by family',
    `Written by \`npm run bench:landscape\` in ${((performance.now() - began) / 60_000).toFixed(0)} minutes. This search uses no tuner and no budget of a study. ${FIRST} sets of parameters ran on each family, half from anywhere in the bounds and half within ${STEPS} diffs of the default. Then the best sets and variations of them ran, ${ROUNDS.filter(({ children }) => children > 0).length} times (kept were the best ${ROUNDS.map(({ keep, hours }) => `${keep} after ${hours} h`).join(', ')}, each time on fresh markets). The final set ran beside the default for ${FINAL_HOURS} hours of fresh markets. Sessions of ${MINUTES} minutes; gain over the default in USD per hour after the charge for risk, ± standard error, with $1,000 of capital and at least $500 of volume per hour.`,
    table(
      [{ title: 'family' }, right('default'), right('gain of the best'), { title: 'the best' }],
      all.map((one) => [one.family, figures.signed(one.defaultGain, 2), gainText(one), differencesOf(one.parameters)]),
    ),
    '## How to read it',
    list([
      'The gain is a lower bound: random variations of good sets miss rare good sets. The loop may find more ([TUNER.md](TUNER.md)).',
      'If the gain is less than two standard errors, no set was shown to be better than the default: a tuner that reports no gain is right there.',
      'If the gain is larger, a tuner still has to detect it, and a study has a few hours of sessions and recorded markets, not hundreds.',
    ]),
  ]);
}
