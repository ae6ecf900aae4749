/** The ways to ask for the shape of an answer that may still work, strictest first. One that an endpoint refuses is not tried again. */

import type { OutputFormat } from '../llm.ts';

export class FormatFallback {
  readonly #formats: OutputFormat[];
  readonly #remember: (format: OutputFormat) => void;

  /** @param remember is told the format to begin with from now on, each time that changes */
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
   * The way to try after one that was refused; null when none is left. Nothing is taken away yet: a request can be refused
   * for something that every format shares, a prompt that is too long, say.
   */
  after(refused: OutputFormat): OutputFormat | null {
    const place = this.#formats.indexOf(refused);
    // A call side by side may have taken it away already.
    return place === -1 ? this.format : (this.#formats[place + 1] ?? null);
  }

  /** This way brought an answer: the stricter ones, which were refused on the way to it, are taken away. */
  keep(format: OutputFormat): void {
    const place = this.#formats.indexOf(format);
    if (place <= 0) return;
    this.#formats.splice(0, place);
    this.#remember(format);
  }

  /** Takes a format away that does not do; false when none would be left. */
  stepDown(unfit: OutputFormat): boolean {
    const next = this.after(unfit);
    if (next === null) return false;
    this.keep(next);
    return true;
  }
}
