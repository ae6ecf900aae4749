/**
 * Lots by level of an order book, in pages that exist only where a level has lots or a mark: a window of millions of prices costs
 * what is quoted in it. Written for speed: the replay's scan reads and writes `cells` itself.
 *
 * `cells` begins with one cell for each page, its shift: a level is in the cell `level + cells[level >> PAGE_BITS]`. Levels of pages
 * that do not exist share the first page behind the shifts. Its cells hold no lots and a mark: the scan stops at them as it does at
 * own orders, and the page is made outside of it (`set`).
 */

/** The sign bit of a level's cell. */
export const MARK = -2147483648;
const LOTS_MASK = 0x7fffffff;

/** Levels of a page, as a power of two. */
export const PAGE_BITS = 9;
const PAGE_LEVELS = 1 << PAGE_BITS;
/** Room for pages to begin with. */
const FIRST_PLACES = 16;

export class LevelPages {
  /** Replaced when more pages are needed than there is room for: read it anew after a call that may make a page. */
  cells: Int32Array;

  /** Number of pages that the levels would fill: the first cell behind the shifts. */
  readonly #pages: number;
  /** By place behind the shifts, the number of the page there, and how many of its cells are marked. Place 0 is the shared page. */
  #pageAt = new Int32Array(FIRST_PLACES);
  #marksAt = new Int32Array(FIRST_PLACES);
  /** All places but the first: those in use, then those that are free. */
  #places = Int32Array.from({ length: FIRST_PLACES - 1 }, (_, i) => i + 1);
  #used = 0;
  // All pages that exist are between these.
  #lowest: number;
  #highest = -1;

  constructor(levels: number) {
    const pages = Math.ceil(levels / PAGE_LEVELS);
    this.#pages = pages;
    this.#lowest = pages;
    this.cells = new Int32Array(pages + (FIRST_PLACES << PAGE_BITS));
    for (let page = 0; page < pages; page++) this.cells[page] = this.#shiftOf(page, 0);
    this.cells.fill(MARK, pages, pages + PAGE_LEVELS);
  }

  lotsAt(level: number): number {
    const { cells } = this;
    return (cells[level + (cells[level >> PAGE_BITS] as number)] as number) & LOTS_MASK;
  }

