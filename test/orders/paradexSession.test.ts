/** A session whose acting version sends orders to Paradex: market and orders over the venue's wires, proven from what it left. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { laneRequests, newSession } from '../../src/campaign/runSession.ts';
import { LiveSessionRunner } from '../../src/live/liveRunner.ts';
import { openOrders } from '../../src/live/openOrders.ts';
import { realSessionPorts } from '../../src/live/realSessionPorts.ts';
import { smallPlan } from '../../src/testing/smallStudy.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { busyGrids } from '../session/recordedStrategy.ts';
import { instrument, study } from '../venues/livePaper.ts';
import { aParadexServer, type PlayedTime } from '../venues/paradexServer.ts';
import { ACCOUNT, MARKET, SUBKEY, startParadex } from './paradexServer.ts';

const SECONDS = 15;
const never = (): (() => void) => () => undefined;

/** Orders are signed by it as well: a market that is played more slowly would look like a clock that is wrong. */
function timeOfTheMachine(): PlayedTime {
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  let step: (seconds: number) => void = () => undefined;
  const steps = setInterval(() => step(seconds()), 20);
  onTestFinished(() => clearInterval(steps));
  return {
    ports: realSessionPorts(),
    get seconds() {
      return seconds();
    },
    onStep: (run) => {
      step = run;
    },
  };
}

it('fills what the venue says, leaves no order open, and is proven from what it was told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-paradex-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const played = await aParadexServer({ time: timeOfTheMachine(), seconds: 100 });
  const venue = await startParadex();
  onTestFinished(() => venue.close());
  // The market is played at another server: nothing of ours is to cross there.
  venue.is.best = { bid: 90, ask: 110 };
  const filling = setInterval(() => {
    if (venue.now().open.length > 0) venue.fillOldest();
  }, 700);
  onTestFinished(() => clearInterval(filling));

  const { tickSize, lotSize } = instrument;
  const orders = await openOrders({
    account: { venue: 'paradex', restUrl: venue.restUrl, wsUrl: venue.wsUrl, account: ACCOUNT, key: SUBKEY },
    instrument: { symbol: MARKET, tickSize, lotSize },
    armedBy: 'Ann',
    ownTape: join(folder, 'orders', 'own.jsonl'),
    settings: { prefix: 'c0ffee06', mostPositionLots: 5000, mostLotsPerOrder: 1000, capital: 100_000 },
  });
  const grid = { symbol: MARKET, tickSize, lotSize };
  const market = {
    venue: 'paradex' as const,
    grid,
    addresses: played.addresses,
    captureFolder: join(folder, 'capture'),
  };
  const runner = new LiveSessionRunner(market, realSessionPorts, orders);
  expect(await runner.ready(30e6, never)).toMatchObject({ isKnown: true, halt: null });
  // Small: the book of the other server does not hold our orders, and their size is taken out of it.
  const parameters = { ...(busyGrids[0] ?? expect.fail('there are some')), orderSizeUsd: 15 };
  const plan = {
    ...smallPlan,
    mode: 'live' as const,
    minutes: SECONDS / 60,
    decisionMs: 200,
    latency: { feedUs: 0, orderUs: 80_000, responseUs: 30_000 },
    feed: { venue: 'paradex' as const, symbol: MARKET },
  };
  const lanes = laneRequests([{ version: 1, role: 'acting', parameters }]);
  const file = join(folder, 'tape.parquet');
  const request = { session: { study, plan, number: 1, acting: 1, lanes }, file, atMostUs: 30e6 };
  const run = await runner.run(request, () => undefined, never);
  clearInterval(filling);
  expect(await runner.close()).toBe(true);

  if (run?.live === undefined || run.live === null) throw new Error('orders were sent');
  const { lane, told, durationUs } = run.live;
  expect(run.endedEarly).toBeNull();
  expect(durationUs).toBe(SECONDS * 1e6);
  expect(venue.now().open).toEqual([]);
  // Fill by fill, with the side of the order although the venue tells that of the taker; but for what came at the very end.
  const lots = venue.filled.map(({ side, size }) => (side === 'BUY' ? 1 : -1) * Math.round(size / lotSize));
  const ours = Array.from(lane.fills.lots, (of, i) => (lane.fills.side[i] === 0 ? of : -of));
  expect(ours.length).toBeGreaterThan(4);
  expect(ours).toEqual(lots.slice(0, ours.length));
  expect(lots.length - ours.length).toBeLessThanOrEqual(2);

  const source = {
    type: 'tape',
    file,
    sha256: run.tape.sha256,
    fromUs: 0,
    toUs: run.tape.endUs - run.tape.startUs,
  } as const;
  const markets = new WorkspaceMarkets({ folder, compiledFolder: folder }, () => undefined);
  const { compiled } = await markets.load(source, instrument);
  const [acting = expect.fail('a lane')] = lanes;
  const again = newSession(study, plan, compiled, [{ ...acting, desk: { send: () => undefined } }]);
  for (const one of told) again.tell(one);
  again.runTo(durationUs);
  expect(again.result().lanes[0]?.digest).toBe(lane.digest);

  const kinds = new Set(venue.requests.map(({ method, path }) => `${method} ${path.replace(/[?].*|\/0x.*/, '')}`));
  expect([...kinds].filter((kind) => !kind.startsWith('GET')).toSorted()).toEqual([
    'DELETE orders/batch',
    'POST auth',
    'POST orders/batch',
    'WS auth',
    'WS subscribe',
  ]);
  const key = SUBKEY.slice(2);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    expect((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).includes(key), name).toBe(false);
  }
}, 120_000);
