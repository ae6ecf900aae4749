/** Output for terminals and scripts: help, contradicting flags, stdout, errors as JSON. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal, hasTerminal } from './atTerminal.ts';
import { aWorkspace, tune } from './tune.ts';

const LONG = 300_000;
const BIN = join(import.meta.dirname, '../../bin/tune.js');
const RECORDING = 'ts_us,kind,side,price,size\n1000000,Q,b,100,1\n1000000,Q,a,101,1\n';

/** A study of two sessions with v1, v2 and a waiting proposal. */
function aStudy(): string {
  const folder = aWorkspace();
  // Without trials every round leads to a proposal.
  writeFileSync(join(folder, 'tune.toml'), '[session]\ntrials = 0\n');
  tune(folder, ['start', '--sessions', '2', '--minutes', '1']);
  rmSync(join(folder, 'tune.toml'));
  return folder;
}

/** The verbs that the help names: lines such as `  review [proposal]     Show …`. */
function verbsOf(help: string): string[] {
  return [...help.matchAll(/^ {2}([a-z]+)(?: [<[][^ ]+)* {2,}[A-Z]/gm)].map((match) => match[1] as string);
}

describe('help', () => {
  it('is the output of tune alone, on stdout, with a sentence for every verb', () => {
    const { code, out, err } = tune(aWorkspace(), []);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(out).toBe(tune(aWorkspace(), ['--help']).out);
    expect(verbsOf(out)).toEqual(expect.arrayContaining(['start', 'review', 'rollback', 'tape', 'help']));
    expect(out).toContain('tune start --hours 8');
  });

  it('of a verb begins with a sentence, marks what is required and names the flags of every verb', () => {
    const folder = aWorkspace();
    for (const verb of ['start', 'edit', 'config show', 'learnings add', 'tape import']) {
      const { code, out, err } = tune(folder, ['help', ...verb.split(' ')]);
      expect({ verb, code, err }).toEqual({ verb, code: 0, err: '' });
      expect(out).toMatch(/^Usage: tune .*\n\n[A-Z].*(\n.+)*\.\n\nOptions:/);
      expect(out).toContain('With every verb: --workspace <folder>, --study <name>, --json, --no-input');
    }
    const { out } = tune(folder, ['help', 'edit']);
    expect(out).toMatch(/--set <name=value> .*\n? *\(required\)/);
    expect(out).toMatch(/--reason <text> .*"no reason given"/);
  });

  it('for an unknown verb is an error with a suggestion', () => {
    const folder = aWorkspace();
    for (const args of [['statsu'], ['help', 'statsu']]) {
      const { code, out, err } = tune(folder, args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('Did you mean status?');
    }
    expect(tune(folder, ['start', '--hour', '3']).err).toContain('Did you mean --hours?');
  });
});

describe('an unknown verb', () => {
  it.each([
    ['strat', 'strategies, start'],
    ['his', 'history'],
  ])('%s: verbs that begin so are named first', (typed, meant) => {
    const words = `(Did you mean ${meant.includes(',') ? 'one of ' : ''}${meant}?)`;
    expect(tune(aWorkspace(), [typed]).err).toContain(words);
    const json = JSON.parse(tune(aWorkspace(), ['--json', typed]).out) as { error: { message: string } };
    expect(json.error.message).toBe(`unknown command '${typed}'\n${words}`);
  });

  it('below another one is found as well', () => {
    expect(tune(aWorkspace(), ['tape', 'l']).err).toContain('(Did you mean list?)');
  });
});

/** Verbs whose help ends with more than an example, and two with long examples. */
const LONG_HELP = ['init', 'watch', 'dashboard', 'kill', 'worker', 'export', 'mcp', 'completion', 'backup', 'start'];

describe.skipIf(!hasTerminal)('help at a terminal', { timeout: LONG }, () => {
  it.each([...LONG_HELP, 'learnings add', ''])('"%s" is no wider than 80 and 60 columns', async (verb) => {
    for (const columns of [80, 60]) {
      const screen = atTerminal(aWorkspace(), `${verb} --help`, {}, { columns });
      expect(await screen.ended).toBe(0);
      const lines = screen.shown.split(/\r?\n/);
      expect(lines.length).toBeGreaterThan(5);
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    }
  });
});

describe.skipIf(!hasTerminal)('a proposal that waits', { timeout: LONG }, () => {
  it('is shown within 60 columns, until when it can be approved included', async () => {
    const screen = atTerminal(aStudy(), '--no-input review', {}, { columns: 60 });
    expect(await screen.ended).toBe(3);
    const lines = screen.shown.split(/\r?\n/);
    expect(lines.join(' ')).toContain('it can be approved until');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });
});

describe('flags that contradict each other are refused by name, and nothing is written', () => {
  it.each([
    [
      ['start', '--sessions', '2', '--hours', '3'],
      ['--sessions', '--hours'],
    ],
    [
      ['start', '--hours', '3', '--hours', '4'],
      ['--hours', 'as 3 and as 4'],
    ],
    [
      ['start', '--mode', 'sim', '--tape', 'a.csv'],
      ['--mode sim', '--tape a.csv'],
    ],
    [
      ['start', '--mode', 'replay', '--tape', 'a.csv', '--tape', './a.csv'],
      ['--tape a.csv', '--tape ./a.csv'],
    ],
    [
      ['--study', 'a', 'start', '--study', 'b'],
      ['--study', 'as a and as b'],
    ],
    [
      ['approve', '--reason', 'x', '--reason', 'y'],
      ['--reason', 'as x and as y'],
    ],
    [
      ['propose', '--dry-run', '--permutation-check'],
      ['--dry-run', '--permutation-check'],
    ],
    [
      ['costs', '--json', '--csv'],
      ['--json', '--csv'],
    ],
    [
      ['replay', '--csv', '--tape', 'a.csv', '--json'],
      ['--json', '--csv'],
    ],
    [
      ['sweep', '--param', 'levels=1,2', '--param', 'levels=3', '--tape', 'a.csv'],
      ['--param', 'levels twice'],
    ],
    [['tape', 'import', 'a.csv', 'b.csv'], ['b.csv is the same recording as a.csv']],
    [
      ['edit', 'p1'],
      ['--set <name=value>', 'not specified'],
    ],
    [
      ['sweep', '--tape', 'a.csv'],
      ['--param <range>', 'not specified'],
    ],
  ])('tune %j', (args, names) => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'a.csv'), RECORDING);
    copyFileSync(join(folder, 'a.csv'), join(folder, 'b.csv'));
    const { code, err } = tune(folder, args);
    for (const name of names) expect(err).toContain(name);
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });

  it('two values for one parameter, an output that is a recording, a gate tape that comes twice', () => {
    const folder = aStudy();
    const twice = tune(folder, ['override', '--set', 'levels=2', '--set', 'levels=4']);
    expect(twice.err).toContain('--set levels=2 and --set levels=4 both set levels');
    expect(twice.code).toBe(2);
    expect(JSON.parse(tune(folder, ['status', '--json']).out)).toMatchObject({ versions: 2 });

    writeFileSync(join(folder, 'a.csv'), RECORDING);
    const onto = tune(folder, ['tape', 'import', 'a.csv', '--output', 'a.csv']);
    expect(onto.err).toContain('--output a.csv is a recording itself');
    expect(onto.code).toBe(2);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe(RECORDING);

    writeFileSync(join(folder, 'tune.toml'), '[gate]\ntapes = ["a.csv", "./a.csv"]\n');
    const gate = tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    expect(gate.err).toMatch(/gate\.tapes: .*a\.csv is the same tape/);
    expect(gate.code).toBe(2);
  });
});

