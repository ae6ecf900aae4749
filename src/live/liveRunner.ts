/** Runs the sessions of a campaign over a live market, one after the other, in this thread. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type {
  CampaignPorts,
  FeedWait,
  LiveActivity,
  LiveProgress,
  LiveSessionRequest,
  SessionRun,
} from '../campaign/ports.ts';
import { LiveMarket, type LiveMarketRequest, type LivePorts } from './liveMarket.ts';
import type { LiveOrders } from './liveOrders.ts';
import { type LiveLaneRun, LiveSession } from './liveSession.ts';
import type { SealedTape } from './liveTape.ts';

/** Between two looks at the clock of the machine, µs. */
const LOOK_US = 250_000;
/** The machine's clock and time that passed may differ by so much between two looks: beyond it somebody set it, or the machine slept. */
const CLOCK_STEP_US = 1e6;
/** Between two looks whether the book is known, µs. */
const KNOWN_US = 100_000;

/** The clock of the machine, which may be set, beside the time that passes. */
export interface SessionPorts extends LivePorts {
  /** µs since 1970. */
  readonly wallUs: () => number;
}

/** A session that is over, and the tape that it left. */
export interface RunWithTape extends Pick<SessionRun, 'result' | 'figures' | 'endedEarly'> {
  readonly tape: Pick<SealedTape, 'sha256' | 'startUs' | 'endUs'>;
  /** What was received is there. */
  readonly captureFolder: string;
  /** Left out on paper. */
  readonly live?: LiveLaneRun;
}

/** One session to run. */
export interface RunRequest {
  readonly session: LiveSessionRequest;
  /** Where its tape is written. */
  readonly file: string;
  /** How long the book is waited for, µs. */
  readonly atMostUs: number;
}

export interface LiveRunner {
  /** As `ready` of `LiveSessions` (campaign/ports.ts). @throws LiveMarketError, CaptureError: what ended the market */
  ready(atMostUs: number, onStop: CampaignPorts['onStop']): Promise<FeedWait>;
  /**
   * Begins at once, or as soon as the book is known. A stop request ends it early.
   * @returns null where it never began: the book was not known in time, or the user wanted to stop before
   * @throws LiveMarketError, CaptureError, TapeFileError: what ended the market
   */
  run(
    request: RunRequest,
    progress: (now: LiveProgress) => void,
    onStop: CampaignPorts['onStop'],
  ): Promise<RunWithTape | null>;
}

export class LiveSessionRunner implements LiveRunner {
  readonly #request: LiveMarketRequest;
  readonly #newPorts: () => SessionPorts;
  readonly #orders: LiveOrders | null;
  #ports: SessionPorts;
  #market: LiveMarket;
  #captureFolder: string;
  /** How often the market was opened. */
  #opened = 1;
  #current: LiveSession | undefined;
  #cancelLook: () => void = () => undefined;
  #aheadUs: number;
  /** The machine's clock was set since the market was opened: stamps of receipt are wrong by it. */
  #isClockWrong = false;

  /**
   * Connects at once.
   * @param newPorts with a clock that begins at the machine's time
   * @param orders of the venue, to which acting versions send their own; null on paper
   * @throws CaptureError
   */
  constructor(request: LiveMarketRequest, newPorts: () => SessionPorts, orders: LiveOrders | null = null) {
    this.#request = request;
    this.#newPorts = newPorts;
    this.#ports = newPorts();
    this.#captureFolder = request.captureFolder;
    this.#orders = orders;
    this.#market = this.#openMarket();
    this.#aheadUs = this.#wallAheadUs();
    this.#lookLater();
  }

