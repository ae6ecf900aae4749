/** `tune mcp`, spoken to by the client of the official SDK over stdin and stdout. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { aWorkspace, tune } from '../cli/tune.ts';

const TUNE = join(import.meta.dirname, '../../bin/tune.js');
const LONG = 60_000;

/** A study with sessions; made once. */
let played: string;

beforeAll(() => {
  played = mkdtempSync(join(tmpdir(), 'tune-mcp-'));
  expect(tune(played, ['start', '--sessions', '3', '--minutes', '6'])).toMatchObject({ code: 0 });
}, LONG);
afterAll(() => rmSync(played, { recursive: true, force: true }));

async function connected(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [TUNE, '--workspace', folder, 'mcp'],
    stderr: 'ignore',
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return client;
}

interface Answered {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
}

async function ask(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Answered> {
  const { isError = false, content } = await client.callTool({ name, arguments: args });
  const [first] = content as readonly { readonly type: string; readonly text: string }[];
  const text = first?.text ?? '';
  const isData = isError !== true && text.startsWith('{');
  return { isError: isError === true, text, data: isData ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

function json(...args: readonly string[]): Record<string, unknown> {
  return JSON.parse(tune(played, ['--json', ...args]).out) as Record<string, unknown>;
}

/** The counts of what a decision, or a start, would change. */
function decided(): object {
  const { decisions, versions, sessions } = json('history') as Record<string, readonly unknown[]>;
  return { decisions: decisions?.length, versions: versions?.length, sessions: sessions?.length };
}

const wider = (value: number) => ({
  changes: [{ parameter: 'spreadBps', value, why: 'fills lose after a minute' }],
  hypothesis: 'a wider spread loses less to informed flow',
  falsifier: 'markouts stay as they are',
});

/** A spread that the guardrails allow, by asking: steps are limited around the present one. */
async function allowedSpread(client: Client): Promise<number> {
  const { data } = await ask(client, 'read_parameters');
  const spread = (data.parameters as readonly { name: string; value: number }[]).find(
    ({ name }) => name === 'spreadBps',
  );
  for (const step of [0.1, 0.2, 0.3, -0.1, -0.2]) {
    const value = Number(((spread?.value ?? 0) + step).toFixed(1));
    if ((await ask(client, 'check_change', wider(value))).data.allowed === true) return value;
  }
  throw new Error('no step of the spread is allowed');
}

describe('tune mcp', () => {
  it('offers tools that read and one that proposes, and none that decides', { timeout: LONG }, async () => {
    const client = await connected(played);
    expect(client.getServerVersion()).toMatchObject({ name: 'tune' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      'check_change',
      'compare_versions',
      'propose_change',
      'read_learnings',
      'read_parameters',
      'read_proposals',
      'read_session',
      'read_sessions',
      'read_status',
      'read_version',
      'read_versions',
    ]);
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)).toEqual([
      'propose_change',
    ]);
  });

  it('says what the verbs say', { timeout: LONG }, async () => {
    const client = await connected(played);
    const status = json('status');
    expect((await ask(client, 'read_status')).data).toMatchObject({
      study: status.study,
      champion: status.champion,
      completedSessions: 3,
      campaign: { state: 'finished', done: 3, planned: 3 },
    });
    expect((await ask(client, 'read_version', { version: 1 })).data).toEqual(json('show', 'v1'));
    const { lanes } = json('show', 's2') as { lanes: readonly object[] };
    const second = (await ask(client, 'read_session', { session: 2 })).data as {
      readonly lanes: readonly object[];
      readonly trialLanes: readonly { readonly proposal: number; readonly fillModel: string }[];
    };
    expect(second.lanes.length).toBe(lanes.length);
    // Each candidate that ran on trial has a lane for each fill model, by its proposal.
    const { proposals: recorded } = json('history') as { proposals: readonly { id: number }[] };
    const ofProposal = Map.groupBy(second.trialLanes, ({ proposal }) => proposal);
    expect(ofProposal.size).toBeGreaterThan(0);
    for (const [proposal, models] of ofProposal) {
      expect(models.map(({ fillModel }) => fillModel).toSorted()).toEqual(['optimistic', 'pessimistic']);
      expect(recorded.some(({ id }) => id === proposal)).toBe(true);
    }
    const { newest } = (await ask(client, 'read_sessions', { last: 2 })).data as {
      newest: readonly { session: number }[];
    };
    expect(newest.map(({ session }) => session)).toEqual([3, 2]);
    const versions = (await ask(client, 'read_versions')).data.versions as readonly { version: number }[];
    expect(versions.length).toBe(status.versions);
    expect((await ask(client, 'read_learnings')).data.learnings).toEqual([]);
    expect((await ask(client, 'read_proposals', { last: 5 })).data.newest).toHaveLength(5);
  });

  it('serves the pages that a person reads', { timeout: LONG }, async () => {
    const client = await connected(played);
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(
      expect.arrayContaining(['tune://study/history', 'tune://study/report', 'tune://versions/1']),
    );
    const read = async (uri: string): Promise<string> => {
      const [content] = (await client.readResource({ uri })).contents;
      return content !== undefined && 'text' in content ? content.text : '';
    };
    expect(await read('tune://study/history')).toBe(tune(played, ['history']).out);
    expect(await read('tune://versions/1')).toContain('spreadBps');
    await expect(client.readResource({ uri: 'tune://versions/99' })).rejects.toThrow(/99/);
  });

  it('puts a proposal on trial, which is on record as one from outside, and decides nothing', {
    timeout: LONG,
  }, async () => {
    const client = await connected(played);
    const before = decided();
    const value = await allowedSpread(client);
    const { isError, data } = await ask(client, 'propose_change', wider(value));
    expect(isError).toBe(false);
    expect(data).toMatchObject({ status: 'on-trial', changes: [{ parameter: 'spreadBps', to: value }] });
    expect(json('show', `p${data.proposal}`)).toMatchObject({
      proposer: 'model',
      status: 'on-trial',
      hypothesis: 'a wider spread loses less to informed flow',
      notes: { framing: 'outside', falsifier: 'markouts stay as they are' },
      race: null,
    });
    expect(decided()).toEqual(before);
    // The same again behaves the same.
    const again = await ask(client, 'propose_change', wider(value));
    expect(again.isError).toBe(true);
    expect(again.text).toContain(`p${data.proposal} behaves the same and is on trial already`);
    // What is on trial runs in the next sessions, beside the acting version.
    expect(tune(played, ['start', '--sessions', '1', '--minutes', '2'])).toMatchObject({ code: 0 });
    expect(tune(played, ['review', `p${data.proposal}`]).out).toContain('trial');
  });

  it('refuses what the guardrails refuse, and records nothing of it', { timeout: LONG }, async () => {
    const client = await connected(played);
    const count = (json('history').proposals as readonly unknown[]).length;
    const tooFar = await ask(client, 'propose_change', wider(19));
    expect(tooFar.isError).toBe(true);
    expect(tooFar.text).toMatch(/^refused: .*spreadBps/);
    const checked = await ask(client, 'check_change', wider(19));
    expect(checked.data).toMatchObject({ allowed: false });
    expect(`refused: ${(checked.data.refusals as readonly string[]).join('\n')}`).toBe(tooFar.text);
    const outOfBounds = await ask(client, 'propose_change', wider(1e6));
    expect(outOfBounds.text).toMatch(/^refused: /);
    const unknown = { ...wider(1), changes: [{ parameter: 'nonsense', value: 1 }] };
    expect((await ask(client, 'propose_change', unknown)).text).toMatch(/^refused: .*nonsense/);
    const wrongType = { ...wider(1), changes: [{ parameter: 'spreadBps', value: true }] };
    expect((await ask(client, 'propose_change', wrongType)).text).toMatch(/^refused: .*spreadBps/);
    expect((await ask(client, 'propose_change', { ...wider(1), hypothesis: ' ' })).text).toContain(
      'hypothesis is empty',
    );
    expect((await ask(client, 'propose_change', { ...wider(1), base: 99 })).text).toMatch(/^not-found: /);
    expect((await ask(client, 'propose_change', { changes: [], hypothesis: 'x' })).isError).toBe(true);
    expect((json('history').proposals as readonly unknown[]).length).toBe(count);
  });

  it('lets as many proposals from outside wait as a session has lanes', { timeout: LONG }, async () => {
    const client = await connected(played, { TUNE_SESSION_TRIALS: '1' });
    const steps = [0.1, 0.2, 0.3];
    const base = (
      (await ask(client, 'read_parameters')).data.parameters as readonly { name: string; value: number }[]
    ).find(({ name }) => name === 'spreadBps');
    const answers: Answered[] = [];
    for (const step of steps)
      answers.push(await ask(client, 'propose_change', wider(Number(((base?.value ?? 0) + step).toFixed(1)))));
    expect(answers.at(-1)?.isError).toBe(true);
    expect(answers.at(-1)?.text).toMatch(/^refused: \d+ proposals from outside are on trial \(p\d+/);
  });

  it('has no name for a decision', { timeout: LONG }, async () => {
    const client = await connected(played);
    for (const name of ['approve', 'reject', 'edit', 'override', 'rollback', 'start'])
      expect((await ask(client, name)).isError).toBe(true);
  });

  it('says what is missing where there is no study, and ends with its client', { timeout: LONG }, async () => {
    const folder = aWorkspace();
    const client = await connected(folder);
    expect((await ask(client, 'read_status')).text).toMatch(/^no-study: .*tune start/);
    const { status, stdout } = spawnSync(process.execPath, [TUNE, 'mcp'], { cwd: folder, input: '', encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(tune(folder, ['mcp', '--json']).code).toBe(2);
  });
});
