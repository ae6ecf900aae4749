/**
 * The lint rules that keep the rooms apart bite: one deliberately bad file, presented as a file of each room, draws
 * every complaint that the room's floor promises.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const BAD = readFileSync(join(import.meta.dirname, 'bad-room.txt'), 'utf8');
const GOOD = "import { BID } from '../market/tape.ts';\n\nexport const side: number = BID;\n";
const PURE_ROOMS = [
  'market',
  'signals',
  'strategy',
  'exchange',
  'risk',
  'session',
  'evaluation',
  'study',
  'guardrails',
  'proposer',
  'report',
  'campaign',
];

const EDGES = ['recordings', 'store', 'llm', 'workspace', 'workers', 'config', 'app'];

/** Lints one file of each room in a folder of its own, under the project's rules; returns what is said of each room. */
function complaints(content: (room: string) => string): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'floors-'));
  try {
    cpSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
    cpSync(join(ROOT, 'lint'), join(folder, 'lint'), { recursive: true });
    const rooms = [...PURE_ROOMS, ...EDGES];
    for (const room of rooms) {
      mkdirSync(join(folder, 'src', room), { recursive: true });
      writeFileSync(join(folder, 'src', room, 'sample.ts'), content(room));
    }
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', 'src'];
    const run = spawnSync(join(ROOT, 'node_modules/.bin/biome'), args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly unknown[] };
    const said = diagnostics.map((diagnostic) => JSON.stringify(diagnostic));
    return new Map(rooms.map((room) => [room, said.filter((text) => text.includes(`src/${room}/sample.ts`))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PURITY = [
  'global variable Date.',
  'global variable performance.',
  'global variable process.',
  'global variable fetch.',
  'global variable console.',
  'global variable setTimeout.',
  'Randomness comes from market/rng.ts',
  'Pure rooms import no Node module',
  'This package has no business in this room.',
];

describe('the lint rules bite', () => {
  const said = complaints((room) =>
    room === 'campaign' || room === 'workspace' || room === 'app'
      ? BAD.replace('../campaign/campaign', '../cli/start')
      : BAD,
  );
  const of = (room: string): string => said.get(room)?.join('\n') ?? '';

  it.each([...PURE_ROOMS, ...EDGES])('%s/ may not reach up', (room) => {
    expect(of(room)).toContain('may import only lower floors');
  });

  it.each(PURE_ROOMS)('%s/ has no clock, no chance, no process, no network, no Node module', (room) => {
    for (const complaint of PURITY) expect(of(room)).toContain(complaint);
  });

  it.each(EDGES)('%s/ may have effects', (room) => {
    expect(of(room)).not.toContain('Pure rooms');
  });
});

describe('packages that reach a language model, or read what one says', () => {
  const clients = ['openai', '@anthropic-ai/sdk', 'gpt-tokenizer', 'gpt-tokenizer/encoding/o200k_base', 'zod'];
  const said = complaints(() => clients.map((name, i) => `export * as c${i} from '${name}';\n`).join(''));

  it.each(PURE_ROOMS)('%s/ has none of them, but that proposer/ may use zod', (room) => {
    expect(said.get(room)).toHaveLength(room === 'proposer' ? 4 : 5);
  });

  it('llm/ may use them', () => {
    expect(said.get('llm')).toEqual([]);
  });
});

it('llm/ knows the port in proposer/ and nothing else there', () => {
  const said = complaints(() =>
    ['llm', 'surrogate'].map((file) => `export * as ${file} from '../proposer/${file}.ts';\n`).join(''),
  );
  expect(said.get('llm')).toHaveLength(1);
});

it('app/ knows no terminal', () => {
  const terminal = ['commander', '@clack/prompts', 'log-update'];
  const said = complaints(() => terminal.map((name, i) => `export * as c${i} from '${name}';\n`).join(''));
  expect(said.get('app')).toHaveLength(3);
});

it('a file that keeps to its floor is left alone', () => {
  const said = complaints((room) => (room === 'market' ? 'export const one = 1;\n' : GOOD));
  expect([...said.values()].flat()).toEqual([]);
});
