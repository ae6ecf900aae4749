/** A workspace whose champion may go live on the fake venue, and the program at a terminal in it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import type { SessionRecord } from '../../src/study/records.ts';
import { instrument } from '../venues/livePaper.ts';
import { Night } from '../venues/night.ts';
import { until } from '../venues/recordedRun.ts';
import { type FaultVenue, type Script, startFaultVenue, TEST_KEY } from './faultRun.ts';

const isLinux = process.platform === 'linux';
if (!isLinux) console.warn('tests of tune start --mode live skipped: they need `script` of Linux to make a terminal');
/** Whether there is a program that makes a terminal. */
export const hasTerminal: boolean = isLinux;

export interface LiveLedger {
  readonly openOrders: number;
  readonly fills: readonly object[];
  readonly orders: readonly object[];
}

/** A program at a terminal. */
export interface AtTerminal {
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

/** The program at a terminal, which `script` of util-linux makes. @param around makes another command of the one that starts it */
export function atTerminal(
  folder: string,
  line: string,
  variables: Readonly<Record<string, string>>,
  around: (command: string) => string = (command) => `exec ${command}`,
): AtTerminal {
  const env = { ...process.env, ...variables, NO_COLOR: '1', CI: '', TERM: 'xterm' };
  const program = join(import.meta.dirname, '../../bin/tune.js');
  // A terminal without a width would show each letter on a line of its own.
  const command = `stty cols 100 rows 40; ${around(`${process.execPath} ${program} ${line}`)}`;
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
    until: async (is) => {
      while (!(await is())) {
        if (isOver) throw new Error(`the program ended too early: ${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    answer: async (question, text) => {
      await until(() => isOver || shown.includes(question));
      for (const key of text) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        child.stdin?.write(key);
      }
    },
    goOn: (pid) => {
      process.kill(pid, 'SIGCONT');
      child.kill('SIGCONT');
    },
    ended,
  };
}

export interface LiveWorkspace {
  readonly folder: string;
  readonly bench: FaultVenue;
  readonly variables: Readonly<Record<string, string>>;
  readonly ledger: () => Promise<LiveLedger>;
  readonly isQuoting: () => Promise<boolean>;
  /** Runs sessions of the champion on paper; how that ended. */
  readonly onPaper: (sessions: number) => Promise<string>;
  /** Process id of the program that holds the lock. */
  readonly pid: () => number;
}

/** Settings of the study and of the venue, as variables; `live.mode` is not among them. */
function variablesOf(bench: FaultVenue): Record<string, string> {
  return {
    TUNE_STUDY_NAME: 'small',
    TUNE_STUDY_SEED: 'seed',
    TUNE_STUDY_RISK_AVERSION: '0',
    TUNE_STUDY_MIN_VOLUME_PER_HOUR: '0',
    TUNE_VENUE_NAME: 'hyperliquid',
    TUNE_VENUE_SYMBOL: 'SOL',
    TUNE_VENUE_REST_URL: bench.url,
    TUNE_VENUE_WS_URL: `${bench.ws}/ws`,
    TUNE_INSTRUMENT_SYMBOL: instrument.symbol,
    TUNE_INSTRUMENT_TICK_SIZE: String(instrument.tickSize),
    TUNE_INSTRUMENT_LOT_SIZE: String(instrument.lotSize),
    TUNE_INSTRUMENT_MAKER_FEE_BPS: String(instrument.makerFeeBps),
    TUNE_INSTRUMENT_TAKER_FEE_BPS: String(instrument.takerFeeBps),
    TUNE_SESSION_TRIALS: '0',
    TUNE_SESSION_DECISION_MS: '500',
  };
}

const QUIET: Script = { name: 'live', steps: [], expect: {} };

/** Without keys and without sessions on paper. @param seconds that the venue plays */
export async function aLiveWorkspace(seconds: number, script: Script = QUIET): Promise<LiveWorkspace> {
  const night = await Night.on('hyperliquid', 200, [], { spreadBps: 1, levels: 2, orderSizeUsd: 50 });
  const bench = await startFaultVenue('hyperliquid', script, seconds);
  onTestFinished(() => bench.close());
  const { folder } = night.paper;
  const ledger = (): Promise<LiveLedger> => bench.control<LiveLedger>('ledger');
  return {
    folder,
    bench,
    variables: variablesOf(bench),
    ledger,
    isQuoting: async () => (await ledger()).openOrders >= 2,
    onPaper: (sessions) =>
      night.run(
        { sessions, minutes: 0.2, approval: 'ask', trials: 0 },
        { ask: () => Promise.resolve({ kind: 'later' }) },
      ),
    pid: () => Number(readFileSync(join(folder, 'tune.lock.pid'), 'utf8').split('\n')[0]),
  };
}

/** Sessions of the study, as they are on record now. */
export function sessionsIn(folder: string): readonly SessionRecord[] {
  const store = openStore(join(folder, 'tune.db'), { readonly: true });
  try {
    return store.existing('small').sessions();
  } finally {
    store.close();
  }
}

export function writeKeys(folder: string): void {
  const account = `0x${'ab'.repeat(20)}`;
  const text = `HYPERLIQUID_ACCOUNT=${account}\nHYPERLIQUID_AGENT_KEY=${TEST_KEY}\n`;
  writeFileSync(join(folder, '.env'), text, { mode: 0o600 });
}

/** With keys and sessions: a live campaign begins once the symbol is typed. */
export async function aReadyWorkspace(seconds: number, script: Script = QUIET): Promise<LiveWorkspace> {
  const workspace = await aLiveWorkspace(seconds, script);
  const end = await workspace.onPaper(5);
  if (end !== 'finished') throw new Error(`the sessions on paper ended with ${end}`);
  writeKeys(workspace.folder);
  return { ...workspace, variables: { ...workspace.variables, TUNE_LIVE_MODE: 'live' } };
}