describe('two versions', () => {
  it('are named together or apart, with or without the letter, for diff and for compare', { timeout: LONG }, () => {
    const folder = aStudy();
    for (const verb of ['diff', 'compare']) {
      const { code, out } = tune(folder, [verb, 'v1', 'v2']);
      expect(code).toBe(0);
      for (const form of [['v1..v2'], ['1', '2'], ['V1..V002']]) {
        expect(tune(folder, [verb, ...form])).toMatchObject({ code: 0, out });
      }
      const alone = tune(folder, [verb, 'v1']);
      expect(alone.err).toContain('"v1" does not name two versions, e.g. v1 v3 or v1..v3');
      expect(alone.code).toBe(2);
    }
  });

  it('show with a bare number names its possible meanings', () => {
    const folder = aStudy();
    const { code, err } = tune(folder, ['show', '2']);
    expect(err).toContain('could mean v2 (a version), p2 (a proposal), s2 (a session)');
    expect(code).toBe(2);
    expect(tune(folder, ['show', '9999']).err).toContain('this study has none of these');
  });
});

describe('a record that is not there', () => {
  it.each([
    [['approve', 'p999'], 'there is no proposal p999 in this study'],
    [['show', 'v999'], 'there is no version v999; the newest is v2'],
    [['show', 's999'], 'there is no session s999; the newest is s'],
    [['show', 'c999'], 'there is no call c999 in this study'],
    [['rollback', '999'], 'there is no version v999'],
  ])('%j: is named as it was written', { timeout: LONG }, (args, words) => {
    const { code, err } = tune(aStudy(), args);
    expect(err).toContain(words);
    expect(code).toBe(2);
  });
});

