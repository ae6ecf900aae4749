/** A program without a terminal in a workspace of its own, for tests of use cases. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunPorts } from '../app/runCampaign.ts';
import type { CampaignEvent } from '../campaign/ports.ts';
import { loadConfig } from '../config/load.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { workspaceAt } from '../workspace/workspace.ts';

export interface Program {
  readonly ports: RunPorts;
  readonly events: CampaignEvent[];
  readonly notices: string[];
  /** Sets the clock forward. */
  readonly wait: (hours: number) => void;
}

/** With a clock that advances by a second at each look; it answers every question with later. @param settings of tune.toml */
export function aProgram(settings: string): Program {
  const workspace = workspaceAt(mkdtempSync(join(tmpdir(), 'mmtune-program-')));
  onTestFinished(() => rmSync(workspace.folder, { recursive: true, force: true }));
  writeFileSync(workspace.tomlFile, settings);
  const { tomlFile, envFile } = workspace;
  const events: CampaignEvent[] = [];
  const notices: string[] = [];
  let second = 0;
  const notify = (text: string): void => void notices.push(text);
  const ports: RunPorts = {
    workspace,
    settings: () => loadConfig({ tomlFile, envFile, environment: {}, flags: {} }),
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)).toISOString(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    notify,
    markets: new WorkspaceMarkets(workspace, notify),
    threads: 1,
    isEndpointAllowed: false,
    confirm: () => Promise.resolve(null),
    observe: () => ({
      progress: (event) => void events.push(event),
      ask: () => Promise.resolve({ kind: 'later' }),
      stop: new AbortController().signal,
      done: () => undefined,
    }),
  };
  const wait = (hours: number): void => {
    second += hours * 3600;
  };
  return { ports, events, notices, wait };
}
