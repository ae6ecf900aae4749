/** A session whose acting version sends orders to a venue, over real sockets and signatures; proven from what it left. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCapture } from '../../src/app/verifyCapture.ts';
import { laneRequests, newSession } from '../../src/campaign/runSession.ts';
import { LiveSessionRunner, type RunWithTape } from '../../src/live/liveRunner.ts';
import { openOrders } from '../../src/live/openOrders.ts';
import { realSessionPorts } from '../../src/live/realSessionPorts.ts';
import { smallPlan } from '../../src/testing/smallStudy.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { busyGrids } from '../session/recordedStrategy.ts';
import { instrument, study } from '../venues/livePaper.ts';
import { filesWithKeys } from './canary.ts';
import { isFakeVenueThere, startFaultVenue, type Venue } from './faultRun.ts';
import { accountOf } from './venueAccounts.ts';

const SECONDS = 24;
const never = (): (() => void) => () => undefined;
const cleanUps: (() => void)[] = [];
afterAll(() => {
  for (const cleanUp of cleanUps) cleanUp();
});

interface Ledger {
  readonly position: string;
  readonly openOrders: number;
  readonly fills: readonly { readonly side: string; readonly size: string }[];
}

/** @param steps faults of the venue */
async function ran(venue: Venue, steps: readonly object[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-live-orders-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  const bench = await startFaultVenue(venue, { name: 'live', steps, expect: {} }, 120);
  cleanUps.push(() => bench.close());
  const symbol = venue === 'binance' ? 'SOLUSDT' : 'SOL';
  const account = accountOf(venue, bench);
  const { tickSize, lotSize } = instrument;
  const orders = await openOrders({
    account,
    instrument: { symbol, tickSize, lotSize },
    armedBy: 'Ann',
    ownTape: join(folder, 'orders', 'own.jsonl'),
    settings: {
      prefix: 'c0ffee02',
      mostPositionLots: 5000,
      mostLotsPerOrder: 1000,
      capital: 100_000,
      mostOrdersPerSide: 20,
    },
  });
  const market = {
    venue,
    grid: { symbol, tickSize, lotSize },
    addresses: { restUrl: account.restUrl, wsUrl: account.wsUrl },
    captureFolder: join(folder, 'capture'),
  };
  const runner = new LiveSessionRunner(market, realSessionPorts, orders);
  expect(await runner.ready(30e6, never)).toMatchObject({ isKnown: true, halt: null });
  const [parameters = expect.fail('there are some')] = busyGrids;
  const plan = {
    ...smallPlan,
    mode: 'live' as const,
    minutes: SECONDS / 60,
    decisionMs: 200,
    latency: { feedUs: 0, orderUs: 80_000, responseUs: 30_000 },
    feed: { venue, symbol },
  };
  const lanes = laneRequests([{ version: 1, role: 'acting', parameters }]);
  const file = join(folder, 'tape.parquet');
  const run = await runner.run(
    { session: { study, plan, number: 1, acting: 1, lanes }, file, atMostUs: 30e6 },
    () => undefined,
    never,
  );
  if (run === null) throw new Error('the session began');
  const isClean = await runner.close();
  const ledger = await bench.control<Ledger>('ledger');
  const { requests } = await bench.control<{ requests: Record<string, number> }>('state');
  const { failures } = await bench.control<{ failures: string[] }>('verdict');
  const span = { fromUs: 0, toUs: run.tape.endUs - run.tape.startUs };
  const source = { type: 'tape', file, sha256: run.tape.sha256, ...span, capture: 'capture' } as const;
  const { compiled } = await new WorkspaceMarkets({ folder, compiledFolder: folder }, () => undefined).load(
    source,
    instrument,
  );
  return {
    run,
    isClean,
    ledger,
    requests: Object.keys(requests),
    failures,
    compiled,
    plan,
    lanes,
    halted: orders.halted,
    files: readdirSync(folder, { recursive: true }).map(String),
    keys: filesWithKeys(folder),
    ownNotes: notesOfOwn(join(folder, 'capture')),
    captured: await verifyCapture(1, source, folder),
  };
}

interface OwnNote {
  readonly side: string;
  readonly price: number;
  readonly size: number;
}

function notesOfOwn(capture: string): OwnNote[] {
  const lines = readdirSync(capture).flatMap((name) => readFileSync(join(capture, name), 'utf8').split('\n'));
  const json = lines.map((line) => line.slice(line.indexOf(' ') + 1));
  return json.filter((text) => text.startsWith('{"mmtune":"own"')).map((text) => JSON.parse(text) as OwnNote);
}

function liveOf({ live }: RunWithTape) {
  return live ?? expect.fail('orders were sent');
}

/** A person leaves an order, and then trades without a word. */
const PERSON: readonly object[] = [
  { at: 5, do: 'manual-order', side: 'buy', size: 1 },
  { at: 12, do: 'move-position', size: 3, silent: true },
];

type Ran = Awaited<ReturnType<typeof ran>>;
/** All at once: they mostly wait. */
let all: Readonly<Record<Venue, { readonly quiet: Ran; readonly disturbed: Ran }>> | undefined;

function ranOn(venue: Venue): { readonly quiet: Ran; readonly disturbed: Ran } {
  return all?.[venue] ?? expect.fail('they ran before');
}

describe.skipIf(!isFakeVenueThere).each(['hyperliquid', 'binance'] as const)('a live session on %s', (venue) => {
  beforeAll(async () => {
    if (all !== undefined) return;
    const [hlQuiet, hlDisturbed, quiet, disturbed] = await Promise.all([
      ran('hyperliquid'),
      ran('hyperliquid', PERSON),
      ran('binance'),
      ran('binance', PERSON),
    ]);
    all = { hyperliquid: { quiet: hlQuiet, disturbed: hlDisturbed }, binance: { quiet, disturbed } };
  });

  it('fills what the venue says, leaves no order open, and is proven from what it was told', async () => {
    const { run, isClean, ledger, requests, failures, compiled, plan, lanes } = ranOn(venue).quiet;
    expect(run.endedEarly).toBeNull();
    expect(isClean).toBe(true);
    expect(failures).toEqual([]);
    const { lane, told, durationUs } = liveOf(run);
    expect(durationUs).toBe(SECONDS * 1e6);
    // The ledger of the venue, fill by fill.
    const lots = ledger.fills.map(({ size }) => Math.round(Number(size) / instrument.lotSize));
    expect(ledger.openOrders).toBe(0);
    expect(lane.fills.length).toBeGreaterThan(0);
    expect(Array.from(lane.fills.lots)).toEqual(lots.slice(0, lane.fills.length));
    // Nothing filled after the session but what was under way when it ended.
    expect(lots.length - lane.fills.length).toBeLessThanOrEqual(2);
    // The twins ran over the same market.
    expect(run.result.lanes.map(({ fillModel }) => fillModel)).toEqual(['pessimistic', 'optimistic']);
    for (const request of requests) expect(request).not.toMatch(/builder|referr|approve|withdraw|transfer/i);

    const [acting = expect.fail('a lane')] = lanes;
    const again = newSession(study, plan, compiled, [{ ...acting, desk: { send: () => undefined } }]);
    for (const one of told) again.tell(one);
    again.runTo(durationUs);
    expect(again.result().lanes[0]?.digest).toBe(lane.digest);
    expect(again.result().lanes[0]?.fills).toEqual(lane.fills);
  });

  it('notes its own sizes in the capture, which gives the tape without them again', () => {
    const { ownNotes, captured } = ranOn(venue).quiet;
    expect(captured.differences).toEqual([]);
    const last = new Map(ownNotes.map(({ side, price, size }) => [`${side} ${price}`, size]));
    expect(ownNotes.filter(({ size }) => size > 0).length).toBeGreaterThan(2);
    expect([...last.values()].filter((size) => size !== 0)).toEqual([]);
  });

  it('writes no key into capture, tape or own-event tape', () => {
    const { files, keys } = ranOn(venue).quiet;
    expect(files).toEqual(expect.arrayContaining(['orders/own.jsonl', 'tape.parquet', 'capture']));
    expect(keys.looked).toBeGreaterThanOrEqual(3);
    expect(keys.withKeys).toEqual([]);
  });

  it('ends where a person trades on the account: halted, orders gone, the person’s order untouched', async () => {
    const { run, halted, ledger } = ranOn(venue).disturbed;
    expect(halted?.code).toBe('position-mismatch');
    expect(run.endedEarly).toMatch(/^orders were halted \(position-mismatch\)/);
    expect(ledger.openOrders).toBe(1);
  });
});
