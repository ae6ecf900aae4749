/** A study on disk with a proposal that waits, and the page that shows it, served on this machine. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { termsOf } from '../app/openStudy.ts';
import { loadConfig } from '../config/load.ts';
import type { DashboardPorts } from '../dashboard/ports.ts';
import { startDashboard } from '../dashboard/server.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { machineClock } from '../llm/call.ts';
import { openStore } from '../store/store.ts';
import { grid } from '../strategy/grid/grid.ts';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalDraft } from '../study/records.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { smallPlan } from './smallStudy.ts';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const NOW = '2026-01-05T09:00:00.000Z';

/** The study is the default one: grid, v1, and p1, which raises `spreadBps` from 1 to 1.2. */
export class ServedStudy {
  readonly ports: DashboardPorts;
  url = '';
  #cookie = '';

  private constructor(ports: DashboardPorts) {
    this.ports = ports;
  }

  static async served(draft: Partial<ProposalDraft> = {}): Promise<ServedStudy> {
    const workspace = workspaceAt(mkdtempSync(join(tmpdir(), 'tune-page-')));
    onTestFinished(() => rmSync(workspace.folder, { recursive: true, force: true }));
    writeFileSync(workspace.tomlFile, '');
    const { tomlFile, envFile } = workspace;
    const study = new ServedStudy({
      workspace,
      settings: () => loadConfig({ tomlFile, envFile, environment: {}, flags: {} }),
      now: () => NOW,
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      notify: () => undefined,
      user: 'ann',
      sleep: (ms, signal) => machineClock.sleep(ms, signal),
    });
    study.change((journal) => study.#fill(journal, draft));
    const page = await startDashboard({ port: 0, host: '127.0.0.1', allowNetwork: false }, study.ports);
    onTestFinished(() => page.close());
    study.url = page.url;
    return study;
  }

  #fill(journal: Journal, more: Partial<ProposalDraft>): void {
    const parameters = defaultParameters(gridParameters);
    journal.addVersion({ parent: null, author: 'human', reason: 'first', parameters });
    journal.startCampaign(smallPlan);
    const draft: ProposalDraft = {
      proposer: 'surrogate',
      base: 1,
      intent: 'explore',
      changes: [{ parameter: 'spreadBps', from: 1, to: 1.2, why: 'wider quotes lose less' }],
      hypothesis: 'a wider spread loses less',
      prediction: null,
      ...more,
    };
    const judgedBy = { base: { number: 1, parameters }, strategy: grid, limits: this.ports.settings().config.limits };
    const hash = proposalHash(draft.changes, judgedBy, this.ports.sha256);
    journal.addRound(null, [
      { draft, race: null, findings: [], status: 'waiting', outcome: '', hash, calls: [], learnings: [] },
    ]);
  }

  /** Works on the records as another program would. */
  change<T>(use: (journal: Journal) => T): T {
    const store = openStore(this.ports.workspace.databaseFile, { now: () => NOW });
    try {
      return use(store.open(termsOf(this.ports.settings())));
    } finally {
      store.close();
    }
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  /** As a browser that holds the cookie. */
  async ask(path: string, sent: Sent = {}): Promise<Answered> {
    this.#cookie ||= (await this.raw(`/${new URL(this.url).search}`)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    return this.raw(path, { ...sent, headers: { cookie: this.#cookie, ...sent.headers } });
  }

  /** As anybody. */
  raw(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, this.origin), { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      asked.on('error', reject).end(body);
    });
  }

  /** A decision on p1 as the page sends it. @param more headers that differ from those of the page */
  async decide(decision: object, more: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const { text } = await this.ask('/review/1');
    const found = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
    const headers = {
      origin: this.origin,
      'content-type': 'application/json',
      'x-csrf-token': found(/name="csrf" content="([^"]+)"/),
      ...more,
    };
    const hash = found(/data-hash="([^"]+)"/) || this.change((journal) => journal.proposal(1).hash);
    return this.ask('/api/proposals/1', { method: 'POST', headers, body: JSON.stringify({ hash, ...decision }) });
  }
}
