import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lensesOf } from '../app/strategyList.ts';
import { loadConfig } from '../config/load.ts';
import { strategies, strategyNamed } from '../strategy/catalog.ts';
import { presetToml, strategyLines, strategyText } from './strategyText.ts';

describe('strategies on the screen', () => {
  it('are a line each, broken to the width', () => {
    const lines = strategyLines(Object.values(strategies), 60).split('\n');
    expect(lines.filter((line) => /^\w/.test(line)).map((line) => line.split(' ')[0])).toEqual(Object.keys(strategies));
    expect(lines.every((line) => line.length <= 60)).toBe(true);
  });

  it('show every parameter with bounds and default, what they read, why they hold back, and presets', () => {
    const text = strategyText(strategyNamed('spread'), 120);
    expect(text).toContain('Reads: best prices, depth with some parameters');
    expect(text).toContain(
      'targetSpread = 0.04  (a number from 0.001 to 0.2 quote currency in steps of 0.001; log scale)',
    );
    expect(text).toContain(
      'deepContracts = 1000  (a number from 10 to 1000000 contracts in steps of 10; log scale; only with followDepth)',
    );
    expect(text).toContain('at-maximum: The position is at its maximum');
    expect(text).toContain('conservative: ');
    expect(strategyText(strategyNamed('fade'), 120)).toMatch(/edgeToCost = 3 .*not tunable/);
  });

  it('say what is read with the defaults and what with other parameters', () => {
    expect(lensesOf(strategyNamed('grid'))).toEqual({ always: [], sometimes: [] });
    expect(lensesOf(strategyNamed('tiered'))).toEqual({ always: ['depth'], sometimes: ['reference'] });
    expect(lensesOf(strategyNamed('regime'))).toEqual({
      always: ['orders', 'trades', 'funding'],
      sometimes: ['reference'],
    });
  });
});

describe.each(Object.values(strategies).flatMap((kind) => (kind.presets ?? []).map((preset) => ({ kind, preset }))))(
  'the preset $preset.name of $kind.name',
  ({ kind, preset }) => {
    it('is printed as lines that tune.toml takes', () => {
      const folder = mkdtempSync(join(tmpdir(), 'mmtune-preset-'));
      try {
        const tomlFile = join(folder, 'tune.toml');
        writeFileSync(tomlFile, `[study]\nstrategy = "${kind.name}"\n${presetToml(kind, preset)}\n`);
        const { config } = loadConfig({ tomlFile, envFile: join(folder, '.env'), environment: {}, flags: {} });
        expect(config.parameters).toMatchObject(preset.values);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  },
);
