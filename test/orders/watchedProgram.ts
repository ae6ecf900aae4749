/**
 * A program that places two orders at the fake venue, sends heartbeats to a watchdog, and prints the watchdog's process id. SIGTERM:
 * it says farewell. SIGUSR2: it leaves without one.
 */

import { midPrice } from '../../src/gateway/midPrice.ts';
import { openGateway } from '../../src/gateway/openGateway.ts';
import { ClientIds, newRun } from '../../src/orders/clientId.ts';
import { ticksOf } from '../../src/orders/priceGrid.ts';
import { startWatchdog, type WatchdogRequest } from '../../src/watchdog/watchdog.ts';

const request = JSON.parse(process.env.WATCHED ?? '') as WatchdogRequest;
const { account, instrument, prefix } = request;
const watchdog = await startWatchdog(request);
setInterval(() => watchdog.beat(), 200);

const gateway = await openGateway(account, instrument);
const ids = new ClientIds(prefix, newRun(Date.now(), null));
const mid = await midPrice(account, instrument.symbol);
const answers = await gateway.place(
  (['buy', 'sell'] as const).map((side) => ({
    clientId: ids.next(),
    side,
    priceTicks: ticksOf(gateway.grid, side, mid * (side === 'buy' ? 0.98 : 1.02)),
    lots: 50,
    isReduceOnly: false,
  })),
  Date.now() + 5000,
);
if (answers.some(({ kind }) => kind !== 'accepted')) throw new Error(JSON.stringify(answers));
process.stdout.write(`${watchdog.pid}\n`);
process.once('SIGTERM', async () => {
  await watchdog.farewell();
  process.exit(0);
});
process.once('SIGUSR2', () => {
  watchdog.leave();
  process.exit(0);
});
