/** A live campaign whose database is locked by another program, and then one whose disk is full: orders go, and nothing is lost. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { atTerminal, hasTerminal } from '../cli/atTerminal.ts';
import { tune } from '../cli/tune.ts';
import { isFakeVenueThere } from './faultRun.ts';
import { aReadyWorkspace } from './liveWorkspace.ts';

/** Large files of a workspace, which are not on the disk that is full. */
const ELSEWHERE = ['orders', 'tapes', 'captures', 'compiled', 'runs', 'history'];
/** Enough for the start of a campaign, which wants 200 MB to stay free. */
const DISK_MB = 400;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const namespace = ['unshare', '-Urm', 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'];
const canMount = hasTerminal && spawnSync('unshare', namespace.slice(1)).status === 0;
if (!canMount)
  console.warn('the live campaign with a full disk is skipped: this machine mounts no small disk for a user');

/** Runs a command in a workspace of its own on a small disk, which is full as soon as the file `full` is there. */
function onSmallDisk(folder: string, full: string): (command: string) => string {
  const disk = join(folder, 'small-disk');
  mkdirSync(disk);
  const used = readdirSync(folder).filter((name) => /^(tune\.|\.env)/.test(name));
  const script = [
    `mount -t tmpfs -o size=${DISK_MB}m tmpfs ${disk}`,
    `cp -p ${used.join(' ')} ${disk}/`,
    ...ELSEWHERE.map((name) => `mkdir -p ${join(folder, name)} && ln -s ${join(folder, name)} ${disk}/${name}`),
    `cd ${disk}`,
    `( while [ ! -e ${full} ]; do sleep 0.1; done; cat /dev/zero > ballast; touch ${full}.done ) 2>/dev/null &`,
    'COMMAND; code=$?',
    `rm -f ballast; cp -p tune.db* ${folder}/; rm -f ${folder}/tune.db-shm; exit $code`,
  ].join('\n');
  const file = join(folder, 'on-small-disk.sh');
  return (command) => {
    writeFileSync(file, script.replace('COMMAND', command));
    return `exec unshare -Urm sh ${file}`;
  };
}

describe.skipIf(!isFakeVenueThere || !hasTerminal)('a live campaign whose session cannot be put on record', () => {
  it('cancels and ends with what is wrong, whether the database is locked or its disk full, and goes on after', async () => {
    const { folder, bench, variables, ledger, isQuoting } = await aReadyWorkspace(200);
    /** The feed has a gap: the session ends, and that is about to be written. */
    const endSession = (): Promise<unknown> => bench.control('fault', { do: 'drop', which: 'market' });

    const locked = atTerminal(folder, 'start --mode live --sessions 3 --minutes 5', variables);
    await locked.answer('Type SOL', 'SOL\r');
    await locked.until(isQuoting);
    const other = new Database(join(folder, 'tune.db'));
    other.exec('BEGIN IMMEDIATE');
    await endSession();
    expect(await locked.ended, locked.shown).toBe(6);
    other.close();
    expect(locked.shown).toMatch(/tune\.db is locked by another process/);
    expect((await ledger()).openOrders).toBe(0);

    if (canMount) {
      const full = join(folder, 'full');
      const small = atTerminal(folder, 'resume', variables, { around: onSmallDisk(folder, full) });
      await small.answer('Type SOL', 'SOL\r');
      await small.until(isQuoting);
      writeFileSync(full, '');
      while (!existsSync(`${full}.done`)) await pause(100);
      await endSession();
      expect(await small.ended, small.shown).toBe(1);
      expect(small.shown.replaceAll(/\s+/g, ' ')).toMatch(/disk that holds .*tune\.db is full/);
      expect((await ledger()).openOrders).toBe(0);
    }
    // Both ended in an orderly way: the watchdog had nothing to do.
    expect(existsSync(join(folder, 'orders', 'watchdog.log'))).toBe(false);

    const checked = tune(folder, ['db', 'check'], variables);
    expect(checked.code, checked.out + checked.err).toBe(0);
    const again = atTerminal(folder, 'resume', variables);
    await again.answer('Type SOL', 'SOL\r');
    await again.until(isQuoting);
    await again.answer('Type SOL', '\u0003');
    expect(await again.ended).toBe(130);
    // Read by another process: this one has the database open as it was before it came back from the small disk.
    const statuses = (canMount ? [6, 7, 8] : [6, 7]).map((number) => {
      const { out } = tune(folder, ['show', `s${number}`, '--json'], variables);
      return /"status": ?"(\w+)"/.exec(out)?.[1] ?? out;
    });
    expect(statuses).toEqual([...(canMount ? ['aborted', 'aborted'] : ['aborted']), 'interrupted']);
    expect((await ledger()).openOrders).toBe(0);
    const { failures } = await bench.control<{ failures: string[] }>('verdict');
    expect(failures).toEqual([]);
  }, 200_000);
});
