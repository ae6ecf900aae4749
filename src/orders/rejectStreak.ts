/** Rejects in a row. Those of post-only orders that would have taken are usual one by one; many in a row show a market that is not seen. */
export class RejectStreak {
  readonly #most: number;
  readonly #mostPostOnly: number;
  #refused = 0;
  #postOnly = 0;

  constructor(most: number, mostPostOnly: number) {
    this.#most = most;
    this.#mostPostOnly = mostPostOnly;
  }

  accepted(): void {
    this.#refused = 0;
    this.#postOnly = 0;
  }

  /** Counts one. Returns a sentence where there were too many. */
  rejected(why: 'post-only' | 'refused', text: string): string | null {
    if (why === 'post-only') {
      this.#postOnly++;
      return this.#postOnly < this.#mostPostOnly
        ? null
        : `${this.#postOnly} post-only orders in a row would have taken from the book: the market that is seen is not the venue's.`;
    }
    this.#refused++;
    return this.#refused < this.#most ? null : `${this.#refused} orders in a row were rejected, the last with: ${text}`;
  }
}
