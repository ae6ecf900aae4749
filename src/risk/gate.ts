/**
 * The gate between what a strategy wants and what is sent: pre-trade limits and the states
 * ACTIVE → REDUCING (only orders that shrink the position) → HALTED. Cancels never pass through here.
 * A state reached by loss, rejects or a dead feed stays for the session; one reached by position ends with it.
 */

import type { Instrument } from '../market/instrument.ts';
import { notional } from '../market/instrument.ts';
import { BID, type BookSide } from '../market/tape.ts';
import type { DenialCode, RiskLimits } from './limits.ts';
import { RecentIntents } from './recentIntents.ts';
import type { RiskEventCode } from './riskEvents.ts';

export type RiskState = 'active' | 'reducing' | 'halted';

/** A change worth a person's attention. */
export type OnRiskEvent = (timeUs: number, code: RiskEventCode, message: string) => void;

/** What the gate judges an order against: the lane as the trader knows it. */
export interface Exposure {
  readonly timeUs: number;
  readonly midTicks: number;
  /** Age of the newest market data, µs. */
  readonly dataAgeUs: number;
  readonly inventoryLots: number;
  /** Quote currency, inventory marked at mid. */
  readonly profit: number;
  readonly openOrders: number;
  /** Value of all open orders, quote currency. */
  readonly openNotional: number;
  /** Lots already wanted or working on the order's side. */
  readonly sideLots: number;
}

export class RiskGate {
  readonly #limits: RiskLimits;
  readonly #instrument: Instrument;
  readonly #capital: number;
  /** Position cap of the version itself, quote currency. */
  readonly #versionCap: number;
  /** Position beyond which only shrinking orders pass, quote currency. */
  readonly #positionLimit: number;
  /** Largest value of an order, and of all that are open, quote currency. */
  readonly #orderLimit: number;
  readonly #openLimit: number;
  /** Profit above which no loss tier is near, quote currency. */
  readonly #watchedProfit: number;
  /** Age of the market beyond which it is too old to quote on, µs. */
  readonly stalePullUs: number;
  readonly #staleHaltUs: number;
  readonly #onEvent: OnRiskEvent;

  #lossState: RiskState = 'active';
  #overPosition = false;
  /** Value of the position as observed last, quote currency. */
  #positionValue = 0;
  /** As observed last: active, and neither a pause nor the version's own cap closes a side. */
  #open = false;
  #warned = false;
  #stale = false;
  #rejectedInARow = 0;
  readonly #pausedUntilUs = new Float64Array(2);
  readonly #fillTimes: readonly Float64Array[];
  readonly #fillCount = new Int32Array(2);
  readonly #intents = new RecentIntents();

  constructor(limits: RiskLimits, instrument: Instrument, capital: number, versionCap: number, onEvent: OnRiskEvent) {
    this.#limits = limits;
    this.#instrument = instrument;
    this.#capital = capital;
    this.#versionCap = versionCap;
    this.#positionLimit = (capital * limits.positionPct) / 100;
    this.#orderLimit = (capital * limits.orderNotionalPct) / 100;
    this.#openLimit = (capital * limits.openNotionalPct) / 100;
    // Slightly before the first tier: the tiers themselves are judged in per cent.
    this.#watchedProfit =
      ((-capital * Math.min(limits.lossWarnPct, limits.lossReducePct, limits.lossHaltPct)) / 100) * 0.999;
    this.stalePullUs = limits.stalePullSeconds * 1e6;
    this.#staleHaltUs = limits.staleHaltSeconds * 1e6;
    this.#onEvent = onEvent;
    this.#fillTimes = [0, 1].map(() => new Float64Array(limits.repeatedFills).fill(Number.NEGATIVE_INFINITY));
  }

