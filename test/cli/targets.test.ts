/** `tune targets`: the figures that a strategy is meant to reach. */

import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

describe('tune targets', () => {
  it('measures the figures of the document for the champion, as text and as JSON', { timeout: 60_000 }, () => {
    const folder = aWorkspace();
    const tiered = { TUNE_STUDY_STRATEGY: 'tiered' };
    expect(tune(folder, ['start', '--sessions', '2', '--minutes', '6'], tiered)).toMatchObject({ code: 0 });
    const { code, out, err } = tune(folder, ['targets'], tiered);
    expect(code).toBe(0);
    expect(err).toContain('Next: tune show v1');
    expect(out).toMatch(/^v1, tiered, sim: 2 sessions, 0\.2 h\n/);
    expect(out.match(/^(open|met|missed).*: .*$/gm)?.map((line) => line.replace(/^.*?: /, ''))).toEqual([
      'maker ratio above 90.0 %',
      'trades a day above 2,000',
      'Sharpe ratio, a year above 2.5',
      'largest drawdown below 3.00 % of capital over 168 h',
      'fill rate above 40.0 %',
      'spread captured above 5.00 bps',
    ]);
    expect(JSON.parse(tune(folder, ['targets', 'v1', '--json'], tiered).out)).toMatchObject({
      version: 1,
      sessions: 2,
      targets: [{ target: { measure: 'makerRatio', value: 0.9 }, verdict: 'open' }, {}, {}, {}, {}, {}],
    });
    expect(tune(folder, ['targets', 'v9'], tiered)).toMatchObject({ code: 2, out: '' });
  });

  it('of a strategy whose document states none is wrong usage', { timeout: 60_000 }, () => {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '1', '--minutes', '1']);
    const { code, out, err } = tune(folder, ['targets']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('grid has no targets');
  });
});
