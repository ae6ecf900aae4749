/**
 * Which lanes have orders at which level, as masks. They are kept in pages that are made when they are needed, since most levels
 * of a book never see one.
 */

/** Levels of a page, as a power of two. */
const PAGE_BITS = 10;
const PAGE_LEVELS = 1 << PAGE_BITS;

export class LaneMasks {
  readonly #pages: (Int32Array | null)[];

  constructor(levels: number) {
    this.#pages = new Array<Int32Array | null>(Math.ceil(levels / PAGE_LEVELS)).fill(null);
  }

  /** Mask of the lanes with orders at a level. */
  at(level: number): number {
    const page = this.#pages[level >> PAGE_BITS] as Int32Array | null;
    return page === null ? 0 : (page[level & (PAGE_LEVELS - 1)] as number);
  }

  add(level: number, laneBit: number): void {
    const at = level >> PAGE_BITS;
    let page = this.#pages[at] as Int32Array | null;
    if (page === null) {
      page = new Int32Array(PAGE_LEVELS);
      this.#pages[at] = page;
    }
    const cell = level & (PAGE_LEVELS - 1);
    page[cell] = (page[cell] as number) | laneBit;
  }

  /** Takes away what was added. Returns whether no lane is left there. */
  remove(level: number, laneBit: number): boolean {
    const page = this.#pages[level >> PAGE_BITS] as Int32Array;
    const cell = level & (PAGE_LEVELS - 1);
    const left = (page[cell] as number) & ~laneBit;
    page[cell] = left;
    return left === 0;
  }
}
