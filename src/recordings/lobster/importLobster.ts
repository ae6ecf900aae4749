import { basename } from 'node:path';
import { BID, type BookSide, DEPTH, RESET, TRADE } from '../../market/tape.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { newYorkMidnightUs } from '../fields/newYork.ts';
import { lotsOf } from '../fields/ticksAndLots.ts';
import { ImportLog } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { readLines } from '../packing/readLines.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { CollectedRows } from '../rows/collectedRows.ts';
import { HiddenSides } from './hiddenSides.ts';
import { LevelsFromOrders, LevelsFromSnapshots, type LobsterLevels } from './lobsterLevels.ts';
import {
  CROSS_TRADE,
  EXECUTION,
  HALT,
  HALT_BEGINS,
  HIDDEN_EXECUTION,
  type LobsterMessage,
  readMessage,
  TRADING_RESUMES,
} from './lobsterLine.ts';

/**
 * Imports a day of LOBSTER: its message file and, if given, the orderbook file of the same day. The day is in the file's
 * name, e.g. `AAPL_2012-06-21_34200000_57600000_message_10.csv`; times are those of New York.
 *
 * - With the orderbook file, levels are those in it after each message. Without it they are the sum of the orders submitted since
 *   the file began, see {@link LevelsFromOrders}.
 * - The execution of a buy order is a trade that hit the bid. Its trade row comes before the change of its level.
 * - Hidden executions are trades that change no level (counted); {@link HiddenSides} gives their side. Those between the ticks are
 *   at no price of the grid, and cross trades are auctions, not executions of resting orders: both are dropped and counted.
 * - A halt resets the book; there is none until trading resumes.
 *
 * https://lobsterdata.com/info/DataStructure.php. Throws an {@link ImportError}.
 */
export async function importLobster(
  messageFile: string,
  orderbookFile: string | undefined,
  grid: TapeGrid,
): Promise<ImportResult> {
  const midnightUs = dayOf(messageFile);
  if (orderbookFile !== undefined && dayOf(orderbookFile) !== midnightUs) {
    throw new ImportError(orderbookFile, `it is of another day than ${messageFile}.`);
  }
  const log = new ImportLog(messageFile);
  const levels = orderbookFile === undefined ? new LevelsFromOrders(grid, log) : new LevelsFromSnapshots(grid);
  const sides = await HiddenSides.of(messageFile, midnightUs);
  const day = new LobsterDay({ midnightUs, grid, levels, log, sides });
  const snapshots = orderbookFile === undefined ? undefined : new LineSource(orderbookFile);
  for await (const lines of readLines(messageFile)) {
    for (const line of lines) {
      if (snapshots?.isSpent) await snapshots.refill();
      const snapshot = snapshots?.take();
      log.eachLine(line, () => day.take(readMessage(line, grid), snapshot));
    }
  }
  if (snapshots?.isSpent) await snapshots.refill();
  log.refuseIfTooMalformed();
  if (snapshots?.take() !== undefined) {
    throw new ImportError(orderbookFile ?? '', `it has more lines than ${messageFile}: they do not belong together.`);
  }
  sides.note(log);
  if (day.rows.length === 0) throw new ImportError(messageFile, 'there are no messages in it.');
  return log.finish(assembleTape(day.rows, grid, log.resets));
}

interface LobsterDayParts {
  readonly midnightUs: number;
  readonly grid: TapeGrid;
  readonly levels: LobsterLevels;
  readonly log: ImportLog;
  readonly sides: HiddenSides;
}

class LobsterDay {
  readonly rows: CollectedRows = new CollectedRows();
  readonly #midnightUs: number;
  readonly #grid: TapeGrid;
  readonly #levels: LobsterLevels;
  readonly #log: ImportLog;
  readonly #sides: HiddenSides;
  #lastUs = 0;
  #isHalted = false;

  constructor({ midnightUs, grid, levels, log, sides }: LobsterDayParts) {
    this.#midnightUs = midnightUs;
    this.#grid = grid;
    this.#levels = levels;
    this.#log = log;
    this.#sides = sides;
  }

  take(message: LobsterMessage, snapshot: string | undefined): void {
    if (message.timeUs < this.#lastUs) throw new MalformedLineError('its time is before that of an earlier line');
    const timeUs = this.#midnightUs + message.timeUs;
    const changes: [BookSide, number, number][] = [];
    const change = (...level: [BookSide, number, number]): void => {
      changes.push(level);
    };
    this.#levels.take(message, snapshot, change);
    this.#lastUs = message.timeUs;
    if (message.type === HALT) {
      changes.length = 0;
      this.#halt(message, timeUs, change);
    } else if (message.type === EXECUTION || message.type === HIDDEN_EXECUTION) this.#trade(message, timeUs);
    else if (message.type === CROSS_TRADE) this.#log.drop('cross trades');
    if (this.#isHalted) return;
    for (const change of changes) this.#append(timeUs, DEPTH, ...change);
  }

  #halt(
    { price }: LobsterMessage,
    timeUs: number,
    change: (side: BookSide, ticks: number, lots: number) => void,
  ): void {
    if (price === HALT_BEGINS && !this.#isHalted) {
      this.#isHalted = true;
      this.#append(timeUs, RESET, BID, 0, 0);
      this.#log.reset({ timeUs, reason: 'halt' });
    } else if (price === TRADING_RESUMES && this.#isHalted) {
      this.#isHalted = false;
      this.#levels.restate(change);
    }
  }

  #trade(message: LobsterMessage, timeUs: number): void {
    const { type, priceTicks, shares } = message;
    if (message.isBetweenTicks) {
      this.#log.drop('hidden executions between the ticks');
      return;
    }
    const lots = lotsOf(shares, this.#grid);
    if (lots === 0) {
      this.#log.drop('trades below half a lot');
      return;
    }
    if (this.#isHalted) {
      this.#log.drop('trades during a halt');
      return;
    }
    if (this.rows.length === 0) {
      this.#log.drop('trades before the book');
      return;
    }
    const side = this.#sides.sideHit(message);
    if (side === undefined) {
      this.#log.drop('trades of unknown side');
      return;
    }
    if (type === HIDDEN_EXECUTION) this.#log.drop('level changes of hidden executions');
    this.#append(timeUs, TRADE, side, priceTicks, lots);
  }

  #append(timeUs: number, kind: number, side: BookSide, ticks: number, lots: number): void {
    this.rows.append(timeUs, kind, side, ticks, lots);
    this.#sides.show(kind, side, ticks, lots);
  }
}

/** Reads a file line by line, and waits only for each chunk. */
class LineSource {
  readonly #chunks: AsyncGenerator<readonly string[]>;
  #lines: readonly string[] = [];
  #next = 0;

  constructor(file: string) {
    this.#chunks = readLines(file);
  }

  /** Whether the next line must be waited for. */
  get isSpent(): boolean {
    return this.#next === this.#lines.length;
  }

  async refill(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    this.#lines = done === true ? [] : value;
    this.#next = 0;
  }

  take(): string | undefined {
    const line = this.#lines[this.#next];
    if (line !== undefined) this.#next++;
    return line;
  }
}

function dayOf(file: string): number {
  const [, year, month, day] = /_(\d{4})-(\d{2})-(\d{2})_/.exec(basename(file)) ?? [];
  const midnightUs = newYorkMidnightUs({ year: Number(year), month: Number(month), day: Number(day) });
  if (midnightUs !== undefined) return midnightUs;
  throw new ImportError(
    file,
    'the name must hold the day, as in AAPL_2012-06-21_34200000_57600000_message_10.csv: the times in it are of an unknown day.',
  );
}
