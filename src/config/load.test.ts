import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { strategies } from '../strategy/catalog.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { loaded, problems } from '../testing/workspace.ts';
import { environmentName, settings } from './settings.ts';
import { renderTemplate } from './template.ts';

describe('settings', () => {
  it('are the defaults when nothing is said', () => {
    const { values } = loaded({});
    for (const [key, setting] of Object.entries(settings))
      expect(values[key], key).toEqual({ value: setting.default, origin: 'default' });
  });

  it('come from flag, environment, .env, tune.toml and default, in this order', () => {
    const toml = '[session]\nminutes = 10\n';
    const env = 'TUNE_SESSION_MINUTES=20\n';
    const environment = { TUNE_SESSION_MINUTES: '30' };
    const flags = { 'session.minutes': { name: '--minutes', text: '40' } };
    const minutes = (given: Parameters<typeof loaded>[0]) => loaded(given).values['session.minutes'];
    expect(minutes({ toml, env, environment, flags })).toEqual({ value: 40, origin: 'flag' });
    expect(minutes({ toml, env, environment })).toEqual({ value: 30, origin: 'environment' });
    expect(minutes({ toml, env })).toEqual({ value: 20, origin: '.env' });
    expect(minutes({ toml })).toEqual({ value: 10, origin: 'tune.toml' });
    expect(minutes({})).toEqual({ value: 60, origin: 'default' });
    expect(loaded({ toml, env, environment, flags }).config.session.minutes).toBe(40);
  });

  it('hold no password of a queue, and an error does not show one', () => {
    const [problem] = problems({ toml: '[workers]\nqueue = "redis://me:hunter2@10.0.0.5:6379"\n' });
    expect(problem).toContain('workers.queue = "redis://…@10.0.0.5:6379" is not allowed');
    expect(problem).not.toContain('hunter2');
    expect(loaded({ toml: '[workers]\nqueue = "rediss://me@10.0.0.5:6379/2"\n' }).config.workers.queue).toBe(
      'rediss://me@10.0.0.5:6379/2',
    );
  });

  it('arrive in the units that the rooms want', () => {
    const toml =
      '[latency]\nfeed_ms = 0.25\norder_ms = 7\n[risk]\nloss_halt_pct = 3\n[files]\nkeep_tapes = false\n[sim]\nfamilies = ["calm"]\n';
    const { config } = loaded({ toml, environment: { TUNE_FILES_KEEP_TAPES: 'true' } });
    expect(config.latency).toMatchObject({ feedUs: 250, orderUs: 7_000 });
    expect(config.latency).not.toHaveProperty('feed');
    expect(loaded({ toml: '[latency]\nfeed = "recorded"\n' }).config.latency.feed).toBe('recorded');
    expect(config.limits.lossHaltPct).toBe(3);
    expect(config.files.keepTapes).toBe(true);
  });

  it.each([
    ['tune.toml', { toml: '[llm]\ncanary_every = 3\n' }],
    ['.env', { env: 'TUNE_LLM_CANARY_EVERY=3\n' }],
    ['environment', { environment: { TUNE_LLM_CANARY_EVERY: '3' } }],
  ] as const)('are read by their old name from %s', (origin, given) => {
    const { config, values } = loaded(given);
    expect(values['llm.permutation_check_every']).toEqual({ value: 3, origin });
    expect(values).not.toHaveProperty(['llm.canary_every']);
    expect(config.llm.settings.permuteEvery).toBe(3);
  });

  it('by their new name in a stronger source win over the old name in a weaker one, and the other way round', () => {
    const every = (given: Parameters<typeof loaded>[0]) => loaded(given).config.llm.settings.permuteEvery;
    const old = { toml: '[llm]\ncanary_every = 3\n', environment: { TUNE_LLM_PERMUTATION_CHECK_EVERY: '4' } };
    expect(every(old)).toBe(4);
    const young = { toml: '[llm]\npermutation_check_every = 3\n', environment: { TUNE_LLM_CANARY_EVERY: '4' } };
    expect(every(young)).toBe(4);
  });

  it('are refused under both names in one source, and a wrong value is reported under the name that was written', () => {
    const told = (given: Parameters<typeof loaded>[0]) => problems(given).join('\n');
    expect(told({ toml: '[llm]\ncanary_every = 3\npermutation_check_every = 3\n' })).toMatch(
      /llm\.canary_every is the old name of llm\.permutation_check_every; name one/,
    );
    expect(told({ environment: { TUNE_LLM_CANARY_EVERY: '3', TUNE_LLM_PERMUTATION_CHECK_EVERY: '3' } })).toMatch(
      /environment: TUNE_LLM_CANARY_EVERY is the old name of TUNE_LLM_PERMUTATION_CHECK_EVERY; name one/,
    );
    expect(told({ toml: '[llm]\ncanary_every = -1\n' })).toMatch(/llm\.canary_every = -1 is out of range/);
    expect(told({ environment: { TUNE_LLM_CANARY_EVERY: 'x' } })).toMatch(/^TUNE_LLM_CANARY_EVERY: /m);
  });

  it('give the first version its parameters', () => {
    const { config, values } = loaded({ toml: '[parameters]\nspreadBps = 2.5\n' });
    expect(config.parameters).toMatchObject({ spreadBps: 2.5, levels: 3 });
    expect(values['parameters.spreadBps']).toEqual({ value: 2.5, origin: 'tune.toml' });
    expect(values['parameters.levels']).toEqual({ value: 3, origin: 'default' });
  });
});

