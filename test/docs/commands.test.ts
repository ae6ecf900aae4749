/**
 * Every command on the pages runs. Those of a page run one after the other in a copy of a prepared workspace; what cannot run in a
 * test is named in standIns.ts, with its reason and with what runs in its place.
 */

import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionTree } from '../../src/cli/completionTree.ts';
import { examples } from '../../src/cli/examples.ts';
import { programOf } from '../../src/cli/program.ts';
import { verbGroups } from '../../src/cli/verbTable.ts';
import { binanceUsdM, hyperliquidAnswer, probeAnswer } from '../../src/testing/venueAnswers.ts';
import { aVenueServer } from '../../src/testing/venueServer.ts';
import { type DocCommand, shellCommands, spanCommands, unmarkedCommands } from './docCommands.ts';
import { PAGES, ROOT, textOf } from './docPages.ts';
import { playedWorkspace } from './playedWorkspace.ts';
import { OF_THE_PROJECT, type StandIn, standIns } from './standIns.ts';

const SECONDS_FOR_ONE = 60;
/** What a shell reports of a program that Ctrl-C ended. */
const INTERRUPTED = 130;
const manifest = JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
const commands = new Map(PAGES.map((page) => [page, shellCommands(page, textOf(page))]));
const pagesWithCommands = [...commands].filter(([, list]) => list.length > 0);

/** Holds the prepared workspace, a home folder and the programs `tune` and `npx`. */
let bench: string;

beforeAll(async () => {
  bench = mkdtempSync(join(tmpdir(), 'tune-pages-'));
  const played = await playedWorkspace();
  cpSync(played, join(bench, 'home/btc'), { recursive: true });
  rmSync(played, { recursive: true });
  copyFileSync(join(ROOT, 'test/assets/evolution/other-columns.md'), join(bench, 'home/btc/evolution.md'));
  mkdirSync(join(bench, 'bin'));
  const program = `"${process.execPath}" "${join(ROOT, 'bin/tune.js')}"`;
  script('tune', `exec ${program} "$@"`);
  script('npx', `[ "$1" = tune ] || exit 127\nshift\nexec ${program} "$@"`);
}, 180_000);
afterAll(() => rmSync(bench, { recursive: true, force: true }));

