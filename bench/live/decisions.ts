/** How long a message of a live feed takes from its sender to the end of the decisions that it brings. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LiveSessionRequest } from '../../src/campaign/ports.ts';
import { laneRequests } from '../../src/campaign/runSession.ts';
import { LiveMarket } from '../../src/live/liveMarket.ts';
import { LiveSession } from '../../src/live/liveSession.ts';
import type { TapeFollower } from '../../src/live/liveTape.ts';
import { realSessionPorts } from '../../src/live/realSessionPorts.ts';
import type { GrowingTape } from '../../src/market/growingTape.ts';
import { gridParameters } from '../../src/strategy/grid/parameters.ts';
import { defaultParameters } from '../../src/strategy/parameters.ts';
import { COIN, LOT, TICK } from './frames.ts';
import { liveRequest } from './liveRequest.ts';

export interface Decisions {
  readonly messages: number;
  /** Messages after which the lanes ran. */
  readonly decided: number;
  /** From its sending to the end of the decisions, ms: of those messages. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Of the first and of the last five seconds: a backlog would grow. */
  readonly firstP99Ms: number;
  readonly lastP99Ms: number;
  /** Share of a core that this process used. */
  readonly cpuShare: number;
}

const VERSIONS = 8;
const WARM_UP_MS = 2000;
/** Seconds at either end that show whether a backlog grows. */
const ENDS = 5;

/** @param perSecond messages that are sent; @param decisionMs time between two decisions of a lane */
export async function measureDecisions(
  folder: string,
  {
    perSecond,
    decisionMs,
    seconds,
  }: { readonly perSecond: number; readonly decisionMs: number; readonly seconds: number },
): Promise<Decisions> {
  const sender = fork(join(import.meta.dirname, 'senderProcess.ts'), [String(perSecond)], { silent: true });
  const port = await portOf(sender);
  const samples: { readonly atMs: number; readonly tookMs: number }[] = [];
  let messages = 0;
  let hasRun = false;
  const ports = realSessionPorts();
  const market = LiveMarket.open(
    {
      venue: 'hyperliquid',
      grid: { symbol: COIN, tickSize: TICK, lotSize: LOT },
      addresses: { wsUrl: `ws://127.0.0.1:${port}/ws`, restUrl: `http://127.0.0.1:${port}` },
      captureFolder: join(folder, `capture-${perSecond}-${decisionMs}`),
    },
    {
      ...ports,
      openSocket: (url, events) =>
        ports.openSocket(url, {
          ...events,
          opened: () => events.opened(),
          closed: (reason) => events.closed(reason),
          binary: (data) => events.binary(data),
          text: (text) => {
            hasRun = false;
            events.text(text);
            messages++;
            const sentMs = Number(/"sentMs":([\d.]+)/.exec(text)?.[1]);
            if (!hasRun || Number.isNaN(sentMs)) return;
            const nowMs = performance.timeOrigin + performance.now();
            samples.push({ atMs: nowMs, tookMs: nowMs - sentMs });
          },
        }),
    },
  );
  const follower = new Watched(request(decisionMs), () => {
    hasRun = true;
  });
  await market.begin(join(folder, `tape-${perSecond}-${decisionMs}.parquet`), follower);
  await pause(WARM_UP_MS);
  samples.length = 0;
  const [beganMs, cpu] = [performance.timeOrigin + performance.now(), process.cpuUsage()];
  const messagesBefore = messages;
  await pause(seconds * 1000);
  const used = process.cpuUsage(cpu);
  market.close();
  sender.kill();
  const took = (from: number, to: number): number[] =>
    samples
      .filter(({ atMs }) => atMs - beganMs >= from * 1000 && atMs - beganMs < to * 1000)
      .map(({ tookMs }) => tookMs)
      .sort((a, b) => a - b);
  const all = took(0, seconds);
  return {
    messages: messages - messagesBefore,
    decided: all.length,
    medianMs: at(all, 0.5),
    p99Ms: at(all, 0.99),
    firstP99Ms: at(took(0, ENDS), 0.99),
    lastP99Ms: at(took(seconds - ENDS, seconds), 0.99),
    cpuShare: (used.user + used.system) / (seconds * 1e6),
  };
}

/** A session whose runs are noticed. Closing the market is its end. */
class Watched implements TapeFollower {
  readonly everyUs: number;
  readonly #session: LiveSession;
  readonly #onRun: () => void;

  constructor(of: LiveSessionRequest, onRun: () => void) {
    this.#session = new LiveSession(of, null, () => undefined);
    this.#session.over().catch(() => undefined);
    this.everyUs = this.#session.everyUs;
    this.#onRun = onRun;
  }

  known(tape: GrowingTape, untilUs: number): void {
    this.#session.known(tape, untilUs);
    this.#onRun();
  }

  broken(reason: string): void {
    throw new Error(`the feed had a gap in the measurement: ${reason}`);
  }

  failed(error: unknown): void {
    this.#session.failed(error);
  }
}

function request(decisionMs: number): LiveSessionRequest {
  const parameters = defaultParameters(gridParameters);
  const versions = Array.from({ length: VERSIONS }, (_, i) => ({
    version: i + 1,
    role: i === 0 ? ('acting' as const) : ('shadow' as const),
    parameters: { ...parameters, spreadBps: 1 + i / 2 },
  }));
  return liveRequest({ minutes: 60, decisionMs, lanes: laneRequests(versions) });
}

async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('the sender has an output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return Number(line);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
