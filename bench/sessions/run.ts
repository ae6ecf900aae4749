/**
 * What a study costs as it grows: `npm run bench:sessions -- [sizes]`, e.g. `-- 10 100 1000`. A study really runs its first sessions;
 * longer ones are made of those by the journal itself (grow.ts). Writes bench/SESSIONS.md. CPU time, since the machine has other work.
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/store.ts';
import { alignedTable } from '../alignedTable.ts';
import { spreadOf } from '../median.ts';
import { growTo } from './grow.ts';
import type { StepCost } from './stepProcess.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const PROGRAM = join(REPOSITORY, 'bin/tune.js');
const STUDY = 'bench';
const MINUTES = 5;
/** Sessions that really run. */
const REAL_SESSIONS = 12;
/** Markets of a race at most, with sessions of this length (campaign/raceMarkets.ts). */
const MOST_MARKETS = (24 * 60) / MINUTES;
/** Sessions that run on at each size; the first two steps read the records and make markets that a program which runs on has. */
const FURTHER_SESSIONS = 5;
const VERBS: readonly (readonly string[])[] = [
  ['status'],
  ['report'],
  ['history'],
  ['review'],
  ['learnings'],
  ['costs'],
  ['show', 's5'],
  ['show', 'v1'],
];
/** What a step may cost, in steps after ten sessions. */
const FLAT = 1.5;

/** A verb after the study has changed, and the same once more. */
interface Asked {
  readonly first: Spent;
  readonly again: Spent;
}

interface Spent {
  readonly cpuMs: number;
  readonly megabytes: number;
}

/** Loaded before the program: says at its end what it took. */
const COUNTS = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('\\n' + JSON.stringify({ cpuMs: (user + system) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 }));
});`;

const sizes = process.argv.slice(2).map(Number);
const asked = sizes.length === 0 ? [10, 100, 1_000] : sizes;
const folder = mkdtempSync(join(tmpdir(), 'mmtune-sessions-'));
try {
  const first = join(folder, 'first');
  mkdirSync(first);
  tune(first, ['start', '--sessions', String(REAL_SESSIONS), '--minutes', String(MINUTES), '--approve', 'auto']);
  const empty = median([0, 1, 2].map(() => tune(first, ['--version'])));
  const rows = asked.map((sessions) => measured(sessions, first));
  writeFileSync(join(REPOSITORY, 'bench/SESSIONS.md'), page(rows, empty));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Measured {
  readonly sessions: number;
  readonly megabytes: number;
  readonly step: StepCost;
  readonly verbs: readonly Asked[];
}

function measured(sessions: number, first: string): Measured {
  const at = join(folder, String(sessions));
  mkdirSync(at);
  const file = join(at, 'tune.db');
  copyFileSync(join(first, 'tune.db'), file);
  grow(file, sessions);
  const megabytes = statSync(file).size / 2 ** 20;
  const verbs = VERBS.map((verb): Asked => ({ first: tune(at, verb), again: tune(at, verb) }));
  const steps = stepsIn(at).slice(1);
  const of = (part: keyof StepCost): number => spreadOf(steps.map((step) => step[part])).median;
  rmSync(at, { recursive: true, force: true });
  const row = { sessions, megabytes, step: { ownMs: of('ownMs'), racingMs: of('racingMs') }, verbs };
  process.stdout.write(`${JSON.stringify(row)}\n`);
  return row;
}

function grow(file: string, sessions: number): void {
  const store = openStore(file, { now: () => new Date().toISOString() });
  try {
    const journal = store.existing(STUDY);
    const [campaign] = journal.campaigns();
    if (campaign === undefined) throw new Error('the study has no campaign');
    if (sessions <= journal.sessions().length) return;
    const further = journal.startCampaign(campaign.plan);
    growTo(sessions, journal, further.id, MOST_MARKETS);
    journal.setCampaignStatus(further.id, 'finished');
  } finally {
    store.close();
  }
}

function stepsIn(workspace: string): readonly StepCost[] {
  const script = join(import.meta.dirname, 'stepProcess.ts');
  const out = execFileSync(process.execPath, [script, workspace, STUDY, String(FURTHER_SESSIONS)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(out) as StepCost[];
}

/** Runs a verb. @throws where it ends with an error */
function tune(workspace: string, args: readonly string[]): Spent {
  const counting = `data:text/javascript,${encodeURIComponent(COUNTS)}`;
  const own = ['--workspace', workspace, '--study', STUDY, '--no-input'];
  const script = `const { spawnSync } = require('node:child_process');
    const { status, stderr } = spawnSync(process.execPath, ${JSON.stringify(['--import', counting, PROGRAM, ...own, ...args])}, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status !== 0 && status !== 3) { process.stderr.write(stderr); process.exit(1); }
    process.stdout.write(stderr.slice(stderr.lastIndexOf('\\n') + 1));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', maxBuffer: 2 ** 28 })) as Spent;
}

function median(runs: readonly Spent[]): Spent {
  return {
    cpuMs: spreadOf(runs.map(({ cpuMs }) => cpuMs)).median,
    megabytes: spreadOf(runs.map(({ megabytes }) => megabytes)).median,
  };
}

function page(rows: readonly Measured[], start: Spent): string {
  const [least] = rows;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  const times = (of: (row: Measured) => number, row: Measured): string =>
    least === undefined ? '' : `${(of(row) / of(least)).toFixed(1)}×`;
  const own = ({ step }: Measured): number => step.ownMs;
  const racing = ({ step }: Measured): number => step.racingMs;
  return [
    '# What a study costs as it grows',
    '',
    `\`npm run bench:sessions\`: a study of sessions of ${MINUTES} minutes. Its first ${REAL_SESSIONS} sessions really ran; longer studies`,
    'repeat them through the journal, with markets of their own and a version every ten sessions. CPU time of one',
    `thread; the median of ${FURTHER_SESSIONS - 2} steps between two sessions of a program that runs on.`,
    '',
    `A step's own work is the comparison, the round without its races, and all pages: it may cost ${FLAT} times what it`,
    `costs after ten sessions. Races run candidates over at most ${MOST_MARKETS} recorded markets, the newest 24 hours, however`,
    'long the study is: they grow until there are as many.',
    '',
    ...alignedTable(
      ['sessions', 'database', 'own work of a step', 'against the first', 'races of a step', 'against the first'],
      rows.map((row) => [
        String(row.sessions),
        `${row.megabytes.toFixed(0)} MB`,
        seconds(own(row)),
        times(own, row),
        seconds(racing(row)),
        times(racing, row),
      ]),
    ),
    '',
    `Verbs that read, beyond the start of the program (\`tune --version\`: ${seconds(start.cpuMs)}, ${start.megabytes.toFixed(0)} MB), and the most`,
    'memory that each had; first after the study has changed, then once more. At its end a campaign has answered',
    'these questions, so that they are asked once more:',
    '',
    ...alignedTable(
      ['verb', ...rows.map(({ sessions }) => `${sessions} sessions`)],
      VERBS.map((verb, i) => [
        `tune ${verb.join(' ')}`,
        ...rows.map(({ verbs }) => {
          const { first, again } = verbs[i] as Asked;
          return [first, again]
            .map(({ cpuMs, megabytes }) => `${seconds(cpuMs - start.cpuMs)}, ${megabytes.toFixed(0)} MB`)
            .join('; ');
        }),
      ]),
    ),
    '',
  ].join('\n');
}
