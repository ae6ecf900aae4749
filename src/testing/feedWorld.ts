/** Test support: a world in which a feed runs whose time, sockets and answers are in the hands of the test. */

import type { FeedClock, FeedPorts, FetchedText, SocketEvents } from '../venues/feed/ports.ts';

const START_US = 1_800_000_000_000_000;

interface Timer {
  readonly atUs: number;
  readonly run: () => void;
}

/** A connection that a feed made. */
export class HandSocket {
  readonly url: string;
  readonly sent: string[] = [];
  isCut = false;
  readonly events: SocketEvents;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.events = events;
  }

  say(message: object): void {
    this.events.text(JSON.stringify(message));
  }
}

export class FeedWorld {
  readonly sockets: HandSocket[] = [];
  /** Requests that wait for an answer, oldest first. */
  readonly requests: { readonly url: string; readonly answer: (answer: FetchedText | Error) => void }[] = [];
  /** What random numbers are. */
  luck = 1;
  #nowUs = START_US;
  #timers: Timer[] = [];

  readonly clock: FeedClock = {
    nowUs: () => this.#nowUs,
    after: (us, run) => {
      const timer = { atUs: this.#nowUs + us, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      };
    },
  };

  get ports(): FeedPorts {
    return {
      clock: this.clock,
      random: () => this.luck,
      openSocket: (url, events) => {
        const socket = new HandSocket(url, events);
        this.sockets.push(socket);
        return {
          send: (text) => socket.sent.push(text),
          cut: () => {
            socket.isCut = true;
          },
        };
      },
      fetchText: (url) =>
        new Promise((resolve, reject) => {
          const answer = (got: FetchedText | Error): void => (got instanceof Error ? reject(got) : resolve(got));
          this.requests.push({ url, answer });
        }),
    };
  }

  /** Seconds since the world began. */
  get seconds(): number {
    return (this.#nowUs - START_US) / 1e6;
  }

  get newest(): HandSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no connection was made');
    return socket;
  }

  /** Lets time pass; what is due runs at its time. */
  async pass(seconds: number): Promise<void> {
    const untilUs = this.#nowUs + seconds * 1e6;
    for (;;) {
      const [next] = this.#timers.toSorted((a, b) => a.atUs - b.atUs);
      if (next === undefined || next.atUs > untilUs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowUs = Math.max(this.#nowUs, next.atUs);
      next.run();
      await settled();
    }
    this.#nowUs = untilUs;
    await settled();
  }

  /** Time passes and nothing runs, as when the process is stopped. */
  freeze(seconds: number): void {
    this.#nowUs += seconds * 1e6;
  }

  /** Answers the oldest request. */
  async answer(body: object, status = 200, retryAfterUs = 0): Promise<void> {
    const request = this.requests.shift();
    if (request === undefined) throw new Error('nothing was asked');
    request.answer({ status, text: JSON.stringify(body), retryAfterUs });
    await settled();
  }
}

/** Promises that are due have run. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}
