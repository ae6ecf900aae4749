/** Verbs about the language model: doctor, prompt, permutation check, costs and calls, against a scripted server. */

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { verbGroups } from '../../src/cli/verbTable.ts';
import { answers } from '../../src/shapes/answers.ts';
import { openStore } from '../../src/store/store.ts';
import type { Journal } from '../../src/study/journal.ts';
import { anAnswer, type Said } from '../../src/testing/modelAnswer.ts';
import * as faults from '../models/faults.ts';
import type { ModelAsk, ModelReply } from '../models/modelReply.ts';
import { deadAddress, KEY, PROVIDERS, scriptedModel } from '../models/scriptedModel.ts';
import { aWorkspace, type ProgramResult, tuneRunning } from './tune.ts';

const model = scriptedModel();
/** A study of five sessions, made once, with four measured versions beside the first. */
let played: string;

beforeAll(async () => {
  played = mkdtempSync(join(tmpdir(), 'tune-played-'));
  // Without trials every round leads to a version.
  writeFileSync(join(played, 'tune.toml'), '[session]\ntrials = 0\n');
  expect((await tune(played, 'start', '--sessions', '4', '--minutes', '10')).code).toBe(0);
});
afterAll(() => rmSync(played, { recursive: true, force: true }));

/** Copies the study of {@link played}, which is only a database, into another workspace. */
function copyStudy(folder: string): void {
  copyFileSync(join(played, 'tune.db'), join(folder, 'tune.db'));
}

type Provider = (typeof PROVIDERS)[number];

interface Setup {
  readonly provider?: Provider;
  readonly url?: string;
  /** null leaves it out. */
  readonly key?: string | null;
  readonly more?: string;
  readonly permutationCheckEvery?: number;
  /** Begins with the study of {@link played}. */
  readonly study?: boolean;
}

/** A workspace whose settings name the scripted model. */
function aModelWorkspace({
  provider = 'openai',
  url,
  key = KEY,
  more = '',
  permutationCheckEvery = 0,
  study = true,
}: Setup = {}): string {
  const folder = aWorkspace();
  if (study) copyStudy(folder);
  const address = url ?? (provider === 'openai' ? model.server.openAiUrl : model.server.anthropicUrl);
  writeFileSync(
    join(folder, 'tune.toml'),
    `[llm]\nprovider = "${provider}"\nbase_url = "${address}"\nmodel = "m-1"\nkey_variable = "MODEL_KEY"\ntries = 1\npermutation_check_every = ${permutationCheckEvery}\n${more}`,
  );
  if (key !== null) {
    writeFileSync(join(folder, '.env'), `MODEL_KEY=${key}\n`);
    chmodSync(join(folder, '.env'), 0o600);
  }
  return folder;
}

