/** `tune tape record`: a live market becomes a tape. */

import type { Command } from 'commander';
import { createLogUpdate } from 'log-update';
import { UsageError } from '../app/errors.ts';
import { type RecordedTape, type RecordProgress, recordTape } from '../app/recordTape.ts';
import { safe } from '../app/safeText.ts';
import { freeBytesAt } from '../recordings/capture/sizeForecast.ts';
import type { TapeGrid } from '../recordings/import/importResult.ts';
import { isoMicroseconds } from '../report/isoTime.ts';
import { realPorts } from '../venues/feed/realPorts.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { sizesText } from './importText.ts';
import type { Io } from './io.ts';
import type { Run } from './program.ts';
import { ALLOW_ENDPOINT_FLAG, SYMBOL_FLAG, VENUE_FLAG } from './sharedFlags.ts';
import { stopOnSignals } from './signals.ts';

interface RecordOptions {
  readonly venue?: string;
  readonly symbol?: string;
  readonly tick?: string;
  readonly lot?: string;
  readonly hours?: string;
  readonly minutes?: string;
  readonly output?: string;
  readonly allowEndpoint?: boolean;
}

const MOST_HOURS = 24 * 31;
/** Looks between two lines where the screen cannot be redrawn. */
const LOOKS_PER_LINE = 60;

export function recordVerb(tape: Command, run: Run): void {
  tape
    .command('record')
    .description('Record a live market: its messages as they come, and a tape. Ctrl-C ends it in order. Needs no key.')
    .option(...VENUE_FLAG)
    .option(...SYMBOL_FLAG)
    .option('--tick <size>', 'tick size, instead of instrument.tick_size')
    .option('--lot <size>', 'lot size, instead of instrument.lot_size')
    .option('--hours <hours>', 'how long')
    .option('--minutes <minutes>', 'how long, instead of --hours')
    .option('--output <file>', 'tape to write; by default tapes/<venue>-<symbol>-<time>.parquet')
    .option(...ALLOW_ENDPOINT_FLAG)
    .action((options: RecordOptions, command: Command) => run(command, (context) => record(context, options)));
}

async function record(context: Context, options: RecordOptions): Promise<number> {
  const { io, json } = context;
  const loaded = context.settings([
    ['venue.name', '--venue', options.venue],
    ['venue.symbol', '--symbol', options.symbol],
    ['instrument.tick_size', '--tick', options.tick],
    ['instrument.lot_size', '--lot', options.lot],
  ]);
  const { venue, instrument } = loaded.config;
  const screen = new RecordScreen(io);
  const signals = stopOnSignals(() => screen.note('stopping: what was recorded is sealed'));
  let recorded: RecordedTape;
  try {
    recorded = await recordTape(
      {
        hours: hoursOf(options),
        output: options.output ?? null,
        isEndpointAllowed: options.allowEndpoint === true,
        stop: signals.signal,
        progress: (progress) => screen.show(progress),
      },
      { ...context, settings: () => loaded, notify: (text) => screen.note(text) },
      { ...realPorts(), freeBytes: freeBytesAt },
    );
  } finally {
    signals.release();
    screen.done();
  }
  const { digest, ...facts } = recorded;
  const tapeDigest = await digest();
  io.out(
    json
      ? JSON.stringify({ ...facts, tapeDigest }, null, 2)
      : recordedText(recorded, tapeDigest, { ...instrument, symbol: venue.symbol }),
  );
  io.say(`Next: tune tape info ${recorded.file}`);
  return recorded.endedEarly === null ? EXIT.ok : EXIT.interrupted;
}

function hoursOf({ hours, minutes }: RecordOptions): number {
  if ((hours === undefined) === (minutes === undefined)) throw new UsageError('say how long with --hours or --minutes');
  const value = Number(hours ?? minutes) / (hours === undefined ? 60 : 1);
  if (value > 0 && value <= MOST_HOURS) return value;
  const [flag, text, most] =
    hours === undefined ? ['--minutes', minutes, 60 * MOST_HOURS] : ['--hours', hours, MOST_HOURS];
  throw new UsageError(`${flag} ${text}: a number above 0 and at most ${most} is needed`);
}

function recordedText(
  { file, rows, trades, startUs, endUs, captureFolder, health, endedEarly }: RecordedTape,
  digest: string,
  grid: TapeGrid,
): string {
  const early = {
    stopped: 'it was stopped before its time',
    disk: 'it ended before its time: the disk is nearly full',
  };
  return [
    `${file}: ${rows} rows, ${trades} trades, ${isoMicroseconds(startUs)} to ${isoMicroseconds(endUs)} (${((endUs - startUs) / 60e6).toFixed(2)} min)`,
    `${captureFolder}: ${megabytes(health.captureBytes)} of ${health.messages} messages; tune tape import ${captureFolder}/*.jsonl --symbol ${grid.symbol} --tick ${grid.tickSize} --lot ${grid.lotSize} makes the same tape`,
    `digest ${digest}, times are those of receipt`,
    `resets ${sum(health.resets)}, gaps ${health.gaps}, connections lost ${health.losses}, malformed ${health.malformed}, prices outside the window ${health.badPrints}`,
    ...Object.entries(health.dropped).map(([reason, count]) => `left out: ${count} ${safe(reason)}`),
    ...(health.sizes.rounded === 0 ? [] : [sizesText(health.sizes)]),
    ...(health.lastMalformed === null ? [] : [`the last malformed message: ${safe(health.lastMalformed)}`]),
    ...(health.lastReason === null ? [] : [`the last loss: ${safe(health.lastReason)}`]),
    ...(health.lastComplaint === null ? [] : [`the venue said: ${safe(health.lastComplaint)}`]),
    ...(endedEarly === null ? [] : [early[endedEarly]]),
  ].join('\n');
}

/** One line that is redrawn; off a terminal a line a minute. */
class RecordScreen {
  readonly #io: Io;
  readonly #redraw = createLogUpdate(process.stderr);
  #looks = 0;
  #drawn = false;

  constructor(io: Io) {
    this.#io = io;
  }

  show(progress: RecordProgress): void {
    const line = progressText(progress);
    if (this.#io.animated) {
      this.#redraw(line.slice(0, Math.max(20, this.#io.width - 1)));
      this.#drawn = true;
    } else if (this.#looks % LOOKS_PER_LINE === 0) this.#io.say(line);
    this.#looks++;
  }

  note(text: string): void {
    this.done();
    this.#io.say(text);
  }

  done(): void {
    if (this.#drawn) this.#redraw.clear();
    this.#drawn = false;
  }
}

function progressText({ health, recordedUs, messagesPerSecond }: RecordProgress): string {
  const minutes = recordedUs === null ? 'waiting for the book' : `${(recordedUs / 60e6).toFixed(1)} min`;
  const ages = Object.entries(health.agesUs).map(([channel, us]) => `${channel} ${(us / 1e6).toFixed(1)} s`);
  const feed = health.isConnected ? `age ${ages.join(', ')}` : `not connected${reason(health.lastReason)}`;
  const dropped = sum(health.dropped) + health.malformed;
  return `${minutes}  ${messagesPerSecond.toFixed(0)} messages/s  ${feed}  resets ${sum(health.resets)}  left out ${dropped}  ${megabytes(health.captureBytes)}`;
}

function reason(text: string | null): string {
  return text === null ? '' : ` (${safe(text)})`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
