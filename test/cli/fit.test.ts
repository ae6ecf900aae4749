/** `tune fit`: what it prints on hours of synthetic markets, and what it asks for where there are too few. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { generatePair } from '../../src/market/synthetic/generatePair.ts';
import { readTape } from '../../src/recordings/tapeFile/readTape.ts';
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

/** Writes a tape of the folder again, as if it had been recorded some minutes later. */
async function withLater(folder: string, from: string, to: string, minutes: number): Promise<void> {
  const tape = await readTape(join(folder, from));
  writeTape(join(folder, to), { ...tape, startUs: tape.startUs + minutes * 60e6 });
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

  it('refuses tapes that hold the same time, although their bytes differ', async () => {
    const folder = withTape(60);
    await withLater(folder, 'market.parquet', 'second.parquet', 59);
    const both = ['fit', 'volatility', '--tape', 'market.parquet', '--tape', 'second.parquet'];
    expect(tune(folder, both)).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'second.parquet and market.parquet are of the same market and hold the same time, 2026-01-05T00:59 to 2026-01-05T01:00 UTC: it would count twice',
      ),
    });
    await withLater(folder, 'market.parquet', 'second.parquet', 60);
    expect(tune(folder, both).err).toContain('the tapes give 2 hours to fit and test on, of 2.0 h recorded');
  });

  it('needs a tape', () => {
    expect(tune(aWorkspace(), ['fit', 'volatility']).err).toContain('at least one --tape FILE is needed');
  });
});

/** Two markets, one of which follows the other with a beta of 1, half of each move within 2 s. */
function withPair(minutes: number, referenceLaterUs = 0): string {
  const folder = aWorkspace();
  const request = { family: 'thin', seed: 'fit', minutes, instrument: btcUsdPerp } as const;
  const { market, reference } = generatePair(request, { beta: 1, lagSeconds: 2 });
  writeTape(join(folder, 'own.parquet'), market);
  writeTape(join(folder, 'other.parquet'), { ...reference, startUs: reference.startUs + referenceLaterUs });
  return folder;
}

const HEDGE = ['fit', 'hedge', '--tape', 'own.parquet', '--reference', 'other.parquet'];

describe('tune fit hedge', () => {
  it('finds how the market was made, and prints lines that tune.toml takes', () => {
    const folder = withPair(4 * 60 + 1);
    const { code, out } = tune(folder, HEDGE);
    expect(code).toBe(0);
    expect(out).toContain('4 hours of 4.0 h recorded of both; 3 of them');
    const json = tune(folder, [...HEDGE, '--json']).out;
    expect(answers['fit-hedge']?.shape.safeParse(JSON.parse(json)).error).toBeUndefined();
    const fitted = JSON.parse(json) as {
      beta: number;
      halfLifeSeconds: number;
      isBetter: boolean;
      parameters: Record<string, number | boolean>;
    };
    expect(fitted).toMatchObject({ isBetter: true, halfLifeSeconds: 2 });
    // Of the whole move 1 − 2^(−5/2) = 0.82 comes within the 5 s over which it is measured.
    expect(Math.abs(fitted.beta - 0.82)).toBeLessThan(0.08);
    const set = Object.entries(fitted.parameters).map(([name, value]) => `${name} = ${value}`);
    expect(set).toHaveLength(3);
    expect(out.trimEnd().endsWith(['[parameters]', ...set].join('\n'))).toBe(true);
  });

  it('refuses tapes that were not recorded at the same time, and asks for more hours', () => {
    const apart = tune(withPair(3, 3600e6), HEDGE);
    expect(apart.code).toBe(2);
    expect(apart.err).toContain('the tapes were not recorded at the same time: own.parquet from 2026-01-05T00:00');
    expect(tune(withPair(40), HEDGE).err).toContain(
      'the tapes give 1 hour to fit and test on, of 0.7 h recorded of both; 4 are needed',
    );
  });

  it.each([
    ['own tapes', 'own.parquet', '--tape'],
    ['tapes of the reference', 'other.parquet', '--reference'],
  ])('refuses %s that hold the same time, because it would count twice', async (_, name, flag) => {
    const folder = withPair(4 * 60 + 1);
    await withLater(folder, name, 'second.parquet', 180);
    const { code, err } = tune(folder, [...HEDGE, flag, 'second.parquet']);
    expect(code).toBe(2);
    expect(err).toContain(
      `second.parquet and ${name} are of the same market and hold the same time, 2026-01-05T03:00 to 2026-01-05T04:01 UTC`,
    );
  });

  it('needs a tape of each market, and no tape twice', () => {
    const folder = withPair(2);
    expect(tune(folder, HEDGE.slice(0, 4)).err).toContain('at least one --reference FILE is needed');
    expect(tune(folder, [...HEDGE.slice(0, 5), 'own.parquet']).err).toContain('is the same tape as own.parquet');
    expect(tune(folder, [...HEDGE, '--horizon', '0']).err).toContain('--horizon 0 is not a number of seconds');
  });
});
