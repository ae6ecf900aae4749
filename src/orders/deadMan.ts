import type { Gateway } from './gateway.ts';
import type { OrderSettings } from './settings.ts';

/**
 * Has the venue cancel everything when we fall silent. It would cancel the orders of a person too, so it is armed only while none of
 * them are open.
 */
export class DeadMan {
  readonly #gateway: Gateway;
  readonly #settings: OrderSettings['deadMan'];
  #refusal: string | null = null;
  #isArmed = false;
  #isBusy = false;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(gateway: Gateway, settings: OrderSettings['deadMan']) {
    this.#gateway = gateway;
    this.#settings = settings;
  }

  /** Why the venue cannot do it; null where it can, or was not asked. */
  get refusal(): string | null {
    return this.#refusal;
  }
  get isArmed(): boolean {
    return this.#isArmed;
  }

  /** @param isWanted whether own orders are to be protected, and no others are open */
  step(isWanted: boolean, nowMs: number): void {
    const settings = this.#settings;
    if (settings === null || this.#refusal !== null || this.#isBusy) return;
    if (isWanted ? nowMs < this.#nextMs : !this.#isArmed || nowMs < this.#nextMs - settings.everyMs + 1000) return;
    this.#isBusy = true;
    this.#nextMs = nowMs + settings.everyMs;
    this.#gateway
      .armDeadMan(isWanted ? settings.afterMs : null)
      .then(
        (refusal) => {
          this.#refusal = refusal;
          this.#isArmed = isWanted && refusal === null;
        },
        // Unknown whether it is armed: asked again soon.
        () => {
          this.#isArmed = true;
          this.#nextMs = nowMs + 1000;
        },
      )
      .finally(() => {
        this.#isBusy = false;
      });
  }
}
