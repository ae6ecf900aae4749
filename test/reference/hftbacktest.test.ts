/**
 * Sends every order of recorded scripts through our exchange. Status, time, price, quantity and each partial fill must equal
 * those of hftbacktest 0.9.4. The rules are in docs/fills.md.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ExchangeLane } from '../../src/exchange/exchangeLane.ts';
import type { FillRules } from '../../src/exchange/fillRules.ts';
import { Replay } from '../../src/exchange/replay.ts';
import type { Response, Trader } from '../../src/exchange/trader.ts';
import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { ASK, BID, type BookSide, TapeBuilder } from '../../src/market/tape.ts';

const SHARED = join(import.meta.dirname, '../../../shared/data/oracle');
const ENTRY_US = 10_000;

interface ScriptOrder {
  readonly id: number;
  readonly submitUs: number;
  readonly cancelUs: number;
  readonly side: BookSide;
  readonly ticks: number;
  readonly lots: number;
}

interface Outcome {
  readonly id: number;
  readonly status: string;
  /** Exchange time; null while the order rests untouched. */
  readonly timeUs: number | null;
  readonly price: number | null;
  readonly lots: number;
  readonly fills: number;
}

/** Runs the orders of one lane, one slot for each order. */
class ScriptedTrader implements Trader {
  nextTimerUs = Number.POSITIVE_INFINITY;
  readonly rejectedUs = new Map<number, number>();
  readonly cancelledUs = new Map<number, number>();
  readonly orders: readonly ScriptOrder[];
  readonly slots: readonly number[];
  readonly #lane: ExchangeLane;
  readonly #steps: { readonly atUs: number; readonly order: number; readonly cancel: boolean }[];

  constructor(lane: ExchangeLane, orders: readonly ScriptOrder[]) {
    this.#lane = lane;
    this.orders = orders;
    const used = [0, 32];
    this.slots = orders.map((order) => (used[order.side] as number)++);
    this.#steps = orders
      .flatMap((order, i) => [
        { atUs: order.submitUs, order: i, cancel: false },
        { atUs: order.cancelUs, order: i, cancel: true },
      ])
      .filter((step) => Number.isFinite(step.atUs))
      .sort((a, b) => a.atUs - b.atUs || Number(a.cancel) - Number(b.cancel));
    this.#schedule();
  }

  /** Times of the script are the trader's local times, and there is no feed latency. */
  get timerLocalUs(): number {
    return this.nextTimerUs;
  }

  wakeEarly(): void {}

  onFunding(): void {}

  onTimer(): void {
    const step = this.#steps.shift();
    if (step === undefined) throw new Error('the script is over');
    const order = this.orders[step.order] as ScriptOrder;
    const slot = this.slots[step.order] as number;
    const mask = new Int32Array(2);
    mask[order.side] = 1 << (slot & 31);
    if (step.cancel) {
      this.#lane.send(step.atUs, new Int32Array(2), mask, 0);
    } else {
      this.#lane.write(slot, order.ticks, order.lots, step.order);
      this.#lane.send(step.atUs, mask, new Int32Array(2), 0);
    }
    this.#schedule();
  }

  onResponse(response: Response): void {
    this.slots.forEach((slot, i) => {
      const side = slot < 32 ? BID : ASK;
      const bit = 1 << (slot & 31);
      const has = (masks: Int32Array) => ((masks[side] as number) & bit) !== 0;
      if (has(response.rejected)) this.rejectedUs.set(i, response.timeUs - ENTRY_US);
      else if (has(response.cancelAnswered) && has(response.ended)) this.cancelledUs.set(i, response.timeUs - ENTRY_US);
    });
  }

  #schedule(): void {
    this.nextTimerUs = this.#steps[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }
}

function outcomesOf(lane: ExchangeLane, trader: ScriptedTrader, tickSize: number): Outcome[] {
  const log = lane.executions;
  return trader.orders.map((order, i) => {
    const rows = Array.from({ length: log.length }, (_, row) => row).filter((row) => log.order[row] === i);
    const lots = rows.reduce((sum, row) => sum + (log.lots[row] as number), 0);
    const last = rows.at(-1);
    const cancelled = trader.cancelledUs.get(i);
    const rejected = trader.rejectedUs.get(i);
    let status = 'open';
    if (rejected !== undefined) status = 'rejected';
    else if (lots === order.lots) status = 'filled';
    else if (cancelled !== undefined) status = lots > 0 ? 'partially_filled_then_cancelled' : 'cancelled';
    else if (lots > 0) status = 'partially_filled_then_open';
    const timeUs = rejected ?? cancelled ?? (last === undefined ? null : (log.timeUs[last] as number));
    const price = last === undefined ? null : Number(((log.priceTicks[last] as number) * tickSize).toFixed(8));
    return { id: order.id, status, timeUs, price, lots, fills: rows.length };
  });
}