  /** Sets the lots of a level; a mark stays. May make a page. */
  set(level: number, lots: number): void {
    if (lots === 0 && !this.#exists(level >> PAGE_BITS)) return;
    const cell = this.#cellOf(level);
    this.cells[cell] = ((this.cells[cell] as number) & MARK) | lots;
  }

  /** May make a page. */
  mark(level: number): void {
    const cell = this.#cellOf(level);
    const value = this.cells[cell] as number;
    if (value < 0) return;
    this.cells[cell] = value | MARK;
    const place = this.#placeOf(cell);
    this.#marksAt[place] = (this.#marksAt[place] as number) + 1;
  }

  /** Takes the mark off a level that has one. */
  unmark(level: number): void {
    const cell = this.#cellOf(level);
    this.cells[cell] = (this.cells[cell] as number) & LOTS_MASK;
    const place = this.#placeOf(cell);
    this.#marksAt[place] = (this.#marksAt[place] as number) - 1;
  }

  /** No level has lots any more; marks stay. */
  clear(): void {
    const { cells } = this;
    this.#keep((place, from) => {
      if (this.#marksAt[place] === 0) {
        cells.fill(0, from, from + PAGE_LEVELS);
        return false;
      }
      for (let cell = from; cell < from + PAGE_LEVELS; cell++) cells[cell] = (cells[cell] as number) & MARK;
      return true;
    });
  }

  /** The next level with lots at `level` or below it, in steps of 2; −1 if there is none. */
  below(level: number): number {
    const { cells } = this;
    let at = level;
    for (let page = at >> PAGE_BITS; page >= this.#lowest; page--) {
      const shift = cells[page] as number;
      const first = page << PAGE_BITS;
      if (this.#exists(page)) {
        for (; at >= first; at -= 2) if (((cells[at + shift] as number) & LOTS_MASK) !== 0) return at;
      }
      at = first - 2 + (level & 1);
    }
    return -1;
  }

  /** The next level with lots at `level` or above it, in steps of 2; −1 if there is none. */
  above(level: number): number {
    const { cells } = this;
    let at = level;
    for (let page = at >> PAGE_BITS; page <= this.#highest; page++) {
      const shift = cells[page] as number;
      const end = (page + 1) << PAGE_BITS;
      if (this.#exists(page)) {
        for (; at < end; at += 2) if (((cells[at + shift] as number) & LOTS_MASK) !== 0) return at;
      }
      at = end + (level & 1);
    }
    return -1;
  }

  /**
   * Writes halves (price indices) and lots of the levels with lots at `level` and below it, in steps of 2, as many as there is room
   * for. Returns how many there were.
   */
  readBelow(level: number, halves: Int32Array, lots: Int32Array): number {
    const { cells } = this;
    const most = halves.length;
    let count = 0;
    let at = level;
    for (let page = at >> PAGE_BITS; page >= this.#lowest; page--) {
      const shift = cells[page] as number;
      const first = page << PAGE_BITS;
      if (this.#exists(page)) {
        for (; at >= first; at -= 2) {
          const size = (cells[at + shift] as number) & LOTS_MASK;
          if (size === 0) continue;
          halves[count] = at >> 1;
          lots[count] = size;
          if (++count === most) return count;
        }
      }
      at = first - 2 + (level & 1);
    }
    return count;
  }

  /** The same of the levels at `level` and above it. */
  readAbove(level: number, halves: Int32Array, lots: Int32Array): number {
    const { cells } = this;
    const most = halves.length;
    let count = 0;
    let at = level;
    for (let page = at >> PAGE_BITS; page <= this.#highest; page++) {
      const shift = cells[page] as number;
      const end = (page + 1) << PAGE_BITS;
      if (this.#exists(page)) {
        for (; at < end; at += 2) {
          const size = (cells[at + shift] as number) & LOTS_MASK;
          if (size === 0) continue;
          halves[count] = at >> 1;
          lots[count] = size;
          if (++count === most) return count;
        }
      }
      at = end + (level & 1);
    }
    return count;
  }

  /** Bytes of all columns. */
  get bytes(): number {
    const columns = [this.cells, this.#pageAt, this.#marksAt, this.#places];
    return columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #exists(page: number): boolean {
    return this.cells[page] !== this.#shiftOf(page, 0);
  }

  /** The cell of a level, whose page exists from now on. */
  #cellOf(level: number): number {
    const page = level >> PAGE_BITS;
    if (!this.#exists(page)) this.#make(page);
    return level + (this.cells[page] as number);
  }

  #make(page: number): void {
    if (this.#used === this.#places.length) this.#makeRoom();
    const place = this.#places[this.#used++] as number;
    this.#pageAt[place] = page;
    this.cells[page] = this.#shiftOf(page, place);
    if (page < this.#lowest) this.#lowest = page;
    if (page > this.#highest) this.#highest = page;
  }

  /** Ends pages whose cells are all 0, and doubles the room unless half of it is free then. */
  #makeRoom(): void {
    this.#keep((_, from) => !this.#isEmpty(from));
    if (2 * this.#used <= this.#places.length) return;
    const room = this.#pageAt.length;
    this.cells = widened(this.cells, this.#pages + ((2 * room) << PAGE_BITS));
    this.#pageAt = widened(this.#pageAt, 2 * room);
    this.#marksAt = widened(this.#marksAt, 2 * room);
    this.#places = widened(this.#places, 2 * room - 1);
    for (let i = room - 1; i < 2 * room - 1; i++) this.#places[i] = i + 1;
  }

  #isEmpty(from: number): boolean {
    for (let cell = from; cell < from + PAGE_LEVELS; cell++) if (this.cells[cell] !== 0) return false;
    return true;
  }

  /** Goes over the pages; those for which `stays` is false exist no longer. Their cells have to be 0. */
  #keep(stays: (place: number, fromCell: number) => boolean): void {
    const places = this.#places;
    this.#lowest = this.#pages;
    this.#highest = -1;
    for (let i = 0; i < this.#used; ) {
      const place = places[i] as number;
      const page = this.#pageAt[place] as number;
      if (stays(place, this.#pages + (place << PAGE_BITS))) {
        if (page < this.#lowest) this.#lowest = page;
        if (page > this.#highest) this.#highest = page;
        i++;
        continue;
      }
      this.cells[page] = this.#shiftOf(page, 0);
      this.#used--;
      places[i] = places[this.#used] as number;
      places[this.#used] = place;
    }
  }

  #shiftOf(page: number, place: number): number {
    return this.#pages + ((place - page) << PAGE_BITS);
  }

  #placeOf(cell: number): number {
    return (cell - this.#pages) >> PAGE_BITS;
  }
}

function widened(column: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(length);
  wide.set(column);
  return wide;
}
