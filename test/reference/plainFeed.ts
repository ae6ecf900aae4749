/**
 * Test support: what a listener sees of a tape with delay rows, worked out row by row from docs/fills.md: each event was
 * on its way for the delay above it, and one connection delivers in order.
 */

import type { MarketRow } from './marketRow.ts';

export class PlainFeed {
  readonly #rows: readonly MarketRow[];
  /** Times of events with the moment at which each was heard. */
  readonly #heard: { readonly timeUs: number; readonly heardUs: number }[] = [];

  constructor(rows: readonly MarketRow[]) {
    this.#rows = rows;
    let delayUs = 0;
    let heardUs = 0;
    for (const row of rows) {
      if (row.what === 'delay') delayUs = row.delayUs;
      if (row.what === 'clock' || row.what === 'funding' || row.what === 'delay') continue;
      heardUs = Math.max(heardUs, row.timeUs + delayUs);
      this.#heard.push({ timeUs: row.timeUs, heardUs });
    }
  }

  /**
   * When all that happened up to a moment of the venue is known: that nothing happened as late as anything would be, or
   * when something later has been heard.
   */
  shownUs(venueUs: number): number {
    const later = this.#rows.filter((row) => row.what === 'delay' && row.timeUs > venueUs);
    return Math.min(this.#heardBy(venueUs), ...later.map(({ timeUs }) => this.#heardBy(timeUs)));
  }

  /** The newest moment of the venue that is seen at a moment of the trader's clock; undefined before the first. */
  seenUs(localUs: number): number | undefined {
    const changes = this.#rows.filter((row) => row.what === 'delay');
    // What is seen ends at a delay's distance, or just before what is still under way.
    const ends = changes.flatMap(({ timeUs, delayUs }) => [localUs - delayUs, timeUs - 1]);
    const seen = ends.filter((timeUs) => timeUs >= 0 && this.shownUs(timeUs) <= localUs);
    return seen.length === 0 ? undefined : Math.max(...seen);
  }

  #heardBy(venueUs: number): number {
    const events = this.#heard.filter(({ timeUs }) => timeUs <= venueUs).map(({ heardUs }) => heardUs);
    return Math.max(...events, venueUs + this.#delayAt(venueUs));
  }

  #delayAt(venueUs: number): number {
    const inForce = this.#rows.findLast((row) => row.what === 'delay' && row.timeUs <= venueUs);
    return inForce?.what === 'delay' ? inForce.delayUs : 0;
  }
}