  get state(): RiskState {
    if (this.#lossState !== 'active') return this.#lossState;
    return this.#overPosition ? 'reducing' : 'active';
  }

  /** Whether the market is too old to quote on. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Updates the state by profit, position and the age of the data; called before every decision. */
  observe(exposure: Exposure): void {
    const { timeUs, profit, midTicks, inventoryLots, dataAgeUs } = exposure;
    // Written so that a profit that cannot be computed (NaN) is checked.
    if (!(profit > this.#watchedProfit)) this.#watchLoss(timeUs, (-profit / this.#capital) * 100);
    // A value that cannot be computed (NaN) counts as over the limit.
    const value = notional(this.#instrument, midTicks, inventoryLots);
    this.#positionValue = value;
    const over = !(value <= this.#positionLimit);
    if (over !== this.#overPosition) this.#positionCrossed(timeUs, over, value);
    if (dataAgeUs > this.stalePullUs || this.#stale) this.#watchAge(timeUs, dataAgeUs);
    this.#open =
      this.#lossState === 'active' &&
      !over &&
      !(value > this.#versionCap) &&
      timeUs >= (this.#pausedUntilUs[0] as number) &&
      timeUs >= (this.#pausedUntilUs[1] as number);
  }

  /** Whether both sides are open as observed last: then `sideClosed` need not be called. */
  get open(): boolean {
    return this.#open;
  }

  /** Whether the position, as observed last, is at the version's own cap or beyond. */
  get atVersionCap(): boolean {
    return this.#positionValue >= this.#versionCap;
  }

  /**
   * Whether the gate, open now, would stay open at a mid and a profit. If it stays open at two mids, it does at all between them,
   * as long as there are no fills and the data do not become stale.
   */
  staysOpenAt(midTicks: number, inventoryLots: number, profit: number): boolean {
    const value = notional(this.#instrument, midTicks, inventoryLots);
    return this.#open && profit > this.#watchedProfit && value <= this.#positionLimit && value <= this.#versionCap;
  }

  /** Why the quotes of a side are to be pulled: its orders could only grow the position while that is not allowed. Undefined if not. */
  sideClosed(side: BookSide, exposure: Exposure): DenialCode | undefined {
    const { timeUs, inventoryLots } = exposure;
    if (this.#lossState === 'halted') return 'halted';
    if (timeUs < (this.#pausedUntilUs[side] as number)) return 'side-pause';
    const grows = side === BID ? inventoryLots >= 0 : inventoryLots <= 0;
    if (!grows) return undefined;
    if (this.state === 'reducing') return 'reducing';
    if (inventoryLots !== 0 && this.#positionValue > this.#versionCap) return 'inventory-cap';
    return undefined;
  }

  /** Judges one new order on an open side; undefined approves it (and remembers it). */
  deny(side: BookSide, priceTicks: number, lots: number, exposure: Exposure): DenialCode | undefined {
    const { minNotional } = this.#instrument;
    const { openOrders, collarPct, duplicateMs } = this.#limits;
    const value = notional(this.#instrument, priceTicks, lots);
    if (!(lots > 0) || value < minNotional) return 'min-notional';
    if (value > this.#orderLimit) return 'order-notional';
    // Written so that a missing reference price (NaN) refuses.
    const distance = Math.abs(priceTicks - exposure.midTicks);
    if (!(distance <= (exposure.midTicks * collarPct) / 100)) return 'price-collar';
    if (this.state === 'reducing' && exposure.sideLots + lots > Math.abs(exposure.inventoryLots)) return 'reducing';
    if (exposure.openOrders >= openOrders) return 'open-orders';
    if (exposure.openNotional + value > this.#openLimit) return 'open-notional';
    const signedLots = side === BID ? lots : -lots;
    if (this.#intents.includes(exposure.timeUs - duplicateMs * 1000, priceTicks, signedLots)) return 'duplicate-intent';
    this.#intents.add(exposure.timeUs, priceTicks, signedLots);
    return undefined;
  }

  /** A taker order may only close: opposite to the position and not larger. */
  denyTaker(signedLots: number, { inventoryLots }: Exposure): DenialCode | undefined {
    if (this.state === 'halted') return 'halted';
    const closes =
      Math.sign(signedLots) === -Math.sign(inventoryLots) && Math.abs(signedLots) <= Math.abs(inventoryLots);
    return closes ? undefined : 'taker-not-closing';
  }

  /** An order of ours got its first fill on this side. */
  onOrderFilled(side: BookSide, timeUs: number): void {
    const { repeatedFills, repeatedFillsWindowSeconds, repeatedFillsPauseSeconds } = this.#limits;
    const times = this.#fillTimes[side] as Float64Array;
    const count = this.#fillCount[side] as number;
    times[count % repeatedFills] = timeUs;
    this.#fillCount[side] = count + 1;
    const oldest = times[(count + 1) % repeatedFills] as number;
    if (timeUs - oldest > repeatedFillsWindowSeconds * 1e6) return;
    this.#pausedUntilUs[side] = timeUs + repeatedFillsPauseSeconds * 1e6;
    times.fill(Number.NEGATIVE_INFINITY);
    const name = side === BID ? 'buys' : 'sells';
    this.#onEvent(
      timeUs,
      'repeated-fills',
      `${repeatedFills} ${name} filled within ${repeatedFillsWindowSeconds} s: no new ${name} for ${repeatedFillsPauseSeconds} s`,
    );
  }

  /** The venue answered a request that held new orders. */
  onAnswer(timeUs: number, anyAccepted: boolean): void {
    this.#rejectedInARow = anyAccepted ? 0 : this.#rejectedInARow + 1;
    if (this.#rejectedInARow !== this.#limits.rejectStreak) return;
    this.#lossState = 'halted';
    this.#onEvent(
      timeUs,
      'reject-streak',
      `${this.#rejectedInARow} requests in a row had every order rejected: halted`,
    );
  }

  #escalate(timeUs: number, to: 'reducing' | 'halted', code: RiskEventCode, lossPct: number, limitPct: number): void {
    if (this.#lossState === 'halted' || this.#lossState === to) return;
    this.#lossState = to;
    this.#onEvent(timeUs, code, lossMessage(lossPct, limitPct, to));
  }

  #watchLoss(timeUs: number, lossPct: number): void {
    const { lossWarnPct, lossReducePct, lossHaltPct } = this.#limits;
    // Written so that a loss that cannot be computed (NaN) halts.
    if (!(lossPct < lossHaltPct)) this.#escalate(timeUs, 'halted', 'loss-halt', lossPct, lossHaltPct);
    else if (lossPct >= lossReducePct) this.#escalate(timeUs, 'reducing', 'loss-reducing', lossPct, lossReducePct);
    else if (lossPct >= lossWarnPct && !this.#warned) {
      this.#warned = true;
      this.#onEvent(timeUs, 'loss-warning', lossMessage(lossPct, lossWarnPct, 'watching'));
    }
  }

  #positionCrossed(timeUs: number, over: boolean, value: number): void {
    this.#overPosition = over;
    if (!over) return;
    this.#onEvent(
      timeUs,
      'position',
      `position of ${value.toFixed(2)} exceeds the limit of ${this.#positionLimit.toFixed(2)}: reducing`,
    );
  }

  #watchAge(timeUs: number, dataAgeUs: number): void {
    const { stalePullSeconds, staleHaltSeconds } = this.#limits;
    const stale = dataAgeUs > this.stalePullUs;
    if (stale && !this.#stale)
      this.#onEvent(timeUs, 'stale-feed', `no market data for ${stalePullSeconds} s: quotes pulled`);
    this.#stale = stale;
    if (dataAgeUs > this.#staleHaltUs && this.#lossState !== 'halted') {
      this.#lossState = 'halted';
      this.#onEvent(timeUs, 'stale-halt', `no market data for ${staleHaltSeconds} s: halted`);
    }
  }
}

function lossMessage(lossPct: number, limitPct: number, effect: string): string {
  return `loss of ${lossPct.toFixed(2)} % of capital reached the limit of ${limitPct} %: ${effect}`;
}
