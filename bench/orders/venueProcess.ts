/**
 * The fake venue for a load of orders: `node venueProcess.ts <its folder> <hyperliquid|binance> <seconds> <address of the API wallet>`.
 * It forgets cancelled orders after a while, since it looks through all of them again and again. It prints its address, and its sums
 * for every line on stdin.
 */

import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [folder = '', wire = '', seconds = '', agent = ''] = process.argv.slice(2);
const GRID = { tick: 0.01, lot: 0.01 };
const FORGET_US = 20e6;
const LOOK_MS = 500;

/** What is used of the fake venue. */
interface Order {
  readonly by: string;
  readonly status: string;
  readonly lots: number;
  readonly left: number;
  readonly changedUs?: number;
}
interface Row {
  readonly event: string;
  readonly cloid: string | null;
}
interface Venue {
  readonly port: number;
  requests: object[];
  readonly violations: readonly unknown[];
  readonly engine: {
    readonly orders: Map<number, Order>;
    ledger: Row[];
    nowUs: number;
    truth(): { readonly openOrders: number; readonly position: string; readonly fills: readonly object[] };
  };
}

async function part<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(folder, name)).href)) as T;
}

const { makeTape, parseTape } = await part<{
  makeTape(options: object): string;
  parseTape(text: string, grid: object): unknown[];
}>('tape.mjs');
const wires = await part<Record<string, unknown>>(`${wire}.mjs`);
const { startVenue } = await part<{
  startVenue(wire: unknown, rows: readonly unknown[], options: object): Promise<Venue>;
}>('venue.mjs');

const rows = parseTape(makeTape({ seed: 7, seconds: Number(seconds) + 30, perSecond: 10, ...GRID }), GRID);
const venue = await startVenue(wires[wire === 'binance' ? 'Binance' : 'Hyperliquid'], rows, {
  instrument: { coin: 'SOL', ...GRID },
  requestBudget: Number.MAX_SAFE_INTEGER,
  ...(agent === '' ? {} : { agent }),
});

const ids = new Set<string>();
let placed = 0;
let twice = 0;
function forget(): void {
  const { engine } = venue;
  for (const { event, cloid } of engine.ledger) {
    if (event !== 'placed' || cloid === null) continue;
    placed++;
    if (ids.has(cloid)) twice++;
    ids.add(cloid);
  }
  engine.ledger = engine.ledger.filter(({ event }) => event === 'fill');
  for (const [id, { status, lots, left, changedUs = 0 }] of engine.orders) {
    if (status !== 'open' && left === lots && changedUs < engine.nowUs - FORGET_US) engine.orders.delete(id);
  }
  venue.requests = [];
}
setInterval(forget, LOOK_MS);

createInterface({ input: process.stdin })
  .on('line', () => {
    forget();
    const { openOrders, position, fills } = venue.engine.truth();
    const { violations } = venue;
    console.log(
      JSON.stringify({ placed, twice, openOrders, position: Number(position), fills: fills.length, violations }),
    );
  })
  .on('close', () => process.exit(0));
console.log(`http://127.0.0.1:${venue.port}`);
