/** Estimates of a planned campaign against figures by hand: from sessions on record, from a calibration, of a live market. */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../store/store.ts';
import { smallPlan } from '../testing/smallStudy.ts';
import { aSession, begun, btcStudy, completed, threeSimHours } from '../testing/store/journalFixtures.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { type EstimatePorts, estimateCampaign } from './campaignEstimate.ts';

const sixteenHours = { ...smallPlan, sessions: 16, minutes: 60, trials: 2 };

/** @param readings of the stopwatch, ms, one after the other */
function aProgram(readings: readonly number[] = []): EstimatePorts {
  const folder = mkdtempSync(join(tmpdir(), 'tune-estimate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const workspace = workspaceAt(folder);
  writeFileSync(workspace.tomlFile, '[study]\nname = "btc"\n');
  const left = [...readings];
  return {
    workspace,
    settings: () =>
      loadConfig({ tomlFile: workspace.tomlFile, envFile: workspace.envFile, environment: {}, flags: {} }),
    now: () => '2026-01-01T00:00:00.000Z',
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    notify: () => undefined,
    freeBytes: () => 5e9,
    stopwatchMs: () => left.shift() ?? expect.unreachable(),
  };
}

/** Sessions that began at these seconds, each with a folder of so many bytes. */
function recorded({ workspace }: EstimatePorts, starts: readonly number[], bytes: number): void {
  let seconds = 0;
  const store = openStore(workspace.databaseFile, { now: () => new Date(seconds * 1000).toISOString() });
  const journal = store.open(btcStudy);
  const { campaignId } = begun(journal);
  for (const start of starts) {
    seconds = start;
    const { id, number } = journal.startSession(aSession(campaignId));
    journal.sealSession(id, completed());
    const folder = join(workspace.runsFolder, `btc-${String(number).padStart(4, '0')}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tape.parquet'), Buffer.alloc(bytes));
  }
  store.close();
}

it('follows the sessions on record that are like the planned ones, and a long gap counts little', async () => {
  const program = aProgram();
  // Between their starts: 100, 100, 120 s, and 4000 s of an interruption.
  recorded(program, [0, 100, 200, 4_200, 4_320], 1_500_000);
  const { seconds, bytes } = await estimateCampaign({ ...threeSimHours, sessions: 10 }, program);
  // Rounds grow with the study: by hand 4.375 lengths of a session in the recorded rounds (1 to 4 sessions before), 5.425 in the
  // planned ones (5 to 14 before), so 1.24 times as long. The median is 120 s, the quartiles are 100 and 4000 s.
  expect(seconds?.about).toBeCloseTo(1_488, 6);
  expect(seconds?.from).toBeCloseTo(1_240, 6);
  expect(seconds?.to).toBeCloseTo(49_600, 6);
  expect(seconds?.basis).toContain('the last 4 sessions like these on record');
  // The folder and half a megabyte of records for each session.
  expect(bytes).toMatchObject({ about: 20e6, basis: 'the folders of 5 sessions like these' });
});

it('sessions of another length say nothing: a market is timed instead, the second time counts', async () => {
  // 50 ms to warm up, then 200 ms for ten minutes: 1.2 s an hour.
  const program = aProgram([0, 50, 100, 300]);
  recorded(program, [0, 1_000, 2_000, 3_000], 10);
  const { seconds, bytes } = await estimateCampaign({ ...sixteenHours, families: ['calm'] }, program);
  // With 4 to 19 sessions before, rounds are 5.725 times as long as that on average.
  expect(seconds?.about).toBeCloseTo(1.2 * 5.725 * 16, 6);
  expect([seconds?.from, seconds?.to]).toEqual([(seconds?.about ?? 0) / 2, 2 * (seconds?.about ?? 0)]);
  expect(bytes.basis).toBe('sessions with the default settings');
});

it('rounds of a long campaign grow until the study has 54 sessions', async () => {
  const { seconds } = await estimateCampaign({ ...sixteenHours, sessions: 100 }, aProgram([0, 50, 100, 300]));
  // 54 rounds of 7.975 on average, and 46 of 12.
  expect(seconds?.about).toBeCloseTo(1.2 * (54 * 7.975 + 46 * 12), 6);
});

it('a replay without any session on record has no time: it depends on the tapes', async () => {
  expect((await estimateCampaign({ ...sixteenHours, mode: 'replay' }, aProgram())).seconds).toBeNull();
});

it('a live market takes its own time, and its capture is forecast for the busiest market of the venue', async () => {
  const { seconds, bytes, freeBytes } = await estimateCampaign({ ...sixteenHours, mode: 'paper' }, aProgram());
  expect(seconds?.about).toBe(16 * 3600);
  // Hyperliquid: 100 MB an hour, and 45 MB for each of the two compiled forms.
  expect(bytes?.about).toBeCloseTo(3.04e9, 0);
  expect(bytes?.to).toBe(bytes?.about);
  expect(freeBytes).toBe(5e9);
});
