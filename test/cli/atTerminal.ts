/** Runs the program at a terminal of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from '../venues/recordedRun.ts';

/** `script` of other systems takes other flags. */
export const hasTerminal: boolean = process.platform === 'linux';
if (!hasTerminal) console.warn('tests at a terminal are skipped: they need `script` of Linux to make one');

export interface AtTerminal {
  /** Everything that was on the screen. */
  readonly shown: string;
  /** Waits for something that can only happen while the program runs. */
  until(is: () => Promise<boolean>): Promise<void>;
  /** Answers the question that is on the screen: a key at a time, as a person does. */
  answer(question: string, text: string): Promise<void>;
  /** Lets it and its terminal go on: the program that makes the terminal stands still where the one in it does. */
  goOn(program: number): void;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
}

export interface Terminal {
  readonly columns?: number;
  /** Makes another command of the one that starts the program. */
  readonly around?: (command: string) => string;
}

/** The program at a terminal, which `script` of util-linux makes. */
export function atTerminal(
  folder: string,
  line: string,
  variables: Readonly<Record<string, string>> = {},
  { columns = 100, around = (command) => `exec ${command}` }: Terminal = {},
): AtTerminal {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TUNE_'));
  const env = { ...Object.fromEntries(own), ...variables, NO_COLOR: '1', CI: '', TERM: 'xterm' };
  const program = join(import.meta.dirname, '../../bin/tune.js');
  // A terminal without a width would show each letter on a line of its own.
  const command = `stty cols ${columns} rows 40; ${around(`${process.execPath} ${program} ${line}`)}`;
  const child: ChildProcess = spawn('script', ['-qefc', command, '/dev/null'], { cwd: folder, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    shown += chunk;
  });
  let isOver = false;
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => {
      isOver = true;
      done(code);
    });
  });
  return {
    get shown() {
      return shown;
    },
    until: async (is: () => Promise<boolean>) => {
      while (!(await is())) {
        if (isOver) throw new Error(`the program ended too early: ${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    answer: async (question: string, text: string) => {
      await until(() => isOver || shown.includes(question));
      for (const key of text) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        child.stdin?.write(key);
      }
    },
    goOn: (program: number) => {
      process.kill(program, 'SIGCONT');
      child.kill('SIGCONT');
    },
    ended,
  };
}
