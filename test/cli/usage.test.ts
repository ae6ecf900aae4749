/** Wrong flags, wrong values and empty workspaces: each gives one clear message. */

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

describe('wrong usage', () => {
  it.each([
    [['start', '--hours', 'abc'], '--hours abc'],
    [['start', '--hours', '-1'], '--hours -1'],
    [['start', '--hours', '0.1'], 'shorter than one session of 60 min'],
    [['start', '--sessions', '1.5'], '--sessions 1.5'],
    [['start', '--minutes', '60m'], '--minutes: session.minutes = "60m" is not a number'],
    [['start', '--mode', 'live'], 'no market is named: use --symbol'],
    [['start', '--mode', 'dream'], '--mode dream is unknown'],
    [['start', '--mode', 'replay'], 'at least one --tape'],
    [['start', '--tape', 'x.parquet'], '--tape x.parquet belongs to --mode replay'],
    [['start', '--approve', 'maybe'], 'one of auto, ask, hold'],
    [['start', '--bogus'], "unknown option '--bogus'"],
    [['bogus'], "unknown command 'bogus'"],
  ])('tune %j exits 2 and says why', (args, message) => {
    const folder = aWorkspace();
    const { code, out, err } = tune(folder, args);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });

  it('a recorded feed needs a recording', () => {
    const folder = aWorkspace();
    const { code, err } = tune(folder, ['start'], { TUNE_LATENCY_FEED: 'recorded' });
    expect(err).toContain('synthetic markets have no recorded feed: latency.feed = "recorded" needs --mode replay');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });

  it('reading verbs in an empty workspace say that nothing was started', () => {
    const folder = aWorkspace();
    for (const args of [
      ['history'],
      ['status'],
      ['show', 'v1'],
      ['diff', 'v1..v2'],
      ['compare', 'v1', 'v2'],
      ['report'],
      ['verify', 'v1'],
      ['resume'],
      ['review'],
      ['learnings'],
      ['approve', 'p1'],
    ]) {
      const { code, err } = tune(folder, args);
      expect(code).toBe(1);
      expect(err).toContain('no study has been started');
    }
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });
});

describe('settings', () => {
  it('reports every problem at once, with file, line, key, value and the allowed range', () => {
    const folder = aWorkspace();
    writeFileSync(
      join(folder, 'tune.toml'),
      '[study]\ncapital = -5\nnme = "x"\n[parameters]\nspreadBps = nan\nlevelz = 3\n',
    );
    const { code, err } = tune(folder, ['start']);
    expect(code).toBe(2);
    expect(err).toContain('tune.toml:3: unknown key study.nme; did you mean study.name?');
    expect(err).toContain('tune.toml:2: study.capital = -5 is out of range; allowed: a number from 10');
    expect(err).toContain('spreadBps = NaN is not a finite number');
    expect(err).toContain('unknown parameter "levelz"');
  });

  it('init writes the explained file, which changes nothing and is not overwritten', () => {
    const folder = aWorkspace();
    const before = tune(folder, ['config', 'show']).out;
    expect(tune(folder, ['init']).code).toBe(0);
    expect(tune(folder, ['config', 'show']).out).toBe(before);
    expect(tune(folder, ['init']).code).toBe(2);
  });

  it('the file in the repository is the one that init writes', () => {
    const folder = aWorkspace();
    tune(folder, ['init']);
    expect(readFileSync(join(import.meta.dirname, '../../tune.toml'), 'utf8')).toBe(
      readFileSync(join(folder, 'tune.toml'), 'utf8'),
    );
  });

  it('refuses a first version that may not run, before anything is written', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'tune.toml'), '[instrument]\nlot_size = 5\n[parameters]\norderSizeUsd = 400\n');
    const { code, err } = tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    expect(code).toBe(2);
    expect(err).toContain('one order would be too large: 40 % of capital, the limit is 30 % of capital');
    expect(err).toContain('instrument.lot_size = 5 is too coarse');
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });

  it('refuses a study whose terms have changed, naming them', () => {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    const { code, err } = tune(folder, ['start', '--sessions', '1'], { TUNE_STUDY_CAPITAL: '2000' });
    expect(code).toBe(1);
    expect(err).toContain('study.capital: 1000 in the study, 2000 in the environment');
  });
});

