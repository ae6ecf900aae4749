/** Reasons for which no quotes may be at the venue just now. They pass by themselves, unlike HALTED. */

export type Block =
  /** The account has to be read and found right first. */
  | 'reconciling'
  /** The market data are too old. */
  | 'stale-market'
  /** The private stream is not connected. */
  | 'no-private-stream'
  /** The venue was asked too often. */
  | 'limited'
  /** The venue takes no orders. */
  | 'paused'
  /** The clocks differ too much. */
  | 'clock'
  /** No process would cancel our orders if this one died. */
  | 'no-watchdog'
  | 'stopping';

export class Blocks {
  readonly #texts = new Map<Block, string>();

  set(block: Block, text: string): void {
    if (!this.#texts.has(block)) this.#texts.set(block, text);
  }
  clear(block: Block): void {
    this.#texts.delete(block);
  }
  has(block: Block): boolean {
    return this.#texts.has(block);
  }
  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }
  /** Block and sentence of each. */
  get list(): readonly (readonly [Block, string])[] {
    return [...this.#texts];
  }
}
