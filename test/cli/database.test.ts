/** `tune backup` and `tune db check`: copies that can be trusted, and damage that is named. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

const ASSET = gunzipSync(readFileSync(join(import.meta.dirname, '../assets/study-schema-3.db.gz')));

function recordedStudy(): string {
  const folder = aWorkspace();
  writeFileSync(join(folder, 'tune.db'), ASSET);
  return folder;
}

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { name: string; state: string; text: string; remedy: string | null }[];
  readonly records: { changes: number; sha256: string } | null;
}

function checked(folder: string): { readonly code: number | null; readonly report: Report } {
  const { code, out } = tune(folder, ['db', 'check', '--json']);
  return { code, report: JSON.parse(out) as Report };
}

describe('tune backup', () => {
  it('makes a copy with the same records, from which the study can be read', () => {
    const folder = recordedStudy();
    const made = tune(folder, ['backup', 'copy.db', '--json']);
    expect(made).toMatchObject({ code: 0 });
    const backup = JSON.parse(made.out) as { file: string; records: unknown };
    expect(backup).toMatchObject({ file: join(folder, 'copy.db'), studies: ['asset'] });
    expect(backup.records).toEqual(checked(folder).report.records);
    expect(readdirSync(folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
    const other = aWorkspace();
    writeFileSync(join(other, 'tune.db'), readFileSync(join(folder, 'copy.db')));
    expect(tune(other, ['--study', 'asset', 'show', 'v3', '--json']).out).toBe(
      tune(folder, ['--study', 'asset', 'show', 'v3', '--json']).out,
    );
  });

  it('without a name is what a message about a damaged database offers; an existing file is kept', () => {
    const folder = recordedStudy();
    const { code, out } = tune(folder, ['backup']);
    expect(code).toBe(0);
    const [name = ''] = readdirSync(folder).filter((file) => file.startsWith('tune.db.backup-'));
    expect(name).toMatch(/^tune\.db\.backup-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    expect(out).toContain(name);
    writeFileSync(join(folder, 'tune.db'), 'no database any more, but a text of some length');
    const { code: failed, report } = checked(folder);
    expect(failed).toBe(1);
    expect(report.checks[0]?.remedy).toContain(name);
    writeFileSync(join(folder, 'mine.db'), 'mine');
    writeFileSync(join(folder, 'tune.db'), ASSET);
    const again = tune(folder, ['backup', 'mine.db']);
    expect(again.code).toBe(1);
    expect(again.err).toContain('mine.db exists already');
    expect(readFileSync(join(folder, 'mine.db'), 'utf8')).toBe('mine');
  });

  it('of a database whose records were edited is refused and leaves no copy', () => {
    const folder = recordedStudy();
    edit(folder, `UPDATE versions SET reason = 'another' WHERE number = 1`);
    const { code, err } = tune(folder, ['backup', 'copy.db']);
    expect(code).toBe(1);
    expect(err).toContain('The copy is not sound and was removed');
    expect(existsSync(join(folder, 'copy.db'))).toBe(false);
  });
});

/** Past the triggers that refuse it, as somebody with another program could. */
function edit(folder: string, sql: string): void {
  const db = new Database(join(folder, 'tune.db'));
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  db.pragma('foreign_keys = OFF');
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
  db.exec(sql);
  for (const trigger of triggers) db.exec(trigger.sql);
  db.close();
}

describe('tune db check', () => {
  it('of a sound database names schema, records and their digest', () => {
    const folder = recordedStudy();
    const { code, report } = checked(folder);
    expect(code).toBe(0);
    expect(report.ok).toBe(true);
    expect(report.checks.map(({ name, state }) => [name, state])).toEqual([
      ['schema', 'warning'],
      ['records', 'ok'],
      ['files', 'ok'],
    ]);
    expect(report.checks[0]?.text).toContain('version 3;');
    const db = new Database(join(folder, 'tune.db'), { readonly: true });
    const head = db.prepare('SELECT number AS changes, hash AS sha256 FROM audit ORDER BY number DESC LIMIT 1').get();
    db.close();
    expect(report.records).toEqual(head);
  });

  it.each([
    ["UPDATE versions SET reason = 'another' WHERE number = 1", 'the record is missing or was edited'],
    ['DELETE FROM campaigns', 'campaigns that does not exist'],
    ['DELETE FROM audit WHERE number = 5', 'rows are missing'],
  ])('finds what another program did: %s', (sql, words) => {
    const folder = recordedStudy();
    edit(folder, sql);
    const { code, report } = checked(folder);
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, records: null });
    const failed = report.checks.filter(({ state }) => state === 'failed');
    expect(failed.map(({ text }) => text).join('\n')).toContain(words);
    expect(`${failed.at(-1)?.text} ${failed.at(-1)?.remedy}`).toContain('Nothing was changed');
    expect(failed.at(-1)?.remedy).toContain('There is no backup beside it');
  });

  it('of a file whose schema was changed names the file', () => {
    const folder = recordedStudy();
    const db = new Database(join(folder, 'tune.db'));
    db.exec('DROP TRIGGER campaigns_keep');
    db.close();
    const { code, report } = checked(folder);
    expect(code).toBe(1);
    expect(report.checks).toMatchObject([{ name: 'file', state: 'failed' }]);
    expect(report.checks[0]?.text).toContain('its schema is not as it was written');
  });

  it('of a file with broken pages names the file, and changes no byte of it', () => {
    const folder = recordedStudy();
    const broken = Buffer.from(ASSET);
    broken.fill(0x5a, 40 * 4096, 44 * 4096);
    writeFileSync(join(folder, 'tune.db'), broken);
    const { code, out } = tune(folder, ['db', 'check']);
    expect(code).toBe(1);
    expect(out).toContain(join(folder, 'tune.db'));
    expect(out).toContain('There is no backup beside it');
    expect(readFileSync(join(folder, 'tune.db')).equals(broken)).toBe(true);
  });

  it('lists folders of no record, unfinished files and missing tapes, with what to do', () => {
    const folder = recordedStudy();
    tune(folder, ['--study', 'asset', 'history']);
    expect(checked(folder).report.checks.at(-1)).toMatchObject({ name: 'files', state: 'ok' });
    for (const name of ['runs/asset-0009', 'runs/mine']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'runs/asset-0009/README.md'), '# of another database');
    mkdirSync(join(folder, 'tapes'));
    writeFileSync(join(folder, 'tapes/.half.partial'), '');
    const { code, report } = checked(folder);
    expect(code).toBe(0);
    const files = report.checks.filter(({ name }) => name === 'files');
    expect(files.map(({ state }) => state)).toEqual(['warning', 'warning']);
    expect(files[0]?.text).toContain(join(folder, 'runs/asset-0009'));
    expect(files[0]?.text).not.toContain('mine');
    expect(files[1]?.text).toContain('.half.partial');
    expect(files.every(({ remedy }) => remedy !== null)).toBe(true);
    rmSync(join(folder, 'tapes'), { recursive: true });
  });

  it('without a database says how to begin', () => {
    const { code, out, err } = tune(aWorkspace(), ['db', 'check']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('tune start');
  });
});
