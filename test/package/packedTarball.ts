/** Packs the built program, installs the tarball in an empty folder, and starts the program there. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tune-package-'));
try {
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const tarball = join(folder, packed.trim().split('\n').at(-1) ?? '');
  execFileSync('npm', ['init', '--yes'], { cwd: folder, stdio: 'ignore' });
  execFileSync('npm', ['install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    stdio: 'ignore',
  });
  const tune = join(folder, 'node_modules/mmtune/bin/tune.js');
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [tune, ...args], { cwd: folder, encoding: 'utf8' });
  const version = run('--version').trim();
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`--version printed ${version}`);
  const table = run('start', '--sessions', '2', '--minutes', '5');
  if (!table.includes('v1')) throw new Error(`the campaign printed no table:\n${table}`);
  const replay = ['replay', '--tape', 'runs/default-0001/tape.parquet', '--tape', 'runs/default-0002/tape.parquet'];
  const onThreads = ['1', '2'].map((threads) => run(...replay, '--json', '--threads', threads));
  if (!onThreads[0]?.includes('"v1"') || onThreads[0] !== onThreads[1])
    throw new Error(`the threads of the built package disagree:\n${onThreads.join('\n')}`);
  console.log(`packed tarball: mmtune ${version} starts, runs two sessions and replays them on threads`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
