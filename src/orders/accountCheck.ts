/** Reads the account when it is due, and compares it with the own orders and fills. */

import type { AccountNow, OpenOrder } from './gateway.ts';
import { failed, type ManagerParts, takeFill } from './managerParts.ts';
import type { OrderQuestions } from './orderQuestions.ts';
import type { OrderSender } from './orderSender.ts';
import { type Reconciliation, reconcile } from './reconcile.ts';
import { Waits } from './waits.ts';

/** Funding is paid each hour. */
const PAYMENTS_EVERY_MS = 60_000;
/** A payment may be told later than one after it. */
const PAYMENTS_BACK_MS = 24 * 3_600_000;

/** When an account was asked for, and whether what it says is the newest that is known. */
interface Asked {
  readonly atMs: number;
  /** Fills were told while the venue was asked. */
  readonly hasNewFills: boolean;
  /** Nothing happened meanwhile after which it has to be read anew. */
  readonly isNewest: boolean;
}

export class AccountCheck {
  readonly #parts: ManagerParts;
  readonly #sender: OrderSender;
  readonly #questions: OrderQuestions;
  /** Nothing of ours is open and everything is right, while the program ends. */
  readonly #allGone: () => void;
  /** Takes what the private stream has told and nobody has taken yet. */
  readonly #takeNews: () => void;
  /** Between two tries. */
  readonly #waits: Waits;
  #isReading = false;
  #isClosed = false;
  #mismatches = 0;
  #hasRead = false;
  #foreign: readonly OpenOrder[] = [];
  #paymentsAgainMs = Number.NEGATIVE_INFINITY;
  /** Venue time from which on payments have to be read; null where that follows from those that are known. */
  #paymentsFromMs: number | null = null;

  constructor(
    parts: ManagerParts,
    sender: OrderSender,
    questions: OrderQuestions,
    { allGone, takeNews }: { readonly allGone: () => void; readonly takeNews: () => void },
  ) {
    const { settings } = parts;
    this.#parts = parts;
    this.#sender = sender;
    this.#questions = questions;
    this.#allGone = allGone;
    this.#takeNews = takeNews;
    this.#waits = new Waits(settings.firstWaitMs, settings.longestWaitMs);
  }

  get hasRead(): boolean {
    return this.#hasRead;
  }
  /** Orders of others that were open at the last reading. */
  get foreign(): readonly OpenOrder[] {
    return this.#foreign;
  }

  /** An answer that comes later counts no more. */
  close(): void {
    this.#isClosed = true;
  }