/** Runs the program in this process, together with the server. */
async function tune(folder: string, ...args: string[]): Promise<ProgramResult> {
  let [out, err] = ['', ''];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  try {
    const code = await runProgram('0', verbGroups, ['--workspace', folder, ...args]);
    return { code, out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** The records of a study in the database. */
function recorded<T>(folder: string, look: (journal: Journal) => T): T {
  const store = openStore(join(folder, 'tune.db'), { readonly: true });
  try {
    return look(store.existing('default'));
  } finally {
    store.close();
  }
}

/** A model that answers every check correctly, and rounds with `said`. It reports about as many tokens as the prompt has. */
function able(said: (ask: ModelAsk) => Said = () => ({})): (ask: ModelAsk) => ModelReply {
  return (ask) => {
    const probe = /about version (\d+), that nothing/.exec(ask.user)?.[1];
    const base = Number(probe ?? /^parameter \| v(\d+) \| can go/m.exec(ask.user)?.[1]);
    const spread = Number(/^spreadBps \| ([\d.]+) \|/m.exec(ask.user.slice(ask.user.indexOf('## Base version')))?.[1]);
    const changes = [{ value: Number((spread + 0.2).toFixed(1)) }];
    const answer = anAnswer({
      base,
      changes,
      ...(probe === undefined ? said(ask) : { intent: 'no_change', changes: [] }),
    });
    const inputTokens = Math.round(ask.raw.length / 3);
    return { kind: 'text', text: JSON.stringify(answer), usage: { inputTokens, cachedTokens: 0, outputTokens: 200 } };
  };
}

const listed = [{ id: 'm-1', context_length: 65_536, max_input_tokens: 65_536 }];

/** The line of a check, by its name. */
function lineOf({ out }: ProgramResult, name: string): string {
  return out.split('\n').find((line) => line.slice(2).startsWith(`${name} `)) ?? `no line ${name} in:\n${out}`;
}

describe('tune doctor without a model', () => {
  it('checks machine and workspace, says how to set one up, and leaves nothing behind', async () => {
    const folder = aWorkspace();
    const { code, out } = await tune(folder, 'doctor');
    expect(
      out
        .split('\n')
        .slice(0, 4)
        .map((line) => line.slice(0, 11).trimEnd()),
    ).toEqual(['✓ node', '✓ workspace', '✓ disk', '✓ database']);
    expect(out).not.toContain('✗');
    expect(out).toContain('provider = "openai"');
    expect(out).toContain('docs/models.md');
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('finds a damaged database', async () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'tune.db'), 'this is no database, however long it goes on '.repeat(100));
    const { code, out } = await tune(folder, 'doctor');
    expect(out).toContain('✗ database');
    expect(out).toContain('1 of 7 checks failed');
    expect(code).toBe(1);
  });
});

describe.each(PROVIDERS)('tune doctor on a good server (%s)', (provider) => {
  it('makes all checks and records its calls as probes, without a proposal', async () => {
    model.models = listed;
    model.script = able();
    const folder = aModelWorkspace({ provider });
    const before = (await tune(folder, 'status', '--json')).out;
    const doctor = await tune(folder, 'doctor');
    expect(doctor.out).toContain('All checks passed.');
    expect(doctor.code).toBe(0);
    expect(lineOf(doctor, 'key')).toBe('✓ key           MODEL_KEY is set');
    expect(lineOf(doctor, 'listed')).toContain('m-1 is there');
    expect(lineOf(doctor, 'answer shape')).toContain('json_schema works');
    expect(lineOf(doctor, 'thoughts')).toContain('none in the answer');
    expect(lineOf(doctor, 'context')).toContain("32768 tokens are used of the endpoint's 65536");
    expect(lineOf(doctor, 'dry proposal')).toMatch(/exploit from v\d at once: spreadBps [\d.]+ → [\d.]+/);
    expect(lineOf(doctor, 'guardrails')).toContain('passed');
    expect(lineOf(doctor, 'cost')).toContain('2 calls, $0.0000 (no prices are set); on record');
    expect(lineOf(doctor, 'remembered')).toContain('campaigns begin with json_schema');
    expect(model.server.asks.map(({ outputFormat }) => outputFormat)).toEqual(['json_schema', 'json_schema']);

    expect(recorded(folder, (journal) => journal.calls())).toMatchObject([
      { purpose: 'probe', sessionId: null, proposalId: null, framing: '', outcome: 'accepted' },
      { purpose: 'probe', sessionId: null, proposalId: null, framing: 'exploit', outcome: 'accepted' },
    ]);
    const after = JSON.parse((await tune(folder, 'status', '--json')).out) as object;
    expect(after).toMatchObject({ waiting: (JSON.parse(before) as { waiting: unknown }).waiting });
    expect(after).toMatchObject({ model: { name: 'm-1', callsToday: 2 } });
  });

  it('reports a missing study, makes none, and remembers the format', async () => {
    model.models = listed;
    model.script = able();
    const folder = aModelWorkspace({ provider, study: false });
    const doctor = await tune(folder, 'doctor');
    expect(lineOf(doctor, 'dry proposal')).toContain('there is no study yet');
    expect(lineOf(doctor, 'cost')).toContain('not on record: there is no study yet');
    expect(doctor.code).toBe(0);
    expect(lineOf(await tune(folder, 'doctor'), 'answer shape')).toContain(
      'json_schema works (found by an earlier check',
    );
    expect(lineOf(await tune(folder, 'doctor'), 'database')).toContain('studies: none yet');
    expect((await tune(folder, 'status')).code).toBe(2);
  });
});

describe('tune doctor finds', () => {
  it.each(PROVIDERS)('a wrong key (%s)', async (provider) => {
    model.models = listed;
    model.script = () => faults.echoesKey(401, KEY);
    const doctor = await tune(aModelWorkspace({ provider }), 'doctor');
    expect(lineOf(doctor, 'answer shape')).toMatch(/^✗ .*status 401.*Check the key/);
    expect(doctor.out + doctor.err).not.toContain(KEY);
    expect(doctor.code).toBe(1);
  });

  it('a key that is missing, and asks nobody then', async () => {
    const doctor = await tune(aModelWorkspace({ provider: 'anthropic', key: null }), 'doctor');
    expect(lineOf(doctor, 'key')).toBe(
      '✗ key           MODEL_KEY is not set: put MODEL_KEY=… into .env (chmod 600 .env) or the environment',
    );
    expect(doctor.code).toBe(1);
    expect(model.server.asks).toEqual([]);
  });

  it('no fault in a missing key for a server on this machine', async () => {
    model.models = listed;
    model.script = able();
    const doctor = await tune(aModelWorkspace({ key: null }), 'doctor');
    expect(lineOf(doctor, 'key')).toContain('✓');
    expect(doctor.code).toBe(0);
  });

  it('an unknown model, and names those that are there', async () => {
    model.models = Array.from({ length: 25 }, (_, i) => ({ id: `other-${i + 1}` }));
    model.script = () => faults.unknownModel();
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'listed')).toMatch(/^✗ .*m-1 is not in the list; the list has: other-1, .*other-20$/);
    expect(lineOf(doctor, 'answer shape')).toContain('✗');
    expect(doctor.code).toBe(1);
  });

  it('a model that a list leaves out but that answers', async () => {
    model.models = [{ id: 'other' }];
    model.script = able();
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'listed')).toContain('! listed        m-1 is not in the list, but answers');
    expect(doctor.code).toBe(0);
  });

  it('no server at the address', async () => {
    const dead = await deadAddress();
    const doctor = await tune(aModelWorkspace({ url: dead.openAiUrl }), 'doctor');
    expect(lineOf(doctor, 'reachable')).toMatch(/^✗ .*cannot be reached \(.*ECONNREFUSED/);
    expect(doctor.out).not.toContain('answer shape');
    expect(doctor.code).toBe(1);
  });

  it('an invalid address', async () => {
    const doctor = await tune(aModelWorkspace({ url: 'http://me:secret@127.0.0.1/v1' }), 'doctor');
    expect(lineOf(doctor, 'address')).toContain('✗ address       The address of the model server 127.0.0.1 holds');
    expect(doctor.out + doctor.err).not.toContain('secret');
    expect(doctor.code).toBe(1);
  });

  it('thinking in the text and an endpoint without a context length, as warnings', async () => {
    model.models = [{ id: 'm-1' }];
    const good = able();
    model.script = (ask) => {
      const reply = good(ask);
      return reply.kind === 'text' ? { ...reply, text: `<think>\nHm.\n</think>\n\n${reply.text}` } : reply;
    };
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'thoughts')).toContain('! thoughts      before the answer, from which they are cut off');
    expect(lineOf(doctor, 'context')).toContain('! context       the endpoint does not report its context');
    expect(doctor.out).toContain('No check failed; warnings (!): 2.');
    expect(doctor.code).toBe(0);
  });

  it('a server that cuts the prompt, by the tokens that it counts', async () => {
    model.models = listed;
    const good = able();
    model.script = (ask) => {
      const reply = good(ask);
      return reply.kind === 'text'
        ? { ...reply, usage: { inputTokens: 2048, cachedTokens: 0, outputTokens: 200 } }
        : reply;
    };
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'prompt read')).toMatch(
      /^✗ .*counts 2048 tokens, tune estimates \d{4,5}: it seems to have cut/,
    );
    expect(doctor.code).toBe(1);
  });

  it('a history that is too long for the endpoint', async () => {
    model.models = [{ id: 'm-1', context_length: 12_000 }];
    model.script = able();
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'context')).toContain('! context       the endpoint takes 12000 tokens, less than');
    expect(lineOf(doctor, 'prompt')).toMatch(/^[✗!] /);
  });

  it('a proposal that guardrails refuse', async () => {
    model.models = listed;
    model.script = able(() => ({ changes: [{ value: 19.9 }] }));
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'dry proposal')).toMatch(/after 3 calls: spreadBps [\d.]+ → 19.9/);
    expect(lineOf(doctor, 'guardrails')).toMatch(/^! .*refused: .*step/);
    expect(doctor.code).toBe(0);
  });

  it('a model that answers in no format', async () => {
    model.models = listed;
    model.script = () => faults.text('I would widen the spread.');
    const doctor = await tune(aModelWorkspace(), 'doctor');
    expect(lineOf(doctor, 'answer shape')).toMatch(
      /^✗ .*json_schema misshapen .*tool misshapen .*json_object misshapen .*text misshapen/,
    );
    expect(doctor.out).not.toContain('dry proposal');
    expect(doctor.code).toBe(1);
  });

  it('the same as JSON', async () => {
    model.models = listed;
    model.script = able();
    const { out } = await tune(aModelWorkspace({ study: false }), 'doctor', '--json');
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      checks: expect.arrayContaining([{ name: 'key', state: 'ok', text: 'MODEL_KEY is set', remedy: null }]),
    });
  });
});

