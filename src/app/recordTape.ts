/** Records a live market for some time: its messages as they come, and the tape that they make. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LiveHealth, LiveMarket, LiveMarketError, type LivePorts } from '../live/liveMarket.ts';
import type { LiveTape, SealedTape } from '../live/liveTape.ts';
import { RESERVE_BYTES } from '../recordings/capture/sizeForecast.ts';
import { feedName } from '../study/sessions.ts';
import { UsageError } from './errors.ts';
import { feedOfSettings, lengthText, liveSetup } from './liveSetup.ts';
import type { UseCasePorts } from './ports.ts';
import { safe } from './safeText.ts';

/** Between two looks at the recording, µs. */
const LOOK_US = 1e6;
/** A market of which nothing is known after this time is not there, or not reachable. */
const LONGEST_WAIT_US = 120e6;

export interface RecordRequest {
  /** Length of the tape; it begins when the book is first known. */
  readonly hours: number;
  /** File of the tape; null names it after market and time, in tapes/. */
  readonly output: string | null;
  /** Whether market data may come from an address that is neither the venue's nor on this machine. */
  readonly isEndpointAllowed: boolean;
  /** Asked to end early: what was recorded is sealed. */
  readonly stop: AbortSignal;
  readonly progress: (progress: RecordProgress) => void;
}

export interface RecordProgress {
  readonly health: LiveHealth;
  /** Of the tape, µs; null while no book is known. */
  readonly recordedUs: number | null;
  /** Messages a second since the last look. */
  readonly messagesPerSecond: number;
}

export interface RecordedTape extends SealedTape {
  readonly captureFolder: string;
  readonly health: LiveHealth;
  /** Why it ended before its time; null where it did not. */
  readonly endedEarly: 'stopped' | 'disk' | null;
}

/** The instrument's tick and lot size are those of the settings. @throws UsageError, AddressError, CaptureError, LiveMarketError, TapeFileError */
export async function recordTape(
  request: RecordRequest,
  { workspace, settings, notify }: Pick<UseCasePorts, 'workspace' | 'settings' | 'notify'>,
  ports: LivePorts,
): Promise<RecordedTape> {
  const { hours, isEndpointAllowed } = request;
  const feed = feedOfSettings({ settings });
  const nowUs = ports.clock.nowUs();
  const freeBytes = ports.freeBytes(workspace.folder);
  const setup = liveSetup(
    feed,
    { hours, use: 'recording', isEndpointAllowed, nowUs, freeBytes },
    { workspace, settings, notify },
  );
  const { grid, captureFolder } = setup.market;
  const file = request.output ?? join(workspace.tapesFolder, `${setup.name}.parquet`);
  if (existsSync(file)) throw new UsageError(`${file} exists already; name another file with --output`);
  if (request.output === null) mkdirSync(workspace.tapesFolder, { recursive: true });
  notify(
    `recording ${feedName(feed)}, tick ${grid.tickSize}, lot ${grid.lotSize}, for ${lengthText(hours)}; the messages go to ${captureFolder}`,
  );
  const market = LiveMarket.open(setup.market, ports);
  try {
    const recorded = await untilEnd(market, file, request, ports, workspace.folder);
    return { ...recorded, captureFolder };
  } finally {
    market.close();
  }
}

async function untilEnd(
  market: LiveMarket,
  file: string,
  { hours, stop, progress }: RecordRequest,
  { clock, freeBytes }: LivePorts,
  folder: string,
): Promise<Omit<RecordedTape, 'captureFolder'>> {
  const openedUs = clock.nowUs();
  let tape: LiveTape | undefined;
  let failure: unknown;
  market.begin(file, null).then(
    (begun) => {
      tape = begun;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  let messages = 0;
  for (;;) {
    await waited(clock, stop);
    const nowUs = clock.nowUs();
    failure ??= market.failure;
    if (failure !== undefined) throw failure;
    const health = market.health();
    const recordedUs = tape === undefined ? null : nowUs - tape.startUs;
    progress({ health, recordedUs, messagesPerSecond: ((health.messages - messages) * 1e6) / LOOK_US });
    messages = health.messages;
    const isFull = freeBytes(folder) < RESERVE_BYTES;
    const isOver = recordedUs === null ? nowUs - openedUs > LONGEST_WAIT_US : recordedUs >= hours * 3600e6;
    if (!isOver && !isFull && !stop.aborted) continue;
    if (tape === undefined) {
      throw new LiveMarketError(
        `no book was received in ${((nowUs - openedUs) / 1e6).toFixed(0)} s: ${safe(reasonOf(health))}`,
      );
    }
    const endedEarly = stop.aborted ? 'stopped' : isOver ? null : 'disk';
    return { ...tape.seal(), health: market.health(), endedEarly };
  }
}

/** A short while, or until the wish to stop. */
function waited(clock: LivePorts['clock'], stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      stop.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(LOOK_US, done);
    stop.addEventListener('abort', done);
  });
}

function reasonOf({ lastReason, lastComplaint, malformed, lastMalformed, messages }: LiveHealth): string {
  if (malformed > 0) return `${malformed} of ${messages} messages made no sense, the last because ${lastMalformed}`;
  if (lastComplaint !== null) return `the venue says: ${lastComplaint}`;
  if (lastReason !== null) return lastReason;
  return messages === 0 ? 'the venue sent nothing' : 'the venue sent no book; is this the name of the market there?';
}
