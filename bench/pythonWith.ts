/** A Python of its own for a program that is measured beside this package: nothing is installed beside other packages. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Path of a Python that has the packages of a requirements file. The first call installs them into a folder of temporary files.
 *
 * @param name of that folder
 * @throws Error that names the step that failed: no Python, no package index
 */
export function pythonWith(requirements: string, name: string): string {
  const environment = join(tmpdir(), name);
  const python = join(environment, 'bin', 'python');
  const installed = join(environment, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return python;
  mkdirSync(environment, { recursive: true });
  must('python3', ['-m', 'venv', environment]);
  must(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  writeFileSync(installed, wanted);
  return python;
}

function must(command: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${command} does not start: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
}
