/**
 * Rooms import only what the table of floors allows, and pure rooms have no effects. A deliberately bad file, checked as a file
 * of each room, proves that the checks find violations.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Floor,
  importsOf,
  PAGE,
  pageWith,
  problemsOfTable,
  REPOSITORY,
  readFloors,
  unusedPermissions,
  violationsOf,
} from './floors.ts';

const floors = readFloors();
const BAD = readFileSync(join(import.meta.dirname, 'bad-file.txt'), 'utf8');
const PURE = floors.filter(({ kind }) => kind === 'pure').map(({ room }) => room);
const EDGES = floors.filter(({ room, kind }) => kind === 'edge' && room !== 'main.ts').map(({ room }) => room);

function filesBelow(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'));
}

describe('the table of floors', () => {
  it('holds for every file', () => {
    const files = ['src', 'test', 'bench'].flatMap(filesBelow);
    const read = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');
    expect(files.flatMap((file) => violationsOf(file, read(file), floors))).toEqual([]);
    expect(files.length).toBeGreaterThan(500);
  });

  it('allows nothing that is not used', () => {
    const files = new Map(filesBelow('src').map((file) => [file, readFileSync(join(REPOSITORY, file), 'utf8')]));
    expect(unusedPermissions(files, floors)).toEqual([]);
    const strict = [row('lower', []), row('upper', ['lower'])];
    expect(unusedPermissions(new Map([['src/upper/x.ts', "import './y.ts';"]]), strict)).toEqual([
      'upper may import lower and does not: take it out of lint/floors.json.',
    ]);
    expect(unusedPermissions(new Map([['src/upper/x.ts', "import '../lower/y.ts';"]]), strict)).toEqual([]);
  });

  it('has a row for every folder and file of src/', () => {
    const rooms = new Set(floors.map(({ room }) => room));
    expect(readdirSync(join(REPOSITORY, 'src')).filter((name) => !rooms.has(name))).toEqual([]);
  });

  it('allows no cycle of rooms', () => {
    expect(problemsOfTable(floors)).toEqual([]);
    const [lower, upper] = [row('lower', ['upper']), row('upper', ['lower'])];
    expect(problemsOfTable([lower, upper])).toEqual(['lower may import upper, which is no row above it.']);
  });

  it('is the one that docs/architecture.md shows (npm run docs:floors writes it)', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toBe(pageWith(page, floors));
  });

  function row(room: string, rooms: readonly string[]): Floor {
    return { room, kind: 'pure', holds: '', rooms, packages: [] };
  }
});

describe('a bad file', () => {
  it.each(PURE)('in %s/ imports upwards, a Node module, a package and builders of test data', (room) => {
    const allowed = floors.find((floor) => floor.room === room)?.rooms;
    if (!Array.isArray(allowed)) throw new Error(`${room} needs a list of rooms`);
    const hint = `It may import: ${allowed.join(', ') || 'no other room'}.`;
    expect(violationsOf(`src/${room}/bad.ts`, BAD, floors)).toEqual([
      `src/${room}/bad.ts:1: ${room} is pure and imports no Node module: node:fs.`,
      `src/${room}/bad.ts:2: ${room} may not import the package better-sqlite3.`,
      `src/${room}/bad.ts:3: ${room} may not import cli. ${hint}`,
      `src/${room}/bad.ts:4: Code of the product never imports testing, which is for tests.`,
      `src/${room}/bad.ts:29: ${room} may not import main.ts. ${hint}`,
    ]);
  });

  it.each(EDGES)('in %s/ may use Node, and none of its other imports', (room) => {
    const lines = violationsOf(`src/${room}/bad.ts`, BAD, floors).map((line) => line.split(':')[1]);
    const own = new Map([
      ['store', ['3', '4', '29']],
      ['cli', ['2', '4', '29']],
    ]);
    expect(lines).toEqual(own.get(room) ?? ['2', '3', '4', '29']);
  });

  it('outside every room of the table is reported', () => {
    expect(violationsOf('src/attic/bad.ts', BAD, floors)).toEqual([
      'src/attic/bad.ts: attic is no room of lint/floors.json.',
    ]);
    expect(violationsOf('src/market/bad.ts', "export * from '../attic/x.ts';\n", floors)).toEqual([
      'src/market/bad.ts:1: src/attic/x.ts is in no room of lint/floors.json.',
    ]);
  });

  it('must not compute the target of an import', () => {
    expect(violationsOf('src/cli/bad.ts', 'const x = await import(name);\n', floors)).toEqual([
      'src/cli/bad.ts:1: The target of this import is computed, so it cannot be checked. Name it.',
    ]);
  });

  it('in llm/ may import only the port from proposer/', () => {
    const source = "import '../proposer/llm.ts';\nimport '../proposer/surrogate.ts';\n";
    expect(violationsOf('src/llm/bad.ts', source, floors)).toEqual([
      'src/llm/bad.ts:2: llm may not import proposer. It may import: proposer/llm.ts.',
    ]);
  });
});

it('imports are read in every form that TypeScript has', () => {
  const source = [
    "import './bare.ts';",
    "import type { A } from './types.ts';",
    'import {',
    '  b,',
    "} from './lines.ts';",
    "export * from './star.ts';",
    "export { c } from './named.ts';",
    "type D = typeof import('./typeof.ts');",
    "const e = await import('./dynamic.ts');",
    "const f = Array.from('no import');",
    "const g = await import(new URL('./src/' + name, import.meta.resolve('vitest')).href);",
    'const h = await import(new URL(name, elsewhere).href);',
  ].join('\n');
  expect(importsOf(source).map(({ line, specifier }) => `${line} ${specifier}`)).toEqual([
    '1 ./bare.ts',
    '2 ./types.ts',
    '5 ./lines.ts',
    '6 ./star.ts',
    '7 ./named.ts',
    '8 ./typeof.ts',
    '9 ./dynamic.ts',
    '11 vitest',
    '12 null',
  ]);
});

describe('lint', () => {
  const GLOBALS = ['Date', 'performance', 'process', 'fetch', 'console', 'setTimeout', 'setInterval', 'setImmediate'];
  const PURITY = [...GLOBALS, 'queueMicrotask', 'crypto', 'Buffer', 'globalThis'].map(
    (name) => `global variable ${name}.`,
  );
  const said = lint(Object.fromEntries([...PURE, ...EDGES].map((room) => [`src/${room}/bad.ts`, BAD])));

  it.each(PURE)('forbids clock, random numbers, process and network in %s/', (room) => {
    const text = said.get(`src/${room}/bad.ts`)?.join('\n');
    for (const complaint of [...PURITY, 'Random numbers come from market/rng.ts with a seed'])
      expect(text).toContain(complaint);
  });

  it.each(EDGES.filter((room) => room !== 'app'))('allows effects in %s/', (room) => {
    expect(said.get(`src/${room}/bad.ts`)).toEqual([]);
  });

  it('allows effects in app/ but printing', () => {
    const found = said.get('src/app/bad.ts') ?? [];
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('global variable console.');
  });

  it('finds two files that import each other, even for types only', () => {
    const files = {
      'src/market/one.ts': "import type { Two } from './two.ts';\n\nexport type One = Two;\n",
      'src/market/two.ts': "import type { One } from './one.ts';\n\nexport type Two = One;\n",
      'src/market/three.ts': "import type { Two } from './two.ts';\n\nexport type Three = Two;\n",
    };
    const found = [...lint(files)].map(([file, texts]) => [
      file,
      texts.filter((text) => text.includes('cycle')).length,
    ]);
    expect(found).toEqual([
      ['src/market/one.ts', 1],
      ['src/market/two.ts', 1],
      ['src/market/three.ts', 0],
    ]);
  });
});

interface Diagnostic {
  readonly location: { readonly path: string };
}

/** Lints files in a temporary folder under the rules of the project; returns the messages by file. */
function lint(files: Readonly<Record<string, string>>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'floors-'));
  try {
    cpSync(join(REPOSITORY, 'biome.json'), join(folder, 'biome.json'));
    cpSync(join(REPOSITORY, 'lint'), join(folder, 'lint'), { recursive: true });
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), source);
    }
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', 'src'];
    const run = spawnSync(join(REPOSITORY, 'node_modules/.bin/biome'), args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] };
    const of = (file: string): string[] =>
      diagnostics.filter(({ location }) => location.path === file).map((diagnostic) => JSON.stringify(diagnostic));
    return new Map(Object.keys(files).map((file) => [file, of(file)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