  async ready(atMostUs: number, onStop: CampaignPorts['onStop']): Promise<FeedWait> {
    const { clock } = this.#ports;
    const startUs = clock.nowUs();
    let isStopped = false;
    const forget = onStop(() => {
      isStopped = true;
    });
    try {
      for (;;) {
        this.#openAgainAfterClock();
        const waitedUs = clock.nowUs() - startUs;
        if (this.#market.failure !== undefined) throw this.#market.failure;
        const halt = this.#orders?.halted ?? null;
        const missing = this.#missing();
        const wait = { missing, waitedUs, halt };
        if (halt !== null) return { isKnown: false, ...wait };
        if (missing === null) return { isKnown: true, ...wait };
        if (isStopped || waitedUs >= atMostUs) return { isKnown: false, ...wait };
        await new Promise<void>((resolve) => clock.after(KNOWN_US, resolve));
      }
    } finally {
      forget();
    }
  }

  async run(
    { session: request, file, atMostUs }: RunRequest,
    progress: (now: LiveProgress) => void,
    onStop: CampaignPorts['onStop'],
  ): Promise<RunWithTape | null> {
    this.#openAgainAfterClock();
    mkdirSync(dirname(file), { recursive: true });
    const session = new LiveSession(request, this.#orders, progress);
    this.#current = session;
    const giveUp = (): void => this.#market.forget(session);
    const cancelWait = this.#ports.clock.after(atMostUs, giveUp);
    const forget = onStop(() => {
      giveUp();
      session.stop();
    });
    try {
      const tape = await this.#market.begin(file, session);
      cancelWait();
      if (tape === null) return null;
      const endedEarly = await session.over();
      const { sha256, startUs, endUs } = tape.seal();
      const live = session.liveOutcome();
      return {
        ...session.outcome(),
        endedEarly,
        tape: { sha256, startUs, endUs },
        captureFolder: this.#captureFolder,
        ...(live === undefined ? {} : { live }),
      };
    } finally {
      cancelWait();
      forget();
      this.#current = undefined;
    }
  }

  activity(): LiveActivity {
    const { isConnected, agesUs, messages, losses, lastReason, captureBytes } = this.#market.health();
    const agesMs = Object.fromEntries(Object.entries(agesUs).map(([channel, us]) => [channel, Math.round(us / 1000)]));
    const feed = { isConnected, agesMs, messages, losses, lastReason, captureBytes };
    return { feed, orders: this.#orders?.now() ?? null };
  }

  /**
   * Cancels own orders at the venue, and ends feed and capture. Whether the venue has confirmed that nothing of ours is open.
   * @throws CaptureError
   */
  async close(): Promise<boolean> {
    this.#cancelLook();
    const isClean = this.#orders === null || (await this.#orders.close());
    this.#market.close();
    return isClean;
  }

  /** Why no session begins, as a sentence; null where one can. */
  #missing(): string | null {
    if (!this.#market.canBegin) return 'the feed was away';
    const blocks = this.#orders?.now().blocks ?? [];
    return blocks.length === 0 ? null : `no order may leave: ${blocks.map(({ text }) => text).join('; ')}`;
  }

  #openMarket(): LiveMarket {
    const market = LiveMarket.open({ ...this.#request, captureFolder: this.#captureFolder }, this.#ports);
    if (this.#orders !== null) {
      market.listen(this.#orders);
      this.#orders.tellOwnSizes((side, price, size) => market.own(side, price, size));
    }
    return market;
  }

  /** A clock that was set back cannot go on in the same capture: its stamps never go back. */
  #openAgainAfterClock(): void {
    if (!this.#isClockWrong) return;
    this.#isClockWrong = false;
    this.#market.close();
    this.#captureFolder = `${this.#request.captureFolder}-${++this.#opened}`;
    this.#ports = this.#newPorts();
    this.#aheadUs = this.#wallAheadUs();
    this.#market = this.#openMarket();
  }

  #wallAheadUs(): number {
    return this.#ports.wallUs() - this.#ports.clock.nowUs();
  }

  #lookLater(): void {
    this.#cancelLook = this.#ports.clock.after(LOOK_US, () => {
      this.#look();
      this.#lookLater();
    });
  }

  /** Receipt is stamped by time that passes; a clock that was set makes those stamps wrong by the wall. */
  #look(): void {
    const aheadUs = this.#wallAheadUs();
    const stepUs = aheadUs - this.#aheadUs;
    this.#aheadUs = aheadUs;
    if (Math.abs(stepUs) <= CLOCK_STEP_US) return;
    this.#isClockWrong = true;
    const seconds = (Math.abs(stepUs) / 1e6).toFixed(1);
    this.#current?.interrupt(
      `the clock of the machine went ${stepUs > 0 ? 'ahead' : 'back'} by ${seconds} s: it was set, or the machine slept`,
    );
  }
}
