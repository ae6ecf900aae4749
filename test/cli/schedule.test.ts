/** The schedule of the real program: what it starts, what it skips, how it ends, and what it tells. */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers } from '../../src/shapes/answers.ts';
import { aWorkspace, tune, tuneRunning } from './tune.ts';

const QUICK = ['--sessions', '2', '--minutes', '2', '--threads', '1'];
const LONG = ['--sessions', '60'];
/** One start, one minute ago. */
const [DUE, SEEN] = minuteAgo();

function minuteAgo(): [expression: string, seen: string] {
  const start = new Date(Date.now() - 60_000);
  const seen = new Date(start.getTime() - 60_000).toISOString();
  return [`${start.getUTCMinutes()} ${start.getUTCHours()} * * *`, seen];
}

/** A workspace in which an earlier service of the same schedule ended two minutes ago, so that its start of one minute ago is still made. */
function aDueWorkspace(expression = DUE): string {
  const folder = aWorkspace();
  writeFileSync(
    join(folder, 'tune.schedule.json'),
    JSON.stringify({ expression, timezone: 'UTC', flags: '', seen: SEEN, last: null }),
  );
  return folder;
}

/** A folder with a program of the operating system that writes its arguments to a file and runs until it is ended. */
function sleepProgram(folder: string): { readonly PATH: string; readonly args: string } {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const file = join(bin, 'systemd-inhibit');
  writeFileSync(file, `#!/bin/sh\necho "$*" >> "${file}.args"\nshift 4; exec "$@"\n`);
  chmodSync(file, 0o755);
  return { PATH: `${bin}${delimiter}${process.env.PATH}`, args: `${file}.args` };
}

function digests(folder: string): unknown {
  const { lanes } = JSON.parse(tune(folder, ['history', '--json']).out) as { lanes: { digest: string }[] };
  return lanes.map(({ digest }) => digest);
}

const serve = (folder: string, args: readonly string[], extra: Readonly<Record<string, string>> = {}) =>
  tuneRunning(folder, ['schedule', DUE, '--timezone', 'UTC', ...args], extra);

