/** Which campaigns hold the machine's sleep off, and until when, with a stand-in for the program of the operating system. */

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { modes } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { type CampaignRun, observed, sleepIsHeldOff } from './campaignTerminal.ts';
import { terminalIo } from './io.ts';

/** A folder that stands first on PATH, with both programs that hold sleep off. They write to `ended` when they are ended. */
function sleepPrograms(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-awake-'));
  const before = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = before;
    rmSync(folder, { recursive: true, force: true });
  });
  for (const name of ['caffeinate', 'systemd-inhibit']) {
    const file = join(folder, name);
    writeFileSync(
      file,
      `#!/bin/sh\ntrap 'echo > "${folder}/ended"; exit' TERM\nwhile read -r line; do :; done\necho > "${folder}/ended"\n`,
    );
    chmodSync(file, 0o755);
  }
  process.env.PATH = `${folder}${delimiter}${before}`;
  return folder;
}

/** A campaign in each mode, begun and ended: the modes in which something was said about sleep. */
async function modesWithoutSleep(folder: string, holdsSleepOff: CampaignRun['holdsSleepOff']): Promise<string[]> {
  const said: string[] = [];
  const io = { ...terminalIo({ noInput: true, dataOnly: false }), say: (text: string) => void said.push(text) };
  const context = {
    io,
    json: false,
    workspace: workspaceAt(folder),
    now: () => new Date(0).toISOString(),
    sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    notify: io.say,
    settings: () => expect.fail('no settings are needed'),
  };
  const ports = observed(context, { threads: 1, holdsSleepOff, stop: new AbortController().signal });
  const study = new SmallStudy();
  const campaign = study.begin();
  const found: string[] = [];
  for (const mode of modes) {
    const { done } = ports.observe({ ...campaign, plan: { ...smallPlan, mode } }, study.journal());
    await setImmediate();
    if (said.length > 0) found.push(mode);
    for (const text of said.splice(0)) expect(text).toContain('holds sleep off');
    done();
  }
  return found;
}

it('sleep is held off in modes paper and live until the campaign ends, and in no mode where the user allows it', async () => {
  const folder = sleepPrograms();
  expect(await modesWithoutSleep(folder, sleepIsHeldOff(undefined))).toEqual(['live', 'paper']);
  while (!existsSync(join(folder, 'ended'))) await new Promise((done) => setTimeout(done, 10));
  expect(await modesWithoutSleep(folder, sleepIsHeldOff(true))).toEqual([]);
});
