/** A live campaign at a terminal that is stopped twice, and one that stands still for a minute: no order stays, and nothing is lost. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal, hasTerminal } from '../cli/atTerminal.ts';
import { isFakeVenueThere } from './faultRun.ts';
import { aReadyWorkspace, sessionsIn } from './liveWorkspace.ts';

const CTRL_C = '\u0003';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!isFakeVenueThere || !hasTerminal)('Ctrl-C twice with orders open', () => {
  it('ends at once, and the watchdog cancels', async () => {
    const { folder, bench, variables, ledger, isQuoting } = await aReadyWorkspace(120);
    const program = atTerminal(folder, 'start --mode live --sessions 1 --minutes 2', variables);
    await program.answer('Type SOL', 'SOL\r');
    await program.until(isQuoting);
    // The venue answers nothing: the first Ctrl-C waits for it, and would say in the end that it was in vain.
    await bench.control('fault', { do: 'refuse', seconds: 60 });
    await program.answer('Type SOL', CTRL_C);
    await pause(300);
    await program.answer('Type SOL', CTRL_C);
    expect(await program.ended).toBe(130);
    expect(program.shown).not.toContain('the venue has not confirmed');
    expect((await ledger()).openOrders).toBeGreaterThanOrEqual(1);
    await bench.control('fault', { do: 'heal' });
    const log = join(folder, 'orders', 'watchdog.log');
    for (const endMs = performance.now() + 30_000; (await ledger()).openOrders > 0; await pause(100)) {
      expect(performance.now()).toBeLessThan(endMs);
    }
    expect(readFileSync(log, 'utf8')).toContain('the program is gone without a farewell');
    // The first Ctrl-C has sealed the session. The next start goes on with the ledger of the account.
    const again = atTerminal(folder, 'resume', variables);
    await again.answer('Type SOL', 'SOL\r');
    await again.until(isQuoting);
    await again.answer('Type SOL', CTRL_C);
    expect(await again.ended).toBe(130);
    expect((await ledger()).openOrders).toBe(0);
    const live = sessionsIn(folder).slice(5);
    expect(live.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
    const { failures } = await bench.control<{ failures: string[] }>('verdict');
    expect(failures).toEqual([]);
  }, 150_000);
});
