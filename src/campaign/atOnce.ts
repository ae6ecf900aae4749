/** Several pieces of work at the same time, followed and stopped as one. */

/** How the caller follows the work, and stops it. */
export interface Watch {
  /** Called several times a second with the share of the work that is done. */
  readonly progress: (share: number) => void;
  /** Work under way ends without a result within a slice once this is requested; other work does not begin. */
  readonly stop: { readonly requested: boolean };
}

export interface Work<Result> {
  /** Its share of all work is this over the sum of all weights. */
  readonly weight: number;
  /** Resolves with null after a stop. */
  readonly begin: (watch: Watch) => Promise<Result | null>;
}

/**
 * Begins all and hands over the result of each when it ends. When one fails, the others are stopped.
 *
 * @returns whether all have ended: false after a stop
 * @throws the error of the first, in the order given, that failed
 */
export async function atOnce<Result>(
  works: readonly Work<Result>[],
  watch: Watch,
  each: (nth: number, result: Result) => void,
): Promise<boolean> {
  const whole = works.reduce((sum, { weight }) => sum + weight, 0);
  const shares = works.map(() => 0);
  let done = 0;
  let failed = false;
  const stop = {
    get requested(): boolean {
      return failed || watch.stop.requested;
    },
  };
  const ends = await Promise.allSettled(
    works.map(async ({ weight, begin }, nth) => {
      const progress = (share: number): void => {
        done += (share - (shares[nth] as number)) * weight;
        shares[nth] = share;
        watch.progress(Math.min(1, done / whole));
      };
      try {
        const result = await begin({ progress, stop });
        if (result !== null) each(nth, result);
        return result !== null;
      } catch (error) {
        failed = true;
        throw error;
      }
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return ends.every((end) => end.status === 'fulfilled' && end.value);
}
