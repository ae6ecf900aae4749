/** Places and cancels orders, and takes the venue's answers to that. */

import type { NewEvent } from './book.ts';
import { ClientIds } from './clientId.ts';
import type { DenialCode } from './denials.ts';
import type { CancelAnswer, NewOrder, PlaceAnswer } from './gateway.ts';
import { failed, type ManagerParts } from './managerParts.ts';
import { MessageBudget } from './messageBudget.ts';
import type { Side } from './priceGrid.ts';
import type { Quote } from './quote.ts';
import { RecentOrders } from './recentOrders.ts';
import { RejectStreak } from './rejectStreak.ts';

/** What has to be known of orders that are about to leave. */
interface Leaving {
  readonly untilWallMs: number;
  readonly decidedMs: number;
  readonly isWanted: (order: NewOrder) => boolean;
}

export class OrderSender {
  readonly #parts: ManagerParts;
  readonly budget: MessageBudget;
  readonly #streak: RejectStreak;
  readonly #recent: RecentOrders;
  readonly #noOrderBefore: Record<Side, number> = { buy: Number.NEGATIVE_INFINITY, sell: Number.NEGATIVE_INFINITY };
  #ids: ClientIds | undefined;
  readonly #settled: () => void;
  /** Requests to cancel that are not answered, by each of their orders. */
  readonly #cancels = new Map<string, readonly string[]>();

  /** @param settled called when orders have ended: the venue has answered a request to cancel, or some did not leave */
  constructor(parts: ManagerParts, settled: () => void) {
    const { settings, clock } = parts;
    this.#parts = parts;
    this.#settled = settled;
    this.budget = new MessageBudget(settings.messages, clock.nowMs());
    this.#streak = new RejectStreak(settings.rejectStreak, settings.postOnlyStreak);
    this.#recent = new RecentOrders(settings.duplicateMs);
  }

  /** Nothing is sent before. @param run a number that no earlier run had */
  start(run: number): void {
    this.#ids = new ClientIds(this.#parts.settings.prefix, run);
  }

  isOurs(clientId: string | null): boolean {
    return this.#ids?.isOurs(clientId) === true;
  }

  /** Whether no order waits that was to be cancelled with this one. */
  isSettled(clientId: string): boolean {
    const { outbox } = this.#parts.book;
    return !this.#cancels.get(clientId)?.some((one) => outbox.get(one)?.isCancelling === true);
  }

