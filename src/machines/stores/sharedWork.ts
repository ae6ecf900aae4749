/** Work that several wait for and that runs once. It goes on until it is done, or until the last who waits has left. */
export class SharedWork<Result> {
  readonly #result: Promise<Result>;
  readonly #nobody = new AbortController();
  #waiting = 0;
  #ended = false;

  /** Begins at once. @param work ends early when its signal is aborted, since nobody waits any more */
  constructor(work: (nobodyWaits: AbortSignal) => Promise<Result>) {
    this.#result = work(this.#nobody.signal).finally(() => {
      this.#ended = true;
    });
    // Those who wait are told of a failure; where nobody does, it is not one of the program.
    this.#result.catch(() => undefined);
  }

  /** Whether it ended early, so that another has to begin. */
  get isLeft(): boolean {
    return this.#nobody.signal.aborted;
  }

  /** @throws what the work throws; the reason of `stop` */
  async wait(stop: AbortSignal): Promise<Result> {
    stop.throwIfAborted();
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(stop.reason);
    stop.addEventListener('abort', leave, { once: true });
    this.#waiting++;
    try {
      return await Promise.race([this.#result, stopped]);
    } finally {
      stop.removeEventListener('abort', leave);
      this.#waiting--;
      if (this.#waiting === 0 && !this.#ended) this.#nobody.abort();
    }
  }
}
