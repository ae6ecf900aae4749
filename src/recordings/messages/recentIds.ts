/** More than any venue sends again after a reconnection. */
const KEPT = 200_000;

/** Remembers the newest ids of a stream, to tell what comes twice. */
export class RecentIds<Id> {
  readonly #ids = new Set<Id>();

  /** Adds an id; false if it was there already. */
  add(id: Id): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > KEPT) {
      // A set gives back in the order of adding: the first is the oldest.
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
