/** Takes what the private stream tells. */

import type { News } from './gateway.ts';
import { type ManagerParts, takeFill } from './managerParts.ts';

/** What comes at the same moment is taken together, and is on the own-event tape with one write. */
export class PrivateNews {
  readonly #parts: ManagerParts;
  readonly #settled: (clientIds: readonly string[]) => void;
  #waiting: News[] = [];
  #isClosed = false;

  /** @param settled called after news of these orders were taken */
  constructor(parts: ManagerParts, settled: (clientIds: readonly string[]) => void) {
    this.#parts = parts;
    this.#settled = settled;
  }

  heard(news: News): void {
    this.#waiting.push(news);
    if (this.#waiting.length === 1) this.#parts.clock.after(0, () => this.take());
  }

  /** What is heard or waits from now on counts no more. */
  close(): void {
    this.#isClosed = true;
  }

  /** Takes what waits now, before its moment. */
  take(): void {
    const all = this.#waiting;
    this.#waiting = [];
    if (this.#isClosed || all.length === 0) return;
    this.#parts.book.together(() => {
      for (const news of all) take(this.#parts, news);
    });
    const clientIds = all.flatMap((news) => (news.kind === 'order' ? [news.clientId] : []));
    if (clientIds.length > 0) this.#settled(clientIds);
  }
}

function take(parts: ManagerParts, news: News): void {
  const { book, readiness } = parts;
  switch (news.kind) {
    case 'connected':
      readiness.blocks.clear('no-private-stream');
      readiness.needReading('the private stream is connected anew');
      return;
    case 'lost':
      readiness.block('no-private-stream', news.reason);
      if (news.isMaintenance) readiness.pause(news.reason);
      readiness.needReading(`the private stream was lost: ${news.reason}`);
      return;
    case 'fill':
      // Those of before the beginning are in the position of the beginning.
      if (!book.isOpened) return;
      takeFill(parts, news.fill, 'stream');
      if (book.outbox.ownerOf(news.fill) === undefined) readiness.readSoon();
      return;
    case 'funding':
      book.pay(news.payment);
      return;
    case 'order': {
      const { clientId, venueId, filledLots } = news;
      const order = book.outbox.get(clientId);
      if (order === undefined) return;
      const hasEnded = order.status === 'ended';
      if (news.isOpen) {
        if (!hasEnded && order.status !== 'open') book.record({ type: 'accepted', clientId, venueId });
        return;
      }
      const lacksFills = filledLots === null ? !hasEnded : filledLots > order.filledLots;
      if (hasEnded && !lacksFills) return;
      book.record({ type: 'ended', clientId, why: news.status, filledLots });
      // Its fills may come later, or were lost: what takes its place could be filled a second time.
      if (lacksFills) readiness.needReading('an order has ended, and not all of its fills are known');
    }
  }
}
