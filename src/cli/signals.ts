/** Ctrl-C and SIGTERM: the first asks the work to stop, the second ends the program at once. */

import { VenueError } from '../venues/venueError.ts';
import { EXIT } from './exitCodes.ts';
import type { Io } from './io.ts';

/** What the user is told while venues are asked. */
export const VENUES_STOPPING = 'stopping: the answer is no longer waited for';

export interface StopSignals {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Stops listening to the signals. */
  release(): void;
}

export function stopOnSignals(onFirst: () => void): StopSignals {
  const abort = new AbortController();
  const handle = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort();
    onFirst();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: abort.signal,
    release: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}

/**
 * Does work that waits for a server until a signal ends the wait. The exit code then says so, also where the work ends with an
 * error because of it.
 * @param words what the user is told at the first signal
 */
export async function untilStopped(
  io: Io,
  work: (stop: AbortSignal) => Promise<number>,
  words = 'stopping: the call to the model is ended and recorded',
): Promise<number> {
  const stop = stopOnSignals(() => io.say(words));
  try {
    const code = await work(stop.signal);
    return stop.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (stop.signal.aborted && error instanceof VenueError && error.fault === 'stopped') return EXIT.interrupted;
    throw error;
  } finally {
    stop.release();
  }
}
