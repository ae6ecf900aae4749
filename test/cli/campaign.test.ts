/** Campaigns of the real program: results, determinism, interruption, and the journal as the only state. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune, tuneRunning } from './tune.ts';

const QUICK = ['--sessions', '3', '--minutes', '10'];
/** Every round leads to a proposal at once. */
const WITHOUT_TRIALS = { TUNE_SESSION_TRIALS: '0' };

interface Input {
  readonly versions: readonly { readonly number: number; readonly parameters: Readonly<Record<string, unknown>> }[];
  readonly sessions: readonly { readonly number: number; readonly status: string; readonly id: number }[];
  readonly lanes: readonly {
    readonly sessionId: number;
    readonly version: number;
    readonly fillModel: string;
    readonly digest: string;
  }[];
  readonly decisions: readonly { readonly kind: string; readonly by: string }[];
}

function records(folder: string): Input {
  return JSON.parse(tune(folder, ['history', '--json']).out) as Input;
}

/** The outcome of a campaign without times and row numbers. */
function outcome(folder: string) {
  const { versions, sessions, lanes } = records(folder);
  const completed = sessions.filter((session) => session.status === 'completed');
  return {
    parameters: versions.map((version) => version.parameters),
    digests: completed.map((session) =>
      lanes
        .filter((lane) => lane.sessionId === session.id)
        .map((lane) => `v${lane.version} ${lane.fillModel} ${lane.digest}`),
    ),
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe('a simulated campaign', () => {
  it('runs from nothing to new versions, without a question, and says where things are', () => {
    const folder = aWorkspace();
    const { code, out, err } = tune(folder, ['start', ...QUICK], WITHOUT_TRIALS);
    expect(code).toBe(0);
    expect(out).toMatch(/^v1\* +3 /m);
    expect(out).toContain('change from v1:');
    expect(err).toContain('session 3/3');
    expect(err).toMatch(/Next: tune review p\d+/);
    const { sessions, versions, decisions } = records(folder);
    expect(sessions.map((session) => session.status)).toEqual(['completed', 'completed', 'completed']);
    expect(versions).toHaveLength(3);
    expect(decisions.every((decision) => decision.by === 'policy:auto')).toBe(true);
    expect(tune(folder, ['review']).code).toBe(3);
  });

  it('runs candidates on trial in every session, and verifies them', () => {
    const folder = aWorkspace();
    const { code, err } = tune(folder, ['start', ...QUICK]);
    expect(code).toBe(0);
    expect(err.match(/candidates? on trial: p/g)?.length).toBe(3);
    expect(tune(folder, ['status']).out).toMatch(/^on trial {2}.*p\d+/m);
    expect(tune(folder, ['status']).out).toMatch(
      /surrogate: \d+ candidates tried, chance that the next is better \d+ %/,
    );
    expect(tune(folder, ['verify', 'v1']).out).toContain('byte-identical');
    expect(tune(folder, ['review', 'p1']).out).toContain('On trial: ');
  });

  it('gives the same, byte for byte, a second time, and something else with another seed', () => {
    const [first, second, other] = [aWorkspace(), aWorkspace(), aWorkspace()];
    for (const folder of [first, second]) tune(folder, ['start', ...QUICK]);
    tune(other, ['start', ...QUICK], { TUNE_STUDY_SEED: 'another' });
    expect(outcome(second)).toEqual(outcome(first));
    expect(outcome(other)).not.toEqual(outcome(first));
  });

  it('is verified from its seeds and from the tapes that it saved; a tampered record is found', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...QUICK]);
    const verified = tune(folder, ['verify', 'v1']);
    expect(verified.code).toBe(0);
    expect(verified.out.match(/: identical$/gm)).toHaveLength(6);
    expect(verified.out).toContain('session 3 from its saved tape');
    const tape = join(folder, 'runs/default-0003/tape.parquet');
    writeFileSync(tape, readFileSync(join(folder, 'runs/default-0002/tape.parquet')));
    const refused = tune(folder, ['verify', 'v1']);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('session 3 from its saved tape: the tape differs');
  });

  it('renders history/ and runs/ again when they were deleted', () => {
    const folder = aWorkspace();
    tune(folder, ['start', ...QUICK]);
    const texts = () =>
      [...filesBelow(join(folder, 'history')), ...filesBelow(join(folder, 'runs'))]
        .filter((file) => !file.endsWith('.parquet') && !file.endsWith('README.md'))
        .map((file) => [file, readFileSync(file, 'utf8')]);
    const before = texts();
    rmSync(join(folder, 'history'), { recursive: true });
    rmSync(join(folder, 'runs'), { recursive: true });
    expect(tune(folder, ['history']).code).toBe(0);
    expect(texts()).toEqual(before);
  });

  it('with nobody there goes on measuring while proposals wait under ask, and stops for one under hold', () => {
    const ask = aWorkspace();
    expect(tune(ask, ['start', ...QUICK, '--approve', 'ask'], WITHOUT_TRIALS).code).toBe(0);
    expect(records(ask).versions).toHaveLength(1);
    expect(tune(ask, ['review']).code).toBe(3);
    const hold = aWorkspace();
    expect(tune(hold, ['start', ...QUICK, '--approve', 'hold'], WITHOUT_TRIALS).code).toBe(3);
    expect(records(hold).sessions).toHaveLength(1);
    expect(tune(hold, ['reject', 'p1', '--reason', 'not now']).code).toBe(0);
    expect(tune(hold, ['approve', 'p1'])).toMatchObject({ code: 6, err: expect.stringContaining('was rejected by ') });
    expect(tune(hold, ['approve'])).toMatchObject({ code: 6, err: expect.stringContaining('p1 no longer waits') });
    expect(tune(hold, ['resume']).code).toBe(3);
    expect(records(hold).sessions).toHaveLength(2);
    const { proposal, plan } = JSON.parse(tune(hold, ['review', '--json']).out);
    expect(plan).toEqual({
      hash: proposal.hash,
      waitingSince: proposal.waitingSince,
      expiresAt: new Date(Date.parse(proposal.waitingSince) + 24 * 3_600_000).toISOString(),
      problem: null,
      isRenewable: false,
    });
    expect(tune(hold, ['review', '--renew']).err).toContain(`p${proposal.id} passed again.`);
    const again = JSON.parse(tune(hold, ['review', '--json']).out);
    expect(again.proposal.hash).toBe(proposal.hash);
    expect(again.proposal.waitingSince > proposal.waitingSince).toBe(true);
  });

  it('says by which rule it approves', () => {
    const folder = aWorkspace();
    const { err } = tune(folder, ['start', ...QUICK, '--approve', 'auto'], WITHOUT_TRIALS);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('(policy:auto: approval.sim is auto: it passed the guardrails');
  });
});

