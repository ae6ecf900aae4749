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
  // Workers and the programs that send them units compare the hash of their code: a clone and a package of it have to agree.
  const hashOf = (module: string): string =>
    execFileSync(
      process.execPath,
      ['-e', `import(${JSON.stringify(module)}).then((m) => console.log(m.thisCode().hash))`],
      {
        encoding: 'utf8',
      },
    );
  const hashes = [join(root, 'src/machines/code.ts'), join(folder, 'node_modules/mmtune/dist/machines/code.js')].map(
    hashOf,
  );
  if (hashes[0] !== hashes[1]) throw new Error(`source and package are not the same code:\n${hashes.join('')}`);
  console.log(`packed tarball: mmtune ${version} starts, runs two sessions and replays them on threads`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
