/** Which campaigns hold the machine's sleep off, and until when, with a stand-in for the program of the operating system. */

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { modes } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { observed, sleepIsHeldOff } from './campaignTerminal.ts';
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
      `#!/bin/sh\ntrap 'echo > "${folder}/ended"; exit' TERM\necho held\nwhile read -r line; do :; done\necho > "${folder}/ended"\n`,
    );
    chmodSync(file, 0o755);
  }
  process.env.PATH = `${folder}${delimiter}${before}`;
  return folder;
}

it('sleep is held off in modes paper and live, and in no mode where the user allows it', () => {
  expect(modes.filter(sleepIsHeldOff(undefined))).toEqual(['live', 'paper']);
  expect(modes.filter(sleepIsHeldOff(true))).toEqual([]);
});

it('a campaign that holds sleep off does so until it is done', async () => {
  const folder = sleepPrograms();
  const said = Promise.withResolvers<string>();
  const io = { ...terminalIo({ noInput: true, dataOnly: false }), say: said.resolve };
  const context = {
    io,
    json: false,
    workspace: workspaceAt(folder),
    now: () => new Date(0).toISOString(),
    sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    notify: io.say,
    settings: () => expect.fail('no settings are needed'),
  };
  const stop = new AbortController().signal;
  const ports = observed(context, {
    threads: 1,
    isEndpointAllowed: false,
    holdsSleepOff: sleepIsHeldOff(undefined),
    stop,
  });
  const study = new SmallStudy();
  const campaign = { ...study.begin(), plan: { ...smallPlan, mode: 'paper' as const } };
  const { done } = ports.observe(campaign, study.journal());
  expect(await said.promise).toContain('holds sleep off');
  expect(existsSync(join(folder, 'ended'))).toBe(false);
  done();
  while (!existsSync(join(folder, 'ended'))) await new Promise((resume) => setTimeout(resume, 10));
});
