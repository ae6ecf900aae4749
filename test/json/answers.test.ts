/** Every reading verb gives with `--json` what its shape says, and the JSON Schema files are those of the shapes. */

import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers, errorAnswer } from '../../src/shapes/answers.ts';
import { schemaFiles } from '../../src/shapes/schemaFiles.ts';
import { binanceUsdM, probeAnswer } from '../../src/testing/venueAnswers.ts';
import { aVenueServer } from '../../src/testing/venueServer.ts';
import { aWorkspace, tune, tuneRunning } from '../cli/tune.ts';
import { addCalls } from '../docs/playedWorkspace.ts';

const TAPE = 'runs/default-0001/tape.parquet';
const ASSETS = join(import.meta.dirname, '../assets');
const SCHEMAS = join(import.meta.dirname, '../../docs/json');

/** A study of its own with sessions, trials, a claim and a call to a model; made once. */
let played: string;
/** Shapes that the test of the verb checks, since it has what they need: a long tape, a venue. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  calibrate: 'orders/liveVerb.test.ts',
  fit: 'cli/fit.test.ts',
  'fit-hedge': 'cli/fit.test.ts',
  kill: 'orders/kill.test.ts',
  'permutation-check': 'cli/modelVerbs.test.ts',
  schedule: 'cli/schedule.test.ts',
  'service-install': 'cli/service.test.ts',
  'service-uninstall': 'cli/service.test.ts',
  'tape-record': 'venues/recordVerb.test.ts',
  worker: 'machines/workers.test.ts',
};
/** Names of answers that a test has seen. */
const seen = new Set<string>();

beforeAll(() => {
  played = mkdtempSync(join(tmpdir(), 'tune-json-'));
  const run = (...args: string[]): void => {
    const { code, err } = tune(played, args);
    if (code !== 0) throw new Error(`tune ${args.join(' ')}: ${err}`);
  };
  run('start', '--sessions', '3', '--minutes', '6');
  writeFileSync(join(played, 'day.csv'), `${['ts_us,kind,side,price,size', ...recordedRows()].join('\n')}\n`);
  run('override', '--set', 'spreadBps=3.3', '--reason', 'wider');
  run(
    ...[
      'learnings',
      'add',
      'wider is better',
      '--parameter',
      'spreadBps',
      '--direction',
      'raise',
      '--effect',
      'better',
    ],
  );
  addCalls(played, 1);
  mkdirSync(join(played, 'tapes'));
  writeFileSync(join(played, 'tapes/one.parquet'), readFileSync(join(played, TAPE)));
  writeFileSync(join(played, 'tapes/broken.parquet'), 'no tape');
  mkdirSync(join(played, 'logs'), { recursive: true });
  appendFileSync(join(played, 'logs/schedule.log'), '{"level":"info","time":"2026-01-05T00:00:00Z","msg":"begun"}\n');
}, 120_000);
afterAll(() => rmSync(played, { recursive: true, force: true }));

/** A book and ten trades, as a recording in CSV; one line makes no sense. */
function recordedRows(): string[] {
  const fromUs = 1_767_225_600e6;
  const trades = Array.from({ length: 10 }, (_, second) => `${fromUs + second * 1e6},T,buy,${100 + second / 10},1`);
  return [`${fromUs},D,bid,100,5`, `${fromUs},D,ask,100.1,5`, ...trades, 'no row'];
}

/** Checks what stdout holds against the shape of that name. */
function expectAnswer(name: string, out: string): void {
  const result = answers[name]?.shape.safeParse(JSON.parse(out));
  expect(result?.error?.issues).toBeUndefined();
  expect(result?.success).toBe(true);
  seen.add(name);
}

const asked: readonly (readonly [name: string, ...args: string[]])[] = [
  ['status', 'status'],
  ['watch', 'watch'],
  ['history', 'history'],
  ['show-version', 'show', 'v2'],
  ['show-session', 'show', 's2'],
  ['show-proposal', 'show', 'p1'],
  ['show-call', 'show', 'c1'],
  ['show-texts', 'show', 'c1', '--raw', '--prompt'],
  ['show-texts', 'show', 'c1', '--raw'],
  ['review', 'review'],
  ['review', 'review', 'p1'],
  ['diff', 'diff', 'v1', 'v2'],
  ['compare', 'compare', 'v1', 'v2'],
  ['report', 'report'],
  ['report-file', 'report', '--out', 'report.json'],
  ['learnings', 'learnings'],
  [
    'learnings-add',
    ...[
      'learnings',
      'add',
      'tighter is worse',
      '--parameter',
      'spreadBps',
      '--direction',
      'lower',
      '--effect',
      'worse',
    ],
  ],
  ['try', 'try', '--set', 'spreadBps=3.1', '--reason', 'wider at night'],
  ['start-plan', 'start', '--dry-run'],
  ['start-plan', 'start', '--dry-run', '--mode', 'replay', '--tape', TAPE, '--minutes', '2'],
  ['costs', 'costs'],
  ['config', 'config', 'show'],
  ['config-origin', 'config', 'show', '--origin'],
  ['strategies', 'strategies'],
  ['strategy', 'strategies', 'show', 'grid'],
  ['strategy', 'strategies', 'show', 'tiered'],
  ['verify', 'verify', 'v1'],
  ['replay', 'replay', '--tape', TAPE],
  ['sweep', 'sweep', '--param', 'spreadBps=1,2', '--tape', TAPE],
  ['doctor', 'doctor'],
  ['tape-info', 'tape', 'info', TAPE],
  ['tape-list', 'tape', 'list'],
  ['tape-import', 'tape', 'import', 'day.csv'],
  ['logs', 'logs'],
  ['schedule-starts', 'schedule', '0 22 * * *', '--dry-run'],
  ['service-status', 'service', 'status'],
  ['completion', 'completion', 'zsh'],
  ['export', 'export', '--out', 'data', '--format', 'json'],
  ['backup', 'backup', 'copy.db'],
  ['db-check', 'db', 'check'],
];

