/** Which start of a schedule is due, and which were missed. The times come from outside, so that any clock can drive this. */

/** All times are milliseconds since 1970 UTC. */
export interface StartTimes {
  /** The first start after a moment; null where none comes any more. */
  after(moment: number): number | null;
}

export interface DueStarts {
  /** The start to make now; null where none is due. */
  readonly due: number | null;
  /** Starts that passed and are not made up, oldest first. */
  readonly missed: readonly number[];
}

const DAY_MS = 86_400_000;

/**
 * Looks at all starts after `seen`, up to and including `now`. The newest is due if it is at most `lateMs` old. All others
 * are missed: after a standstill (a machine that slept) at most one start is made, and none that is long past.
 * @param seen up to when earlier calls looked; a start is never returned twice
 */
export function dueStarts(seen: number, now: number, times: StartTimes, lateMs: number): DueStarts {
  const passed = startsUntil(seen, now, times);
  const newest = passed.at(-1);
  if (newest === undefined || now - newest > lateMs) return { due: null, missed: passed };
  return { due: newest, missed: passed.slice(0, -1) };
}

/** Starts after `seen`, up to and including `until`, oldest first. @throws RangeError for times that do not advance */
export function startsUntil(seen: number, until: number, times: StartTimes): number[] {
  const starts: number[] = [];
  let last = seen;
  for (;;) {
    const next = times.after(last);
    if (next === null || next > until) return starts;
    if (!(next > last)) throw new RangeError(`the start after ${last} is ${next}, which is not after it`);
    starts.push(next);
    last = next;
  }
}

/**
 * Up to when starts are dealt with. Where the clock was set back, starts that were dealt with do not come again. A clock that
 * was a day or more ahead was wrong: it is followed, or no start would come for that long.
 */
export function seenUntil(seen: number, now: number): number {
  return seen - now >= DAY_MS ? now : Math.max(seen, now);
}
