/** Temporary directories and child processes for the tests of this folder. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A path in a fresh directory that is removed with the test. */
export function freshFile(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'mmtune-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, name);
}

export interface Child {
  readonly process: ChildProcess;
  /** Lines printed so far. */
  readonly lines: readonly string[];
  /** Resolves when a line begins with `start`; rejects when the child ends without it. */
  line(start: string): Promise<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
}

/** Runs a part of `testProcess.ts` in a process of its own. */
export function startChild(...args: readonly string[]): Child {
  const script = fileURLToPath(new URL('./testProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  let over = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const tell = (): void => {
    for (const look of [...waiting]) look();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    tell();
  });
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      tell();
      resolve({ code, signal, stderr });
    });
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const line = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((l) => l.startsWith(start));
        if (found === undefined && !over) return;
        waiting.delete(look);
        if (found === undefined) reject(new Error(`the child ended without "${start}": ${stderr}`));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { process: child, lines, line, ended };
}
