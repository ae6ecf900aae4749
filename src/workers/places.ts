/** Places that do one piece of work at a time. Work waits for the first place that is free, in the order asked. */

interface Waiting<Place> {
  readonly begin: (place: Place) => Promise<void>;
  readonly drop: () => void;
}

export class Places<Place> {
  readonly #free: Place[];
  readonly #waiting: Waiting<Place>[] = [];

  constructor(places: readonly Place[]) {
    this.#free = [...places];
  }

  /** One more place. */
  add(place: Place): void {
    this.#free.push(place);
    this.#beginMore();
  }

  /** Resolves with null where the work was dropped before it began. */
  whenFree<Result>(work: (place: Place) => Promise<Result>): Promise<Result | null> {
    return new Promise((resolve, reject) => {
      const begin = (place: Place): Promise<void> => work(place).then(resolve, reject);
      this.#waiting.push({ begin, drop: () => resolve(null) });
      this.#beginMore();
    });
  }

  /** Drops the work that waits. */
  drop(): void {
    for (const { drop } of this.#waiting.splice(0)) drop();
  }

  #beginMore(): void {
    while (this.#free.length > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const place = this.#free.shift() as Place;
      void next.begin(place).then(() => this.add(place));
    }
  }
}
