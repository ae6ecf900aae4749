/** Runs the real program in a temporary workspace. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const TUNE = join(import.meta.dirname, '../../bin/tune.js');

export interface ProgramResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A temporary folder that is deleted after the test. */
export function aWorkspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TUNE_'));
  return { ...Object.fromEntries(own), NO_COLOR: '1', ...extra };
}

export function tune(
  folder: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): ProgramResult {
  const run = spawnSync(process.execPath, [TUNE, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment(extra),
    timeout: 60_000,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

export interface RunningTune {
  readonly child: ChildProcess;
  /** Resolves when stderr has shown the text. */
  shows(text: string): Promise<void>;
  /** What stderr has shown so far. */
  said(): string;
  readonly ended: Promise<ProgramResult>;
}

/** Starts the program without waiting for its end. It is killed at the end of the test. */
export function tuneRunning(
  folder: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): RunningTune {
  const child = spawn(process.execPath, [TUNE, ...args], { cwd: folder, env: environment(extra) });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  const waiting: { text: string; done: () => void }[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
    for (const one of waiting) if (err.includes(one.text)) one.done();
  });
  return {
    child,
    shows: (text) => (err.includes(text) ? Promise.resolve() : new Promise((done) => waiting.push({ text, done }))),
    said: () => err,
    ended: new Promise((done) => child.on('close', (code) => done({ code, out, err }))),
  };
}
