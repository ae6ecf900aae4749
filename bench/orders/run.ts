/**
 * `npm run bench:orders`: how soon orders leave under load, and that a month of them leaves nothing behind. Writes bench/ORDERS.md. It
 * needs the fake venue in ../shared.
 *
 * --seconds COUNT    of the load on each venue; 600 by default
 * --rate COUNT       new orders a second; 200 by default
 * --messages COUNT   budget of requests a second; 100 by default
 * --venues LIST      hyperliquid, binance; the first by default
 * --tape FOLDER      where the own-event tape of the load is; the disk of the temporary folder by default, and then memory
 * --days COUNT       virtual days; 30 by default, which takes about a minute
 * --output FILE
 */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isFakeVenueThere, type Venue } from '../../test/orders/faultRun.ts';
import { alignedTable } from '../alignedTable.ts';
import { machine } from '../machine.ts';
import { chosen, count } from '../tuner/flags.ts';
import { type DayCount, runDays } from './days.ts';
import { besidesSigningMs, type Load, type LoadAsked, measureLoad, parts, percentile } from './load.ts';
import type { Sent } from './wireTimes.ts';

interface Measured {
  readonly asked: LoadAsked;
  readonly load: Load;
  /** The own-event tape was in memory. */
  readonly isInMemory: boolean;
  /** Load averages at the end. */
  readonly after: string;
}

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { seconds: text, rate: text, messages: text, venues: text, tape: text, days: text, output: text },
});
const VENUES: readonly Venue[] = ['hyperliquid', 'binance'];
/** A cancel that leaves later than this after it was decided on is late. */
const LATE_MS = 100;

