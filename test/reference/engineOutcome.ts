/** Test support: runs a script on the exchange of src/exchange. */

import { ExchangeLane } from '../../src/exchange/exchangeLane.ts';
import type { FillRules } from '../../src/exchange/fillRules.ts';
import { Replay } from '../../src/exchange/replay.ts';
import type { Response, Trader } from '../../src/exchange/trader.ts';
import type { BookKind } from '../../src/market/book.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { BID, type Tape } from '../../src/market/tape.ts';
import {
  byTimeAndOrder,
  type Script,
  type ScriptFill,
  type ScriptOutcome,
  type ScriptStep,
  type Status,
  stepsOf,
} from './script.ts';

/** One slot for each order: a script may have up to 32 orders a side. */
class ScriptedTrader implements Trader {
  nextTimerUs = Number.POSITIVE_INFINITY;
  readonly statuses: Status[];
  readonly #lane: ExchangeLane;
  readonly #script: Script;
  readonly #steps: ScriptStep[];
  readonly #slots: readonly number[];

  constructor(lane: ExchangeLane, script: Script) {
    this.#lane = lane;
    this.#script = script;
    this.#steps = stepsOf(script);
    const next = { buy: 0, sell: 32 };
    this.#slots = script.orders.map(({ side }) => next[side]++);
    this.statuses = script.orders.map(() => 'under way');
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
    if (step === undefined) throw new Error('the script has no further step');
    const none = new Int32Array(2);
    if (step.what === 'take') {
      this.#lane.send(step.sentUs, none, none, step.lots);
    } else {
      const slot = this.#slots[step.order] ?? -1;
      const mask = new Int32Array(2);
      mask[slot >> 5] = 1 << (slot & 31);
      const order = this.#script.orders[step.order];
      if (order !== undefined && step.what === 'place') this.#lane.write(slot, order.ticks, order.lots, step.order);
      if (step.what === 'place') this.#lane.send(step.sentUs, mask, none, 0);
      else this.#lane.send(step.sentUs, none, mask, 0);
    }
    this.#schedule();
  }

  onResponse(response: Response): void {
    this.#slots.forEach((slot, order) => {
      const says = (masks: Int32Array): boolean => (((masks[slot >> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
      if (says(response.accepted)) this.statuses[order] = 'open';
      if (!says(response.ended)) return;
      if (says(response.rejected)) this.statuses[order] = 'rejected';
      else this.statuses[order] = says(response.cancelAnswered) ? 'cancelled' : 'filled';
    });
  }

  #schedule(): void {
    this.nextTimerUs = this.#steps[0]?.sentUs ?? Number.POSITIVE_INFINITY;
  }
}

/** Runs all scripts as lanes of one replay, in slices of time. */
export function engineOutcomes(
  tape: Tape,
  scripts: readonly Script[],
  rules: FillRules,
  instrument: Instrument,
  untilUs: number,
  sliceUs: number = untilUs,
  book: BookKind = 'newest',
): ScriptOutcome[] {
  const replay = new Replay(compileTape(tape), book);
  const lanes = scripts.map((script) => {
    const latency = { feedUs: 0, orderUs: script.latencyUs, responseUs: 0 };
    const traders: ScriptedTrader[] = [];
    const lane = new ExchangeLane(replay, instrument, rules, latency, (self) => {
      const trader = new ScriptedTrader(self, script);
      traders.push(trader);
      return trader;
    });
    replay.addLane(lane);
    return { lane, traders };
  });
  for (let t = sliceUs; t < untilUs; t += sliceUs) replay.runUntil(t);
  replay.runUntil(untilUs);
  return lanes.map(({ lane, traders }) => ({
    fills: byTimeAndOrder(fillsOf(lane)),
    statuses: traders.flatMap((trader) => trader.statuses),
    inventoryLots: lane.account.inventoryLots,
    profit: lane.profit(),
  }));
}

function fillsOf(lane: ExchangeLane): ScriptFill[] {
  const log = lane.executions.columns();
  return Array.from({ length: log.length }, (_, i): ScriptFill => {
    return {
      timeUs: log.timeUs[i] ?? Number.NaN,
      order: log.order[i] ?? Number.NaN,
      side: log.side[i] === BID ? 'buy' : 'sell',
      ticks: log.priceTicks[i] ?? Number.NaN,
      lots: log.lots[i] ?? Number.NaN,
      maker: log.maker[i] === 1,
      midTicks: log.midTicks[i] ?? Number.NaN,
    };
  });
}
