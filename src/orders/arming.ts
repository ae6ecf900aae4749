/** A person lets a HALTED program trade again. Losses are counted anew from then on. */

import type { OwnEvent } from './ownEvents.ts';

/** Why the program of this own-event tape is HALTED; null where it is not. */
export function haltOf(past: readonly OwnEvent[]): { readonly code: string; readonly text: string } | null {
  let halt: { code: string; text: string } | null = null;
  for (const event of past) {
    if (event.type === 'armed') halt = null;
    else if (event.type === 'state' && event.state === 'HALTED') halt ??= { code: event.code, text: event.text };
  }
  return halt;
}

/**
 * The event to append to the own-event tape while no program uses it.
 * @param who the person, in words
 * @param why what was looked at and why it may go on
 * @throws RangeError where nothing is HALTED, or who or why is missing
 */
export function armedEvent(past: readonly OwnEvent[], who: string, why: string, atMs: number): OwnEvent {
  if (haltOf(past) === null) throw new RangeError('nothing is HALTED, so there is nothing to arm');
  if (who.trim() === '') throw new RangeError('it is not said who arms the program');
  if (why.trim() === '') throw new RangeError('it is not said why the program may go on');
  return { atMs, type: 'armed', who: who.trim(), why: why.trim() };
}