describe('a bad value', () => {
  it.each([
    [
      'a text with a unit',
      '[session]\nminutes = "60m"',
      /session\.minutes = "60m" is not a number; allowed: a whole number from 1 to 1440/,
    ],
    ['NaN', '[study]\ncapital = nan', /study\.capital = NaN is not a finite number/],
    ['infinite', '[study]\ncapital = inf', /study\.capital = Infinity is not a finite number/],
    ['too small', '[session]\nminutes = 0', /session\.minutes = 0 is out of range/],
    ['too large', '[session]\nminutes = 1441', /out of range/],
    ['half', '[session]\nminutes = 1.5', /is not a whole number/],
    ['a truth value', '[session]\nminutes = true', /is not a number/],
    ['a date', '[session]\nminutes = 1979-05-27', /is not a number/],
    ['an empty table', '[session.minutes]', /session\.minutes = \{\} is not a number/],
    ['a text for yes', '[files]\nkeep_tapes = "yes"', /files\.keep_tapes = "yes" is not true or false/],
    [
      'another choice',
      '[approval]\nsim = "never"',
      /approval\.sim = "never" is not a known choice; allowed: one of auto, ask, hold/,
    ],
    ['an unknown entry', '[sim]\nfamilies = ["calm", "wild"]', /sim\.families .* has an unknown entry/],
    ['an empty list', '[sim]\nfamilies = []', /at least one entry/],
    ['a name with a slash', '[study]\nname = "a/b"', /study\.name = "a\/b" is not allowed/],
    ['a number for a name', '[study]\nname = 7', /is not a text/],
    ['an unknown strategy', '[study]\nstrategy = "gird"', /study\.strategy = "gird" is not a known choice/],
    [
      'a strategy that every object has',
      '[study]\nstrategy = "constructor"',
      /study\.strategy = "constructor" is not a known choice/,
    ],
    [
      'a parameter off its grid',
      '[parameters]\nspreadBps = 1.55',
      /\[parameters\] spreadBps = 1\.55 is not on the grid/,
    ],
    [
      'an unknown parameter',
      '[parameters]\nspreadBp = 1',
      /\[parameters\] unknown parameter "spreadBp"; known: .*; did you mean spreadBps\?$/,
    ],
    ['a parameter that every object has', '[parameters]\ntoString = 1', /unknown parameter "toString"/],
  ])('is refused: %s', (_, toml, expected) => {
    const found = problems({ toml });
    expect(found.length).toBe(1);
    expect(found[0]).toMatch(expected);
    expect(found[0]).toMatch(new RegExp(`^tune\\.toml:${toml.split('\n').length}: `));
  });

  it.each([
    ['60m', /"60m" is not a number/],
    ['', /"" is not a number/],
    ['1e999', /is not a finite number/],
    ['0x10', /is not a number/],
    ['NaN', /is not a number/],
  ])('in the environment is named by its variable: %j', (text, expected) => {
    const [problem, ...others] = problems({ environment: { TUNE_SESSION_MINUTES: text } });
    expect(others).toEqual([]);
    expect(problem).toMatch(expected);
    expect(problem).toMatch(/^TUNE_SESSION_MINUTES: /);
  });

  it('on the command line or in .env is told from where it comes', () => {
    expect(problems({ flags: { 'session.minutes': { name: '--minutes', text: 'long' } } })).toEqual([
      expect.stringMatching(/^--minutes: session\.minutes = "long"/),
    ]);
    expect(problems({ env: '# a remark\nTUNE_SESSION_MINUTES=5\nexport TUNE_SESSION_MINUTES=long\n' })).toEqual([
      expect.stringMatching(/^\.env:3: session\.minutes = "long"/),
    ]);
  });

  it('does not hide the others: every problem is reported at once', () => {
    const found = problems({
      toml: '[session]\nminutes = 0\n[study]\ncapital = nan\n[parameters]\nlevels = 99\nspread = 1\n[sesion]\nx = 1\n',
      environment: { TUNE_LATENCY_FEED_MS: 'fast' },
    });
    expect(found.map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
      'tune.toml:9',
      'tune.toml:4',
      'tune.toml:2',
      'TUNE_LATENCY_FEED_MS',
      'tune.toml:6',
      'tune.toml:7',
    ]);
  });

  it('is told with the line where it begins, also in a long file and after values of several lines', () => {
    const toml = [
      '# families = ["wild"]',
      '[sim]',
      'families = [',
      '  "calm", # minutes = 0',
      '  "wild",',
      ']',
      '',
      '[study]',
      "name = 'a b'",
      'session.minutes = 0',
      '[session]',
      '"minutes" = 0',
    ].join('\n');
    expect(problems({ toml }).map((problem) => problem.split(' = ')[0])).toEqual([
      'tune.toml:10: unknown key study.session.minutes; did you mean session.minutes?',
      'tune.toml:9: study.name',
      'tune.toml:12: session.minutes',
      'tune.toml:3: sim.families',
    ]);
  });
});

