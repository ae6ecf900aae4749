/** Units that were set aside after their tries. They are told when no other unit is under way, so that the others run to their end. */

import { QueueError } from './queueError.ts';
import type { SentUnit } from './unit.ts';
import type { UnitFailure } from './unitFailure.ts';

interface Held {
  readonly id: string;
  readonly market: string;
  readonly lanes: number;
  readonly why: string;
  readonly reject: (error: QueueError) => void;
}

const MOST_NAMED = 10;

export class SetAside {
  readonly #tries: number;
  readonly #queue: string;
  #held: Held[] = [];
  #underWay = 0;

  constructor(tries: number, queue: string) {
    this.#tries = tries;
    this.#queue = queue;
  }

  /** Counts a request as under way until it ends. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
      this.#look();
    }
  }

  /**
   * Called in the middle of {@link during}: waits until only requests that wait here are under way.
   * @param market in words
   * @throws QueueError, always: it names all units that were set aside
   */
  held({ id }: SentUnit, market: string, lanes: number, { failure }: UnitFailure): Promise<never> {
    return new Promise((_, reject) => {
      this.#held.push({ id, market, lanes, why: failure.message, reject });
      this.#look();
    });
  }

  #look(): void {
    if (this.#held.length === 0 || this.#held.length < this.#underWay) return;
    const all = this.#held;
    this.#held = [];
    const error = new QueueError(this.#text(all));
    for (const { reject } of all) reject(error);
  }

  #text(all: readonly Held[]): string {
    const named = all
      .slice(0, MOST_NAMED)
      .map(({ id, market, lanes, why }) => `  unit ${id.slice(0, 12)}: ${lanes} lanes over ${market}: ${why}`);
    const rest = all.length > MOST_NAMED ? [`  and ${all.length - MOST_NAMED} more`] : [];
    const what = all.length === 1 ? 'One unit was' : `${all.length} units were`;
    return [
      `${what} set aside at ${this.#queue} after ${this.#tries} tries each:`,
      ...named,
      ...rest,
      'All other units were run. The same command runs again what was set aside.',
    ].join('\n');
  }
}
