import { Backoff } from './backoff.ts';
import type { FeedPorts } from './ports.ts';
import type { SnapshotPlan } from './venueFeed.ts';

/** Between two requests: a request costs a twentieth of what the venues allow in a minute, or less. */
const FIRST_WAIT_US = 500_000;
const LONGEST_WAIT_US = 15e6;
/** The stream has this long to deliver what a snapshot already shows. */
const GRACE_US = 1e6;
const SHOWN_CHARS = 120;

/** Asks a venue for snapshots of its book: one at a time, and less and less often while they do not help. */
export class Snapshots {
  readonly #plan: SnapshotPlan;
  readonly #ports: FeedPorts;
  readonly #backoff: Backoff;
  #isAsking = false;
  #nextUs = 0;
  #failures = 0;
  #lastFailure: string | null = null;

  constructor(plan: SnapshotPlan, ports: FeedPorts) {
    this.#plan = plan;
    this.#ports = ports;
    this.#backoff = new Backoff(FIRST_WAIT_US, LONGEST_WAIT_US, ports.random);
  }

  /** Requests without a usable answer. */
  get failures(): number {
    return this.#failures;
  }

  /** What was wrong with the last of them; null without any. */
  get lastFailure(): string | null {
    return this.#lastFailure;
  }

  /** The book is known again. */
  helped(): void {
    this.#backoff.reset();
  }

  /** Asks, unless it has asked a short time ago. `take` gets the text of the answer. */
  ask(take: (text: string) => void): void {
    const { clock, fetchText } = this.#ports;
    if (this.#isAsking || clock.nowUs() < this.#nextUs) return;
    this.#isAsking = true;
    fetchText(this.#plan.url).then(
      ({ status, text, retryAfterUs }) => {
        this.#isAsking = false;
        this.#wait(retryAfterUs);
        if (status === 200) take(text);
        else this.#fail(`a snapshot was refused (HTTP ${status}): ${text.slice(0, SHOWN_CHARS)}`);
      },
      (error: unknown) => {
        this.#isAsking = false;
        this.#fail(`a snapshot was not answered: ${error instanceof Error ? error.message : String(error)}`);
        this.#wait(0);
      },
    );
  }

  /**
   * Finds out whether a silent stream of changes has missed any: whether the venue's book has moved beyond `updateNow()`.
   * `hasMissed` is called once it is known.
   */
  compare(updateNow: () => number | undefined, tell: (hasMissed: boolean) => void): void {
    this.ask((text) => {
      const snapshot = objectIn(text);
      const shown = snapshot === undefined ? undefined : this.#plan.updateOf(snapshot);
      if (shown === undefined) {
        this.#fail(`a snapshot has no number of its last update: ${text.slice(0, SHOWN_CHARS)}`);
        return;
      }
      this.#ports.clock.after(GRACE_US, () => tell(shown > (updateNow() ?? Number.NEGATIVE_INFINITY)));
    });
  }

  #fail(what: string): void {
    this.#failures++;
    this.#lastFailure = what;
  }

  #wait(leastUs: number): void {
    this.#nextUs = this.#ports.clock.nowUs() + Math.max(leastUs, this.#backoff.nextUs());
  }
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