describe('with --json', () => {
  it.each(asked.map((args) => [args.join(' '), args] as const))('%s has its shape', { timeout: 60_000 }, (_, args) => {
    const [name, ...verb] = args;
    const { out, err } = tune(played, ['--json', ...verb]);
    expect(out, err).not.toBe('');
    expectAnswer(name, out);
  });

  it('a session has the lanes of candidates that were on trial in it', { timeout: 60_000 }, () => {
    const { trialLanes } = JSON.parse(tune(played, ['--json', 'show', 's2']).out) as {
      trialLanes: { proposalId: number }[];
    };
    const { proposals } = JSON.parse(tune(played, ['--json', 'history']).out) as {
      proposals: { id: number; trial: object | null }[];
    };
    const tried = new Set(proposals.filter(({ trial }) => trial !== null).map(({ id }) => id));
    expect(trialLanes.length).toBeGreaterThan(0);
    expect(trialLanes.filter(({ proposalId }) => !tried.has(proposalId))).toEqual([]);
    const page = tune(played, ['show', 's2']).out;
    for (const { proposalId } of trialLanes) expect(page).toContain(`| p${proposalId} | from v`);
  });

  it('a preset and targets have their shapes', { timeout: 60_000 }, () => {
    const { out } = tune(played, ['--json', 'strategies', 'show', 'fade']);
    const { presets } = JSON.parse(out) as { presets: readonly { name: string }[] };
    expectAnswer('strategy', out);
    const preset = presets[0]?.name ?? '';
    expectAnswer('preset', tune(played, ['--json', 'strategies', 'show', 'fade', '--preset', preset]).out);
    const folder = aWorkspace();
    const tiered = { TUNE_STUDY_STRATEGY: 'tiered' };
    tune(folder, ['start', '--sessions', '2', '--minutes', '2'], tiered);
    expectAnswer('targets', tune(folder, ['--json', 'targets'], tiered).out);
  });

  it('a campaign, what is decided in it, and its end have their shapes', { timeout: 60_000 }, () => {
    const folder = aWorkspace();
    const hold = { TUNE_SESSION_TRIALS: '0', TUNE_SESSION_MINUTES: '2' };
    const answerTo = (name: string, code: number, ...verb: string[]): Record<string, unknown> => {
      const ran = tune(folder, ['--json', ...verb], hold);
      expect(ran.code, ran.err).toBe(code);
      expectAnswer(name, ran.out);
      return JSON.parse(ran.out) as Record<string, unknown>;
    };
    const decided = (kind: string, ...verb: string[]): void =>
      expect(answerTo('decision', 0, ...verb)).toMatchObject({ kind });
    expect(answerTo('start', 3, 'start', '--sessions', '6', '--approve', 'hold')).toMatchObject({ end: 'waiting' });
    decided('reject', 'reject', '--reason', 'no');
    expect(answerTo('start', 3, 'resume')).toMatchObject({ end: 'waiting' });
    decided('approve', 'approve');
    decided('cancel', 'cancel', 'v2');
    answerTo('start', 3, 'resume');
    decided('edit', 'edit', '--set', 'spreadBps=3.3');
    decided('override', 'override', '--set', 'spreadBps=3.4');
    decided('rollback', 'rollback', 'v2');
  });

  it('a prompt has its shape', { timeout: 60_000 }, () => {
    const model = { TUNE_LLM_PROVIDER: 'openai', TUNE_LLM_MODEL: 'm', TUNE_LLM_BASE_URL: 'http://127.0.0.1:9' };
    expectAnswer('prompt', tune(played, ['--json', 'propose', '--dry-run'], model).out);
  });

  it.each(['study-schema-1.db.gz', 'study-schema-3.db.gz'])(
    '%s, an old study, has the same shapes',
    { timeout: 60_000 },
    (asset) => {
      const folder = aWorkspace();
      writeFileSync(join(folder, 'tune.db'), gunzipSync(readFileSync(join(ASSETS, asset))));
      for (const [name, ...verb] of [
        ['status', 'status'],
        ['history', 'history'],
        ['report', 'report'],
        ['compare', 'compare', 'v1', 'v2'],
        ['show-session', 'show', 's1'],
      ] as const)
        expectAnswer(name, tune(folder, ['--json', '--study', 'asset', ...verb]).out);
    },
  );

  it('venues have their shapes', { timeout: 60_000 }, async () => {
    const { url } = await aVenueServer(() => binanceUsdM);
    const venue = ['--json', 'instruments', '--venue', 'binance', '--rest-url', url];
    expectAnswer('instruments', (await tuneRunning(aWorkspace(), venue).ended).out);
    expectAnswer('instrument', (await tuneRunning(aWorkspace(), [...venue, '--symbol', 'BTCUSDT']).ended).out);
    const probed = await aVenueServer((question) => probeAnswer(question, Date.now()));
    const doctor = ['--json', 'doctor', '--venues', 'binance', '--rest-url', `binance=${probed.url}`];
    expectAnswer('doctor-venues', (await tuneRunning(aWorkspace(), doctor).ended).out);
  });

  it('an error has its shape, whatever the verb', () => {
    for (const args of [
      ['show', 'v99'],
      ['status', '--nonsense'],
      ['tape', 'info', 'nothing.parquet'],
    ])
      expect(errorAnswer.safeParse(JSON.parse(tune(played, ['--json', ...args]).out)).success).toBe(true);
  });

  it('what a file brings, and what is claimed in it, have their shapes', { timeout: 60_000 }, () => {
    const folder = aWorkspace();
    copyFileSync(join(ASSETS, 'evolution/other-columns.md'), join(folder, 'notes.md'));
    expectAnswer('init', tune(folder, ['--json', 'init', '--capital', '1000']).out);
    expectAnswer('import-document', tune(folder, ['--json', 'import', 'notes.md']).out);
    expectAnswer('verify-claims', tune(folder, ['--json', 'verify', 'v1..v2', '--hours', '1']).out);
    const seeds = join(import.meta.dirname, '../../examples/v1-to-v8.toml');
    expectAnswer('import', tune(folder, ['--json', '--study', 'seeds', 'import', seeds]).out);
  });

  it('presets side by side have their shape', { timeout: 60_000 }, () => {
    const pair = ['compare', '--preset', 'static', '--against', 'regime', '--tape', TAPE];
    expectAnswer('compare-presets', tune(played, ['--json', ...pair]).out);
  });

  it('the page and a message have their shapes', { timeout: 60_000 }, async () => {
    const page = tuneRunning(played, ['--json', 'dashboard', '--port', '0', '--no-open']);
    await page.shows('Ctrl-C ends the page');
    page.child.kill('SIGINT');
    expectAnswer('dashboard', (await page.ended).out);
    const { url } = await aVenueServer(() => ({ ok: true, result: {} }));
    const telegram = { TUNE_NOTIFY_USE: 'telegram', TUNE_NOTIFY_SERVER: url, TUNE_NOTIFY_TELEGRAM_CHAT: '42' };
    const sent = tuneRunning(aWorkspace(), ['--json', 'notify', 'test'], {
      ...telegram,
      TELEGRAM_BOT_TOKEN: '1:token',
    });
    expectAnswer('notify', (await sent.ended).out);
  });

  it('every shape was met, here or in the test of its verb', () => {
    const unseen = Object.keys(answers).filter((name) => !seen.has(name));
    expect(unseen.toSorted()).toEqual(Object.keys(ELSEWHERE));
    for (const [name, file] of Object.entries(ELSEWHERE)) {
      const shape = name.includes('-') ? `answers['${name}']?.shape` : `answers.${name}?.shape`;
      expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).toContain(shape);
    }
  });
});

describe('docs/json/', () => {
  it('holds the JSON Schema of every shape, as npm run docs:json writes it', () => {
    const files = schemaFiles();
    expect(readdirSync(SCHEMAS).toSorted()).toEqual(Object.keys(files).toSorted());
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(SCHEMAS, name), 'utf8')).toBe(text);
  });

  it('is named in docs/json.md, file by file', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/json.md'), 'utf8');
    const rows = Object.entries(answers).map(([name, { verb, also = [], about }]) => {
      const verbs = [`[\`${verb}\`](json/${name}.json)`, ...also.map((other) => `\`${other}\``)];
      return `| ${verbs.join(', ')} | ${about} |`;
    });
    expect(page.split('\n').filter((line) => line.includes('](json/') && line.startsWith('| '))).toEqual(rows);
  });
});
