/**
 * Test support: the times at which a trader receives the events of a tape with delay rows, computed row by row from
 * docs/fills.md. The delay row above an event gives its delay, and one connection delivers in order. There are two: a feed that
 * looks ahead to the next delay row, and one that is heard.
 */

import type { MarketRow } from './marketRow.ts';

export class PlainFeed {
  readonly #rows: readonly MarketRow[];
  /** Times of events with their times of arrival. */
  readonly #arrivals: { readonly timeUs: number; readonly arrivedUs: number }[] = [];

  constructor(rows: readonly MarketRow[]) {
    this.#rows = rows;
    let delayUs = 0;
    let arrivedUs = 0;
    for (const row of rows) {
      if (row.what === 'delay') delayUs = row.delayUs;
      if (row.what === 'clock' || row.what === 'funding' || row.what === 'delay') continue;
      arrivedUs = Math.max(arrivedUs, row.timeUs + delayUs);
      this.#arrivals.push({ timeUs: row.timeUs, arrivedUs });
    }
  }

  /**
   * The local time at which everything up to a venue time is known: after the current delay without an event, or when a later
   * event has arrived.
   */
  shownUs(venueUs: number): number {
    const later = this.#rows.filter((row) => row.what === 'delay' && row.timeUs > venueUs);
    return Math.min(this.#arrivedBy(venueUs), ...later.map(({ timeUs }) => this.#arrivedBy(timeUs)));
  }

  /** The newest venue time known at a local time; undefined before the first event. */
  seenUs(localUs: number): number | undefined {
    const changes = this.#rows.filter((row) => row.what === 'delay');
    // The known time ends one delay ago, or just before an event that has not arrived.
    const ends = changes.flatMap(({ timeUs, delayUs }) => [localUs - delayUs, timeUs - 1]);
    const seen = ends.filter((timeUs) => timeUs >= 0 && this.shownUs(timeUs) <= localUs);
    return seen.length === 0 ? undefined : Math.max(...seen);
  }

  #arrivedBy(venueUs: number): number {
    const events = this.#arrivals.filter(({ timeUs }) => timeUs <= venueUs).map(({ arrivedUs }) => arrivedUs);
    return Math.max(...events, venueUs + this.#delayAt(venueUs));
  }

  #delayAt(venueUs: number): number {
    const inForce = this.#rows.findLast((row) => row.what === 'delay' && row.timeUs <= venueUs);
    return inForce?.what === 'delay' ? inForce.delayUs : 0;
  }
}

/** A trader sees the newest row that has arrived, at its own time. Clock rows arrive too. */
export class PlainHeardFeed {
  readonly #arrivals: { readonly timeUs: number; arrivedUs: number }[] = [];

  constructor(rows: readonly MarketRow[]) {
    let delayUs = 0;
    let arrivedUs = 0;
    for (const row of rows) {
      if (row.what === 'delay') {
        delayUs = row.delayUs;
        arrivedUs = Math.max(arrivedUs, row.timeUs + delayUs);
      }
      if (row.what === 'funding' || row.what === 'delay') continue;
      arrivedUs = Math.max(arrivedUs, row.timeUs + delayUs);
      this.#arrivals.push({ timeUs: row.timeUs, arrivedUs });
    }
    // What has one time arrives when all of it has.
    for (const row of this.#arrivals) {
      row.arrivedUs = Math.max(
        ...this.#arrivals.filter(({ timeUs }) => timeUs === row.timeUs).map((one) => one.arrivedUs),
      );
    }
  }

  /** The local time at which a row of a venue time or later has arrived. */
  shownUs(venueUs: number): number {
    return this.#arrivals.find(({ timeUs }) => timeUs >= venueUs)?.arrivedUs ?? Number.POSITIVE_INFINITY;
  }

  /** The time of the newest row that has arrived by a local time; undefined before the first. */
  seenUs(localUs: number): number | undefined {
    return this.#arrivals.findLast(({ arrivedUs }) => arrivedUs <= localUs)?.timeUs;
  }
}