describe('an interrupted campaign', () => {
  it('seals the running session on Ctrl-C, and resumes to the result that it would have had', async () => {
    const straight = aWorkspace();
    tune(straight, ['start', '--sessions', '4']);
    const folder = aWorkspace();
    const running = tuneRunning(folder, ['start', '--sessions', '4']);
    await running.shows('session 2/4');
    running.child.kill('SIGINT');
    const { code, err } = await running.ended;
    expect(code).toBe(130);
    expect(err).toContain('Next: tune resume');
    expect(tune(folder, ['resume']).code).toBe(0);
    expect(outcome(folder)).toEqual(outcome(straight));
  });

  it('survives kill −9 and resumes to the same result', async () => {
    const straight = aWorkspace();
    tune(straight, ['start', '--sessions', '4']);
    const folder = aWorkspace();
    const running = tuneRunning(folder, ['start', '--sessions', '4']);
    await running.shows('session 1/4');
    running.child.kill('SIGKILL');
    await running.ended;
    expect(tune(folder, ['status']).out).toContain('died while running');
    expect(tune(folder, ['resume']).code).toBe(0);
    expect(outcome(folder)).toEqual(outcome(straight));
  });

  it('lets no second campaign into the workspace: exit 6', async () => {
    const folder = aWorkspace();
    const running = tuneRunning(folder, ['start', '--sessions', '60']);
    await running.shows('session 1/60');
    const second = tune(folder, ['start', '--sessions', '1']);
    expect(second.code).toBe(6);
    expect(second.err).toContain(`process ${running.child.pid}`);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });
});

