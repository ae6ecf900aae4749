/** `tune start --mode live` from the evidence on paper to the orders, at a terminal of its own; killed, and started again. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers } from '../../src/shapes/answers.ts';
import { atTerminal, hasTerminal } from '../cli/atTerminal.ts';
import { tune } from '../cli/tune.ts';
import { isFakeVenueThere, TEST_KEY } from './faultRun.ts';
import { aLiveWorkspace, writeKeys } from './liveWorkspace.ts';

const CANARY = TEST_KEY.slice(2);

/** All bytes that a campaign left, file by file. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

describe.skipIf(!isFakeVenueThere || !hasTerminal)('tune start --mode live', () => {
  it('sends orders when everything is there, leaves none open after kill -9 and tune kill, and goes on', async () => {
    const { folder, bench, variables, ledger, isQuoting, onPaper, pid } = await aLiveWorkspace(300);
    expect(await onPaper(4)).toBe('finished');
    const start = 'start --mode live --sessions 3 --minutes 1';
    const refusal = (more: Readonly<Record<string, string>>): string => {
      const { code, err } = tune(folder, start.split(' '), { ...variables, ...more });
      expect(code).toBe(2);
      return err;
    };
    // One thing after the other is missing.
    expect(refusal({})).toContain('write mode = "live" under [live]');
    expect(refusal({ TUNE_LIVE_MODE: 'live' })).toContain('need HYPERLIQUID_ACCOUNT and HYPERLIQUID_AGENT_KEY in .env');
    writeKeys(folder);
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

    const first = atTerminal(folder, start, live);
    await first.answer('Type SOL', 'SOL\r');
    await first.until(isQuoting);
    process.kill(pid(), 'SIGKILL');
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
    const calibrated = tune(folder, ['calibrate', '--json'], live);
    expect(calibrated.code, calibrated.err).toBe(0);
    expect(answers.calibrate?.shape.safeParse(JSON.parse(calibrated.out)).error).toBeUndefined();
    // The session that was killed left nothing; the other one may have begun with its position.
    const found = JSON.parse(calibrated.out) as { readonly sessions: number; readonly leftOut: number };
    expect(found.sessions + found.leftOut).toBe(1);
    // Five queue models, with the delays of the plan and with those that were measured.
    expect(found).toMatchObject({
      models: Array.from({ length: 10 }, () => ({ minutes: {}, share: expect.any(Number) })),
      present: { queue: 'risk-averse', delays: 'plan' },
    });
    expect(tune(folder, ['calibrate'], live).out).toMatch(/The venue answered \d+ orders?, half of them within \d+ ms/);
    const verdict = await bench.control<{ failures: string[] }>('verdict');
    expect(verdict.failures).toEqual([]);
    // The key is in .env alone.
    const holding = filesUnder(folder).filter((file) => readFileSync(file).includes(CANARY));
    expect(holding).toEqual([join(folder, '.env')]);
    for (const shown of [first.shown, again.shown, killed.out, killed.err]) expect(shown).not.toContain(CANARY);
  }, 240_000);
});