function play(tape: CompiledTape, instrument: Instrument, rules: FillRules, script: readonly ScriptOrder[]) {
  const outcomes: Outcome[] = [];
  const fills: string[] = [];
  const perLane = 30;
  const perReplay = 32 * perLane;
  for (let from = 0; from < script.length; from += perReplay) {
    const replay = new Replay(tape);
    const lanes: { lane: ExchangeLane; trader: ScriptedTrader }[] = [];
    for (let at = from; at < Math.min(script.length, from + perReplay); at += perLane) {
      const orders = script.slice(at, Math.min(at + perLane, from + perReplay));
      const traders: ScriptedTrader[] = [];
      const latency = { feedUs: 0, orderUs: ENTRY_US, responseUs: ENTRY_US };
      const lane = new ExchangeLane(replay, instrument, rules, latency, (self) => {
        traders.push(new ScriptedTrader(self, orders));
        return traders[0] as ScriptedTrader;
      });
      replay.addLane(lane);
      lanes.push({ lane, trader: traders[0] as ScriptedTrader });
    }
    replay.runUntil(tape.endUs + 60_000_000);
    for (const { lane, trader } of lanes) {
      outcomes.push(...outcomesOf(lane, trader, instrument.tickSize));
      const log = lane.executions;
      const seen = new Map<number, number>();
      for (let row = 0; row < log.length; row++) {
        const order = trader.orders[log.order[row] as number] as ScriptOrder;
        const n = (seen.get(order.id) ?? 0) + 1;
        seen.set(order.id, n);
        fills.push(`${order.id},${n},${log.timeUs[row]},${log.lots[row]}`);
      }
    }
  }
  return { outcomes: outcomes.sort((a, b) => a.id - b.id), fills };
}

function rows(file: string): string[][] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));
}

function load(folder: string) {
  const { tick, lot } = JSON.parse(readFileSync(join(folder, 'instrument.json'), 'utf8')) as {
    tick: number;
    lot: number;
  };
  const table = rows(join(folder, 'tape.csv.gz'));
  const startUs = Number(table[0]?.[0]);
  const builder = new TapeBuilder({ symbol: 'ORACLE', tickSize: tick, lotSize: lot, startUs });
  for (const [ts, kind, side, price, size] of table) {
    const time = Number(ts) - startUs;
    const ticks = Math.round(Number(price) / tick);
    const lots = Math.round(Number(size) / lot);
    if (kind === 'T') builder.trade(time, side === 'sell' ? BID : ASK, ticks, lots);
    else builder.depth(time, side === 'bid' ? BID : ASK, ticks, lots);
  }
  const instrument: Instrument = {
    symbol: 'ORACLE',
    contract: 'linear',
    tickSize: tick,
    lotSize: lot,
    minNotional: 0,
    makerFeeBps: 0,
    takerFeeBps: 0,
  };
  return { tape: compileTape(builder.build()), instrument, startUs };
}

const rulesOf: Readonly<Record<string, FillRules>> = {
  risk_averse: { queue: { kind: 'risk-averse' }, fillSize: 'whole' },
  power3: { queue: { kind: 'power', exponent: 3 }, fillSize: 'whole' },
  log: { queue: { kind: 'log' }, fillSize: 'whole' },
  power3_partial: { queue: { kind: 'power', exponent: 3 }, fillSize: 'each' },
};

function oracleFolders(): string[] {
  const shared = existsSync(SHARED) ? readdirSync(SHARED, { withFileTypes: true }) : [];
  const folders = shared.filter((entry) => entry.isDirectory()).map((entry) => join(SHARED, entry.name));
  const extra = process.env.ORACLE_DIR;
  return extra === undefined || extra === '' ? folders : [...folders, extra];
}

const folders = oracleFolders();
if (folders.length === 0) console.warn('oracle tests skipped: the folder ../shared/data/oracle is missing');

describe.skipIf(folders.length === 0)('hftbacktest, order by order', () => {
  for (const folder of folders) {
    describe(folder.split('/').at(-1) ?? folder, () => {
      const { tape, instrument, startUs } = load(folder);
      for (const suffix of ['', '_hard']) {
        const scriptFile = join(folder, `orders${suffix}.csv`);
        if (!existsSync(scriptFile)) continue;
        const script = rows(scriptFile).map(([id, submit, cancel, side, price, qty]): ScriptOrder => {
          return {
            id: Number(id),
            submitUs: Number(submit) - startUs,
            cancelUs: cancel === '' ? Number.POSITIVE_INFINITY : Number(cancel) - startUs,
            side: side === 'buy' ? BID : ASK,
            ticks: Math.round(Number(price) / instrument.tickSize),
            lots: Math.round(Number(qty) / instrument.lotSize),
          };
        });
        for (const [model, rules] of Object.entries(rulesOf)) {
          const file = join(folder, `outcomes_${model}${suffix}.csv`);
          if (!existsSync(file)) continue;
          it(`${model}${suffix}: ${script.length} orders end as in hftbacktest`, () => {
            const { outcomes, fills } = play(tape, instrument, rules, script);
            const expected = rows(file).map(([id, status, ts, price, qty, n]): Outcome => {
              return {
                id: Number(id),
                status: status ?? '',
                timeUs: ts === '' ? null : Number(ts) - startUs,
                price: price === '' ? null : Number(price),
                lots: Math.round(Number(qty) / instrument.lotSize),
                fills: Number(n),
              };
            });
            expect(outcomes).toEqual(expected);
            const fillFile = join(folder, `fills_partial${suffix}.csv`);
            if (model !== 'power3_partial' || !existsSync(fillFile)) return;
            const expectedFills = rows(fillFile).map(
              ([id, n, ts, , qty]) =>
                `${id},${n},${Number(ts) - startUs},${Math.round(Number(qty) / instrument.lotSize)}`,
            );
            expect(fills.sort()).toEqual(expectedFills.sort());
          });
        }
      }
    });
  }
});
