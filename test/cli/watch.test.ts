/** Watching a campaign from another process: while it runs, when it ends, and after it was killed. */

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { activitySchema, type Watched, watchedSchema } from '../../src/app/activity.ts';
import { aWorkspace, type RunningTune, tune, tuneRunning } from './tune.ts';

/** A campaign of which the first session is done. */
async function aRunningCampaign(folder: string, sessions = 60): Promise<RunningTune> {
  const running = tuneRunning(folder, ['start', '--sessions', `${sessions}`, '--minutes', '5', '--approve', 'ask']);
  await running.shows('session 1/');
  return running;
}

/** @throws where a line is not of the documented shape, or holds more than that */
function watchedIn(out: string): Watched[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      const watched = watchedSchema.parse(value);
      expect(watched).toEqual(value);
      return watched;
    });
}

it('without a campaign it says so and what to do, and that is no error', () => {
  const folder = aWorkspace();
  expect(tune(folder, ['watch'])).toEqual({
    code: 0,
    out: 'No campaign has run in this workspace.\n',
    err: 'Next: tune start\n',
  });
  expect(JSON.parse(tune(folder, ['watch', '--json']).out)).toEqual({
    state: 'none',
    ageSeconds: null,
    activity: null,
  });
});

it('off a terminal it prints the block once, without control codes', async () => {
  const folder = aWorkspace();
  const { child, ended } = await aRunningCampaign(folder);
  const { out, code } = tune(folder, ['watch']);
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toBe(`default: BTC-USD-PERP, sim, campaign 1 in process ${child.pid}`);
  expect(out).toMatch(/^campaign {2}\d+ of 60 sessions done/m);
  expect(out).toMatch(/^v1 +acting +[-+]?\$/m);
  expect(out).toMatch(/^p\d+ +trial +[-+]?\$/m);
  expect(out).toMatch(/^next {6}/m);
  expect(out.includes('\u001b')).toBe(false);

  const status = tune(folder, ['status']).out;
  expect(status).toMatch(/^now {7}\w+/m);
  expect(status).toMatch(/^then {6}\w+/m);
  const { doing } = JSON.parse(tune(folder, ['status', '--json']).out) as { doing: unknown };
  expect(watchedSchema.parse(doing)).toMatchObject({ state: 'running', activity: { pid: child.pid } });
  child.kill('SIGINT');
  await ended;
});

it('it ends with the campaign, and Ctrl-C of the watching leaves the campaign alone', async () => {
  const folder = aWorkspace();
  const campaign = await aRunningCampaign(folder);
  const watching = tuneRunning(folder, ['watch', '--json']);
  const other = tuneRunning(folder, ['watch', '--json']);
  await new Promise((resume) => other.child.stdout?.once('data', resume));
  other.child.kill('SIGINT');
  const stopped = await other.ended;
  expect(stopped.code).toBe(130);
  expect(watchedIn(stopped.out).at(-1)).toMatchObject({ state: 'running', activity: { pid: campaign.child.pid } });
  expect(campaign.child.exitCode).toBeNull();

  campaign.child.kill('SIGINT');
  await campaign.ended;
  const { code, out, err } = await watching.ended;
  expect(code).toBe(0);
  expect(err).toBe('Next: tune resume\n');
  const lines = watchedIn(out);
  expect(lines.at(-1)).toMatchObject({ state: 'ended', activity: { end: { kind: 'interrupted' } } });
  expect(lines.slice(0, -1).every(({ state }) => state === 'running')).toBe(true);

  const after = tune(folder, ['watch']);
  expect(after.out).toContain('it was interrupted; tune resume continues it');
  expect(after.code).toBe(0);
});

it('after kill -9 the file that stays is known to be of no process, and a campaign that continues replaces it', async () => {
  const folder = aWorkspace();
  const { child, ended } = await aRunningCampaign(folder);
  child.kill('SIGKILL');
  await ended;
  const file = join(folder, 'tune.activity.json');
  expect(activitySchema.parse(JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({ pid: child.pid, end: null });
  const { out, err, code } = tune(folder, ['watch']);
  expect(out).toContain('its process ended without saying so');
  expect(err).toBe('Next: tune resume\n');
  expect(code).toBe(0);
  expect(watchedIn(tune(folder, ['watch', '--json']).out)).toMatchObject([{ state: 'died' }]);
  expect(JSON.parse(tune(folder, ['status', '--json']).out)).toMatchObject({ doing: null });

  const resumed = tuneRunning(folder, ['resume']);
  await resumed.shows('session ');
  expect(watchedIn(tune(folder, ['watch', '--json', '--once']).out)).toMatchObject([
    { state: 'running', activity: { pid: resumed.child.pid, end: null } },
  ]);
  resumed.child.kill('SIGINT');
  await resumed.ended;
});

it('a finished campaign is marked as such', () => {
  const folder = aWorkspace();
  tune(folder, ['start', '--sessions', '1', '--minutes', '1', '--approve', 'ask']);
  const { out, err } = tune(folder, ['watch']);
  expect(out).toContain('(sim, 1 of 1 session done): it is finished');
  expect(err).toBe('Next: tune history\n');
});

it('after the end it names a proposal that waits, until it is decided', () => {
  const folder = aWorkspace();
  const start = ['start', '--sessions', '3', '--minutes', '2', '--approve', 'hold'];
  expect(tune(folder, start, { TUNE_SESSION_TRIALS: '0' }).code).toBe(3);
  expect(tune(folder, ['watch']).err).toMatch(/^Next: tune review p\d+, then tune resume\n$/);
  expect(tune(folder, ['approve']).code).toBe(0);
  expect(tune(folder, ['watch']).err).toBe('Next: tune resume\n');
  expect(watchedIn(tune(folder, ['watch', '--json']).out)).toMatchObject([{ activity: { waiting: [] } }]);
  // What the campaign wrote is shown where the records are gone.
  rmSync(join(folder, 'tune.db'));
  expect(tune(folder, ['watch']).err).toMatch(/^Next: tune review p\d+, then tune resume\n$/);
});

it('start --dry-run tells time and size and what they are based on, and starts nothing', () => {
  const folder = aWorkspace();
  const dry = ['start', '--sessions', '4', '--minutes', '5', '--dry-run'];
  const first = tune(folder, dry).out;
  expect(first).toMatch(/^takes about .*, from a market of 5 min made and run just now/m);
  expect(first).toMatch(/^writes about \d+ MB .*, from sessions with the default settings; \d+ MB are free$/m);
  expect(tune(folder, ['watch']).out).toContain('No campaign has run');
  tune(folder, ['start', '--sessions', '4', '--minutes', '5', '--approve', 'auto']);
  expect(tune(folder, dry).out).toMatch(/^takes about .*, from the last 3 sessions like these on record/m);
  const { estimate, sessions } = JSON.parse(tune(folder, [...dry, '--json']).out) as {
    sessions: number;
    estimate: { seconds: { about: number } };
  };
  expect(sessions).toBe(4);
  expect(estimate.seconds.about).toBeGreaterThan(0);
});
