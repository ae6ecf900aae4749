/** A document becomes a study, all at once or not at all. */

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { openStore } from '../store/store.ts';
import { championOf } from '../study/champions.ts';
import { queuedVersions } from '../study/queued.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { importDocument } from './importDocument.ts';
import type { UseCasePorts } from './ports.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../test/assets/evolution/other-columns.md'), 'utf8');

function aWorkspace(settings = ''): { readonly ports: UseCasePorts; readonly write: (text: string) => string } {
  const workspace = workspaceAt(mkdtempSync(join(tmpdir(), 'import-document-')));
  onTestFinished(() => rmSync(workspace.folder, { recursive: true, force: true }));
  const { tomlFile, envFile } = workspace;
  writeFileSync(tomlFile, settings);
  const environment = { OPENAI_API_KEY: 'sk-abcdefghijklmnop' };
  const ports: UseCasePorts = {
    workspace,
    settings: () => loadConfig({ tomlFile, envFile, environment, flags: {} }),
    now: () => '2026-01-02T03:04:05.000Z',
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    notify: () => undefined,
  };
  const file = join(workspace.folder, 'notes.md');
  return {
    ports,
    write: (text) => {
      writeFileSync(file, text);
      return file;
    },
  };
}

function problemsOf(databaseFile: string): readonly string[] {
  const store = openStore(databaseFile, { readonly: true });
  const found = store.check();
  store.close();
  return found;
}

describe('an imported document', () => {
  it('is a study of unverified versions that goes on from the last one', async () => {
    const { ports, write } = aWorkspace();
    await importDocument(write(DOCUMENT), [], 'ann', ports);
    const store = openStore(ports.workspace.databaseFile, { readonly: true });
    const journal = store.existing('default');
    const versions = journal.versions();
    expect(versions.map(({ number, parent, author, reason }) => [number, parent, author, reason])).toEqual([
      [1, null, 'import', 'imported, unverified: First try'],
      [2, 1, 'import', 'imported, unverified: Pause on trends'],
    ]);
    const decisions = journal.decisions();
    expect(championOf({ versions, decisions })).toBe(2);
    const queue = queuedVersions({ versions, decisions, sessions: [] });
    expect(queue.map(({ number }) => number)).toEqual([2]);
    expect(decisions.map(({ by, kind, version }) => [by, kind, version])).toEqual([
      ['ann', 'cancel', 1],
      ['ann', 'promote', 2],
    ]);
    expect(journal.documents()).toMatchObject([
      {
        name: 'notes.md',
        sha256: createHash('sha256').update(DOCUMENT).digest('hex'),
        claimed: [
          { version: 1, figures: { volume: 2_500, fills: 21, profit: -0.25, profitPer10k: -1 }, insight: 'Too tight' },
          { version: 2, figures: { volume: 4_000, fills: 40, profit: 0.2, profitPer10k: 0.5 } },
        ],
        unread: [{ line: 8, text: 'Mood' }],
      },
    ]);
    expect(journal.learnings().map(({ by, parameter, effect, scope }) => [by, parameter, effect, scope])).toEqual([
      ['import', 'pauseSeconds', 'better', 'any'],
      ['import', 'levels', 'worse', 'any'],
    ]);
    store.close();
    expect(problemsOf(ports.workspace.databaseFile)).toEqual([]);
    expect(existsSync(join(ports.workspace.folder, 'history/default/v002.md'))).toBe(true);
  });

  it('has its recommendations judged by the guardrails: those that pass go on trial', async () => {
    const { ports, write } = aWorkspace();
    const { candidates } = await importDocument(write(DOCUMENT), [], 'ann', ports);
    expect(candidates.map(({ proposer, base, changes, status }) => [proposer, base, changes[0]?.to, status])).toEqual([
      ['import', 2, 15, 'on-trial'],
      ['import', 2, 20, 'on-trial'],
      ['import', 2, 5, 'on-trial'],
      ['import', 2, 9_000, 'refused'],
    ]);
    const refused = candidates[3]?.findings.filter(({ severity }) => severity === 'refusal');
    expect(refused?.map(({ rule }) => rule)).toEqual(['bounds', 'step-limit']);
    expect(candidates[0]?.hypothesis).toBe('Pause duration: 15-20 seconds - Hold longer (line 47 of the document)');
  });

  it('has one recommendation waiting where sessions have no trial lanes', async () => {
    const { ports, write } = aWorkspace('[session]\ntrials = 0\n');
    const { candidates } = await importDocument(write(DOCUMENT), [], 'ann', ports);
    expect(candidates.map(({ status }) => status)).toEqual(['waiting', 'passed-over', 'passed-over', 'refused']);
  });

  it('takes values that a person gives, and says so', async () => {
    const { ports, write } = aWorkspace();
    const file = write(DOCUMENT);
    await importDocument(file, [{ version: 1, parameter: 'gridResetBps', value: 40 }], 'ann', ports);
    const store = openStore(ports.workspace.databaseFile, { readonly: true });
    const [one, two] = store.existing('default').versions();
    expect(one?.reason).toBe('imported, unverified: First try; given by hand: gridResetBps 40');
    expect([one, two].map((version) => version?.parameters.gridResetBps)).toEqual([40, 40]);
    store.close();
  });

  it('says when it is about another market', async () => {
    const { ports, write } = aWorkspace();
    const { notes } = await importDocument(write(DOCUMENT.replace('BTC-USD-PERP', 'ETH')), [], 'ann', ports);
    expect(notes).toEqual([
      'The document is about ETH, the study about BTC-USD-PERP: what it claims is of another market.',
    ]);
  });
});