describe('an unknown key', () => {
  it.each([
    ['[session]\nminuets = 5', 'session.minuets', 'session.minutes'],
    ['[sesion]\nminutes = 5', 'sesion.minutes', 'session.minutes'],
    ['[risk]\nopen_order = 5', 'risk.open_order', 'risk.open_orders'],
    ['minutes = 5', 'minutes', 'session.minutes'],
    ['[parametrs]\nspreadBps = 1', 'parametrs.spreadBps', 'parameters.spreadBps'],
    ['[study]\nspreadBps = 1', 'study.spreadBps', 'parameters.spreadBps'],
  ])('is refused with the nearest known one: %j', (toml, key, near) => {
    expect(problems({ toml })).toEqual([
      `tune.toml:${toml.split('\n').length}: unknown key ${key}; did you mean ${near}?`,
    ]);
  });

  it.each(['toString = 1', '[study]\nfull_volume_pct = 3', '[[session]]\nminutes = 5'])(
    'is refused without a guess when none is near: %j',
    (toml) => {
      const [problem, ...others] = problems({ toml });
      expect(others).toEqual([]);
      expect(problem).toMatch(/unknown key/);
      expect(problem).not.toMatch(/did you mean/);
    },
  );

  it('in the environment is refused when it is meant for us', () => {
    expect(problems({ environment: { TUNE_SESION_MINUTES: '5', PATH: '/bin' } })).toEqual([
      'environment: unknown variable TUNE_SESION_MINUTES; did you mean TUNE_SESSION_MINUTES?',
    ]);
    expect(problems({ env: 'TUNE_SESSION_MINUTE=5\nOTHER=1\n' })).toEqual([
      expect.stringMatching(/^\.env:1: unknown variable TUNE_SESSION_MINUTE; did you mean TUNE_SESSION_MINUTES/),
    ]);
  });
});

