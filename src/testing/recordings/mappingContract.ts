/** What every mapping of a venue's messages must do, for importers and live feeds alike. Run by the tests of each mapping. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID, DEPTH, FUNDING, MAX_LOTS, RESET, TRADE } from '../../market/tape.ts';
import type { BookReset, SequenceGap } from '../../recordings/import/importResult.ts';
import type {
  MappingLog,
  MappingOutput,
  MessageMapping,
  MessageTimes,
  RowSink,
} from '../../recordings/messages/messageMapping.ts';
import { StoredBook } from '../../recordings/rows/storedBook.ts';

/** A message with its time of receipt, µs since 1970. */
export type ReceivedMessage = readonly [receivedUs: number, message: object];

/** A message and the reason (or a part of it) under which it is counted. */
export type CountedMessage = readonly [message: unknown, reason: string];

export interface MappingUnderTest {
  readonly make: (output: MappingOutput) => MessageMapping;
  /** Some seconds of the market's book and trades in order, nothing missing. The last message of the book is a snapshot. */
  readonly messages: readonly ReceivedMessage[];
  /** Two messages of the book that follow `messages`; each changes it, and the second has the earlier time. */
  readonly late: readonly ReceivedMessage[];
  /** Number of a message of the book which can be missing, more than two seconds before the end. */
  readonly missing: number;
  /** Whether the venue numbers the messages of its book, so that a missing one shows. */
  readonly isNumbered: boolean;
  readonly malformed: readonly CountedMessage[];
  readonly dropped: readonly CountedMessage[];
}

interface MappedRow {
  readonly timeUs: number;
  readonly kind: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly size: number;
  readonly receivedUs: number;
}

class ListSink implements RowSink {
  receivedUs: number = Number.NaN;
  newestUs: number = Number.NEGATIVE_INFINITY;
  rows: MappedRow[] = [];

  append(timeUs: number, kind: number, side: number, priceTicks: number, size: number): void {
    this.newestUs = Math.max(this.newestUs, timeUs);
    // A funding row has the time at which the payment is due, not that of a message.
    const receivedUs = kind === FUNDING ? Number.NaN : this.receivedUs;
    this.rows.push({ timeUs, kind, side, priceTicks, size, receivedUs });
  }

  /** Takes the rows away, as a live feed does. */
  drain(): MappedRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }
}

class ListLog implements MappingLog {
  line = 0;
  readonly dropped = new Map<string, number>();
  readonly malformedReasons: string[] = [];
  readonly gaps: SequenceGap[] = [];
  readonly resets: BookReset[] = [];
  reordered = 0;

  drop(reason: string, count = 1): void {
    if (count > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + count);
  }

  malformed(reason: string): void {
    this.malformedReasons.push(reason);
  }

  gap(gap: SequenceGap): void {
    this.gaps.push(gap);
  }

  reset(reset: BookReset): void {
    this.resets.push(reset);
  }

  countReordered(): void {
    this.reordered++;
  }
}

/** A mapping that writes all its rows into one sink. */
class Run {
  readonly sink = new ListSink();
  readonly log = new ListLog();
  readonly times: MessageTimes[] = [];
  readonly mapping: MessageMapping;

  constructor(make: MappingUnderTest['make']) {
    const { sink, log, times } = this;
    const onTimes = (time: MessageTimes): number => times.push(time);
    this.mapping = make({ book: sink, trades: sink, fundings: sink, log, onTimes });
  }

  map(messages: readonly (readonly [receivedUs: number, message: unknown])[]): this {
    for (const [receivedUs, message] of messages) {
      this.log.line++;
      this.mapping.map(message, receivedUs);
    }
    return this;
  }

  end(): this {
    this.mapping.end();
    return this;
  }
}

/** JSON of any form, and values that parsers of numbers and texts often get wrong. */
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    { toString: 1, valueOf: 1 },
    { toString: null },
    [[]],
    [{}],
    [null],
    '',
    ' 1 ',
    '-1',
    'NaN',
    '1e300',
    '0x10',
  ),
  fc.constantFrom(null, true, 0, -1, 0.5, 1e300, Number.MAX_SAFE_INTEGER + 1),
);