if (!isFakeVenueThere) throw new Error('the load needs the fake venue in ../shared/fakevenue');
const asked = {
  seconds: count(values.seconds, 600),
  ordersPerSecond: count(values.rate, 200),
  messagesPerSecond: count(values.messages, 100),
};
const days = count(values.days, 30);
/** A file there is on no disk: what is left is ours, the machine's and the venue's. */
const MEMORY = '/dev/shm';
const places = [values.tape ?? tmpdir(), ...(values.tape === undefined && existsSync(MEMORY) ? [MEMORY] : [])];
const folders = places.map((place) => mkdtempSync(join(place, 'mmtune-orders-bench-')));
try {
  const before = machine();
  const loads: Measured[] = [];
  for (const venue of chosen(values.venues ?? 'hyperliquid', VENUES, String)) {
    for (const folder of folders) {
      const one = { venue, ...asked };
      const load = await measureLoad(one, folder);
      loads.push({ asked: one, load, isInMemory: folder.startsWith(MEMORY), after: loadText() });
    }
  }
  const counts: DayCount[] = [];
  await runDays(days, (one) => {
    counts.push(one);
    console.log(JSON.stringify(one));
  });
  const page = `${[...head(before), ...loads.flatMap(loadSection), ...daySection(counts)].join('\n')}\n`;
  console.log(`\n${page}`);
  writeFileSync(values.output ?? fileURLToPath(new URL('../ORDERS.md', import.meta.url)), page);
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

function loadText(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(', ');
}

function head(about: readonly string[]): string[] {
  return [
    '# Orders: speed and size',
    '',
    'Written by `npm run bench:orders`. Target: 200 orders a second for ten minutes with flat memory and no late cancel, and a p99 of less than 5 ms from the decision to the wire besides signing.',
    '',
    ...about,
    '',
  ];
}

function loadSection({
  asked: { venue, seconds, ordersPerSecond, messagesPerSecond },
  load,
  isInMemory,
  after,
}: Measured): string[] {
  const row = (kind: Sent['kind']): string[] => {
    const sent = load.sent.filter((one) => one.kind === kind);
    const orders = sent.reduce((sum, one) => sum + one.orders, 0);
    const shown = [besidesSigningMs, ...Object.values(parts)].map((part) => threeOf(sent.map(part)));
    return [kind, String(sent.length), String(orders), ...shown];
  };
  const late = load.sent.filter((one) => one.kind === 'cancel' && besidesSigningMs(one) > LATE_MS).length;
  const denials = Object.entries(load.denials).map(([code, number]) => `${number} ${code}`);
  return [
    `## ${seconds} s at ${venue}, the own-event tape ${isInMemory ? 'in memory' : 'on the disk'}`,
    '',
    `${ordersPerSecond} new orders a second are wanted, up to 40 at a time, and as many cancels; the budget is ${messagesPerSecond} requests a second. A decision every 50 ms moves some of the quotes. The venue, of the same machine, fills one order every 2 s. A new order waits for the end of the one that it takes the place of, and a cancel for the answer to its order: time counts from then on.`,
    '',
    `- orders at the venue: ${load.placed}, ${(load.placed / seconds).toFixed(0)} a second`,
    `- late cancels, more than ${LATE_MS} ms from the decision to the wire: ${late}`,
    `- quotes that were denied: ${denials.length === 0 ? 'none' : denials.join(', ')}`,
    `- 1 kB at the end of a file there and flushed, alone before the load, ms: ${threeOf(load.syncMs)}`,
    `- between two timers of a millisecond, ms: ${load.loopDelayMs.map((one) => one.toFixed(2)).join(' / ')}, and of a thread that does nothing else ${load.idleDelayMs.map((one) => one.toFixed(2)).join(' / ')}; longest collection of garbage ${load.longestCollectionMs.toFixed(1)} ms`,
    `- share of a core: ${(100 * load.cpuShare).toFixed(0)} %`,
    `- load average at the end: ${after}`,
    `- not as the venue says: ${load.faults.length === 0 ? 'nothing' : load.faults.slice(0, 5).join('; ')}`,
    '',
    'From the decision to the last byte on the wire, ms: median / p99 / longest, as all such figures here. An order is flushed before it leaves, and a cancel is written. `until it is acted on`: from the first of a request that could leave, so that it holds the wait for the last one. `to the wire`: one call of the system that writes to a socket of this machine; the venue, which it wakes, and others run on the same cores meanwhile.',
    '',
    ...alignedTable(
      ['requests', 'count', 'orders', 'besides signing', ...Object.keys(parts)],
      [row('cancel'), row('place')],
    ),
    '',
    ...alignedTable(
      ['minute', 'heap in use', 'size of the process', 'p99 besides signing'],
      load.minutes.map((one) => [
        String(one.minute),
        `${one.heapMb.toFixed(1)} MB`,
        `${one.residentMb.toFixed(0)} MB`,
        `${one.p99Ms.toFixed(2)} ms`,
      ]),
    ),
    '',
  ];
}

/** Median, p99 and longest. */
function threeOf(values: readonly number[]): string {
  return [0.5, 0.99, 1].map((share) => percentile(values, share).toFixed(2)).join(' / ');
}

function daySection(counts: readonly DayCount[]): string[] {
  const shown = counts.filter(({ day }) => day === 1 || day % 5 === 0 || day === counts.length);
  return [
    `## ${counts.length} days`,
    '',
    'The order manager over a venue in memory, by a clock that does not wait. Two quotes move every 30 s, some are filled, answers and fills are lost now and then, the connection is cut every six hours, and the program is killed and started again on its tape every five days. After each day position, cash and number of fills are those of the venue.',
    '',
    ...alignedTable(
      ['day', 'orders', 'fills', 'orders kept', 'timers', 'descriptors', 'heap in use', 'ledger'],
      shown.map((one) => [
        String(one.day),
        String(one.orders),
        String(one.fills),
        String(one.kept),
        String(one.timers),
        String(one.descriptors),
        `${one.heapMb.toFixed(1)} MB`,
        one.difference ?? 'exact',
      ]),
    ),
  ];
}
