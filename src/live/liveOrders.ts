/** The orders of a live campaign: one order manager for all its sessions, over the own-event tape of the account. */

import type { OrderHalt, OrdersActivity } from '../campaign/ports.ts';
import type { Gateway } from '../orders/gateway.ts';
import type { OrderClock } from '../orders/orderClock.ts';
import { OrderManager } from '../orders/orderManager.ts';
import type { OwnEvent, OwnTape } from '../orders/ownEvents.ts';
import type { OrderSettings } from '../orders/settings.ts';
import type { Watchdog } from '../watchdog/watchdog.ts';
import type { MarketListener } from './liveMarket.ts';
import { ordersNow } from './ordersNow.ts';
import { RestingSizes, type TellOwnSize } from './restingSizes.ts';
import { SlotDesk } from './slotDesk.ts';

export interface LiveOrdersPorts {
  readonly gateway: Gateway;
  readonly tape: OwnTape & { close(): void };
  /** What earlier runs have recorded on it; not kept. */
  readonly past: readonly OwnEvent[];
  readonly clock: OrderClock;
  /** Cancels own orders where this program no longer can. */
  readonly watchdog: Pick<Watchdog, 'isWatching' | 'hear' | 'beat' | 'farewell' | 'leave'>;
}

/** Own orders of one session. */
export interface SessionOrders {
  readonly desk: SlotDesk;
  /** When the session began, lots; long positive. */
  readonly positionLots: number;
  /** Funding that the venue has paid since the session began, as far as it is known; quote currency, positive is received. */
  readonly fundingReceived: () => number;
}

const BEAT_MS = 1000;

export class LiveOrders implements MarketListener {
  readonly #ports: Omit<LiveOrdersPorts, 'past'>;
  readonly #manager: OrderManager;
  readonly #tickSize: number;
  readonly #mostMessages: number | null;
  readonly #resting: RestingSizes;
  #tellOwnSize: TellOwnSize = () => undefined;
  #desk: SlotDesk | undefined;
  #cancelBeat: () => void = () => undefined;
  /** When the session began, by the clock of the machine, and the funding that was paid since. */
  #beganWallMs = Number.POSITIVE_INFINITY;
  #fundingReceived = 0;
  #halt: OrderHalt | null = null;
  #onHalt: (halt: OrderHalt) => void = () => undefined;

  /** Connects at once. @param tickSize of the sessions, quote currency */
  constructor({ past, ...ports }: LiveOrdersPorts, settings: OrderSettings, tickSize: number) {
    this.#ports = ports;
    this.#tickSize = tickSize;
    this.#mostMessages = settings.messages.perRun;
    const { gateway, tape, clock } = ports;
    const heard: OwnTape = {
      append: (events) => {
        try {
          tape.append(events);
        } finally {
          // What cannot be written has happened all the same.
          this.#heard(events);
        }
      },
      flush: () => tape.flush(),
    };
    this.#resting = new RestingSizes(gateway.grid);
    this.#manager = new OrderManager({ gateway, tape: heard, clock }, settings);
    this.#manager.start(past);
    ports.watchdog.hear((isWatching) => this.#manager.watched(isWatching));
    // It may have ended before.
    this.#manager.watched(ports.watchdog.isWatching);
    this.#beatOn();
  }

  get halted(): OrderHalt | null {
    return this.#halt;
  }

  /** Orders for a session from now on; the one before has to be over. */
  begin(onHalt: (halt: OrderHalt) => void): SessionOrders {
    const manager = this.#manager;
    this.#onHalt = onHalt;
    manager.beginSession();
    this.#desk = new SlotDesk({
      grid: this.#ports.gateway.grid,
      tickSize: this.#tickSize,
      want: (quotes) => manager.want(quotes),
      cannotTake: (lots) =>
        manager.halt(
          'force-close',
          `the version wants to ${lots > 0 ? 'buy' : 'sell'} ${Math.abs(lots)} lots at the market to close its position, which this program does not do: tune kill --flatten`,
        ),
      isOwn: (fill) => manager.book.outbox.ownerOf(fill) !== undefined,
    });
    this.#beganWallMs = this.#ports.clock.wallMs();
    this.#fundingReceived = 0;
    return {
      desk: this.#desk,
      positionLots: manager.book.ledger.positionLots,
      fundingReceived: () => this.#fundingReceived,
    };
  }

  /** The session is over: nothing is wanted at the venue. */
  end(): void {
    this.#desk = undefined;
    this.#onHalt = () => undefined;
    this.#manager.endSession();
  }

  /** Own orders are in the public book: the market hears where, and how much. It replaces the one before. */
  tellOwnSizes(tell: TellOwnSize): void {
    this.#tellOwnSize = tell;
    this.#resting.tellAll(tell);
  }

  heard(midTicks: number): void {
    this.#manager.market((midTicks * this.#tickSize) / this.#ports.gateway.grid.tickSize, null);
  }

  lost(reason: string): void {
    this.#manager.marketLost(reason);
  }

  now(): OrdersActivity {
    return ordersNow(this.#manager.view(), this.#ports.gateway.grid.lotSize, this.#mostMessages);
  }

  /** Cancels everything of ours. Whether the venue has confirmed that nothing of ours is open and that the ledger is right. */
  async close(): Promise<boolean> {
    const isClean = await this.#manager.stop();
    this.#cancelBeat();
    const { tape, watchdog } = this.#ports;
    // Where the venue did not confirm it, the watchdog goes on with cancelling.
    if (isClean) await watchdog.farewell();
    else watchdog.leave();
    tape.close();
    return isClean;
  }

  /** In the thread of the order manager: a thread that stands still beats no more. */
  #beatOn(): void {
    const { watchdog, clock } = this.#ports;
    watchdog.beat();
    this.#cancelBeat = clock.after(BEAT_MS, () => this.#beatOn());
  }

  /** What the desk throws is a fault of the program, and none of the tape. */
  #heard(events: readonly OwnEvent[]): void {
    try {
      this.#hear(events);
    } catch (error) {
      this.#manager.halt('fault', error instanceof Error ? error.message : String(error));
    }
  }

  #tellResting(): void {
    try {
      this.#resting.update(this.#manager.book.outbox.live, this.#tellOwnSize);
    } catch (error) {
      this.#manager.halt('fault', error instanceof Error ? error.message : String(error));
    }
  }

  #hear(events: readonly OwnEvent[]): void {
    // Own events are told before the order manager has taken them; a moment later it has.
    queueMicrotask(() => this.#tellResting());
    this.#desk?.heard(events);
    for (const event of events) {
      // One that is read late is of the time at which it was paid.
      if (event.type === 'funding' && event.venueMs >= this.#beganWallMs) this.#fundingReceived += event.amount;
      if (event.type !== 'state' || event.state !== 'HALTED') continue;
      const { code, text } = event;
      this.#halt ??= { code, text };
      this.#onHalt({ code, text });
    }
  }
}