/** Runs the contract on the mapping of `venue`. */
export function describeMapping(venue: string, subject: MappingUnderTest): void {
  const { make, messages, missing, isNumbered } = subject;
  const all = new Run(make).map(messages).end();
  const half = Math.floor(messages.length / 2);
  const [first, second] = [messages.slice(0, half), messages.slice(half)];
  const halfUs = messages[half]?.[0] ?? 0;

  describe(`${venue}: the mapping`, () => {
    it('gives rows of the book and trades with the times of exchange and receipt', () => {
      expect(new Set(all.sink.rows.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(2);
      const receipts = new Set(messages.map(([receivedUs]) => receivedUs));
      for (const row of all.sink.rows) {
        if (row.kind === FUNDING) continue;
        expect(receipts).toContain(row.receivedUs);
        expect(row.timeUs).toBeLessThanOrEqual(row.receivedUs);
      }
      expect(all.times.length).toBeGreaterThan(0);
      expect(all.log).toMatchObject({ malformedReasons: [], gaps: [], resets: [], reordered: 0 });
    });

    it('does not take depth back in time when the time of a message goes back, and counts the message', () => {
      const { sink, log } = new Run(make).map(messages).map(subject.late).end();
      const depthUs = sink.rows.filter(({ kind }) => kind === DEPTH).map(({ timeUs }) => timeUs);
      expect(depthUs).toEqual(depthUs.toSorted((a, b) => a - b));
      expect(sink.rows.length).toBeGreaterThan(all.sink.rows.length + 1);
      expect(log.reordered).toBe(1);
    });

    it('gives the same rows at once, in parts, and when the rows are taken away after each message', () => {
      for (let length = 0; length <= messages.length; length++) {
        const { rows } = new Run(make).map(messages.slice(0, length)).sink;
        expect(rows).toEqual(all.sink.rows.slice(0, rows.length));
      }
      const drained = new Run(make);
      const rows = messages.flatMap((message) => drained.map([message]).sink.drain());
      expect([...rows, ...drained.end().sink.rows]).toEqual(all.sink.rows);
    });

    it('gives the same rows in one sink and in a sink for each kind', () => {
      const [book, trades, fundings] = [new ListSink(), new ListSink(), new ListSink()];
      const mapping = make({ book, trades, fundings, log: new ListLog(), onTimes: () => undefined });
      for (const [receivedUs, message] of messages) mapping.map(message, receivedUs);
      mapping.end();
      const isTrade = ({ kind }: MappedRow): boolean => kind === TRADE;
      const isFunding = ({ kind }: MappedRow): boolean => kind === FUNDING;
      const { rows } = all.sink;
      expect(trades.rows).toEqual(rows.filter(isTrade));
      expect(fundings.rows).toEqual(rows.filter(isFunding));
      expect(book.rows).toEqual(rows.filter((row) => !isTrade(row) && !isFunding(row)));
    });

    it('gives the rows of one connection when every message comes over two', () => {
      const twice = messages.flatMap((message) => [message, message]);
      expect(new Run(make).map(twice).end().sink.rows).toEqual(all.sink.rows);
    });

    it.each(subject.malformed)('counts %j as malformed and goes on', (message, reason) => {
      const { sink, log } = new Run(make)
        .map(first)
        .map([[halfUs, message]])
        .map(second)
        .end();
      expect(log.malformedReasons).toEqual([expect.stringContaining(reason)]);
      expect(sink.rows).toEqual(all.sink.rows);
    });

    it.each(subject.dropped)('drops %j by its reason', (message, reason) => {
      const { sink, log } = new Run(make)
        .map(first)
        .map([[halfUs, message]])
        .map(second)
        .end();
      expect(log.malformedReasons).toEqual([]);
      expect(log.dropped.get(reason)).toBe(1 + (all.log.dropped.get(reason) ?? 0));
      expect(sink.rows).toEqual(all.sink.rows);
    });

    it('counts any other JSON, once, and gives no row for it', () => {
      fc.assert(
        fc.property(anyValue, (message) => {
          const { sink, log } = new Run(make).map([[halfUs, message]]).end();
          expect(sink.rows).toEqual([]);
          expect(log.malformedReasons.length + total(log.dropped)).toBeGreaterThanOrEqual(1);
        }),
        { seed: 1, numRuns: 400 },
      );
    });

    it('neither throws nor gives an impossible row when a value of a message is anything else', () => {
      const places = messages.flatMap(([, message], i) => leavesOf(message).map((path) => ({ i, path })));
      fc.assert(
        fc.property(fc.constantFrom(...places), anyValue, ({ i, path }, value) => {
          const [receivedUs, message] = messages[i] as ReceivedMessage;
          const damaged: ReceivedMessage = [receivedUs, replaced(message, path, value) as object];
          const given = [...messages.slice(0, i), damaged, ...messages.slice(i + 1)];
          expect(new Run(make).map(given).end().sink.rows.filter(isImpossible)).toEqual([]);
        }),
        { seed: 1, numRuns: 400 },
      );
    });

    it(isNumbered ? 'resets the book where a message is missing' : 'needs no reset where a message is missing', () => {
      const { sink, log } = new Run(make).map(messages.filter((_, i) => i !== missing)).end();
      const resets = sink.rows.filter(({ kind }) => kind === RESET);
      expect(log.gaps.length).toBe(isNumbered ? 1 : 0);
      expect(log.resets).toEqual(resets.map(({ timeUs }) => ({ timeUs, reason: 'sequence gap' })));
      expect(resets.length).toBe(isNumbered ? 1 : 0);
      expect(sink.rows).not.toEqual(all.sink.rows);
      // The snapshot at the end corrects the book.
      expect(bookAfter(sink.rows)).toEqual(bookAfter(all.sink.rows));
    });

    it('knows no book after messages were lost, until a snapshot begins it anew; trades go on', () => {
      const run = new Run(make).map(first);
      expect(run.mapping.hasBook).toBe(true);
      const before = run.sink.drain();
      run.mapping.lose();
      expect(run.mapping.hasBook).toBe(false);
      expect(run.sink.drain()).toEqual([]);
      const after = run.map(second).end().sink.rows;
      expect(run.mapping.hasBook).toBe(true);
      expect(bookAfter(after)).toEqual(bookAfter(all.sink.rows));
      const tradesOf = (rows: readonly MappedRow[]) => rows.filter(({ kind }) => kind === TRADE);
      expect(tradesOf([...before, ...after])).toEqual(tradesOf(all.sink.rows));
    });
  });
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function isImpossible({ timeUs, priceTicks, size }: MappedRow): boolean {
  const isWhole = Number.isSafeInteger(timeUs) && Number.isSafeInteger(priceTicks) && Number.isSafeInteger(size);
  return !isWhole || priceTicks < 0 || priceTicks > MAX_LOTS || size < 0 || size > MAX_LOTS;
}

function bookAfter(rows: readonly MappedRow[]): readonly (readonly [number, number])[][] {
  const book = new StoredBook();
  for (const { kind, side, priceTicks, size } of rows) book.apply(kind, side, priceTicks, size);
  return [BID, ASK].map((side) => book.levels(side === ASK ? ASK : BID));
}

type Path = readonly (string | number)[];

/** The paths to all values of a message that hold no others. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string, unknown> = Array.isArray(value) ? Object.assign([], value) : { ...Object(value) };
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