describe('a server that refuses response_format', () => {
  it('is asked in another format by this doctor, the next one and the campaigns; --fresh starts over', async () => {
    model.models = listed;
    const good = able();
    model.script = (ask) => (ask.body.response_format === undefined ? good(ask) : faults.noResponseFormat());
    const folder = aModelWorkspace({ study: false });
    const asked = (): string[] => model.server.asks.map(({ outputFormat }) => outputFormat);
    const first = await tune(folder, 'doctor');
    expect(lineOf(first, 'answer shape')).toMatch(
      /tool works; json_schema refused \(.*'response_format.type' must be 'text'/,
    );
    expect(asked()).toEqual(['json_schema', 'tool']);
    expect(lineOf(await tune(folder, 'doctor'), 'answer shape')).toContain('tool works (found by an earlier check');
    expect(asked()).toEqual(['json_schema', 'tool', 'tool']);
    // The first round before which something was measured is that after session 1.
    expect((await tune(folder, 'start', '--sessions', '2', '--minutes', '2')).code).toBe(0);
    expect(asked().length).toBeGreaterThan(3);
    expect(new Set(asked().slice(2))).toEqual(new Set(['tool']));
    await tune(folder, 'doctor', '--fresh');
    expect(asked()).toContain('json_schema');
  });
});

describe('tune propose', () => {
  it('--dry-run shows the prompt without provider and key, the same bytes each time', async () => {
    const folder = aWorkspace();
    copyStudy(folder);
    const first = await tune(folder, 'propose', '--dry-run');
    expect(first.code).toBe(0);
    expect((await tune(folder, 'propose', '--dry-run')).out).toBe(first.out);
    expect(first.out.match(/^===== .* =====$/gm)).toEqual([
      '===== system =====',
      '===== history =====',
      '===== task =====',
      '===== schema, as sent =====',
    ]);
    expect(first.err).toMatch(/Tokens \(an estimate\): \d+ \(system \d+, history \d+, task \d+\)/);
    expect(first.err).toContain('nothing is condensed');
  });

  it('--dry-run shows the prompt of the doctor, with the same hash', async () => {
    model.models = listed;
    model.script = able();
    const folder = aModelWorkspace();
    const dry = JSON.parse((await tune(folder, 'propose', '--dry-run', '--json')).out) as Record<string, unknown>;
    await tune(folder, 'doctor');
    const [, ask] = model.server.asks;
    expect(ask?.system).toBe(dry.system);
    expect(ask?.user.startsWith(`${String(dry.history)}\n\n${String(dry.task)}`)).toBe(true);
    const shown = (await tune(folder, 'propose', '--dry-run')).out.split('===== schema, as sent =====\n')[1]?.trimEnd();
    expect(ask?.body).toMatchObject({ response_format: { json_schema: { schema: JSON.parse(shown ?? '') } } });
    expect(recorded(folder, (journal) => journal.calls()[1])).toMatchObject({ promptHash: dry.hash });
  });

  it('--framing changes only the task', async () => {
    const folder = aWorkspace();
    copyStudy(folder);
    const framed = async (framing: string): Promise<Record<string, string>> =>
      JSON.parse((await tune(folder, 'propose', '--dry-run', '--json', '--framing', framing)).out) as Record<
        string,
        string
      >;
    const [exploit, explore] = [await framed('exploit'), await framed('explore')];
    expect([explore.system, explore.history]).toEqual([exploit.system, exploit.history]);
    expect(explore.task).not.toBe(exploit.task);
    expect(explore.hash).not.toBe(exploit.hash);
  });

  it.each([
    [['propose'], 'while tune start and tune resume run'],
    [['propose', '--dry-run', '--permutation-check'], '--dry-run does not ask the model and --permutation-check does'],
    [['propose', '--dry-run', '--framing', 'dream'], 'one of exploit, explore'],
    [['propose', '--permutation-check'], 'there is no model to ask'],
    [['show', 'c1'], 'there is no call c1'],
    [['show', 'v1', '--raw'], '--raw and --prompt belong to'],
    [['show', 'p1', '--raw'], 'no language model was asked for p1'],
  ])('tune %j exits 2 and says why', async (args, message) => {
    const { code, err } = await tune(played, ...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('--dry-run in a study without sessions says what is missing', async () => {
    const folder = aWorkspace();
    await tune(folder, '--study', 'seeds', 'import', join(import.meta.dirname, '../../examples/v1-to-v8.toml'));
    const { code, err } = await tune(folder, '--study', 'seeds', 'propose', '--dry-run');
    expect(err).toContain('study seeds has no completed session yet');
    expect(code).toBe(2);
  });
});

/** The version with the lowest gain in the table of versions, the champion aside: a figure of the history. */
function worstIn({ user }: ModelAsk): number {
  const table = user.slice(user.indexOf('## All versions'), user.indexOf('## What the champion'));
  const rows = [...table.matchAll(/^v(\d+) \| (-?[\d.]+) \|.*$/gm)]
    .filter(([row]) => !row.includes('| champion'))
    .map(([, number, mean]) => ({ number: Number(number), mean: Number(mean) }));
  const [worst] = rows.sort((a, b) => a.mean - b.mean);
  if (worst === undefined) throw new Error('the table holds the champion alone');
  return worst.number;
}

describe('tune propose --permutation-check', () => {
  it.each([
    [
      'reads',
      (ask: ModelAsk): Said => ({ intent: 'replicate', base: worstIn(ask), changes: [] }),
      'seems to read its history',
    ],
    ['does-not-read', (): Said => ({}), 'it does not seem to read its history'],
  ] as const)('a model that %s its history', async (result, said, words) => {
    model.script = able(said);
    const folder = aModelWorkspace();
    const check = await tune(folder, 'propose', '--permutation-check');
    expect(check.out).toContain(words);
    expect(check.code).toBe(0);
    const [plain, permuted] = model.server.asks;
    expect(model.server.asks).toHaveLength(2);
    expect(permuted?.system).toBe(plain?.system);
    expect(permuted?.user).not.toBe(plain?.user);
    expect(recorded(folder, (journal) => journal.calls())).toMatchObject([{ purpose: 'probe' }, { purpose: 'canary' }]);
    const out = readFileSync(join(folder, 'history/default/proposals.md'), 'utf8');
    expect(out).toContain('## Model');
    expect(out).toContain(`m-1, asked by hand (c2): ${result === 'reads' ? 'another answer' : 'the same answer'}`);
  });

  it('has the old name --canary too, which help does not show', async () => {
    model.script = able(() => ({}));
    const folder = aModelWorkspace();
    expect((await tune(folder, 'propose', '--canary')).out).toContain('it does not seem to read its history');
    expect((await tune(folder, 'show', 'c2')).out).toContain('permutation check');
    const help = await tune(folder, 'propose', '--help');
    expect(help.out).toContain('--permutation-check');
    expect(help.out).not.toContain('canary');
  });

  it('in a campaign is reported in the history', async () => {
    model.script = able();
    const folder = aModelWorkspace({ permutationCheckEvery: 1, more: 'framings = ["exploit"]\n' });
    expect((await tune(folder, 'start', '--sessions', '2', '--minutes', '2')).code).toBe(0);
    const calls = recorded(folder, (journal) => journal.calls());
    expect(calls.map(({ purpose }) => purpose)).toEqual(['propose', 'canary']);
    const page = readFileSync(join(folder, 'history/default/proposals.md'), 'utf8');
    expect(page).toContain('m-1, after session 5 (c2): the same answer');
  });

  it('has no result for a model that does not answer', async () => {
    model.script = () => faults.serverError();
    const check = await tune(aModelWorkspace(), 'propose', '--permutation-check', '--json');
    expect(answers['permutation-check']?.shape.safeParse(JSON.parse(check.out)).error).toBeUndefined();
    expect(JSON.parse(check.out)).toMatchObject({ result: 'unknown', reason: expect.stringContaining('status 500') });
    expect(check.code).toBe(1);
  });
});

describe('Ctrl-C while a model is asked', () => {
  it.each([[['propose', '--permutation-check']], [['doctor']]])(
    'tune %j ends the call, which goes on record',
    async (args) => {
      model.models = listed;
      model.script = () => faults.hang();
      const folder = aModelWorkspace();
      const running = tuneRunning(folder, args);
      await vi.waitFor(() => expect(model.server.asks).toHaveLength(1), { timeout: 20_000 });
      running.child.kill('SIGINT');
      const { code, err } = await running.ended;
      expect(err).toContain('stopping: the call to the model is ended');
      expect(code).toBe(130);
      const [first] = recorded(folder, (journal) => journal.calls());
      expect(first).toMatchObject({ outcome: 'failed', purpose: 'probe', detail: expect.stringContaining('stopped') });
    },
    30_000,
  );
});

describe('a key in text from the user', () => {
  it.each([
    ['reject', 'p1', '--reason'],
    ['approve', 'p1', '--reason'],
    ['edit', 'p1', '--set', 'levels=4', '--reason'],
    ['override', '--set', 'levels=4', '--reason'],
    ['rollback', 'v1', '--reason'],
    ['learnings', 'add', '--parameter', 'levels', '--direction', 'raise', '--effect', 'better'],
  ])('is refused by tune %s, with nothing on record', async (...args) => {
    const folder = aModelWorkspace();
    const before = recorded(folder, (journal) => [journal.decisions(), journal.learnings(), journal.versions()]);
    const { code, out, err } = await tune(folder, ...args, `my key is ${KEY}`);
    expect(err).toContain('the text holds the key in MODEL_KEY: nothing was recorded');
    expect(code).toBe(2);
    expect(out + err).not.toContain(KEY);
    expect(recorded(folder, (journal) => [journal.decisions(), journal.learnings(), journal.versions()])).toEqual(
      before,
    );
  });
});

describe('costs', () => {
  const prices = 'input_price = 2\ncached_input_price = 0.5\noutput_price = 10\n';

  it('are listed by day and model, with unknown costs and failed calls', async () => {
    model.models = listed;
    const usage = { inputTokens: 10_000, cachedTokens: 4_000, outputTokens: 500 };
    model.script = (ask) => {
      const answer = JSON.stringify(anAnswer({ intent: 'no_change' }));
      if (ask.nth === 1) return { kind: 'text', text: answer, usage };
      return ask.nth === 2 ? { kind: 'text', text: 'No.', usage: null } : faults.wrongKey();
    };
    const folder = aModelWorkspace({ more: prices });
    await tune(folder, 'doctor');
    // 6,000 × $2 + 4,000 × $0.5 + 500 × $10, by the million; then an answer without token counts, and a refusal for free.
    const expected = {
      calls: 3,
      accepted: 1,
      failures: [
        ['failed', 1],
        ['malformed', 1],
      ],
      inputTokens: 10_000,
      cachedTokens: 4_000,
      outputTokens: 500,
      costUnknown: 1,
    };
    const { groups, total, caps } = JSON.parse((await tune(folder, 'costs', '--json')).out) as {
      groups: { day: string; model: string; sum: object }[];
      total: { cost: number };
      caps: object;
    };
    expect(groups).toMatchObject([{ model: 'm-1', sum: expected }]);
    expect(total).toMatchObject(expected);
    expect(total.cost).toBeCloseTo(0.019, 12);
    expect(caps).toEqual({ perProposal: 0.5, perDay: 5 });
    const { out } = await tune(folder, 'costs');
    expect(out).toMatch(/m-1 +3 +10,000 +4,000 +500 +\$0\.0190 +1 +1 failed, 1 malformed/);
    expect(out).toMatch(/^Total +3 /m);
    // The cap of the day counts the answer without token counts at its maximum cost.
    const most = recorded(
      folder,
      (journal) => journal.calls().find(({ cost }) => cost === null)?.mostCost ?? Number.NaN,
    );
    const today = (0.019 + most).toFixed(4);
    expect(out).toContain(`Today: $${today} of the cap of $5 a day (UTC), in 3 calls`);
    expect(out).toContain('The cost of 1 call is not known');
    expect((await tune(folder, 'costs', '--csv')).out.split('\n')[1]).toMatch(
      /^\d{4}-\d\d-\d\d,m-1,3,1,10000,4000,500,0\.019\d*,1,"1 failed, 1 malformed"$/,
    );
    expect((await tune(folder, 'status')).out).toContain(`model     m-1 (openai): today $${today}`);
  });

  it('beyond the cap of a day no call is made', async () => {
    model.models = listed;
    model.script = able();
    const folder = aModelWorkspace({ more: `${prices}cost_per_day = 0.001\n` });
    const doctor = await tune(folder, 'doctor');
    expect(lineOf(doctor, 'answer shape')).toContain('the cap of $0.001 a day');
    expect(doctor.code).toBe(1);
    expect(model.server.asks).toEqual([]);
  });

  it('are reported as none before the first call', async () => {
    const { code, out } = await tune(played, 'costs');
    expect(code).toBe(0);
    expect(out).toContain('No language model was called in this study yet.');
  });
});

describe('tune show', () => {
  it('shows the calls behind a proposal with their original texts, without control characters', async () => {
    model.models = listed;
    model.script = able(() => ({ risks: 'More inventory.\u001b[m And red.', falsifier: 'Markouts get worse.' }));
    const folder = aModelWorkspace({ more: 'framings = ["exploit"]\n' });
    await tune(folder, 'start', '--sessions', '2', '--minutes', '2', '--approve', 'ask');
    const id = recorded(folder, (journal) => journal.calls()[0]?.proposalId);
    const shown = await tune(folder, 'show', `p${id}`);
    expect(shown.out).toContain('Falsifier: Markouts get worse.');
    expect(shown.out).toContain('Risks: More inventory. And red.');
    expect(shown.out).toContain('Evidence: spreadBps: v1');
    expect(shown.out).toMatch(/Calls to the language model: 1 call, \$0\.0000/);
    expect(shown.out).toMatch(
      /c\d+ {2}propose \(exploit\) {2}m-1 by json_schema, 1 try, \d+ ms, [\d,]+ tokens in \(0 cached\), 200 out, \$0\.0000, accepted/,
    );
    expect((await tune(folder, 'show', `p${id}`, '--raw')).out).toContain('"base_version":');
    expect((await tune(folder, 'show', `p${id}`, '--prompt')).out).toContain('"response_format"');
    for (const args of [
      ['show', `p${id}`],
      ['show', `p${id}`, '--raw'],
      ['show', 'c1'],
      ['review', `p${id}`],
    ]) {
      expect((await tune(folder, ...args)).out).not.toContain('\u001b');
    }
  });
});

describe('the key', () => {
  it.each(PROVIDERS)('is in no file and on no screen (%s)', async (provider) => {
    model.models = listed;
    const good = able();
    model.script = (ask) => {
      if (ask.nth === 1) return faults.text(`your key is ${KEY}`);
      return ask.nth === 4 ? faults.echoesKey(500, KEY) : good(ask);
    };
    const folder = aModelWorkspace({ provider });
    const runs = [
      // Runs as a separate program, to catch everything that it prints.
      await tuneRunning(folder, ['doctor']).ended,
      await tune(folder, 'propose', '--permutation-check'),
      await tune(folder, 'start', '--sessions', '1', '--minutes', '2'),
      await tune(folder, 'doctor', '--json', '--fresh'),
      await tune(folder, 'status'),
      await tune(folder, 'costs'),
      await tune(folder, 'propose', '--dry-run'),
      await tune(folder, 'show', 'c1'),
    ];
    for (const { out, err } of runs) expect(out + err).not.toContain(KEY);
    // The first call, and one that failed.
    const calls = recorded(folder, (journal) => journal.calls());
    expect(calls.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['malformed', 'failed', 'accepted']));
    expect(calls).toHaveLength(model.server.asks.length);
    expect(model.server.asks.every(({ headers }) => JSON.stringify(headers).includes(KEY))).toBe(true);
    // In the database the texts are compressed.
    const texts = recorded(folder, (journal) => calls.map(({ id }) => journal.callTexts(id)));
    expect(JSON.stringify({ calls, texts })).not.toContain(KEY);
    for (const file of filesIn(folder)) expect(readFileSync(file).includes(KEY), file).toBe(false);
    expect(existsSync(join(folder, 'history/default/EVOLUTION.md'))).toBe(true);
  });
});

/** All files of a workspace but `.env`. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '.env')
    .map((entry) => join(entry.parentPath, entry.name));
}
