/** Runs the sessions of a campaign over a live market, one after the other, in this thread. */

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CampaignPorts, FeedActivity, LiveProgress, LiveSessionRequest, SessionRun } from '../campaign/ports.ts';
import { LiveMarket, type LiveMarketRequest, type LivePorts } from './liveMarket.ts';
import { LiveSession } from './liveSession.ts';
import type { SealedTape } from './liveTape.ts';

/** Between two looks at the clock of the machine, µs. */
const LOOK_US = 250_000;
/** The machine's clock and time that passed may differ by so much between two looks: beyond it somebody set it, or the machine slept. */
const CLOCK_STEP_US = 1e6;

/** The clock of the machine, which may be set, beside the time that passes. */
export interface SessionPorts extends LivePorts {
  /** µs since 1970. */
  readonly wallUs: () => number;
}

/** A session that is over, and the tape that it left. */
export interface RunWithTape extends Pick<SessionRun, 'result' | 'figures' | 'endedEarly'> {
  readonly tape: Pick<SealedTape, 'sha256' | 'startUs' | 'endUs'>;
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
  readonly #ports: SessionPorts;
  readonly #market: LiveMarket;
  #current: LiveSession | undefined;
  #cancelLook: () => void = () => undefined;
  #aheadUs: number;

  /** Connects at once. @throws CaptureError */
  constructor(request: LiveMarketRequest, ports: SessionPorts) {
    this.#ports = ports;
    this.#market = LiveMarket.open(request, ports);
    this.#aheadUs = this.#wallAheadUs();
    this.#lookLater();
  }

  get market(): LiveMarket {
    return this.#market;
  }

  async run(
    { session: request, file, atMostUs }: RunRequest,
    progress: (now: LiveProgress) => void,
    onStop: CampaignPorts['onStop'],
  ): Promise<RunWithTape | null> {
    mkdirSync(dirname(file), { recursive: true });
    const session = new LiveSession(request, (now) => progress({ ...now, feed: this.activity() }));
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
      return { ...session.outcome(), endedEarly, tape: { sha256, startUs, endUs } };
    } finally {
      cancelWait();
      forget();
      this.#current = undefined;
    }
  }

  /** How the feed is doing. */
  activity(): FeedActivity {
    const { isConnected, agesUs, messages, losses, lastReason, captureBytes } = this.#market.health();
    const agesMs = Object.fromEntries(Object.entries(agesUs).map(([channel, us]) => [channel, Math.round(us / 1000)]));
    return { isConnected, agesMs, messages, losses, lastReason, captureBytes };
  }

  /** Ends feed and capture. @throws CaptureError */
  close(): void {
    this.#cancelLook();
    this.#market.close();
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
    const seconds = (Math.abs(stepUs) / 1e6).toFixed(1);
    this.#current?.interrupt(
      `the clock of the machine went ${stepUs > 0 ? 'ahead' : 'back'} by ${seconds} s: it was set, or the machine slept`,
    );
  }
}