describe('decisions', () => {
  function started(): string {
    const folder = aWorkspace();
    // Without trials the round after the session leaves a proposal that waits.
    tune(folder, ['start', '--sessions', '1', '--minutes', '2'], { TUNE_SESSION_TRIALS: '0' });
    return folder;
  }

  it('approve makes the version once; the second approval is told who was first', () => {
    const folder = started();
    expect(tune(folder, ['approve', 'p1']).code).toBe(0);
    const again = tune(folder, ['approve', 'p1']);
    expect(again.code).toBe(6);
    expect(again.err).toContain('approved');
    expect(tune(folder, ['show', 'v2', '--json']).out).toContain('"parent": 1');
  });

  it('edit and override are held to bounds (exit 4), unreadable values and an empty reason are wrong usage', () => {
    const folder = started();
    expect(tune(folder, ['edit', 'p1', '--set', 'spreadBps=99', '--reason', 'x']).code).toBe(4);
    expect(tune(folder, ['override', '--set', 'spreadBps=99', '--reason', 'x']).code).toBe(4);
    expect(tune(folder, ['override', '--set', 'spreadBps=nan', '--reason', 'x']).code).toBe(2);
    expect(tune(folder, ['override', '--set', 'spread=1', '--reason', 'x']).err).toContain(
      'unknown parameter "spread"',
    );
    expect(tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', ' ']).code).toBe(2);
    expect(tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', 'tighter']).code).toBe(0);
    expect(tune(folder, ['edit', 'p1', '--set', 'spreadBps=1.2', '--reason', 'half way']).code).toBe(0);
    const { out } = tune(folder, ['diff', 'v1..v2', '--json']);
    expect(JSON.parse(out)).toEqual([{ parameter: 'spreadBps', from: 1, to: 1.5 }]);
  });

  it('rollback makes an older version champion again', () => {
    const folder = started();
    tune(folder, ['approve', 'p1']);
    expect(tune(folder, ['rollback', 'v2', '--reason', 'I trust it']).code).toBe(0);
    expect(JSON.parse(tune(folder, ['status', '--json']).out)).toMatchObject({ champion: 3, versions: 3 });
  });

  it('import brings the eight versions of the example, each of which runs', () => {
    const folder = aWorkspace();
    const example = join(import.meta.dirname, '../../examples/v1-to-v8.toml');
    expect(tune(folder, ['import', example]).code).toBe(0);
    expect(tune(folder, ['start', '--sessions', '9', '--minutes', '5', '--approve', 'ask']).code).toBe(0);
    const { sessions } = JSON.parse(tune(folder, ['history', '--json']).out) as { sessions: { acting: number }[] };
    // After four sessions of other versions the champion runs.
    expect(sessions.map((session) => session.acting)).toEqual([1, 2, 3, 4, 5, 1, 6, 7, 8]);
    expect(tune(folder, ['import', example]).code).toBe(2);
  });
});

describe('what is known', () => {
  function twoVersions(): string {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '6']);
    tune(folder, ['override', '--set', 'spreadBps=1.5', '--reason', 'tighter']);
    tune(folder, ['start', '--sessions', '1', '--minutes', '12', '--approve', 'ask']);
    return folder;
  }

  it('compare, report and history show it, as text and as JSON', () => {
    const folder = twoVersions();
    const { code, out, err } = tune(folder, ['compare', 'v1', 'v2']);
    expect(code).toBe(0);
    expect(out).toMatch(/^v2 against v1 \(champion\)\n\nspreadBps {2}1 → 1\.5 bps/);
    expect(out).toContain('1 paired session, 0.2 h, 2 blocks');
    expect(out).toMatch(/^Verdict {11}\w/m);
    expect(err).toContain('Next: tune show v2');
    expect(JSON.parse(tune(folder, ['compare', 'v1', 'v2', '--json']).out)).toMatchObject({
      version: 2,
      against: 1,
      champion: 1,
      changes: [{ parameter: 'spreadBps', from: 1, to: 1.5 }],
      comparison: { challenger: 2, champion: 1, sessions: 1 },
      linked: null,
    });
    expect(tune(folder, ['compare', 'v2', 'v2'])).toMatchObject({ code: 2, out: '' });

    const report = tune(folder, ['report']);
    expect(report.code).toBe(0);
    expect(report.out).toMatch(/^# default: grid on BTC-USD-PERP\n\nBest guess: /);
    const file = join(folder, 'page.md');
    expect(tune(folder, ['report', '--out', file])).toMatchObject({ code: 0, out: `Written to ${file}\n` });
    expect(readFileSync(file, 'utf8')).toBe(report.out);
    expect(JSON.parse(tune(folder, ['report', '--json']).out)).toMatchObject({
      study: { name: 'default' },
      leaderboard: { champion: 1 },
      next: { verb: expect.stringContaining('tune ') },
    });

    const evidence = readFileSync(join(folder, 'history/default/evidence.md'), 'utf8');
    expect(evidence).toContain('](effects.svg)');
    expect(existsSync(join(folder, 'history/default/effects.svg'))).toBe(true);
    expect(evidence).not.toContain('](replay.svg)');
  });
});

describe('learnings', () => {
  const raise = ['learnings', 'add', '--parameter', 'spreadBps', '--direction', 'raise', '--effect', 'better'];

  it('are put on record and listed with what the measurements make of them', () => {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    expect(tune(folder, ['learnings']).out).toContain('No claims yet');
    const added = tune(folder, [...raise, '--low', '0.1', '--high', '0.5', '--scope', 'calm', 'wider pays']);
    expect(added.out).toContain('by the measurements so far it is proposed');
    expect(added.code).toBe(0);
    const { out } = tune(folder, ['learnings']);
    expect(out).toMatch(/^proposed +spreadBps +raise: better +calm +– +0 /m);
    expect(out).toContain('"wider pays"');
    expect(JSON.parse(tune(folder, ['learnings', '--json']).out)).toMatchObject([
      { status: 'proposed', claim: { claim: 'wider pays', effectRange: [0.1, 0.5], scope: 'calm' } },
    ]);
    expect(readFileSync(join(folder, 'history/default/EVOLUTION.md'), 'utf8')).toContain('wider pays');
  });

  it('that code cannot test are refused with every reason, and nothing is recorded', () => {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    const wrong = ['learnings', 'add', '--parameter', 'spread', '--direction', 'raise', '--effect', 'better'];
    const { code, err } = tune(folder, [...wrong, '--scope', 'bullish', 'x']);
    expect(code).toBe(2);
    expect(err).toContain('unknown parameter "spread"; known: spreadBps');
    expect(err).toContain('unknown scope "bullish"');
    expect(tune(folder, [...raise, '--low', '0.1', 'x']).err).toContain('--low and --high go together');
    expect(tune(folder, [...raise, '--low', 'a', '--high', '1', 'x']).err).toContain('--low a is not a number');
    expect(JSON.parse(tune(folder, ['learnings', '--json']).out)).toEqual([]);
  });
});

describe('a workspace in trouble', () => {
  it('history/ that cannot be written is said before anything starts', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'history'), 'a file where a folder should be');
    const { code, err } = tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    expect(code).toBe(1);
    expect(err).toContain(join(folder, 'history'));
    expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  });

  it('a corrupt database is named and left as it is', () => {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    const file = join(folder, 'tune.db');
    const broken = Buffer.concat([Buffer.from('not a database, sorry'), readFileSync(file).subarray(21)]);
    writeFileSync(file, broken);
    for (const args of [['status'], ['start', '--sessions', '1']]) {
      const { code, err } = tune(folder, args);
      expect(code).toBe(1);
      expect(err).toContain('tune.db');
      expect(err).toContain('Nothing was changed');
    }
    expect(readFileSync(file).equals(broken)).toBe(true);
  });

  it('a .env that others can read is refused', () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, '.env'), 'TUNE_SESSION_MINUTES=30\n');
    chmodSync(join(folder, '.env'), 0o644);
    expect(tune(folder, ['config', 'show']).err).toContain('chmod 600');
    chmodSync(join(folder, '.env'), 0o600);
    expect(tune(folder, ['config', 'show', '--origin']).out).toMatch(/session\.minutes +30 +\(\.env\)/);
  });

  it('the terminal gets no escape codes when it is no terminal, and data is alone on stdout', () => {
    const folder = aWorkspace();
    const { out, err } = tune(folder, ['start', '--sessions', '1', '--minutes', '1', '--json']);
    expect(JSON.parse(out)).toMatchObject({ study: 'default', end: 'finished', champion: 1 });
    expect(err.includes('\u001b')).toBe(false);
  });
});
