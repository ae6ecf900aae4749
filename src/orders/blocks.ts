/** Reasons for which no quotes may be at the venue just now. They pass by themselves, unlike HALTED. */

/** docs/refusals.md is written from here. */
export const blocks = {
  reconciling: 'The account has to be read and found right first.',
  'stale-market': 'The market data are too old.',
  'no-private-stream': 'The private stream of the venue is not connected.',
  limited: 'The venue was asked too often.',
  paused: 'The venue takes no orders.',
  clock: 'The clocks differ too much.',
  'no-watchdog': 'No process would cancel our orders if this one died.',
  stopping: 'The program ends.',
} as const;

export type Block = keyof typeof blocks;

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