describe('a scheduled start', () => {
  it('runs the same campaign as tune start with the same flags, and the service then waits for the next', async () => {
    const byHand = aWorkspace();
    tune(byHand, ['start', ...QUICK]);
    const folder = aDueWorkspace();
    const service = serve(folder, QUICK);
    await service.shows('finished.');
    const status = tune(folder, ['status', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({
      campaign: { status: 'finished', done: 2 },
      schedule: {
        expression: DUE,
        timezone: 'UTC',
        flags: '--minutes 2 --sessions 2 --threads 1',
        next: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00.000Z$/),
        last: { what: 'finished' },
        process: service.child.pid,
      },
    });
    service.child.kill('SIGTERM');
    const { code, err } = await service.ended;
    expect(code).toBe(0);
    expect(err).toContain('The schedule is stopped.');
    expect(digests(folder)).toEqual(digests(byHand));
  });

  it('is sealed on SIGTERM as tune start does it; the service ends without an error', async () => {
    const folder = aDueWorkspace();
    const service = serve(folder, LONG);
    await service.shows('session 2/60');
    service.child.kill('SIGTERM');
    const { code, err } = await service.ended;
    expect(code).toBe(0);
    expect(err).toContain('stopping when this session is stored');
    expect(err).toContain('interrupted.');
    const status = JSON.parse(tune(folder, ['status', '--json']).out) as object;
    expect(status).toMatchObject({ campaign: { status: 'interrupted' }, schedule: null });
  });

  it('is refused while the last campaign is unfinished, and the service continues', async () => {
    const folder = aDueWorkspace();
    const first = serve(folder, LONG);
    await first.shows('session 1/60');
    first.child.kill('SIGINT');
    await first.ended;
    const state = join(folder, 'tune.schedule.json');
    writeFileSync(state, readFileSync(state, 'utf8').replace(/"seen": "[^"]+"/, `"seen": "${SEEN}"`));
    const second = serve(folder, LONG);
    await second.shows('failed: the last campaign is unfinished');
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
  });

  it('stops at the proposal under --approve hold and says so; --allow-sleep leaves sleep alone', async () => {
    const folder = aDueWorkspace();
    const { PATH, args } = sleepProgram(folder);
    // Without trials the first session already leaves a proposal that waits.
    const flags = [...QUICK, '--approve', 'hold', '--allow-sleep'];
    const service = serve(folder, flags, { PATH, TUNE_SESSION_TRIALS: '0' });
    await service.shows('A campaign stops when a proposal waits (approval hold)');
    await service.shows('a proposal waits.');
    service.child.kill('SIGINT');
    expect((await service.ended).code).toBe(0);
    expect(existsSync(args)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('holds sleep off while the campaign runs', async () => {
    const folder = aDueWorkspace();
    const { PATH, args } = sleepProgram(folder);
    const service = serve(folder, QUICK, { PATH });
    await service.shows('systemd-inhibit holds sleep off');
    await service.shows('finished.');
    service.child.kill('SIGINT');
    await service.ended;
    expect(readFileSync(args, 'utf8')).toContain('--what=sleep:idle');
  });
});

describe('no two at once', () => {
  it('a start is skipped while a campaign runs that was started by hand', async () => {
    const folder = aDueWorkspace();
    const byHand = tuneRunning(folder, ['start', ...LONG]);
    await byHand.shows('session 1/60');
    const service = serve(folder, QUICK);
    await service.shows(`skipped, because a campaign ran in process ${byHand.child.pid}`);
    service.child.kill('SIGINT');
    await service.ended;
    byHand.child.kill('SIGINT');
    expect((await byHand.ended).code).toBe(130);
  });

  it('a second service in the workspace is refused: exit 6', async () => {
    const folder = aWorkspace();
    const service = tuneRunning(folder, ['schedule', '0 22 * * *']);
    await service.shows('the next start is');
    const second = tune(folder, ['schedule', '0 23 * * *']);
    expect(second.code).toBe(6);
    expect(second.err).toContain(`in process ${service.child.pid}`);
    const status = tune(folder, ['status']);
    expect(status.code).toBe(0);
    expect(status.out).toMatch(/^study {5}none yet\nschedule {2}"0 22 \* \* \*", next start \d{4}-\d\d-\d\d 22:00 /);
    service.child.kill('SIGINT');
    expect((await service.ended).code).toBe(0);
  });
});

describe('starts that nobody made', () => {
  it('are named and not made up', async () => {
    const old = new Date(Date.now() - 3 * 86_400_000);
    const expression = `${old.getUTCMinutes()} ${(old.getUTCHours() + 12) % 24} * * *`;
    const folder = aWorkspace();
    writeFileSync(
      join(folder, 'tune.schedule.json'),
      JSON.stringify({ expression, timezone: 'UTC', flags: '', seen: old.toISOString(), last: null }),
    );
    const service = tuneRunning(folder, ['schedule', expression, '--timezone', 'UTC', '--json']);
    await service.shows('3 starts skipped');
    service.child.kill('SIGINT');
    const { out, code } = await service.ended;
    expect(JSON.parse(out)).toEqual({ missed: 3 });
    expect(answers.schedule?.shape.safeParse(JSON.parse(out)).error).toBeUndefined();
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });
});

describe('the log', () => {
  it('has what the service said, as lines, and no key; --quiet says nothing elsewhere', async () => {
    const folder = aDueWorkspace();
    // A key that the service would show: it is a word of what it says.
    writeFileSync(join(folder, '.env'), 'SOME_KEY=guardrails\n', { mode: 0o600 });
    const service = serve(folder, [...QUICK, '--quiet']);
    const follow = tuneRunning(folder, ['logs', '-f']);
    await new Promise<void>((done) => {
      let seen = '';
      follow.child.stdout?.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.includes('finished.')) done();
      });
    });
    follow.child.kill('SIGINT');
    expect((await follow.ended).code).toBe(130);
    service.child.kill('SIGTERM');
    const { out, err } = await service.ended;
    expect(out + err).toBe('');
    const shown = tune(folder, ['logs']).out;
    expect(shown).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}Schedule "/m);
    expect(shown).toContain('session 2/2');
    expect(shown).toContain('The schedule is stopped.');
    expect(shown).toContain('pass the [secret] are approved');
    expect(readFileSync(join(folder, 'logs/schedule.log'), 'utf8')).not.toContain('guardrails');
    expect(JSON.parse(tune(folder, ['logs', '--json', '--lines', '1']).out)).toMatchObject([
      { level: 'info', msg: 'The schedule is stopped.' },
    ]);
  });

  it('is empty before the first service', () => {
    const folder = aWorkspace();
    expect(tune(folder, ['logs']).err).toContain('tune schedule writes it');
  });
});

describe('wrong usage runs nothing', () => {
  it.each([
    [['0 25 * * *'], 'the schedule "0 25 * * *" cannot be read'],
    [['0 22 * * *', '--mode', 'replay'], '--mode replay needs at least one --tape'],
  ])('%j', (args, message) => {
    const folder = aWorkspace();
    const { code, err } = tune(folder, ['schedule', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(join(folder, 'tune.schedule.json'))).toBe(false);
  });
});

it('--dry-run shows the next five starts', () => {
  const folder = aWorkspace();
  const { out, code } = tune(folder, ['schedule', '0 22 * * *', '--timezone', 'Asia/Tokyo', '--dry-run']);
  expect(code).toBe(0);
  expect(out.match(/^\d{4}-\d\d-\d\d 22:00 Asia\/Tokyo \(\+09:00\) {2}\d{4}-\d\d-\d\d 13:00 UTC$/gm)).toHaveLength(5);
});
