import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openFileTape } from './fileTape.ts';
import { TapeBusy } from './tapeLock.ts';

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'own-tape-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'orders.jsonl');
}

/** A process of its own that has opened a tape and waits. */
async function otherProgram(file: string) {
  const code = `const { openFileTape } = await import(${JSON.stringify(join(import.meta.dirname, 'fileTape.ts'))});
    openFileTape(${JSON.stringify(file)}); console.log('open'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { pid: child.pid ?? expect.fail('it runs'), child };
}

it('a second program gets an error that names the first one, and the tape of a killed one is taken over', async () => {
  const file = path();
  const { pid, child } = await otherProgram(file);
  expect(() => openFileTape(file)).toThrow(TapeBusy);
  expect(() => openFileTape(file)).toThrow(`${file} is used by process ${pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(`${file}.lock`)).toBe(true);
  const tape = openFileTape(file);
  expect(readFileSync(`${file}.lock`, 'utf8')).toBe(`${process.pid}\n`);
  tape.close();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

it('a program cannot open its own tape twice, and a lock of a former process with its id does not keep it out', () => {
  const file = path();
  writeFileSync(`${file}.lock`, `${process.pid}\n`);
  const tape = openFileTape(file);
  expect(() => openFileTape(file)).toThrow(`is used by process ${process.pid}`);
  tape.close();
  openFileTape(file).close();
});

it('a tape that cannot be read is not left locked', () => {
  const file = path();
  writeFileSync(file, 'nonsense\n');
  expect(() => openFileTape(file)).toThrow('line 1 is no event');
  expect(existsSync(`${file}.lock`)).toBe(false);
});

it('a lock that names no process is an error that names it', () => {
  const file = path();
  writeFileSync(`${file}.lock`, 'nobody\n');
  expect(() => openFileTape(file)).toThrow(`${file}.lock names no process`);
});