describe('a decision', () => {
  it('needs no reason, prints the record, and without a name applies to the waiting proposal', () => {
    const folder = aStudy();
    const shown = tune(folder, ['review']);
    expect(shown.code).toBe(3);
    const waiting = /^p\d+/.exec(shown.out)?.[0] ?? '';
    expect(tune(folder, ['approve']).out).toBe(
      `${waiting} is approved as v3, which runs in one of the next sessions. On record: no reason given.\n`,
    );
    expect(tune(folder, ['reject'])).toMatchObject({
      code: 6,
      err: expect.stringMatching(
        /^p\d+ no longer waits: it was approved by \S+ on 20\d\d-\d\d-\d\d \d\d:\d\d UTC, as v3\. No other proposal waits; what was decided: tune review\n$/,
      ),
    });
    expect(tune(folder, ['override', '--set', 'levels=4']).out).toContain('v4 is made from v1');
    expect(JSON.parse(tune(folder, ['rollback', 'v2', '--json', '--reason', 'I trust it']).out)).toMatchObject({
      kind: 'rollback',
      version: 5,
      reason: 'I trust it',
    });

    const { code, out } = tune(folder, ['review'], { USER: 'ann' });
    expect(code).toBe(0);
    expect(out).toMatch(/^No proposal waits\. Decided since the last campaign began/);
    expect(out).toMatch(/^ {2}p1 was approved as v2 by policy:auto \(.+ → .+\): approval\.sim is auto: /m);
    expect(out).toContain(`${waiting} was approved as v3 by `);
    expect(out).toMatch(/v5 was made champion by rollback by .*: I trust it/);
    expect(out).toContain('v4 was made from v1 by hand: no reason given');
    expect(out).toContain('tune start --approve ask');
  });
});

