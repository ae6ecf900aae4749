import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { freshFile, startChild } from '../testing/store/testDirectory.ts';
import { acquireLock, LockBusy } from './lock.ts';

describe('one campaign per workspace', () => {
  test('a second campaign is refused at once and told who runs', async () => {
    const file = freshFile('tune.lock');
    const lock = acquireLock(file);
    const second = startChild('lock', file);
    expect(await second.line('')).toBe(`busy ${process.pid}`);
    lock.release();
  });

  test('the lock holds within one process too, and can be taken again after its release', () => {
    const file = freshFile('tune.lock');
    const lock = acquireLock(file);
    expect(() => acquireLock(file)).toThrow(LockBusy);
    expect(() => acquireLock(file)).toThrow(new RegExp(`tune\\.lock is held by process ${process.pid}`));
    lock.release();
    lock.release();
    expect(existsSync(`${file}.pid`)).toBe(false);
    const again = acquireLock(file);
    lock.release();
    expect(() => acquireLock(file)).toThrow(LockBusy);
    again.release();
  });

  test('kill -9 releases it', async () => {
    const file = freshFile('tune.lock');
    const campaign = startChild('lock', file);
    await campaign.line('held');
    expect(() => acquireLock(file)).toThrow(`process ${campaign.process.pid}`);
    campaign.process.kill('SIGKILL');
    await campaign.ended;
    acquireLock(file).release();
  });

  test('without the note of who runs, the lock still holds', () => {
    const file = freshFile('tune.lock');
    const lock = acquireLock(file);
    writeFileSync(`${file}.pid`, 'scribble');
    expect(() => acquireLock(file)).toThrow(/held by another process/);
    lock.release();
  });

  test('a file that is something else, or a missing directory, is not taken for a lock', () => {
    const file = freshFile('tune.lock');
    writeFileSync(file, 'these are my notes, not a lock\n'.repeat(100));
    expect(() => acquireLock(file)).toThrow(expect.objectContaining({ name: 'StoreError', kind: 'corrupt' }));
    expect(() => acquireLock(file)).toThrow(/no lock of this program/);
    expect(() => acquireLock(freshFile('nowhere/tune.lock'))).toThrow(
      expect.objectContaining({ name: 'StoreError', kind: 'missing' }),
    );
  });
});