describe('nothing is written', () => {
  it.each([
    ['for another capital', DOCUMENT.replace('$1,000', '$5,000'), /notes\.md:4: the capital of the document is 5000/],
    ['for German notation', DOCUMENT.replace('0.8 bps', '0,8 bps'), /notes\.md:30: spreadBps: “0,8” is not a number/],
    [
      'for a version that breaks a limit',
      DOCUMENT.replace('$150', '$1000'),
      /notes\.md:25: v1: one order would be too large/,
    ],
    ['for a key in its words', DOCUMENT.replace('The pause held', 'sk-abcdefghijklmnop'), /holds the key in OPENAI/],
  ])('%s', async (_case, text, message) => {
    const { ports, write } = aWorkspace();
    await expect(importDocument(write(text), [], 'ann', ports)).rejects.toThrow(message);
    expect(existsSync(ports.workspace.databaseFile)).toBe(false);
  });

  it('into a study that has versions', async () => {
    const { ports, write } = aWorkspace();
    const file = write(DOCUMENT);
    await importDocument(file, [], 'ann', ports);
    await expect(importDocument(file, [], 'ann', ports)).rejects.toThrow(
      'study default has 2 versions already; import into a new one with --study NAME',
    );
    expect(problemsOf(ports.workspace.databaseFile)).toEqual([]);
  });

  it('for a file that is not there, is a folder or is not text', async () => {
    const { ports, write } = aWorkspace();
    const file = write('');
    await expect(importDocument(`${file}.md`, [], 'ann', ports)).rejects.toThrow(/does not exist/);
    await expect(importDocument(ports.workspace.folder, [], 'ann', ports)).rejects.toThrow(/is a folder/);
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]));
    await expect(importDocument(file, [], 'ann', ports)).rejects.toThrow(/is not text in UTF-8/);
  });

  it('for a given value of a version that the document does not have', async () => {
    const { ports, write } = aWorkspace();
    const given = [{ version: 7, parameter: 'levels', value: 4 }];
    await expect(importDocument(write(DOCUMENT), given, 'ann', ports)).rejects.toThrow('has v1 to v2');
  });
});
