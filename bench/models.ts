/**
 * `npm run bench:models`: tests whether a model that knows the market improves the loop, and whether models without knowledge and
 * harmful models do damage. Scripted policies answer in place of models, over real HTTP. Prints and writes bench/MODELS.md.
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Family, families } from '../src/market/synthetic/families.ts';
import { gains, meanOf } from '../test/models/heldOut.ts';
import { antiOracle } from '../test/models/policies/antiOracle.ts';
import { noisyOracle } from '../test/models/policies/noisyOracle.ts';
import { oracle, PAYING } from '../test/models/policies/oracle.ts';
import type { Policy } from '../test/models/policies/policy.ts';
import { random } from '../test/models/policies/random.ts';
import { type Recommended, recommended } from '../test/models/recommended.ts';
import { alignedTable } from './alignedTable.ts';

const RESULTS = fileURLToPath(new URL('MODELS.md', import.meta.url));
const STUDIES = 12;
const SESSIONS = 8;
const MINUTES = 40;
/** Quote currency per hour. */
const LEAST_VOLUME = 200;
/** Number of markets that no study uses, divided among the families. */
const HELD_OUT = 180;
/** 95 % quantile of Student's t with 11 degrees of freedom, for 90 % intervals. */
const STUDENT_T = 1.796;

const policies: readonly (readonly [string, ((seed: string) => Policy) | null])[] = [
  ['no model', null],
  ['oracle', () => oracle()],
  ['noisy oracle', (seed) => noisyOracle(seed)],
  ['random', (seed) => random(seed)],
  ['anti-oracle', () => antiOracle()],
];

const lines: string[] = [];

function report(...added: readonly string[]): void {
  for (const line of added) console.log(line);
  lines.push(...added);
}

/** Mean and 90 % interval, $ per hour. */
function intervalText(rows: readonly (readonly number[])[]): string {
  const { mean, standardError } = meanOf(rows);
  const [low, high] = [mean - STUDENT_T * standardError, mean + STUDENT_T * standardError];
  return `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

async function studiesOn(markets: readonly Family[], policy: (typeof policies)[number][1]): Promise<Recommended[]> {
  const found: Recommended[] = [];
  for (let study = 1; study <= STUDIES; study++) {
    const seed = `study ${study}`;
    found.push(
      await recommended(policy === null ? null : policy(seed), {
        seed,
        sessions: SESSIONS,
        minutes: MINUTES,
        families: markets,
        minVolumePerHour: LEAST_VOLUME,
      }),
    );
  }
  return found;
}

function sum(found: readonly Recommended[], pick: (one: Recommended) => number): string {
  return String(found.reduce((total, one) => total + pick(one), 0));
}

async function section(title: string, markets: readonly Family[]): Promise<void> {
  const results = new Map<string, Recommended[]>();
  for (const [name, policy] of policies) results.set(name, await studiesOn(markets, policy));
  const all = [...results.values()].flat();
  const heldOut = { families: markets, seeds: Math.round(HELD_OUT / markets.length), minutes: MINUTES };
  const rows = gains([...all.map(({ parameters }) => parameters)], heldOut);
  /** Gains of the studies of one model: by study, then by market. */
  const rowsOf = (name: string): number[][] => {
    const at = [...results.keys()].indexOf(name) * STUDIES;
    return rows.slice(at, at + STUDIES);
  };
  const without = rowsOf('no model');
  report('', `## ${title}`, '');
  report(
    ...alignedTable(
      [
        'model',
        'candidates',
        'became versions',
        'kept v1',
        'promoted',
        'gain over v1, $ per hour',
        'gain over the loop without a model',
      ],
      [...results].map(([name, found]) => [
        name,
        sum(found, ({ proposed }) => proposed),
        sum(found, ({ taken }) => taken),
        `${sum(found, ({ first }) => Number(first))} of ${STUDIES}`,
        sum(found, ({ promoted }) => Number(promoted)),
        intervalText(rowsOf(name)),
        name === 'no model'
          ? ''
          : intervalText(rowsOf(name).map((row, i) => row.map((gain, m) => gain - (without[i]?.[m] ?? 0)))),
      ]),
    ),
  );
}

report(
  '# Models in the loop',
  '',
  `Written by \`npm run bench:models\`. Each row: ${STUDIES} studies of ${SESSIONS} sessions of ${MINUTES} min on synthetic markets, from the grid's`,
  `defaults (v1), capital $1,000, least volume $${LEAST_VOLUME} per hour, automatic approval, surrogate and races as usual; the model answers`,
  `over HTTP by a policy. The best guess at the end of a study runs on ${HELD_OUT} markets that no study used, beside v1: mean difference of`,
  'pessimistic profit per hour, after the charge for risk, with a 90 % interval over studies and markets (Student, 11 degrees of freedom).',
  'The length of sessions and the least volume were chosen after a first run with shorter, noisier sessions.',
  '',
  'Exploration continues from the best guess. `kept v1` counts the studies whose best guess stayed v1, `promoted` those in which',
  'evidence made another version champion. Only a promoted version is recommended for trading.',
  '',
  `The *oracle* knows from a sweep over other markets that \`${JSON.stringify(PAYING)}\` is profitable where prices trend, and moves there`,
  'step by step. These values are no optimum, and the oracle reads only the base. The *noisy oracle* answers at random half of the time. *random* moves',
  'one to three parameters to random values. The *anti-oracle* moves to the tightest spread, large orders, no pauses and a force close at every small move.',
);
const began = performance.now();
await section('Trending markets: the knowledge of the oracle is worth much', ['trending']);
await section('All families in turn: the knowledge of the oracle is small compared with the noise', families);
console.log(`\n${Math.round((performance.now() - began) / 1000)} s`);
writeFileSync(RESULTS, `${lines.join('\n').trimEnd()}\n`);
