/** Thirty days of sessions of an hour over a made-up market, by a clock that does not wait: nothing may grow. */

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveSessionRequest } from '../../src/campaign/ports.ts';
import { LiveSessionRunner, type SessionPorts } from '../../src/live/liveRunner.ts';
import type { SocketEvents } from '../../src/venues/feed/ports.ts';
import { COIN, Frames, LOT, TICK } from './frames.ts';

const DAY_HOURS = 24;
/** One message of each kind in this time. */
const BEAT_US = 250_000;
/** The connection is lost this often. */
const LOST_EVERY_US = 6 * 3600e6;

export interface DayCount {
  readonly day: number;
  readonly sessions: number;
  readonly interrupted: number;
  /** Timers that wait, open descriptors, and memory after a collection, MB. */
  readonly timers: number;
  readonly descriptors: number;
  readonly heapMb: number;
  /** The largest that the process has ever been, MB. */
  readonly peakMb: number;
}

/** Runs on its own clock, as fast as the machine can. */
class MonthTime {
  #nowUs = 1_800_000_000_000_000;
  readonly #timers = new Map<number, { readonly atUs: number; readonly run: () => void }>();
  #next = 0;
  #events: SocketEvents | undefined;
  #lostUs = 0;
  readonly #frames = new Frames('month');

  get timers(): number {
    return this.#timers.size;
  }

  readonly ports: SessionPorts = {
    random: () => 0.5,
    wallUs: () => this.#nowUs,
    freeBytes: () => 1e12,
    fetchText: () => Promise.reject(new Error('nothing is asked')),
    openSocket: (_, events) => {
      this.#events = events;
      queueMicrotask(() => events.opened());
      return {
        send: (text) => {
          const message = JSON.parse(text) as { method: string };
          if (message.method === 'subscribe')
            queueMicrotask(() => events.text(JSON.stringify({ channel: 'subscriptionResponse', data: message })));
        },
        cut: () => {
          if (this.#events === events) this.#events = undefined;
        },
      };
    },
    clock: {
      nowUs: () => this.#nowUs,
      after: (us, run) => {
        const id = this.#next++;
        this.#timers.set(id, { atUs: this.#nowUs + us, run });
        return () => void this.#timers.delete(id);
      },
    },
  };

  /** Goes on by one beat. */
  beat(): void {
    this.#nowUs += BEAT_US;
    const due = [...this.#timers].filter(([, { atUs }]) => atUs <= this.#nowUs).sort(([, a], [, b]) => a.atUs - b.atUs);
    for (const [id, { run }] of due) if (this.#timers.delete(id)) run();
    const timeMs = Math.floor(this.#nowUs / 1000);
    this.#events?.text(this.#frames.book(timeMs, timeMs));
    this.#events?.text(this.#frames.best(timeMs, timeMs));
    this.#events?.text(this.#frames.trade(timeMs, timeMs));
    if (this.#nowUs - this.#lostUs < LOST_EVERY_US) return;
    this.#lostUs = this.#nowUs;
    const events = this.#events;
    this.#events = undefined;
    events?.closed('closed with code 1006');
  }
}

/** @param each is called after each day */
export async function month(
  folder: string,
  days: number,
  request: LiveSessionRequest,
  each: (count: DayCount) => void,
): Promise<void> {
  const time = new MonthTime();
  const captureFolder = join(folder, 'capture');
  const runner = new LiveSessionRunner(
    {
      venue: 'hyperliquid',
      grid: { symbol: COIN, tickSize: TICK, lotSize: LOT },
      addresses: { wsUrl: 'ws://127.0.0.1/ws', restUrl: 'http://127.0.0.1' },
      captureFolder,
    },
    () => time.ports,
  );
  let interrupted = 0;
  for (let session = 1; session <= days * DAY_HOURS; session++) {
    const file = join(folder, 'tape.parquet');
    let isOver = false;
    const running = runner
      .run(
        { session: request, file, atMostUs: 3600e6 },
        () => undefined,
        () => () => undefined,
      )
      .then((run) => {
        if (run?.endedEarly !== null) interrupted++;
      })
      .finally(() => {
        isOver = true;
      });
    for (let beat = 0; !isOver; beat++) {
      time.beat();
      // What was resolved in the beat goes on; now and then the disk gets its turn.
      if (beat % 400 === 0) await new Promise((resolve) => setImmediate(resolve));
      else await Promise.resolve();
    }
    await running;
    // Only what is open may count: the files of closed hours are of no interest here.
    for (const name of readdirSync(captureFolder).sort().slice(0, -2)) rmSync(join(captureFolder, name));
    if (session % DAY_HOURS !== 0) continue;
    globalThis.gc?.();
    each({
      day: session / DAY_HOURS,
      sessions: session,
      interrupted,
      timers: time.timers,
      descriptors: openDescriptors(),
      heapMb: process.memoryUsage().heapUsed / 1e6,
      peakMb: process.resourceUsage().maxRSS / 1e3,
    });
  }
  runner.close();
}

/** NaN where the system does not list them. */
function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.NaN;
  }
}
