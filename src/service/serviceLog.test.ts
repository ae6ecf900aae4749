/** The log of the service: what is written can be read again, over rotations, and holds no secret. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secretValues } from '../config/secrets.ts';
import { LogFollower, lastRecords, recordText } from './readLog.ts';
import { openServiceLog, type ServiceLog } from './serviceLog.ts';

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function aLog(folder: string, secrets: readonly string[] = []): ServiceLog {
  const onFault = (message: string) => expect.fail(message);
  return openServiceLog({ folder, secrets: () => secrets, onFault, size: '1K' });
}

const words = (records: readonly string[]) => records.map((record) => recordText(record).replace(/^.{22}/, ''));

describe('the log', () => {
  it('is read as lines with a time in UTC, a mark for warnings, and further lines indented', async () => {
    const folder = aFolder();
    const log = aLog(folder);
    log.write('info', 'two\nlines');
    log.write('warn', 'a start was missed');
    await log.close();
    const [first = '', second = ''] = lastRecords(folder, 10).map(recordText);
    expect(first).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}two\n {22}lines$/);
    expect(second).toMatch(/Z {2}warn: a start was missed$/);
  });

  it('keeps four files of about the given size beside the newest, and loses nothing in between', async () => {
    const folder = aFolder();
    const log = aLog(folder);
    for (let i = 0; i < 200; i++) log.write('info', `record ${i}`);
    await log.close();
    const files = readdirSync(folder).sort();
    expect(files).toEqual(['schedule.log', ...[1, 2, 3, 4].map((n) => `schedule.log.${n}`)]);
    for (const file of files) {
      const { size, mode } = statSync(join(folder, file));
      expect(size).toBeLessThan(1_200);
      expect(mode & 0o077).toBe(0);
    }
    const numbers = words(lastRecords(folder, 1_000)).map((text) => Number(text.replace('record ', '')));
    const first = numbers[0] ?? -1;
    expect(first).toBeGreaterThan(100);
    expect(numbers).toEqual(Array.from({ length: 200 - first }, (_, i) => first + i));
    expect(words(lastRecords(folder, 3))).toEqual(['record 197', 'record 198', 'record 199']);
  });

  it('continues the file of an earlier service', async () => {
    const folder = aFolder();
    for (const text of ['first', 'second']) {
      const log = aLog(folder);
      log.write('info', text);
      await log.close();
    }
    expect(words(lastRecords(folder, 10))).toEqual(['first', 'second']);
  });

  it('is followed over rotations without a gap and without repetition', async () => {
    const folder = aFolder();
    const before = aLog(folder);
    before.write('info', 'earlier');
    await before.close();
    const follower = new LogFollower(folder);
    onTestFinished(() => follower.close());
    const seen: string[] = [];
    const wanted: string[] = [];
    for (let part = 0; part < 30; part++) {
      const log = aLog(folder);
      log.write('info', `part ${part}`);
      wanted.push(`part ${part}`);
      await log.close();
      seen.push(...words(follower.next()));
    }
    expect(readdirSync(folder).length).toBeGreaterThan(2);
    expect(seen).toEqual(wanted);
  });

  it('is followed from its first record where there was no log before', async () => {
    const folder = aFolder();
    const follower = new LogFollower(folder);
    onTestFinished(() => follower.close());
    expect(follower.next()).toEqual([]);
    const log = aLog(folder);
    log.write('info', 'first');
    await log.close();
    expect(words(follower.next())).toEqual(['first']);
  });

  it('shows a line that is no record as it is', () => {
    expect(recordText('{"time":"2026-')).toBe('{"time":"2026-');
    expect(recordText('7')).toBe('7');
  });

  it('holds no value of .env and of variables that are named as keys', async () => {
    const folder = aFolder();
    const envFile = join(folder, '.env');
    writeFileSync(envFile, 'VENUE_LOGIN=from-the-file\nTUNE_STUDY_NAME=default-study\n');
    const environment = { OPENAI_API_KEY: 'sk-0123456789', TELEGRAM_TOKEN: 'sk-0123456789-longer', HOME: '/home/ann' };
    const log = aLog(folder, secretValues(envFile, environment));
    log.write(
      'error',
      'the server said: key sk-0123456789-longer, sk-0123456789, from-the-file; /home/ann default-study',
    );
    await log.close();
    expect(words(lastRecords(folder, 1))).toEqual([
      'error: the server said: key [secret], [secret], [secret]; /home/ann default-study',
    ]);
    expect(readFileSync(join(folder, 'schedule.log'), 'utf8')).not.toContain('sk-0');
  });

  it('is an error before anything runs where its folder cannot be made', () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => aLog(join(folder, 'file'))).toThrow('EEXIST');
  });

  it('says once when it can no longer be written, and ends without an error', async () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'schedule.log'));
    const faults: string[] = [];
    const fault = Promise.withResolvers<void>();
    const onFault = (message: string): void => {
      faults.push(message);
      fault.resolve();
    };
    const log = openServiceLog({ folder, secrets: () => [], onFault });
    log.write('info', 'first');
    await fault.promise;
    log.write('info', 'second');
    await log.close();
    expect(faults).toEqual([expect.stringContaining('schedule.log')]);
  });
});
