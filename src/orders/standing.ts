/** The trading state and its reason. Every change is on the own-event tape. */

import type { OwnBook } from './book.ts';
import { isStricter, type TradingState } from './tradingState.ts';

export class Standing {
  readonly #book: OwnBook;
  #state: TradingState = 'ACTIVE';
  #code = '';
  #text = '';

  constructor(book: OwnBook) {
    this.#book = book;
  }

  get state(): TradingState {
    return this.#state;
  }
  /** Empty while ACTIVE. */
  get code(): string {
    return this.#code;
  }
  get text(): string {
    return this.#text;
  }

  halt(code: string, text: string): void {
    this.#enter('HALTED', code, text);
  }

  reduce(code: string, text: string): void {
    this.#enter('REDUCING', code, text);
  }

  /** Ends REDUCING where it has this reason. */
  over(code: string, text: string): void {
    if (this.#state !== 'REDUCING' || this.#code !== code) return;
    this.#state = 'ACTIVE';
    this.#code = '';
    this.#text = '';
    this.#book.record({ type: 'state', state: 'ACTIVE', code: '', text });
  }

  #enter(state: TradingState, code: string, text: string): void {
    if (!isStricter(state, this.#state)) return;
    this.#state = state;
    this.#code = code;
    this.#text = text;
    this.#book.record({ type: 'state', state, code, text });
  }
}
