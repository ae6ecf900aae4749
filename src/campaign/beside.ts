/** Work that goes on beside the sessions of a live market: a round, or the question to a person. One at a time. */

import type { CampaignEnd } from './ports.ts';

export class Beside {
  #work: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  get isBusy(): boolean {
    return this.#work !== undefined;
  }

  /** @param work never ends the campaign: a live market goes on while a person is asked */
  begin(work: () => Promise<CampaignEnd | undefined>): void {
    this.#work = work()
      .then(
        (end) => {
          if (end !== undefined) this.#failure = { error: new Error(`work beside a session ended in ${end.kind}`) };
        },
        (error: unknown) => {
          this.#failure = { error };
        },
      )
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Waits for what is under way. @throws its error */
  async ended(): Promise<void> {
    await this.#work;
    this.throwIfFailed();
  }

  /** Waits for what is under way, whatever comes of it. */
  async settled(): Promise<void> {
    await this.#work;
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