function script(name: string, text: string): void {
  const file = join(bench, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

interface Ran {
  readonly code: number | null;
  readonly shown: string;
}

/** Runs a line in a shell, with the programs of the bench. Ctrl-C is sent to it when it has said `stopAt`. */
function shell(
  line: string,
  folder: string,
  variables: Readonly<Record<string, string>>,
  stopAt?: string,
): Promise<Ran> {
  const env = {
    PATH: `${join(bench, 'bin')}${delimiter}${process.env.PATH ?? ''}`,
    HOME: join(bench, 'home'),
    NO_COLOR: '1',
    TUNE_VENUE_REST_URL: 'https://venue.test',
    ...variables,
  };
  // Of a group of its own, so that the signal reaches whatever the shell has started.
  const child = spawn('sh', ['-c', line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid ?? Number.NaN), name);
    } catch {
      // It has ended already.
    }
  };
  const timer = setTimeout(() => signal('SIGKILL'), SECONDS_FOR_ONE * 1000);
  let shown = '';
  let isStopped = false;
  const take = (chunk: Buffer): void => {
    shown += chunk;
    if (stopAt === undefined || isStopped || !shown.includes(stopAt)) return;
    isStopped = true;
    signal('SIGINT');
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((done) => {
    child.on('close', (code, by) => {
      clearTimeout(timer);
      done({ code: by === 'SIGINT' ? INTERRUPTED : code, shown });
    });
  });
}

async function venueVariables(): Promise<Record<string, string>> {
  const [venue, binance, probed] = await Promise.all([
    aVenueServer(hyperliquidAnswer),
    aVenueServer(() => binanceUsdM),
    aVenueServer((question) => probeAnswer(question, Date.now())),
  ]);
  return { VENUE: venue.url, BINANCE: binance.url, PROBED: probed.url };
}

/** What is wrong with a command; null where it did what its page says. */
async function faultOf(
  command: DocCommand,
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<string | null> {
  const { where, text, code } = command;
  if (OF_THE_PROJECT.test(text)) {
    const name = text === 'npm test' ? 'test' : OF_THE_PROJECT.exec(text)?.[1];
    return name === undefined || manifest.scripts[name] !== undefined ? null : `${where}: no script ${name}`;
  }
  const standIn: StandIn | undefined = standIns[text];
  const { runs = text, says, interrupted } = standIn ?? {};
  const ran = await shell(interrupted ? `exec ${runs}` : runs, folder, variables, interrupted ? says : undefined);
  const wanted = standIn === undefined ? code : (standIn.code ?? 0);
  if (ran.code === wanted && (says === undefined || ran.shown.includes(says))) return null;
  return `${where}: ${runs}: exit code ${ran.code} instead of ${wanted}\n${ran.shown.slice(-2000)}`;
}

describe('the commands in blocks for a shell', () => {
  it.each(pagesWithCommands)('run, on %s', { timeout: 300_000 }, async (page, list) => {
    const folder = join(bench, page.replaceAll('/', '-'));
    cpSync(join(bench, 'home/btc'), folder, { recursive: true });
    const variables = await venueVariables();
    const faults: string[] = [];
    for (const command of list) {
      const fault = await faultOf(command, folder, variables);
      if (fault !== null) faults.push(fault);
    }
    expect(faults).toEqual([]);
  });

  it('are marked as such, so that they run', () => {
    expect(PAGES.flatMap((page) => unmarkedCommands(page, textOf(page)))).toEqual([]);
  });
});

describe('what runs in place of a command', () => {
  const flagsOf = (text: string): string[] => text.match(/(?<=\s)--?[a-z][\w-]*/g) ?? [];

  it.each(Object.entries(standIns))('%s: keeps its flags', (text, { runs = text }) => {
    expect(flagsOf(runs)).toEqual(expect.arrayContaining(flagsOf(text)));
  });

  it('is named for commands that are on a page', () => {
    const onPages = new Set([...commands.values()].flat().map(({ text }) => text));
    expect(Object.keys(standIns).filter((text) => !onPages.has(text))).toEqual([]);
  });
});

/** Verbs whose help has examples of several lines, or asks for none. */
const WITH_THEIR_OWN = [
  'init',
  'watch',
  'dashboard',
  'kill',
  'worker',
  'backup',
  'export',
  'completion',
  'mcp',
  'help',
];

describe('a command in a sentence', async () => {
  const verbs = completionTree(await programOf('0', verbGroups, 'completion', () => Promise.resolve()));

  /** The first word or flag that the program does not have; null where it has them all. */
  function unknownIn(text: string): string | null {
    if (text.startsWith('npm run ')) {
      const name = text.split(' ')[2] ?? '';
      return manifest.scripts[name] === undefined ? name : null;
    }
    let [verb] = verbs;
    const words = text.replace(/^npx /, '').split(' ').slice(1);
    for (const word of words) {
      const bare = word.replaceAll(/[[\]]/g, '');
      if (bare.startsWith('--')) {
        if (verb?.flags.every(({ names }) => !names.includes(bare))) return bare;
        continue;
      }
      const next = verbs.find(({ path }) => path.join(' ') === [...(verb?.path ?? []), bare].join(' '));
      // A word behind the verb is an argument or the value of a flag; verbs with others below them take none of their own.
      if (next !== undefined) verb = next;
      else if (verb?.path.length === 0 && !text.includes(' --')) return bare;
    }
    return verb?.path.length === 0 && !words.includes('--help') ? text : null;
  }

  it('names verbs, flags and scripts that exist', () => {
    const pages = PAGES.filter((page) => page !== 'CHANGELOG.md' && !page.startsWith('docs/decisions/'));
    const unknown = pages.flatMap((page) =>
      spanCommands(textOf(page)).flatMap((text) => (unknownIn(text) === null ? [] : [`${page}: ${text}`])),
    );
    expect(unknown).toEqual([]);
  });

  it('stands in the help of every verb as an example, with flags that it has', () => {
    expect(Object.values(examples).filter((text) => unknownIn(text.split(' | ')[0] ?? '') !== null)).toEqual([]);
    const leaves = verbs.filter(({ path, verbs: below }) => path.length > 0 && below.length === 0);
    const without = leaves.filter(({ path }) => {
      const verb = path.join(' ');
      return examples[verb] === undefined && !WITH_THEIR_OWN.includes(verb);
    });
    expect(without.map(({ path }) => path.join(' '))).toEqual([]);
    expect(Object.keys(examples).filter((verb) => WITH_THEIR_OWN.includes(verb))).toEqual([]);
  });

  it('is refused where the program does not have it', () => {
    expect(unknownIn('tune strat')).toBe('strat');
    expect(unknownIn('tune start --hour 8')).toBe('--hour');
    expect(unknownIn('tune learnings add --param spreadBps')).toBe('--param');
    expect(unknownIn('npm run docs:nothing')).toBe('docs:nothing');
    expect(unknownIn('npx tune --workspace other init --strategy tiered')).toBe(null);
  });
});

describe('a command on a page', () => {
  const fence = '```';
  const page = [
    `${fence}sh`,
    'tune status',
    fence,
    '',
    '1. In a list:',
    '',
    `   ${fence}sh`,
    '   tune show v1 && tune show v2 # exit code 3',
    '   tune sweep --tape a.parquet \\',
    '     --param levels=2,3',
    `   ${fence}`,
    '',
    `   - ${fence}console`,
    '     tune history',
    `     ${fence}`,
    '',
    `> ${fence}sh`,
    '> tune report',
    `> ${fence}`,
    '',
    'Indented:',
    '',
    '    tune review',
    '',
    'In a sentence: `tune',
    'targets`, and `tune costs`.',
  ].join('\n');

  it('is found in blocks of lists and quotations as well, with its line and its end on the next one', () => {
    expect(shellCommands('page.md', page)).toEqual([
      { where: 'page.md:2', text: 'tune status', code: 0 },
      { where: 'page.md:8', text: 'tune show v1', code: 3 },
      { where: 'page.md:8', text: 'tune show v2', code: 3 },
      { where: 'page.md:9', text: 'tune sweep --tape a.parquet --param levels=2,3', code: 0 },
      { where: 'page.md:14', text: 'tune history', code: 0 },
      { where: 'page.md:18', text: 'tune report', code: 0 },
    ]);
  });

  it('is found where its block is not marked, and in sentences', () => {
    expect(unmarkedCommands('page.md', page)).toEqual(['page.md:23: tune review']);
    expect(spanCommands(page)).toEqual(['tune targets', 'tune costs']);
  });
});

it('the pages have commands', () => {
  expect([...commands.values()].flat().length).toBeGreaterThan(60);
});