  step(nowMs: number): void {
    const { readiness } = this.#parts;
    if (this.#isReading || this.#waits.isWaiting(nowMs) || readiness.isLimited(nowMs)) return;
    if (readiness.isReadingDue(nowMs)) this.#read();
  }

  #read(): void {
    const { book, clock, gateway, readiness, settings } = this.#parts;
    this.#isReading = true;
    const atMs = clock.nowMs();
    const askedWallMs = clock.wallMs();
    const wanted = readiness.wantedReadings;
    const fillsBefore = book.ledger.count;
    const sinceMs = (book.ledger.newestMs ?? clock.wallMs()) - settings.fillsBackMs;
    const asksForPayments = atMs >= this.#paymentsAgainMs;
    gateway
      .account(sinceMs, asksForPayments ? this.#paymentsSinceMs() : undefined)
      .then(
        (account) => {
          // What the stream has told before this answer comes before it.
          this.#takeNews();
          this.#waits.worked();
          readiness.answered();
          readiness.readAfter(settings.pollMs);
          if (this.#isClosed) return;
          if (asksForPayments) {
            const { paymentsUntilVenueMs: untilMs } = account;
            if (untilMs === undefined) this.#paymentsAgainMs = atMs + PAYMENTS_EVERY_MS;
            this.#paymentsFromMs = untilMs ?? askedWallMs + account.clockOffsetMs - PAYMENTS_BACK_MS;
          }
          const hasNewFills = book.ledger.count !== fillsBefore;
          this.#take(account, { atMs, hasNewFills, isNewest: wanted === readiness.wantedReadings });
        },
        (error: unknown) => {
          this.#waits.failed(clock.nowMs());
          failed(this.#parts, error);
        },
      )
      // What the taking of an answer throws is a fault of the program.
      .catch((error: unknown) => failed(this.#parts, error))
      .finally(() => {
        this.#isReading = false;
      });
  }

  /** From the last known payment on, whenever that was: the program may have been away for long. */
  #paymentsSinceMs(): number {
    const { ledger } = this.#parts.book;
    const knownMs = ledger.newestPaymentMs ?? ledger.openedMs ?? this.#parts.clock.wallMs();
    return this.#paymentsFromMs ?? knownMs - PAYMENTS_BACK_MS;
  }

  #take(account: AccountNow, { atMs, hasNewFills, isNewest }: Asked): void {
    const { book, readiness, settings, venueClock } = this.#parts;
    if (!book.isOpened && !this.#open(account)) return;
    book.together(() => {
      // In their order: one that is a day older than the newest counts as known.
      for (const fill of account.fills.toSorted((a, b) => a.venueMs - b.venueMs))
        takeFill(this.#parts, fill, 'account');
      for (const payment of account.payments ?? []) book.pay(payment);
    });
    venueClock.measured(account.clockOffsetMs);
    if (account.pause !== null) readiness.pause(account.pause);
    const { positionLots } = book.ledger;
    const isOurs = (id: string | null): boolean => this.#sender.isOurs(id);
    const found = reconcile({ account, outbox: book.outbox, positionLots, askedMs: atMs, hasNewFills, isOurs });
    this.#foreign = found.foreign;
    this.#hasRead = true;
    for (const clientId of found.ask) this.#questions.ask(clientId);
    this.#sender.cancel(found.cancel);
    this.#compare(found.differenceLots);
    const isRight = this.#isRight(found) && account.pause === null;
    if (!isNewest) readiness.readSoon();
    else if (!isRight) this.#readAgain();
    const isStopping = readiness.blocks.has('stopping');
    if (!isRight || !isNewest || (readiness.blocks.has('no-private-stream') && !isStopping)) return;
    readiness.blocks.clear('reconciling');
    // Everything is as the venue says: orders that ended before what it was asked for have no fills to come.
    book.forget(atMs - settings.fillsBackMs);
    const hasOurs = account.openOrders.some(({ clientId }) => isOurs(clientId));
    if (isStopping && book.outbox.live.length === 0 && !hasOurs) this.#allGone();
  }

  /** The first reading on this account: whether it says where the ledger begins. */
  #open(account: AccountNow): boolean {
    const { book, clock } = this.#parts;
    if (account.positionLots === null) {
      this.#readAgain();
      return false;
    }
    const tradeIds = account.fills.map(({ tradeId }) => tradeId);
    const venueMs = clock.wallMs() + account.clockOffsetMs;
    book.record({ type: 'opened', positionLots: account.positionLots, tradeIds, venueMs });
    return true;
  }

  #isRight({ ask, cancel, differenceLots }: Reconciliation): boolean {
    const { outbox } = this.#parts.book;
    const isKnown =
      ask.length === 0 && cancel.length === 0 && outbox.live.every(({ status }) => status !== 'unresolved');
    return isKnown && differenceLots === 0 && outbox.missingLots === 0;
  }

  #readAgain(): void {
    this.#parts.readiness.readAfter(this.#parts.settings.mismatchPollMs);
  }

  #compare(differenceLots: number | null): void {
    const { settings, standing } = this.#parts;
    if (differenceLots === null) return;
    if (differenceLots === 0) {
      this.#mismatches = 0;
      standing.over('position-mismatch', 'the position is right again');
      return;
    }
    this.#mismatches++;
    const text = `the venue's position differs from ours by ${differenceLots} lots`;
    if (this.#mismatches >= settings.mismatchesToHalt) standing.halt('position-mismatch', text);
    else if (this.#mismatches >= settings.mismatchesToReduce) standing.reduce('position-mismatch', text);
  }
}
