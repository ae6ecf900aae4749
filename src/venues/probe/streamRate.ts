/** How often a venue's public stream sends its book. */

import { openSocket } from '../feed/realPorts.ts';
import { VenueError } from '../venueError.ts';
import type { StreamPlan } from './streamPlans.ts';

/** For the first frame of the book, connecting included. */
const FIRST_FRAME_MS = 8000;
/** Frames are counted for this long after the first. */
const COUNT_MS = 4000;
/** The longest that counting can take. */
export const LONGEST_COUNT_MS: number = FIRST_FRAME_MS + COUNT_MS;

export interface StreamEvents {
  opened(): void;
  frame(frame: string | Uint8Array): void;
  /** The connection is gone, or never came about. */
  closed(reason: string): void;
}

/** Opens a connection. `close` ends it; no event is of interest after that. */
export type OpenStream = (url: string, events: StreamEvents) => { send(text: string): void; close(): void };

export interface StreamRequest {
  readonly venue: string;
  /** Without a slash at its end. */
  readonly address: string;
  readonly plan: StreamPlan;
  readonly open: OpenStream;
  readonly stop: AbortSignal;
}

/** Frames of the book in a second, counted from the first on. @throws VenueError where none comes, or the connection ends */
export async function framesPerSecond({ venue, address, plan, open, stop }: StreamRequest): Promise<number> {
  let frames = 0;
  let timer: NodeJS.Timeout | undefined;
  let stream: ReturnType<OpenStream> | undefined;
  let stopped: (() => void) | undefined;
  try {
    await new Promise<void>((done, fail) => {
      const give = (fault: VenueError['fault'], what: string): void => fail(new VenueError(venue, fault, what));
      stopped = () => give('stopped', 'was no longer waited for');
      stop.addEventListener('abort', stopped);
      if (stop.aborted) return stopped();
      timer = setTimeout(() => give('timeout', `streams no book within ${FIRST_FRAME_MS / 1000} s`), FIRST_FRAME_MS);
      stream = open(`${address}${plan.path}`, {
        opened: () => stream?.send(plan.subscribe),
        frame: (frame) => {
          if (!plan.isBook(frame)) return;
          frames++;
          if (frames > 1) return;
          clearTimeout(timer);
          timer = setTimeout(done, COUNT_MS);
        },
        closed: (reason) => give('unreachable', `ends its stream: ${reason}`),
      });
    });
  } finally {
    clearTimeout(timer);
    if (stopped !== undefined) stop.removeEventListener('abort', stopped);
    stream?.close();
  }
  return (frames - 1) / (COUNT_MS / 1000);
}

/** A connection of its own over the sockets of feeds. */
export const openStream: OpenStream = (url, { opened, frame, closed }) => {
  const socket = openSocket(url, { opened, text: frame, binary: frame, closed });
  return { send: (text) => socket.send(text), close: () => socket.cut() };
};
