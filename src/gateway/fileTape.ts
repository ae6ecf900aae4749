/** The own-event tape as a file: one JSON value a line. */

import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { ExplainedError } from '../market/explainedError.ts';
import { isOurAlone, type OwnEvent, type OwnTape } from '../orders/ownEvents.ts';
import { Flushes } from './flushes.ts';
import { lockTape } from './tapeLock.ts';

/** A tape that cannot be read. */
class OwnTapeError extends ExplainedError {
  override name = 'OwnTapeError';
  readonly errorKind = 'file';
}

export interface OpenedTape extends OwnTape {
  /** What earlier runs have recorded. It is handed over once and not kept: it may be long. */
  takePast(): readonly OwnEvent[];
  close(): void;
}

/**
 * Opens a tape for this program alone.
 * @throws TapeBusy where another program uses it; OwnTapeError where a line other than the last cannot be read: what was sent would be unknown
 */
export function openFileTape(path: string): OpenedTape {
  const unlock = lockTape(path);
  try {
    return opened(path, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** What is on a tape, also while a program uses it; nothing where there is none. @throws OwnTapeError */
export function readOwnTape(path: string): readonly OwnEvent[] {
  return existsSync(path) ? eventsOf(readFileSync(path), path).past : [];
}

function eventsOf(bytes: Buffer, path: string): { readonly past: readonly OwnEvent[]; readonly length: number } {
  // A line without its end was being written when the program was killed. It was not used: events are used after they are written.
  const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
  const lines = whole.toString('utf8').split('\n').slice(0, -1);
  return { past: lines.map((line, i) => eventOf(line, path, i + 1)), length: whole.length };
}

function opened(path: string, unlock: () => void): OpenedTape {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = eventsOf(bytes, path);
  let { past } = whole;
  const file = openSync(path, 'a');
  if (whole.length < bytes.length) ftruncateSync(file, whole.length);
  let length = whole.length;
  let failure: Error | undefined;
  const fail = (error: unknown): Error => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    return failure;
  };
  const flushes = new Flushes(file, (error) => void fail(error));
  return {
    takePast: () => {
      const taken = past;
      past = [];
      return taken;
    },
    append: (events) => {
      if (failure !== undefined) throw failure;
      const text = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      try {
        for (let written = 0; written < text.length; ) written += writeSync(file, text, written);
        if (events.some(isOurAlone)) fdatasyncSync(file);
        else flushes.later();
        length += text.length;
      } catch (error) {
        const problem = fail(error);
        // Half a line in the middle would make the tape unreadable.
        ftruncateSync(file, length);
        throw problem;
      }
    },
    flush: () => (failure === undefined ? flushes.now() : Promise.reject(failure)),
    close: () => {
      const hasFailed = failure !== undefined;
      // The number of a closed file may be given to another one: nothing is written to it any more.
      failure ??= new Error(`${path} is closed`);
      try {
        if (!hasFailed) fdatasyncSync(file);
      } finally {
        flushes.close(() => closeSync(file));
        unlock();
      }
    },
  };
}

function eventOf(line: string, path: string, number: number): OwnEvent {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && 'type' in value && 'atMs' in value) return value as OwnEvent;
  } catch {
    // Said below.
  }
  throw new OwnTapeError(`${path}: line ${number} is no event of own orders, so it is not known what was sent.`);
}
