/** A workspace whose champion may go live on the fake venue. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import type { SessionRecord } from '../../src/study/records.ts';
import { instrument } from '../venues/livePaper.ts';
import { Night } from '../venues/night.ts';
import { type FaultVenue, type Script, startFaultVenue, TEST_KEY } from './faultRun.ts';

export interface LiveLedger {
  readonly openOrders: number;
  readonly fills: readonly object[];
  readonly orders: readonly object[];
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