describe('settings that contradict each other', () => {
  it('are refused', () => {
    expect(problems({ toml: '[risk]\nloss_warn_pct = 3' })).toEqual([
      expect.stringMatching(/^tune\.toml:2: risk: loss_warn_pct = 3/),
    ]);
    expect(problems({ toml: '[risk]\nloss_reduce_pct = 2.5' })).toEqual([expect.stringMatching(/loss_halt_pct/)]);
    expect(problems({ toml: '[risk]\nstale_pull_seconds = 31' })).toEqual([
      expect.stringMatching(/stale_halt_seconds/),
    ]);
  });

  it('are not looked for in values that are wrong themselves', () => {
    expect(problems({ toml: '[risk]\nloss_warn_pct = "much"' })).toEqual([
      expect.stringMatching(/loss_warn_pct = "much" is not a number/),
    ]);
  });
});

describe('a broken file', () => {
  it('is reported with its line', () => {
    expect(problems({ toml: '[session]\n\nminutes = = 5\n' })).toEqual([expect.stringMatching(/^tune\.toml:3: /)]);
    expect(problems({ toml: '[session]\nminutes = 5\nminutes = 6\n' })).toEqual([
      expect.stringMatching(/^tune\.toml:3: /),
    ]);
  });

  it('.env that others can read is refused unread', () => {
    for (const mode of [0o640, 0o604, 0o644, 0o660]) {
      expect(problems({ env: 'TUNE_SESSION_MINUTES=5\n', mode })).toEqual([
        expect.stringMatching(/^\.env: others .* chmod 600/),
      ]);
    }
    expect(problems({ env: 'TUNE_SESSION_MINUTES=5\n', mode: 0o400 })).toEqual([]);
  });
});

describe('the explained tune.toml', () => {
  const template = renderTemplate(grid);

  it('changes nothing as it stands', () => {
    expect(loaded({ toml: template }).values).toEqual(loaded({}).values);
  });

  it('says the defaults: uncommented it still changes nothing', () => {
    const uncommented = template.replaceAll(/^# ([a-zA-Z_]+ = )/gm, '$1');
    const { values } = loaded({ toml: uncommented });
    const defaults = loaded({}).values;
    for (const [key, { value }] of Object.entries(values)) expect(value, key).toEqual(defaults[key]?.value);
    expect(Object.values(values).every(({ origin }) => origin === 'tune.toml')).toBe(true);
  });

  it.each(Object.values(strategies).flatMap((kind) => (kind.presets ?? []).map((preset) => ({ kind, preset }))))(
    'of $kind.name with the preset $preset.name sets its values and nothing else',
    ({ kind, preset }) => {
      const { config, values } = loaded({ toml: renderTemplate(kind, preset) });
      expect(config.parameters).toEqual({ ...defaultParameters(kind.parameters), ...preset.values });
      const set = Object.keys(values).filter((key) => values[key]?.origin !== 'default');
      const wanted = ['study.strategy', ...Object.keys(preset.values).map((name) => `parameters.${name}`)];
      expect(set.sort()).toEqual(wanted.sort());
    },
  );

  it('names the variable of every setting', () => {
    for (const key of Object.keys(settings)) expect(template).toContain(environmentName(key));
  });

  it('is the one in the repository, where there is one', () => {
    const file = fileURLToPath(new URL('../../tune.toml', import.meta.url));
    expect(existsSync(file) ? readFileSync(file, 'utf8') : template).toBe(template);
  });
});
