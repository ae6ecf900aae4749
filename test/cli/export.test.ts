/** `tune export`: a recorded study as tables, read back by another reader. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

function recordedStudy(): string {
  const folder = aWorkspace();
  const asset = join(import.meta.dirname, '../assets/study-schema-3.db.gz');
  writeFileSync(join(folder, 'tune.db'), gunzipSync(readFileSync(asset)));
  return folder;
}

interface FileOf {
  readonly table: string;
  readonly file: string;
  readonly rows: number;
}

async function rowsOf(file: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file) });
}

describe('tune export', () => {
  it('writes tables of Parquet that agree with each other and with what the program shows', async () => {
    const folder = recordedStudy();
    const { code, out } = tune(folder, ['--study', 'asset', '--json', 'export', '--out', 'data']);
    expect(code).toBe(0);
    const exported = JSON.parse(out) as { format: string; folder: string; tables: readonly FileOf[] };
    expect(exported).toMatchObject({ format: 'parquet', folder: join(folder, 'data') });
    const tables = new Map<string, Record<string, unknown>[]>();
    for (const { table, file, rows } of exported.tables) {
      const read = await rowsOf(file);
      expect({ table, rows: read.length }).toEqual({ table, rows });
      tables.set(table, read);
    }
    const versions = JSON.parse(tune(folder, ['--study', 'asset', '--json', 'history']).out) as {
      champion: { number: number };
      versions: readonly { number: number; parameters: Record<string, number | boolean> }[];
    };
    expect(tables.get('versions')?.map(({ version }) => Number(version))).toEqual(
      versions.versions.map(({ number }) => number),
    );
    const spread = tables
      .get('version_parameters')
      ?.find(({ version, parameter }) => version === 3n && parameter === 'spreadBps');
    expect(spread).toMatchObject({ value: versions.versions[2]?.parameters.spreadBps, unit: 'bps', is_on: null });
    // What a lane says of its fills follows from the fills themselves.
    const fills = tables.get('fills') ?? [];
    const lanes = (tables.get('lanes') ?? []).filter(({ version }) => version !== null);
    expect(lanes.length).toBeGreaterThan(5);
    for (const { session, version, fill_model, volume_quote, fills: count, rebates_quote } of lanes) {
      const own = fills.filter(
        (fill) => fill.session === session && fill.version === version && fill.fill_model === fill_model,
      );
      const sum = (column: string): number => own.reduce((total, fill) => total + Number(fill[column]), 0);
      expect(own.length).toBe(Number(count));
      expect(sum('value_quote')).toBeCloseTo(Number(volume_quote), 6);
      expect(-sum('fee_quote')).toBeCloseTo(Number(rebates_quote), 6);
      for (const fill of own)
        expect(Number(fill.price_quote) * Number(fill.size_base)).toBeCloseTo(Number(fill.value_quote), 6);
    }
  });

  it('writes the same rows as JSON and CSV, and refuses another format', () => {
    const folder = recordedStudy();
    for (const format of ['json', 'csv'])
      expect(tune(folder, ['--study', 'asset', 'export', '--format', format])).toMatchObject({ code: 0 });
    const data = join(folder, 'exports/asset');
    expect(readdirSync(data).filter((name) => !/\.(json|csv)$/.test(name))).toEqual([]);
    const sessions = JSON.parse(readFileSync(join(data, 'sessions.json'), 'utf8')) as { market: string }[];
    expect(sessions.map(({ market }) => market)).toEqual(['bursty', 'calm', 'trending']);
    expect(readFileSync(join(data, 'sessions.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(4);
    const refused = tune(folder, ['--study', 'asset', 'export', '--format', 'xlsx']);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("argument 'xlsx' is invalid. Allowed choices are json, csv, parquet");
  });
});
