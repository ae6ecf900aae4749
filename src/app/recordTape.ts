/** Records a live market for some time: its messages as they come, and the tape that they make. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LiveHealth, LiveMarket, LiveMarketError, type LivePorts } from '../live/liveMarket.ts';
import type { LiveTape, SealedTape } from '../live/liveTape.ts';
import { ccxtIdOf, type FeedVenue } from '../market/feedVenue.ts';
import { forecastSize, RESERVE_BYTES, type SizeForecast } from '../recordings/capture/sizeForecast.ts';
import { addressesOf } from '../venues/addresses.ts';
import { CCXT_WEAKNESSES } from '../venues/ccxt/ccxtFeed.ts';
import { requireCcxtVenue } from '../venues/ccxt/ccxtStreams.ts';
import { UsageError } from './errors.ts';
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
  const { venue, instrument } = settings().config;
  if (venue.symbol === '') {
    throw new UsageError('no market is named: use --symbol, or venue.symbol of tune.toml, e.g. BTC on Hyperliquid');
  }
  warnOfCcxt(venue.name, notify);
  const addresses = addressesOf(venue.name, venue, request.isEndpointAllowed, notify);
  requireRoom(venue.name, request.hours, ports.freeBytes(workspace.folder), notify);
  const name = `${fileName(venue.name)}-${fileName(venue.symbol)}-${compactTime(ports.clock.nowUs())}`;
  const file = request.output ?? join(workspace.tapesFolder, `${name}.parquet`);
  if (existsSync(file)) throw new UsageError(`${file} exists already; name another file with --output`);
  if (request.output === null) mkdirSync(workspace.tapesFolder, { recursive: true });
  const captureFolder = join(workspace.capturesFolder, name);
  const { tickSize, lotSize } = instrument;
  notify(
    `recording ${venue.symbol} on ${venue.name}, tick ${tickSize}, lot ${lotSize}, for ${lengthText(request.hours)}; the messages go to ${captureFolder}`,
  );
  const market = LiveMarket.open(
    { venue: venue.name, grid: { symbol: venue.symbol, tickSize, lotSize }, addresses, captureFolder },
    ports,
  );
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
  market.begin(file, false).then(
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

/** Venues that are heard through ccxt and have a feed of their own too. */
const OWN_FEEDS: Readonly<Record<string, FeedVenue>> = {
  hyperliquid: 'hyperliquid',
  binanceusdm: 'binance',
  paradex: 'paradex',
};

/** @throws UnknownName where ccxt does not know the venue */
function warnOfCcxt(venue: FeedVenue, notify: (text: string) => void): void {
  const id = ccxtIdOf(venue);
  if (id === undefined) return;
  requireCcxtVenue(id);
  const own = OWN_FEEDS[id];
  if (own !== undefined) notify(`WARNING: --venue ${own} is the feed that tune has of its own, which is better.`);
  notify(`WARNING: ${venue} is heard through ccxt, a fallback of lower quality:`);
  for (const weakness of CCXT_WEAKNESSES) notify(`  ${weakness}`);
}

/** @throws LiveMarketError where the disk will not hold the recording */
function requireRoom(venue: FeedVenue, hours: number, freeBytes: number, notify: (text: string) => void): void {
  const forecast = forecastSize(venue, hours, freeBytes);
  const words = forecastText(forecast, hours);
  if (forecast.fits) notify(words);
  else throw new LiveMarketError(`${words}: not enough. Free some space, or record for a shorter time.`);
}

function forecastText({ bytes, freeBytes }: SizeForecast, hours: number): string {
  const megabytes = (number: number): string => `${Math.ceil(number / 1e6)} MB`;
  return `${lengthText(hours)} of a busy market may take ${megabytes(bytes)}; ${megabytes(freeBytes)} are free, of which ${megabytes(RESERVE_BYTES)} stay free`;
}

function lengthText(hours: number): string {
  return hours < 1 ? `${Number((60 * hours).toFixed(2))} min` : `${Number(hours.toFixed(2))} h`;
}

function fileName(symbol: string): string {
  return symbol.replaceAll(/[^A-Za-z0-9._-]/g, '-');
}

/** `20260102T030405Z` */
function compactTime(us: number): string {
  return new Date(us / 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
