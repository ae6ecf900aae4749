/** The formats that may still work with an endpoint, strictest first. One that it refuses is not tried again. */

import type { OutputFormat } from '../llm.ts';

export class FormatFallback {
  readonly #formats: OutputFormat[];
  readonly #remember: (format: OutputFormat) => void;

  /** @param remember called with the format to begin with from now on, each time it changes */
  constructor(formats: readonly OutputFormat[], remember: (format: OutputFormat) => void) {
    this.#formats = [...formats];
    this.#remember = remember;
  }

  /** The strictest that is left. @throws RangeError when none was given */
  get format(): OutputFormat {
    const [first] = this.#formats;
    if (first === undefined) throw new RangeError('at least one output format is needed');
    return first;
  }

  /**
   * The format to try after one that was refused; null when none is left. Nothing is removed yet: a request can be refused for
   * a reason that has nothing to do with its format, such as a prompt that is too long.
   */
  after(refused: OutputFormat): OutputFormat | null {
    const place = this.#formats.indexOf(refused);
    // A parallel call may have removed it already.
    return place === -1 ? this.format : (this.#formats[place + 1] ?? null);
  }

  /** This format brought an answer: the stricter ones, which were refused before it, are removed. */
  keep(format: OutputFormat): void {
    const place = this.#formats.indexOf(format);
    if (place <= 0) return;
    this.#formats.splice(0, place);
    this.#remember(format);
  }

  /** Removes a format that does not work; false when none would be left. */
  stepDown(unfit: OutputFormat): boolean {
    const next = this.after(unfit);
    if (next === null) return false;
    this.keep(next);
    return true;
  }
}
