/** `tune start --mode live` from the evidence on paper to the orders, at a terminal of its own; killed, and started again. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { atTerminal, hasTerminal } from '../cli/atTerminal.ts';
import { tune } from '../cli/tune.ts';
import { instrument } from '../venues/livePaper.ts';
import { Night } from '../venues/night.ts';
import { isFakeVenueThere, startFaultVenue, TEST_KEY } from './faultRun.ts';

const CANARY = TEST_KEY.slice(2);

interface Ledger {
  readonly openOrders: number;
  readonly fills: readonly object[];
  readonly orders: readonly object[];
}

/** All bytes that a campaign left, file by file. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe.skipIf(!isFakeVenueThere || !hasTerminal)('tune start --mode live', () => {
  it('sends orders when everything is there, leaves none open after kill -9 and tune kill, and goes on', async () => {
    const night = await Night.on('hyperliquid', 200, [], { spreadBps: 1, levels: 2, orderSizeUsd: 50 });
    const onPaper = (sessions: number): Promise<string> =>
      night.run(
        { sessions, minutes: 0.2, approval: 'ask', trials: 0 },
        { ask: () => Promise.resolve({ kind: 'later' }) },
      );
    expect(await onPaper(4)).toBe('finished');
    const { folder } = night.paper;
    const bench = await startFaultVenue('hyperliquid', { name: 'live', steps: [], expect: {} }, 300);
    onTestFinished(() => bench.close());
    const variables = {
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
    const start = 'start --mode live --sessions 3 --minutes 1';
    const refusal = (more: Readonly<Record<string, string>>): string => {
      const { code, err } = tune(folder, start.split(' '), { ...variables, ...more });
      expect(code).toBe(2);
      return err;
    };
    // One thing after the other is missing.
    expect(refusal({})).toContain('write mode = "live" under [live]');
    expect(refusal({ TUNE_LIVE_MODE: 'live' })).toContain('needs HYPERLIQUID_ACCOUNT in .env');
    writeFileSync(
      join(folder, '.env'),
      `HYPERLIQUID_ACCOUNT=0x${'ab'.repeat(20)}\nHYPERLIQUID_AGENT_KEY=${TEST_KEY}\n`,
      { mode: 0o600 },
    );
    const rich = refusal({ TUNE_LIVE_MODE: 'live' });
    expect(rich).toContain('v1 has 4 of 5 completed paper sessions on SOL on hyperliquid');
    expect(await onPaper(1)).toBe('finished');
    expect(refusal({ TUNE_LIVE_MODE: 'live' })).toContain('A person has to type the symbol at a terminal');

    const live = { ...variables, TUNE_LIVE_MODE: 'live' };
    const wrong = atTerminal(folder, start, live);
    await wrong.answer('Type SOL', 'BTC\r');
    expect(await wrong.ended).toBe(2);
    expect(wrong.shown).toContain('the symbol was not typed');
    expect(existsSync(join(folder, 'orders'))).toBe(false);

    const ledger = (): Promise<Ledger> => bench.control<Ledger>('ledger');
    const isQuoting = async (): Promise<boolean> => (await ledger()).openOrders >= 2;
    const first = atTerminal(folder, start, live);
    await first.answer('Type SOL', 'SOL\r');
    await first.until(isQuoting);
    const pid = Number(readFileSync(join(folder, 'tune.lock.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await first.ended;
    // The watchdog is a process of its own.
    while ((await ledger()).openOrders > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    const killed = tune(folder, ['kill'], live);
    expect(killed.code, killed.err).toBe(0);
    expect((await ledger()).openOrders).toBe(0);

    const again = atTerminal(folder, 'resume', live);
    await again.answer('Type SOL', 'SOL\r');
    await again.until(isQuoting);
    await new Promise((resolve) => setTimeout(resolve, 8000));
    await again.answer('Type SOL', '\u0003');
    expect(await again.ended).toBe(130);
    expect((await ledger()).openOrders).toBe(0);
    const verified = tune(folder, ['verify', 'v1'], live);
    expect(verified.out).toContain('from its orders: identical');
    expect(verified.code, verified.out + verified.err).toBe(0);
    const verdict = await bench.control<{ failures: string[] }>('verdict');
    expect(verdict.failures).toEqual([]);
    // The key is in .env alone.
    const holding = filesUnder(folder).filter((file) => readFileSync(file).includes(CANARY));
    expect(holding).toEqual([join(folder, '.env')]);
    for (const shown of [first.shown, again.shown, killed.out, killed.err]) expect(shown).not.toContain(CANARY);
  }, 240_000);
});
