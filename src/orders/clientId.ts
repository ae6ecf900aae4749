/**
 * Client ids: 32 hexadecimal digits, which both Hyperliquid (128 bits) and Binance (36 characters) take. Eight digits of a prefix
 * that tells our orders from those of a person or another program, twelve of the run, twelve that count the orders of the run.
 */

const PREFIX = /^[0-9a-f]{8}$/;

export class ClientIds {
  readonly #prefix: string;
  readonly #run: number;
  #next = 0;

  /**
   * @param prefix eight hexadecimal digits
   * @param run a number that no earlier run with this prefix had, see {@link newRun}
   */
  constructor(prefix: string, run: number) {
    if (!PREFIX.test(prefix))
      throw new RangeError(`the prefix of client ids is eight hexadecimal digits, not "${prefix}"`);
    this.#prefix = prefix;
    this.#run = run;
  }

  next(): string {
    return `${this.#prefix}${hex(this.#run)}${hex(this.#next++)}`;
  }

  isOurs(clientId: string | null): boolean {
    return clientId?.startsWith(this.#prefix) === true;
  }
}

/** The number of a new run: the time in ms, or one more than the last run's where the clock went back. */
export function newRun(wallMs: number, lastRun: number | null): number {
  return Math.max(Math.floor(wallMs), (lastRun ?? -1) + 1);
}

function hex(value: number): string {
  return value.toString(16).padStart(12, '0');
}
