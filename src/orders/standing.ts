/** The trading state and its reasons. Every change is on the own-event tape, and HALTED holds until a person arms the program. */

import type { OwnBook } from './book.ts';
import type { OwnEvent } from './ownEvents.ts';
import type { HaltCode, ReductionCode } from './stateCodes.ts';
import type { TradingState } from './tradingState.ts';

interface Reason {
  readonly code: string;
  readonly text: string;
}

/** The reason that a new program cannot find anew. */
const LASTING = 'loss-session';

export class Standing {
  readonly #book: OwnBook;
  #halted: Reason | null = null;
  /** Why it is REDUCING, by code, the oldest first. */
  readonly #reducing = new Map<string, Reason>();

  constructor(book: OwnBook) {
    this.#book = book;
  }

  /** Takes up the state of the run before, and records it anew so that everybody hears of it. */
  replay(past: readonly OwnEvent[]): void {
    for (const event of past) {
      if (event.type === 'armed') {
        this.#halted = null;
        this.#reducing.clear();
      } else if (event.type === 'sessionOver') this.#reducing.delete(LASTING);
      else if (event.type === 'state' && event.state === 'HALTED') {
        const { code, text } = event;
        this.#halted ??= { code, text };
      } else if (event.type === 'state' && event.state === 'REDUCING' && event.code === LASTING) {
        this.#reducing.set(event.code, { code: event.code, text: event.text });
      }
    }
    if (this.state !== 'ACTIVE') this.#record(this.text);
  }

  get state(): TradingState {
    if (this.#halted !== null) return 'HALTED';
    return this.#reducing.size > 0 ? 'REDUCING' : 'ACTIVE';
  }
  /** Empty while ACTIVE. */
  get code(): string {
    return this.#reason?.code ?? '';
  }
  get text(): string {
    return this.#reason?.text ?? '';
  }

  halt(code: HaltCode, text: string): void {
    if (this.#halted !== null) return;
    this.#halted = { code, text };
    this.#record(text);
  }

  reduce(code: ReductionCode, text: string): void {
    if (this.#reducing.has(code)) return;
    this.#reducing.set(code, { code, text });
    if (this.#halted === null) this.#book.record({ type: 'state', state: 'REDUCING', code, text });
  }

  /** Ends REDUCING where it has no other reason. */
  over(code: ReductionCode, text: string): void {
    if (this.#reducing.delete(code) && this.#halted === null) this.#record(this.#reason?.text ?? text);
  }

  get #reason(): Reason | undefined {
    return this.#halted ?? this.#reducing.values().next().value;
  }

  #record(text: string): void {
    this.#book.record({ type: 'state', state: this.state, code: this.code, text });
  }
}
