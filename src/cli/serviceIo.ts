/** The terminal of the service: all that is printed goes to its log too, nothing is asked and nothing is redrawn. */

import type { ServiceLog } from '../service/serviceLog.ts';
import type { Io } from './io.ts';

/** @param quiet whether the log alone is written, because nobody sees the terminal. @param dataOnly whether stdout is kept for JSON */
export function serviceIo(io: Io, log: ServiceLog, { quiet, dataOnly }: { quiet: boolean; dataOnly: boolean }): Io {
  const both = (print: (text: string) => void) => (text: string) => {
    if (text !== '') log.write('info', text);
    if (!quiet) print(text);
  };
  return {
    out: both(dataOnly ? io.say : io.out),
    tell: both(io.tell),
    say: both(io.say),
    interactive: false,
    terminal: false,
    animated: false,
    width: 100,
    paint: (_name, text) => text,
  };
}