describe('--json', () => {
  /** Arguments of verbs that need some; every other verb of the help runs without. */
  const NEEDED: Readonly<Record<string, readonly (readonly string[])[]>> = {
    schedule: [['schedule', '0 22 * * *', '--dry-run']],
    config: [['config', 'show']],
    learnings: [
      ['learnings'],
      ['learnings', 'add', '--parameter', 'levels', '--direction', 'raise', '--effect', 'worse', 'too many'],
    ],
    start: [['start', '--sessions', '1', '--minutes', '1', '--dry-run']],
    show: [
      ['show', 'v1'],
      ['show', 's1'],
      ['show', 'p1'],
      ['show', 'c1'],
    ],
    diff: [['diff', 'v1', 'v1']],
    compare: [['compare', 'v1', 'v2']],
    report: [['report'], ['report', '--out', 'page.json']],
    verify: [['verify', 'v1']],
    propose: [
      ['propose', '--dry-run'],
      ['propose', '--permutation-check'],
    ],
    tape: [
      ['tape', 'list'],
      ['tape', 'info', 'none.parquet'],
      ['tape', 'import', 'none.csv'],
    ],
    import: [['--study', 'other', 'import', join(import.meta.dirname, '../../examples/v1-to-v8.toml')]],
    replay: [['replay', '--tape', 'none.parquet']],
    sweep: [['sweep', '--param', 'levels=1,2', '--tape', 'none.parquet']],
    edit: [['edit', '--set', 'levels=2']],
    override: [['override', '--set', 'spreadBps=99']],
    rollback: [['rollback', 'v2']],
    // Prints help, not data.
    help: [],
  };
  /** Usage errors, the same in every workspace. */
  const WRONG = [['tape'], ['start', '--bogus'], ['show'], ['import', '.'], ['bogus']] as const;

  function parsed(folder: string, args: readonly string[]): { code: number | null; data: unknown } {
    const { code, out } = tune(folder, [...args, '--json']);
    expect(() => JSON.parse(out), `tune ${args.join(' ')} --json printed ${JSON.stringify(out)}`).not.toThrow();
    return { code, data: JSON.parse(out) };
  }

  function everyVerb(folder: string): Map<string, { code: number | null; data: unknown }> {
    const all = verbsOf(tune(folder, ['--help']).out).flatMap((verb) => NEEDED[verb] ?? [[verb]]);
    return new Map(all.map((args) => [args.join(' '), parsed(folder, args)]));
  }

  it('wrong usage prints an error of one form, with the same exit code as without the flag', () => {
    const folder = aWorkspace();
    const found = new Map(WRONG.map((args) => [args.join(' '), parsed(folder, args)]));
    for (const [, { code, data }] of found) {
      expect(code).toBe(2);
      expect(data).toEqual({
        error: {
          kind: expect.any(String),
          message: expect.any(String),
          hint: expect.toBeOneOf([expect.any(String), null]),
        },
      });
    }
    expect(found.get('start --bogus')?.data).toMatchObject({
      error: { kind: 'usage', message: expect.stringContaining("unknown option '--bogus'"), hint: 'tune start --help' },
    });
    expect(found.get('tape')?.data).toMatchObject({
      error: { message: 'a verb is missing', hint: 'tune tape --help' },
    });
    expect(found.get('import .')?.data).toMatchObject({ error: { kind: 'settings' } });
  });

  it('every verb prints JSON in an empty workspace', { timeout: LONG }, () => {
    const found = everyVerb(aWorkspace());
    expect(found.get('status')).toEqual({
      code: 1,
      data: {
        error: { kind: 'no-study', message: expect.stringContaining('no study has been started'), hint: 'tune start' },
      },
    });
    expect(found.get('tape list')).toEqual({ code: 0, data: [] });
    expect(found.get('tape info none.parquet')).toMatchObject({ code: 1, data: { error: { kind: 'tape' } } });
  });

  it('every verb prints JSON in a study; where there is nothing, null or []', { timeout: LONG }, () => {
    const folder = aStudy();
    const found = everyVerb(folder);
    expect(found.get('review')).toMatchObject({
      code: 3,
      data: {
        proposal: { status: 'waiting' },
        plan: { problem: null },
        decided: [{ decision: { by: 'policy:auto' } }],
      },
    });
    expect(found.get('approve')).toMatchObject({
      code: 0,
      data: { kind: 'approve', version: 3, reason: 'no reason given' },
    });
    expect(found.get('diff v1 v1')).toEqual({ code: 0, data: [] });
    expect(found.get('learnings')).toEqual({ code: 0, data: [] });
    expect(found.get('show c1')).toMatchObject({ code: 2, data: { error: { kind: 'not-found' } } });
    expect(found.get('override --set spreadBps=99')).toMatchObject({ code: 4, data: { error: { kind: 'refused' } } });
    expect(found.get('report --out page.json')).toEqual({ code: 0, data: { written: join(folder, 'page.json') } });
    expect(JSON.parse(readFileSync(join(folder, 'page.json'), 'utf8'))).toHaveProperty('leaderboard');
    // The waiting proposal is decided by now.
    const nothing = tune(folder, ['review', '--json']);
    expect(nothing.code).toBe(0);
    expect(JSON.parse(nothing.out)).toMatchObject({
      proposal: null,
      plan: null,
      decided: expect.arrayContaining([
        expect.objectContaining({ decision: expect.objectContaining({ kind: 'approve', proposalId: 9 }) }),
      ]),
    });
  });
});

describe('the terminal', () => {
  it('shows no stack trace for errors of the user', { timeout: LONG }, () => {
    const folder = aWorkspace();
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'file'), 'x');
    for (const args of [
      ['import', 'sub'],
      ['tape', 'info', 'sub'],
      ['tape', 'info', 'file'],
      ['tape', 'import', 'sub'],
      ['replay', '--versions', 'sub', '--tape', 'file'],
      ['replay', '--versions', 'file', '--tape', 'sub'],
      ['start', '--mode', 'replay', '--tape', 'sub'],
      ['--workspace', 'file', 'status'],
      ['--workspace', 'file', 'tape', 'list'],
    ]) {
      const { code, err } = tune(folder, args);
      expect(code, `tune ${args.join(' ')}: ${err}`).toBeGreaterThan(0);
      expect(err).not.toMatch(/^ {4}at /m);
      expect(err.trim()).not.toBe('');
    }
  });

  it('that closes early (| head) is no error, and the written files are complete', () => {
    const folder = aStudy();
    const script = '"$0" "$1" history 2>&1 | head -1; echo $PIPESTATUS';
    const { stdout } = spawnSync('bash', ['-c', script, process.execPath, BIN], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toMatch(/^# .*strategy evolution\n0\n$/);
    const longer = '"$0" "$1" start --sessions 2 --minutes 1 2>&1 | head -1; echo $PIPESTATUS';
    const run = spawnSync('bash', ['-c', longer, process.execPath, BIN], { cwd: folder, encoding: 'utf8' });
    expect(run.stdout).toMatch(/^.+\n0\n$/);
    expect(JSON.parse(tune(folder, ['status', '--json']).out)).toMatchObject({
      campaign: { status: 'finished' },
      sessions: 4,
    });
  });
});
