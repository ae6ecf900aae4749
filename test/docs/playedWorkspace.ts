/** A workspace in which every command of the pages finds what it names: versions, proposals, sessions, calls, recordings, tapes. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { writeTape } from '../../src/recordings/tapeFile/writeTape.ts';
import { openStore } from '../../src/store/store.ts';
import {
  aggTrade,
  type BinanceMessage,
  combined,
  partialDepth,
  stamped,
} from '../../src/testing/recordings/binanceMessages.ts';
import { BTC_GRID, NEW_YEAR_US, recording } from '../../src/testing/recordings/fixtures.ts';
import { tune } from '../cli/tune.ts';
import { ROOT } from './docPages.ts';

/** Short sessions: the pages are about what is typed and not about the market. */
const SETTINGS = '[session]\nminutes = 2\n';
const WITHOUT_TRIALS = { TUNE_SESSION_TRIALS: '0' };
const RECORDED_MINUTES = 3;
/** The pages show the calls up to c7. */
const CALLS = 7;

/** Made once, then copied for each page. The first eight versions have a session each; p97 waits. */
export async function playedWorkspace(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tune-played-'));
  writeFileSync(join(folder, 'tune.toml'), SETTINGS);
  cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true });
  run(folder, 'import', 'examples/v1-to-v8.toml');
  run(folder, 'start', '--sessions', '9', '--approve', 'ask');
  addCalls(folder, CALLS);
  await addRecordings(folder);
  return folder;
}

/** Without trial lanes, so that a round ends with a proposal that waits. */
function run(folder: string, ...args: string[]): void {
  const { code, err } = tune(folder, args, WITHOUT_TRIALS);
  if (code !== 0) throw new Error(`tune ${args.join(' ')}: ${err}`);
}

/** Calls of a language model, which declined. */
export function addCalls(folder: string, calls: number): void {
  const store = openStore(join(folder, 'tune.db'), { now: () => '2026-01-05T00:00:00.000Z' });
  const texts = { request: '{"model":"m"}', answer: 'no', reasoning: '' };
  for (let i = 0; i < calls; i++) {
    store.existing('default').addCall(
      {
        sessionId: null,
        purpose: 'probe',
        framing: '',
        provider: 'openai',
        endpoint: 'http://127.0.0.1:9',
        model: 'm',
        format: 'text',
        promptHash: '0'.repeat(64),
        templatesHash: '0'.repeat(64),
        inputTokens: 12,
        cachedTokens: null,
        outputTokens: 3,
        cost: null,
        mostCost: 0.5,
        durationMs: 20,
        tries: 1,
        outcome: 'declined',
        detail: 'it declined',
      },
      texts,
    );
  }
  store.close();
}

async function addRecordings(folder: string): Promise<void> {
  recording(folder, 'recording.jsonl.gz', stamped(binanceMinutes(7)));
  const csv = Array.from(
    { length: 60 },
    (_, second) => `${NEW_YEAR_US + second * 1e6},T,buy,${100 + (second % 5) / 10},1`,
  );
  const book = [`${NEW_YEAR_US},D,bid,100,5`, `${NEW_YEAR_US},D,ask,100.1,5`];
  recording(folder, 'day.csv', ['ts_us,kind,side,price,size', ...book, ...csv]);
  mkdirSync(join(folder, 'tapes'));
  for (const [index, name] of ['monday', 'mon', 'tue'].entries()) {
    const file = recording(folder, `${name}.jsonl`, stamped(binanceMinutes(7 + index)));
    const { tape } = await importRecordings([file], BTC_GRID);
    writeTape(join(folder, `tapes/${name}.parquet`), tape);
    rmSync(file);
  }
}

/** A book that moves once a second, in its own way for each `stride`, and a trade between two changes. */
function binanceMinutes(stride: number): BinanceMessage[] {
  return Array.from({ length: RECORDED_MINUTES * 60 }, (_, second): BinanceMessage[] => {
    const ms = second * 1000;
    const bid = 100 + ((second * stride) % 13) / 10;
    return [
      [ms, combined('btcusdt@depth5@100ms', partialDepth(ms, 100 + 10 * second, bid))],
      [ms + 500, combined('btcusdt@aggTrade', aggTrade(ms + 500, second + 1, second + 1, second + 1))],
    ];
  }).flat();
}
