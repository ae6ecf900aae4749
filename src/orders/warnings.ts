import type { OwnBook } from './book.ts';

export type WarningCode = 'clock' | 'message-budget' | 'loss-session';

/** What a person should know before it stops the orders. Each is on the own-event tape once, until it is over. */
export class Warnings {
  readonly #book: OwnBook;
  readonly #texts = new Map<WarningCode, string>();

  constructor(book: OwnBook) {
    this.#book = book;
  }

  set(code: WarningCode, text: string): void {
    const isNew = !this.#texts.has(code);
    this.#texts.set(code, text);
    if (isNew) this.#book.record({ type: 'warned', code, text });
  }

  over(code: WarningCode): void {
    this.#texts.delete(code);
  }

  /** Code and sentence of each. */
  get list(): readonly (readonly [WarningCode, string])[] {
    return [...this.#texts];
  }
}