describe('replay of a recording', () => {
  /** Two minutes of a quiet market in which a seller comes every ten seconds. */
  function recording(folder: string): string {
    const lines = ['ts_us,kind,side,price,size'];
    const start = 1_700_000_000_000_000;
    for (let i = 1; i <= 50; i++) lines.push(`${start},D,bid,${30_000 - i},1`, `${start},D,ask,${30_000 + i},1`);
    for (let second = 1; second <= 125; second++) {
      const time = start + second * 1_000_000;
      const wave = Math.round(10 * Math.sin(second / 9));
      if (second % 10 === 0) lines.push(`${time},T,sell,${29_990 + wave},0.2`);
      lines.push(`${time},D,bid,29000,${1 + (second % 2)}`);
    }
    const file = join(folder, 'recording.csv');
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }

  it('imports, cuts into sessions, goes on in a second campaign, starts over at the end, and is verified', () => {
    const folder = aWorkspace();
    const imported = tune(folder, [
      'tape',
      'import',
      recording(folder),
      '--tick',
      '1',
      '--lot',
      '0.001',
      '--symbol',
      'TEST',
    ]);
    expect(imported.code).toBe(0);
    expect(existsSync(join(folder, 'tapes/recording.parquet'))).toBe(true);
    const args = ['start', '--mode', 'replay', '--tape', 'tapes/recording.parquet', '--minutes', '1'];
    const first = tune(folder, [...args, '--sessions', '1']);
    expect(first.code).toBe(0);
    expect(first.err).toContain('session 1/1');
    expect(tune(folder, args).err).toContain('session 2/2');
    // The second minute is new to the study, the first is not.
    expect(records(folder).sessions).toMatchObject([0, 60e6, 0].map((fromUs) => ({ source: { fromUs } })));
    // Both minutes together are not new either, but there is no other tape.
    expect(tune(folder, [...args.slice(0, -1), '2']).err).toContain('session 1/1');
    expect(records(folder).sessions.at(-1)).toMatchObject({ source: { fromUs: 0, toUs: 120e6 } });
    expect(tune(folder, ['verify', 'v1']).code).toBe(0);
  });

  it('refuses a tape that is missing, empty, broken or too short, before anything is written', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'empty.parquet'), '');
    writeFileSync(join(folder, 'broken.parquet'), 'PAR1 this is no tape PAR1');
    const replay = (tape: string) => tune(folder, ['start', '--mode', 'replay', '--tape', tape, '--minutes', '1']);
    for (const tape of ['missing.parquet', 'empty.parquet', 'broken.parquet']) {
      const { code, err } = replay(tape);
      expect(code).not.toBe(0);
      expect(err).toContain(tape);
    }
    tune(folder, ['tape', 'import', recording(folder), '--tick', '1', '--lot', '0.001']);
    const short = tune(folder, ['start', '--mode', 'replay', '--tape', 'tapes/recording.parquet']);
    expect(short.code).toBe(2);
    expect(short.err).toContain('no whole session of 60 min');
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });

  it('refuses a tape whose steps do not fit the instrument, naming the settings', () => {
    const folder = aWorkspace();
    tune(folder, ['tape', 'import', recording(folder), '--tick', '0.25', '--lot', '0.001']);
    const { code, err } = tune(folder, [
      'start',
      '--mode',
      'replay',
      '--tape',
      'tapes/recording.parquet',
      '--minutes',
      '1',
    ]);
    expect(code).toBe(1);
    expect(err).toContain('instrument.tick_size = 0.25');
  });
});
