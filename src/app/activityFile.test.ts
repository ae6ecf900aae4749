/** What a reader makes of the file of a campaign, by who holds the lock. */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { acquireLock, type Lock } from '../store/lock.ts';
import { shownActivity } from '../testing/shownActivity.ts';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import { watchedSchema } from './activity.ts';
import { watched, writeActivity } from './activityFile.ts';

const NOW = '2026-01-02T03:04:15.000Z';

function aWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'tune-activity-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return workspaceAt(folder);
}

function held(workspace: Workspace): Lock {
  const lock = acquireLock(workspace.lockFile);
  onTestFinished(() => lock.release());
  return lock;
}

it('a campaign runs while its process holds the lock, and has died where it let go without a word', () => {
  const workspace = aWorkspace();
  expect(watched(workspace, NOW)).toEqual({ state: 'none', ageSeconds: null, activity: null });
  const own = shownActivity({ pid: process.pid });
  const lock = held(workspace);
  expect(watched(workspace, NOW)).toEqual({ state: 'starting', ageSeconds: null, activity: null });
  writeActivity(workspace, own);
  // Written at 03:04:05.
  expect(watched(workspace, NOW)).toEqual({ state: 'running', ageSeconds: 10, activity: own });
  lock.release();
  expect(watched(workspace, NOW).state).toBe('died');
  const end = { kind: 'finished', at: NOW, words: 'it is finished' } as const;
  writeActivity(workspace, { ...own, end });
  expect(watched(workspace, NOW)).toEqual({ state: 'ended', ageSeconds: 10, activity: { ...own, end } });
  expect(watchedSchema.parse(watched(workspace, NOW))).toEqual(watched(workspace, NOW));
});

it('what another process left behind is not taken for the campaign that begins', () => {
  const workspace = aWorkspace();
  writeActivity(workspace, shownActivity({ pid: process.pid + 1 }));
  held(workspace);
  expect(watched(workspace, NOW)).toEqual({ state: 'starting', ageSeconds: null, activity: null });
});

it('the file is written whole: nothing else stays in the workspace', () => {
  const workspace = aWorkspace();
  for (let i = 0; i < 3; i++) writeActivity(workspace, shownActivity());
  expect(readdirSync(workspace.folder)).toEqual(['tune.activity.json']);
});

it('a damaged file, and one of another format, are errors that say what to do', () => {
  const workspace = aWorkspace();
  writeFileSync(workspace.activityFile, '{"format": 1');
  expect(() => watched(workspace, NOW)).toThrow('tune.activity.json is damaged. Remove it');
  writeFileSync(workspace.activityFile, JSON.stringify({ ...shownActivity(), pid: 'x' }));
  expect(() => watched(workspace, NOW)).toThrow('is damaged');
  writeFileSync(workspace.activityFile, JSON.stringify({ ...shownActivity(), format: 2 }));
  expect(() => watched(workspace, NOW)).toThrow('has format 2, and this program reads format 1');
});
