/** `tune fit volatility`: what it prints on hours of a synthetic market, and what it asks for where there are too few. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { writeTape } from '../../src/recordings/tapeFile/writeTape.ts';
import { answers } from '../../src/shapes/answers.ts';
import { aWorkspace, tune } from './tune.ts';

function withTape(minutes: number): string {
  const folder = aWorkspace();
  writeTape(
    join(folder, 'market.parquet'),
    generateMarket({ family: 'calm', seed: 'fit', minutes, instrument: btcUsdPerp }),
  );
  return folder;
}

describe('tune fit volatility', () => {
  it('prints errors on hours that were not fitted, and lines that tune.toml takes', () => {
    const folder = withTape(6 * 60 + 16);
    const { code, out } = tune(folder, ['fit', 'volatility', '--tape', 'market.parquet']);
    expect(code).toBe(0);
    expect(out).toContain('6 hours of forecasts; 4 of them (240 minutes)');
    expect(out).toMatch(/^as in the last 300 s \(now\) +\d+\.\d+ +[+-]\d+\.\d+ +–$/m);
    expect(out).toMatch(/^HAR-RV +\d+\.\d+ +[+-]?\d+\.\d+ +[+-]\d+\.\d %/m);
    const json = tune(folder, ['fit', 'volatility', '--tape', 'market.parquet', '--json']).out;
    expect(answers.fit?.shape.safeParse(JSON.parse(json)).error).toBeUndefined();
    const fitted = JSON.parse(json) as {
      better: string | null;
      parameters: Record<string, number | boolean>;
    };
    // This market mixes calm and busy stretches, which a forecast sees earlier than a window of five minutes.
    expect(fitted.better).toBe('har');
    const set = Object.entries(fitted.parameters).map(([name, value]) => `${name} = ${value}`);
    expect(out.trimEnd().endsWith(['[parameters]', ...set].join('\n'))).toBe(true);
  });

  it('asks for more hours', () => {
    const { code, err } = tune(withTape(60), ['fit', 'volatility', '--tape', 'market.parquet']);
    expect(code).toBe(2);
    expect(err).toContain('the tapes give 1 hour to fit and test on, of 1.0 h recorded; 6 are needed');
  });

  it('needs a tape', () => {
    expect(tune(aWorkspace(), ['fit', 'volatility']).err).toContain('at least one --tape FILE is needed');
  });
});
