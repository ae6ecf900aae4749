import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SessionRecord } from '../study/records.ts';
import { aStudy } from '../testing/study.ts';
import { type CameLater, WrittenSessions } from './writtenSessions.ts';

const sealed: CameLater = { evaluation: null, hasRound: false, hasTape: true };

function sessions(count: number): readonly SessionRecord[] {
  const study = aStudy().version();
  for (let i = 0; i < count; i++) study.ran(1);
  return study.snapshot().sessions;
}

function writtenFile(onTestFinished: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-written-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'written.json');
}

test('another run of the same program knows which sessions were written, until something came to one or its tape went', ({
  onTestFinished,
}) => {
  const file = writtenFile(onTestFinished);
  const written = new WrittenSessions(file, () => 'p1');
  const all = sessions(101);
  const [first, ...others] = all;
  if (first === undefined) return expect.unreachable();
  for (const session of others) written.add(session, sealed);
  written.save();
  const later = new WrittenSessions(file, () => 'p1');
  expect(all.map((session) => later.has(session, sealed)).filter((has) => !has)).toHaveLength(1);
  expect(later.has(first, sealed)).toBe(false);
  const second = others[0] ?? expect.unreachable();
  expect(later.has(second, { ...sealed, evaluation: { evaluatedAt: '2026-01-06T00:00:00.000Z' } })).toBe(false);
  expect(later.has(second, { ...sealed, hasRound: true })).toBe(false);
  expect(later.has(second, { ...sealed, hasTape: false })).toBe(false);
});

test('another program writes all of them again', ({ onTestFinished }) => {
  const file = writtenFile(onTestFinished);
  const written = new WrittenSessions(file, () => 'p1');
  const all = sessions(100);
  for (const session of all) written.add(session, sealed);
  written.save();
  const newer = new WrittenSessions(file, () => 'p2');
  expect(all.some((session) => newer.has(session, sealed))).toBe(false);
});

test('a short study, and a damaged note, are written whole', ({ onTestFinished }) => {
  const file = writtenFile(onTestFinished);
  const all = sessions(99);
  const written = new WrittenSessions(file, () => 'p1');
  for (const session of all) written.add(session, sealed);
  written.save();
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, '{"program": "p1", "sess');
  const damaged = new WrittenSessions(file, () => 'p1');
  expect(all.some((session) => damaged.has(session, sealed))).toBe(false);
});

test('where nothing can be written all of them are written again', ({ onTestFinished }) => {
  const aFile = writtenFile(onTestFinished);
  writeFileSync(aFile, '');
  const file = join(aFile, 'written.json');
  const written = new WrittenSessions(file, () => 'p1');
  const all = sessions(100);
  for (const session of all) written.add(session, sealed);
  written.save();
  const next = new WrittenSessions(file, () => 'p1');
  expect(all.some((session) => next.has(session, sealed))).toBe(false);
});
