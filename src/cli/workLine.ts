/** A redrawn line on stderr for work of known length: a bar, the share done, the time left. Off a terminal it shows nothing. */

import { createLogUpdate } from 'log-update';
import type { Io } from './io.ts';

const BAR = 24;

export class WorkLine {
  readonly #io: Io;
  readonly #redraw = createLogUpdate(process.stderr);
  readonly #startedMs = performance.now();
  #drawn = false;

  constructor(io: Io) {
    this.#io = io;
  }

  /** `share` of all the work, 0…1. */
  show(what: string, share: number): void {
    if (!this.#io.animated) return;
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const left = share > 0.01 ? `${Math.ceil((seconds / share) * (1 - share))} s left` : '';
    const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.');
    this.#redraw(`[${bar}] ${Math.floor(share * 100)} %  ${left}  ${what}`.slice(0, this.#io.width - 1));
    this.#drawn = true;
  }

  done(): void {
    if (this.#drawn) this.#redraw.clear();
    this.#drawn = false;
  }
}
