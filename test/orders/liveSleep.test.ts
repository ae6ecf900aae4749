/** A live campaign that stands still for a minute, as where the machine sleeps or a person has stopped the program. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal, hasTerminal } from '../cli/atTerminal.ts';
import { isFakeVenueThere } from './faultRun.ts';
import { aReadyWorkspace, sessionsIn } from './liveWorkspace.ts';

const STOPPED_MS = 60_000;
/** Marks on the tape of the venue: a moment after the program was stopped, and the moment at which it goes on. */
const STOPPED = 98;
const GOES_ON = 99;
/** The watchdog cancels after 10 s of silence; twice that is left to a busy machine. */
const GONE_SECONDS = 30;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!isFakeVenueThere || !hasTerminal)('a live campaign that stands still for 60 s', () => {
  it('has no order at the venue meanwhile, reads the account before it quotes again, and marks the session', async () => {
    const { folder, bench, variables, ledger, isQuoting, pid } = await aReadyWorkspace(200, {
      name: 'asleep',
      steps: [],
      expect: {
        noNewOrders: [{ from: { step: STOPPED }, to: { step: GOES_ON } }],
        quotesGone: [{ from: { step: STOPPED, plus: GONE_SECONDS }, to: { step: GOES_ON } }],
        asksFirst: [{ after: { step: GOES_ON } }],
        quotesBack: [{ from: { step: GOES_ON }, to: { step: GOES_ON, plus: 60 } }],
        openOrdersAtEnd: 0,
        mostOrdersPerCloid: 1,
      },
    });
    const mark = (i: number): Promise<unknown> => bench.control('fault', { do: 'heal', i });
    const program = atTerminal(folder, 'start --mode live --sessions 2 --minutes 3', variables);
    await program.answer('Type SOL', 'SOL\r');
    await program.until(isQuoting);
    const asleep = pid();
    process.kill(asleep, 'SIGSTOP');
    await pause(1000);
    await mark(STOPPED);
    await pause(STOPPED_MS - 1000);
    expect((await ledger()).openOrders).toBe(0);
    await mark(GOES_ON);
    program.goOn(asleep);
    await program.until(isQuoting);
    await program.answer('Type SOL', '\u0003');
    expect(await program.ended).toBe(130);
    expect(
      sessionsIn(folder)
        .slice(5)
        .map(({ status, endReason }) => [status, endReason]),
    ).toEqual([
      ['interrupted', expect.stringMatching(/did not run for|was set, or the machine slept/)],
      ['interrupted', expect.stringMatching(/stopped/)],
    ]);
    const log = readFileSync(join(folder, 'orders', 'watchdog.log'), 'utf8');
    expect(log).toContain('no heartbeat for 10 s');
    const { failures } = await bench.control<{ failures: string[] }>('verdict');
    expect(failures).toEqual([]);
  }, 200_000);
});
