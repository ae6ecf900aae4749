/** `tune compare --preset`: a preset beside its strategy over tapes. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { writeTape } from '../../src/recordings/tapeFile/writeTape.ts';
import { aWorkspace, tune } from './tune.ts';

function withTapes(): string {
  const folder = aWorkspace();
  for (const seed of ['a', 'b']) {
    const market = generateMarket({ family: 'bursty', seed, minutes: 10, instrument: btcUsdPerp });
    writeTape(join(folder, `${seed}.parquet`), market);
  }
  return folder;
}
const TAPES = ['--tape', 'a.parquet', '--tape', 'b.parquet'];

describe('tune compare --preset static --against regime', () => {
  it('answers the eight points of the document, as Markdown and as JSON', () => {
    const folder = withTapes();
    const args = ['compare', '--preset', 'static', '--against', 'regime', ...TAPES];
    const { code, out } = tune(folder, args);
    expect(code).toBe(0);
    expect(out).toContain('# regime: static beside regime');
    const points = out.split('\n').flatMap((line) => /^\| (1\.\d) /.exec(line)?.[1] ?? []);
    expect(points).toEqual(['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8']);
    const data = JSON.parse(tune(folder, [...args, '--json']).out) as {
      tapes: number;
      firstParameters: { vpinEnabled: boolean };
      secondParameters: { vpinEnabled: boolean };
      rows: { figure: string; pessimistic: { first: number; second: number; difference: { low: number } | null } }[];
    };
    expect([data.tapes, data.rows.length]).toEqual([2, 14]);
    expect([data.firstParameters.vpinEnabled, data.secondParameters.vpinEnabled]).toEqual([false, true]);
    const requests = data.rows.find(({ figure }) => figure === 'requestsPerMinute')?.pessimistic;
    expect(requests?.first).toBeGreaterThan(0);
    expect(requests?.second).not.toBe(requests?.first);
    expect(out).toContain(`| ${requests?.first.toFixed(1)} | ${requests?.second.toFixed(1)} |`);
  });

  it('says what is wrong with what was asked', () => {
    const folder = withTapes();
    const said = (...args: string[]): string => {
      const { code, err } = tune(folder, ['compare', ...args]);
      expect(code).toBe(2);
      return err;
    };
    expect(said('--preset', 'static', '--against', 'regime')).toContain('at least one --tape FILE is needed');
    expect(said('--preset', 'calm', '--against', 'regime', ...TAPES)).toContain(
      'regime has no preset "calm"; it has: static',
    );
    expect(said('--preset', 'static', ...TAPES)).toContain('grid has no preset "static"; it has none');
    expect(said('--preset', 'static', '--against', 'static', ...TAPES)).toContain('grid has no preset "static"');
    expect(said('v1', '--preset', 'static', ...TAPES)).toContain('v1 and --preset cannot be compared');
    expect(said('v1', 'v2', ...TAPES)).toContain('--against and --tape go with --preset NAME');
    expect(said()).toContain('name two versions, e.g. v7 v8, or --preset NAME with --tape FILE');
  });
});
