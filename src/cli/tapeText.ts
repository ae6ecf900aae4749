/** Tapes for the terminal: all that is on one, and a line for each of a list. */

import { safe } from '../app/safeText.ts';
import type { TapeFacts } from '../recordings/tapeFile/describeTape.ts';
import type { TapeListing } from '../recordings/tapeFile/listTapes.ts';
import { type TapeHealth, verdictText } from '../recordings/tapeFile/tapeHealth.ts';
import { isoMicroseconds } from '../report/isoTime.ts';
import { milliseconds } from './importText.ts';
import type { Io } from './io.ts';

export function tapeLine(tape: TapeListing, paint: Io['paint']): string {
  if ('error' in tape) return `${tape.file}  ${paint('red', tape.error.message)}`;
  const { symbol, rows, startUs, endUs } = tape.head;
  return `${tape.file}  ${safe(symbol)}  ${rows} rows  ${((endUs - startUs) / 60e6).toFixed(1)} min`;
}

export function tapesData(tapes: readonly TapeListing[]): object {
  return tapes.map((tape) => ('head' in tape ? tape.head : { file: tape.file, error: tape.error.message }));
}

export function factsText(file: string, facts: TapeFacts, clock: 'venue' | 'receipt'): string {
  const range = facts.tradedRange;
  const { health } = facts;
  return [
    `${file}: ${safe(facts.symbol)}, tick ${facts.tickSize}, lot ${facts.lotSize}`,
    `time     ${isoMicroseconds(facts.startUs)} to ${isoMicroseconds(facts.endUs)} (${((facts.endUs - facts.startUs) / 60e6).toFixed(2)} min)`,
    `clock    ${clock === 'receipt' ? 'of receipt: replay it with latency.feed_ms = 0 (docs/venues.md)' : "the venue's"}`,
    `rows     ${facts.rows}, ${known(facts.eventsPerSecond, 0)} a second: ${Object.entries(facts.rowsByKind)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}`,
    `traded   ${facts.volume.toFixed(3)} units${range === undefined ? '' : ` between ${range.low} and ${range.high}`}`,
    `spread   median ${known(health.medianSpreadTicks, 1)} ticks, ${known(health.medianSpreadBps, 3)} bps`,
    `delays   ${delaysText(facts)}`,
    ...healthLines(health),
  ].join('\n');
}

function healthLines(health: TapeHealth): string[] {
  const outside = health.tradesOutsideTouch;
  const silences = health.silences.map(
    ({ fromUs, durationUs }) => `${(durationUs / 1e6).toFixed(2)} s from ${isoMicroseconds(fromUs)}`,
  );
  return [
    `silence  ${silences.length === 0 ? '–' : `longest ${silences.join(', ')}`}`,
    `book     two-sided ${percent(1 - health.withoutTwoSides)} of the time, of it locked ${percent(health.locked)}, crossed ${percent(health.crossed)}; ${health.resets} resets`,
    `trades   ${outside === undefined ? '–' : percent(outside)} outside the best prices before them, ${health.equalTrades} equal to another of their time`,
    `order    by time, as on every tape; ${health.rowsOfNoChange} rows of the book change nothing`,
    `health   ${verdictText(health.verdict)}`,
  ];
}

function delaysText({ feedDelayUs }: TapeFacts): string {
  if (feedDelayUs === undefined) return 'not recorded: latency.feed = "recorded" is not possible';
  return `recorded: median ${milliseconds(feedDelayUs.median)} ms, 99 % within ${milliseconds(feedDelayUs.p99)} ms`;
}

function known(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
