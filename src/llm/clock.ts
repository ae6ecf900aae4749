/** Time as a call to a model needs it, so that tests need not wait. */

export interface CallClock {
  /** Milliseconds from an arbitrary start, never backwards. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC: only to read dates that servers send. */
  wallMs(): number;
  /** Resolves after `ms`, or as soon as `stop` is aborted. */
  sleep(ms: number, stop: AbortSignal | null): Promise<void>;
  /** Calls `ring` after `ms`, once; what it returns takes the alarm back. */
  alarm(ms: number, ring: () => void): () => void;
}

/** The clock of the machine. */
export const machineClock: CallClock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      if (stop?.aborted === true) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        stop?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      stop?.addEventListener('abort', end);
    }),
  alarm: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};
