/** Ctrl-C and SIGTERM: the first asks to stop, the second ends at once. */

import { EXIT } from './exitCodes.ts';

export interface StopSignals {
  readonly state: { readonly requested: boolean };
  /** Aborted by the first, to end a wait for another program. */
  readonly signal: AbortSignal;
  /** Stops listening to the signals. */
  release(): void;
}

export function stopOnSignals(onFirst: () => void): StopSignals {
  const state = { requested: false };
  const abort = new AbortController();
  const handle = (): void => {
    if (state.requested) process.exit(EXIT.interrupted);
    state.requested = true;
    abort.abort();
    onFirst();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    state,
    signal: abort.signal,
    release: () => {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}