  /** Why an order that is right may not leave just now; null where it may. */
  notNow(quote: Quote, nowMs: number): DenialCode | null {
    if (nowMs < this.#noOrderBefore[quote.side]) return 'after-reject';
    return this.#recent.has(quote, nowMs) ? 'duplicate' : null;
  }

  /**
   * Whether there was room for them among the messages.
   * @param isWanted whether an order may still leave, asked once it is on the disk
   */
  place(quotes: readonly Omit<NewOrder, 'clientId'>[], nowMs: number, isWanted: (order: NewOrder) => boolean): boolean {
    const { book, clock, gateway, settings } = this.#parts;
    const ids = this.#ids;
    const some = quotes.slice(0, gateway.ordersPerRequest);
    if (some.length === 0) return true;
    if (ids === undefined || !this.budget.take('place', some.length, nowMs)) return false;
    for (const quote of some) this.#recent.sent(quote, nowMs);
    const orders = some.map(({ side, priceTicks, lots, isReduceOnly }) => ({
      clientId: ids.next(),
      side,
      priceTicks,
      lots,
      isReduceOnly,
    }));
    const untilWallMs = clock.wallMs() + settings.orderLifeMs;
    book.record({ type: 'sending', orders, untilWallMs });
    // Nothing leaves that is not on the disk. The rest goes on meanwhile: no cancel and no news waits for it.
    book
      .flushed()
      .then(() => this.#leave(orders, { untilWallMs, decidedMs: nowMs, isWanted }))
      .catch((error: unknown) => failed(this.#parts, error));
    return true;
  }

  /** Orders that are on the disk leave, but for those that no longer may. */
  #leave(orders: readonly NewOrder[], { untilWallMs, decidedMs, isWanted }: Leaving): void {
    const { book, gateway } = this.#parts;
    const problem = this.#problem(decidedMs);
    const leaving = problem === null ? orders.filter(isWanted) : [];
    const text = problem ?? 'it is no longer wanted';
    const kept = orders.filter((order) => !leaving.includes(order));
    if (kept.length > 0) {
      book.record(
        ...kept.map(
          ({ clientId }): NewEvent => ({ type: 'rejected', clientId, why: 'limited', text: `not sent: ${text}` }),
        ),
      );
    }
    // What is wanted in its place has room.
    if (problem === null && kept.length > 0) this.#settled();
    if (leaving.length === 0) return;
    gateway.place(leaving, untilWallMs).then(
      (answers) => {
        book.together(() => {
          for (const [i, order] of leaving.entries()) this.#placed(order, answers[i]);
        });
      },
      (error: unknown) => {
        failed(this.#parts, error);
        for (const order of leaving) this.#placed(order, undefined);
      },
    );
  }

  /** Why nothing that was decided at that time may leave; null where it may. */
  #problem(decidedMs: number): string | null {
    const { book, clock, readiness, settings, standing } = this.#parts;
    if (book.failure !== null) return book.failure;
    const nowMs = clock.nowMs();
    if (nowMs - decidedMs > settings.asleepMs) return 'the program did not run';
    if (standing.state === 'HALTED') return `orders were halted: ${standing.text}`;
    if (readiness.isLimited(nowMs)) return 'the venue was asked too often';
    const [block] = readiness.blocks.list;
    return block === undefined ? null : block[1];
  }

  cancel(clientIds: readonly string[]): void {
    const { book, clock, gateway, readiness } = this.#parts;
    const nowMs = clock.nowMs();
    if (clientIds.length === 0 || readiness.isLimited(nowMs)) return;
    const some = clientIds.slice(0, gateway.ordersPerRequest);
    if (!this.budget.take('cancel', some.length, nowMs)) return;
    book.record({ type: 'cancelling', clientIds: some });
    for (const clientId of some) this.#cancels.set(clientId, some);
    const answered = (): void => {
      for (const clientId of some) if (this.#cancels.get(clientId) === some) this.#cancels.delete(clientId);
    };
    gateway.cancel(some).then(
      (answers) => {
        answered();
        book.together(() => {
          for (const [i, clientId] of some.entries()) this.#cancelled(clientId, answers[i]);
        });
        this.#settled();
      },
      (error: unknown) => {
        answered();
        failed(this.#parts, error);
        for (const clientId of some) this.#cancelled(clientId, undefined);
      },
    );
  }

  #placed(
    { clientId, side }: NewOrder,
    answer: PlaceAnswer = { kind: 'unresolved', text: 'there is no answer for it' },
  ): void {
    const { book, clock, readiness, settings, standing } = this.#parts;
    if (answer.kind === 'accepted') {
      this.#streak.accepted();
      book.record({ type: 'accepted', clientId, venueId: answer.venueId });
      return;
    }
    if (answer.kind === 'unresolved') {
      if (book.outbox.get(clientId)?.status === 'sending')
        book.record({ type: 'unresolved', clientId, text: answer.text });
      return;
    }
    this.#noOrderBefore[side] = clock.nowMs() + settings.afterRejectMs;
    const why = answer.kind === 'limited' ? 'limited' : answer.why;
    book.record({ type: 'rejected', clientId, why, text: answer.text });
    if (answer.kind === 'limited') readiness.limit(answer.text, answer.waitMs);
    else if (answer.why === 'paused') readiness.pause(answer.text);
    else if (answer.why === 'clock') readiness.needReading(`an order was refused for its time: ${answer.text}`);
    else {
      const problem = this.#streak.rejected(answer.why, answer.text);
      if (problem !== null) standing.halt('reject-streak', problem);
    }
  }

  #cancelled(clientId: string, answer: CancelAnswer = { kind: 'unresolved', text: 'there is no answer for it' }): void {
    const { book, readiness } = this.#parts;
    book.record({ type: 'cancelAnswered', clientId, answer: answer.kind });
    if (answer.kind === 'limited') readiness.limit(answer.text, answer.waitMs);
    if (readiness.blocks.has('stopping')) readiness.needReading('the program ends');
  }
}
