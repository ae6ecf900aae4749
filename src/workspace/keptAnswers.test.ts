import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { keptAnswers, stampOf } from './keptAnswers.ts';

const records = { changes: 5_000, sha256: 'ab12' };

/** A folder that does not exist yet, in one that is removed at the end of the test. */
function answersFolder(onTestFinished: (remove: () => void) => void): string {
  const workspace = mkdtempSync(join(tmpdir(), 'mmtune-answers-'));
  onTestFinished(() => rmSync(workspace, { recursive: true }));
  return join(workspace, 'answers', 'btc');
}

test('an answer is computed once while nothing changes, and comes back as it was', ({ onTestFinished }) => {
  const folder = answersFolder(onTestFinished);
  const compute = vi.fn(() => ({ gain: 0.25, champion: null, worst: Number.NEGATIVE_INFINITY, waits: undefined }));
  const first = keptAnswers(folder, records, () => 'p1').answer('status', [1], compute);
  const again = keptAnswers(folder, records, () => 'p1').answer('status', [1], compute);
  expect(again).toStrictEqual(first);
  expect(compute).toHaveBeenCalledTimes(1);
});

test('it is computed anew after a change on record, by another program, for another question and with other settings', ({
  onTestFinished,
}) => {
  const folder = answersFolder(onTestFinished);
  const ask = (now: typeof records, program: string, kind: 'status' | 'report', of: number): string =>
    keptAnswers(folder, now, () => program).answer(kind, [of], () => `${now.sha256} ${program} ${kind} ${of}`);
  expect(ask(records, 'p1', 'status', 1)).toBe('ab12 p1 status 1');
  expect(ask({ changes: 5_001, sha256: 'cd34' }, 'p1', 'status', 1)).toBe('cd34 p1 status 1');
  expect(ask(records, 'p2', 'status', 1)).toBe('ab12 p2 status 1');
  expect(ask(records, 'p2', 'report', 1)).toBe('ab12 p2 report 1');
  expect(ask(records, 'p2', 'report', 2)).toBe('ab12 p2 report 2');
  // The newest of each question is kept.
  expect(readdirSync(folder).sort()).toEqual(['report.bin', 'status.bin']);
});

test('a damaged file is as good as none', ({ onTestFinished }) => {
  const folder = answersFolder(onTestFinished);
  const answers = keptAnswers(folder, records, () => 'p1');
  expect(answers.answer('learnings', [], () => 'right')).toBe('right');
  const file = join(folder, 'learnings.bin');
  for (const damaged of [readFileSync(file).subarray(0, 20), Buffer.from('{}'), Buffer.alloc(0)]) {
    writeFileSync(file, damaged);
    expect(answers.answer('learnings', [], () => 'right again')).toBe('right again');
  }
});

test('a file in which one number was damaged is as good as none', ({ onTestFinished }) => {
  const folder = answersFolder(onTestFinished);
  const answers = keptAnswers(folder, records, () => 'p1');
  answers.answer('report', [], () => 'gain 0.25');
  const file = join(folder, 'report.bin');
  const bytes = readFileSync(file);
  bytes.write('9', bytes.indexOf('0.25'));
  writeFileSync(file, bytes);
  expect(answers.answer('report', [], () => 'gain 0.25')).toBe('gain 0.25');
});

/** A program of one file, and when it was there. */
function aProgram(onTestFinished: (remove: () => void) => void): { code: string; file: string; thereMs: number } {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const code = join(folder, 'dist');
  const file = join(code, 'main.js');
  mkdirSync(code);
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(file, 'gain = 1');
  return { code, file, thereMs: statSync(file).ctimeMs };
}

test('every process of the same program has the same stamp', ({ onTestFinished }) => {
  const { code, thereMs } = aProgram(onTestFinished);
  expect(stampOf(code, thereMs + 2)).toBe(stampOf(code, thereMs + 1));
});

test('a file of the same length and the same time is another program', async ({ onTestFinished }) => {
  const { code, file } = aProgram(onTestFinished);
  const released = new Date('2026-01-06T00:00:00Z');
  utimesSync(file, released, released);
  const { ctimeMs } = statSync(file);
  const before = stampOf(code, ctimeMs + 1);
  await vi.waitFor(() => {
    writeFileSync(file, 'gain = 2');
    utimesSync(file, released, released);
    expect(statSync(file).ctimeMs).not.toBe(ctimeMs);
  });
  expect(stampOf(code, statSync(file).ctimeMs + 1)).not.toBe(before);
});

test('a program that was replaced while it ran keeps nothing for the one that replaced it', ({ onTestFinished }) => {
  const { code, thereMs } = aProgram(onTestFinished);
  const replaced = stampOf(code, thereMs - 1);
  expect(stampOf(code, thereMs + 1)).not.toBe(replaced);
  expect(stampOf(code, thereMs - 1)).not.toBe(replaced);
});

test('where files of the program are missing it keeps nothing for another', ({ onTestFinished }) => {
  const { code, thereMs } = aProgram(onTestFinished);
  rmSync(code, { recursive: true });
  expect(stampOf(code, thereMs + 1)).not.toBe(stampOf(code, thereMs + 1));
});

test('where nothing can be written the answer is given all the same', ({ onTestFinished }) => {
  const folder = answersFolder(onTestFinished);
  const file = join(folder, '../..', 'a-file');
  writeFileSync(file, '');
  expect(keptAnswers(join(file, 'btc'), records, () => 'p1').answer('status', [], () => 7)).toBe(7);
});

test('a short study leaves no files: its answers come at once', ({ onTestFinished }) => {
  const folder = answersFolder(onTestFinished);
  const compute = vi.fn(() => 7);
  const short = keptAnswers(folder, { changes: 4_999, sha256: 'ab12' }, () => 'p1');
  expect([short.answer('status', [], compute), short.answer('status', [], compute)]).toEqual([7, 7]);
  expect(compute).toHaveBeenCalledTimes(2);
  expect(() => readdirSync(folder)).toThrow('ENOENT');
});
