/**
 * For how long a trader's decisions are known to change nothing. After each decision the trader asks: are the orders in place,
 * and has the strategy said until when and within which prices its quotes stay the same? Then decisions up to that moment need
 * not be made. Where it is known beforehand what each decision would see, the trader is not even called for them: it is idle.
 */

import type { Account } from '../exchange/account.ts';
import { NO_ORDER } from '../exchange/ownOrders.ts';
import { ASK, BID } from '../market/tape.ts';
import type { RiskGate } from '../risk/gate.ts';
import type { QuoteSheet } from '../strategy/quoteSheet.ts';
import type { DecisionClock } from './decisionClock.ts';
import type { MarketState, OrderGateway } from './ports.ts';

export class IdleSpan {
  /** The trader is not called for its decisions. */
  isIdle = false;
  /** While idle, the first decision that is not covered, as a moment of the venue, µs. */
  dueUs = 0;

  readonly #market: MarketState;
  readonly #gateway: OrderGateway;
  readonly #clock: DecisionClock;
  readonly #gate: RiskGate;
  readonly #account: Account;
  readonly #sheet: QuoteSheet;
  // Before that moment, with the best prices between these indices and without news, decisions change nothing.
  #untilUs = Number.NEGATIVE_INFINITY;
  #lowIndex = 0;
  #highIndex = 0;

  /** @param account as the trader knows it */
  constructor(
    market: MarketState,
    gateway: OrderGateway,
    clock: DecisionClock,
    gate: RiskGate,
    account: Account,
    sheet: QuoteSheet,
  ) {
    this.#market = market;
    this.#gateway = gateway;
    this.#clock = clock;
    this.#gate = gate;
    this.#account = account;
    this.#sheet = sheet;
  }

  /** Whether a decision on the market as it is now would change nothing. How old the data are is left to the caller. */
  coversNow(): boolean {
    return this.#market.nowUs < this.#untilUs && this.#touchIsInside();
  }

  /** News has come, or a decision is made: nothing is known to stay the same. */
  forget(): void {
    this.#untilUs = Number.NEGATIVE_INFINITY;
  }

  /** After a decision that left the orders in place: finds out for how long and within which prices that stays so. */
  find(): void {
    const { takeLots, validity } = this.#sheet;
    if (takeLots !== 0 || validity.untilUs <= this.#market.nowUs) return;
    const { book, baseTicks } = this.#market;
    this.#lowIndex = Math.max(0, Math.ceil(validity.lowTicks - baseTicks));
    this.#highIndex = Math.min(book.width - 1, Math.floor(validity.highTicks - baseTicks));
    if (!this.#touchIsInside()) return;
    if (!this.#isSafeAt(this.#lowIndex + baseTicks) || !this.#isSafeAt(this.#highIndex + baseTicks)) return;
    this.#untilUs = validity.untilUs;
  }

  /**
   * Makes the trader idle if at least one decision is covered. It goes on at `dueUs`, with news of its orders, or when a best
   * price leaves the range. Returns whether it is idle now.
   */
  begin(): boolean {
    if (!this.#clock.isSteady) return false;
    const covered = this.#coveredTicks();
    if (covered === 0) return false;
    this.isIdle = true;
    this.dueUs = this.#clock.dueUsAfter(covered);
    this.#gateway.idleFloors[BID] = this.#lowIndex;
    this.#gateway.idleFloors[ASK] = -this.#highIndex;
    return true;
  }

  /** At `dueUs`: stays idle if only the age of the data had ended the span, and there are newer data. Returns whether it does. */
  extend(): boolean {
    const dueUs = this.#clock.dueUsAfter(this.#coveredTicks());
    if (dueUs <= this.dueUs) return false;
    this.dueUs = dueUs;
    return true;
  }

  /** Ends the idle time. Returns how many decisions were left out. */
  end(): number {
    this.isIdle = false;
    this.#gateway.idleFloors[BID] = NO_ORDER;
    this.#gateway.idleFloors[ASK] = NO_ORDER;
    return this.#clock.ticksBefore(this.#market.nowUs);
  }

  #touchIsInside(): boolean {
    const { book } = this.#market;
    // Where bid and ask are at one price, a strategy may say otherwise of the same range.
    return book.bidIndex >= this.#lowIndex && book.askIndex <= this.#highIndex && !book.isLocked;
  }

  /** Ticks of the clock that come before the span ends or the data are too old. */
  #coveredTicks(): number {
    const staleUs = this.#market.lastRowUs + this.#gate.stalePullUs;
    return this.#clock.ticksBefore(Math.min(this.#untilUs, staleUs));
  }

  /**
   * Whether profit and position would be fine for strategy and risk with the mid there. Both move with the mid in one
   * direction: what holds at two mids holds between them.
   */
  #isSafeAt(midTicks: number): boolean {
    const { inventoryLots } = this.#account;
    const profit = this.#account.profitAt(midTicks);
    return profit > this.#sheet.validity.profitAbove && this.#gate.staysOpenAt(midTicks, inventoryLots, profit);
  }
}
