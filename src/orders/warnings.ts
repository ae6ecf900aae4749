import type { OwnBook } from './book.ts';

/** docs/refusals.md is written from here. */
export const orderWarnings = {
  clock: 'The clocks of this machine and of the venue differ.',
  'message-budget': 'Half of the budget of messages to the venue is used.',
  'loss-session': 'The loss of the session reached the limit that warns.',
  'late-fills':
    'Orders were filled while no session ran, as while they were being cancelled. No session counts that profit.',
} as const;

export type WarningCode = keyof typeof orderWarnings;

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
