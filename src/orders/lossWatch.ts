/**
 * Profit and loss since the beginning of the session and of the day (UTC): own fills, fees and funding, and the open position by the
 * mid. The beginnings are on the own-event tape, so that a program that was killed goes on from them.
 */

import type { OwnBook } from './book.ts';
import type { LossTiers } from './lossTiers.ts';
import type { OwnEvent } from './ownEvents.ts';
import type { PriceGrid } from './priceGrid.ts';
import type { Standing } from './standing.ts';
import type { Warnings } from './warnings.ts';

const DAY_MS = 86_400_000;

export interface LossPorts {
  readonly book: OwnBook;
  readonly grid: PriceGrid;
  readonly standing: Standing;
  readonly warnings: Warnings;
}

/** Quote currency; negative is a loss; null where nothing was counted yet. */
export interface ProfitNow {
  readonly session: number | null;
  readonly day: number | null;
}

export class LossWatch {
  readonly #ports: LossPorts;
  readonly #capital: number;
  readonly #tiers: LossTiers;
  #isInSession = false;
  /** What cash and position were worth when the session began; null before that is known. */
  #sessionWorth: number | null = null;
  /** Days since 1970, UTC. */
  #day = -1;
  #dayWorth: number | null = null;
  #profit: ProfitNow = { session: null, day: null };

  /** @param capital quote currency */
  constructor(ports: LossPorts, capital: number, tiers: LossTiers) {
    this.#ports = ports;
    this.#capital = capital;
    this.#tiers = tiers;
  }

  replay(past: readonly OwnEvent[]): void {
    for (const event of past) {
      if (event.type === 'baseline' && event.span === 'session') {
        this.#isInSession = true;
        this.#sessionWorth = event.worth;
      } else if (event.type === 'baseline') {
        this.#day = event.day;
        this.#dayWorth = event.worth;
      } else if (event.type === 'sessionOver') this.#leave();
      else if (event.type === 'armed') {
        // The person has seen these losses: those from now on count.
        this.#leave();
        this.#day = -1;
        this.#dayWorth = null;
      }
    }
  }

  get profit(): ProfitNow {
    return this.#profit;
  }

  /** A session begins. One that a killed program left open goes on instead. */
  beginSession(): void {
    this.#isInSession = true;
  }

  endSession(): void {
    if (!this.#isInSession) return;
    const { book, standing, warnings } = this.#ports;
    book.record({ type: 'sessionOver' });
    this.#leave();
    warnings.over('loss-session');
    standing.over('loss-session', 'the session is over');
  }

  /** @param midTicks middle of a market that is fresh */
  watch(midTicks: number, wallMs: number): void {
    const { book, grid } = this.#ports;
    const { ledger } = book;
    if (!book.isOpened || !Number.isFinite(midTicks)) return;
    const worth = ledger.cash + ledger.positionLots * grid.lotSize * midTicks * grid.tickSize;
    if (!Number.isFinite(worth)) throw new Error(`the worth of the account is ${worth}`);
    const day = Math.floor(wallMs / DAY_MS);
    // A clock that goes back begins no day anew.
    if (this.#dayWorth === null || day > this.#day) {
      this.#day = day;
      this.#dayWorth = worth;
      book.record({ type: 'baseline', span: 'day', day, worth });
    }
    if (this.#isInSession && this.#sessionWorth === null) {
      this.#sessionWorth = worth;
      book.record({ type: 'baseline', span: 'session', day, worth });
    }
    this.#profit = {
      session: this.#sessionWorth === null ? null : worth - this.#sessionWorth,
      day: worth - this.#dayWorth,
    };
    this.#judge(this.#profit);
  }

  #judge({ session, day }: ProfitNow): void {
    const { standing, warnings } = this.#ports;
    const { warn, reduce, haltSession, haltDay } = this.#tiers;
    if (this.#isBeyond(day, haltDay)) standing.halt('loss-day', this.#sentence('day', day));
    if (this.#isBeyond(session, haltSession)) standing.halt('loss-session', this.#sentence('session', session));
    else if (this.#isBeyond(session, reduce)) standing.reduce('loss-session', this.#sentence('session', session));
    if (this.#isBeyond(session, warn)) warnings.set('loss-session', this.#sentence('session', session));
  }

  /** A loss of exactly the share is beyond it; a billionth of the capital is left to binary arithmetic. */
  #isBeyond(profit: number | null, share: number): boolean {
    return profit !== null && profit <= this.#capital * (1e-9 - share);
  }

  #sentence(span: string, profit: number | null): string {
    const loss = -(profit ?? 0);
    return `the ${span} has lost ${loss.toFixed(2)}, ${((loss / this.#capital) * 100).toFixed(2)} % of the capital of ${this.#capital}`;
  }

  #leave(): void {
    this.#isInSession = false;
    this.#sessionWorth = null;
  }
}
