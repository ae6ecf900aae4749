/** What a session gets to know of a second market: its mids, at their own times. Times in seconds. */

import { describe, expect, it } from 'vitest';
import { aTape, type TapeStory } from '../testing/tape.ts';
import { referenceMids } from './referenceMids.ts';

/** `second mid` of each row, for a market that began so many seconds after the reference did. */
function rowsOf(story: TapeStory, startsAt = 0, seconds = 100): string[] {
  const { timeUs, midTicks } = referenceMids(story.compiled(), startsAt * 1e6, seconds * 1e6);
  return Array.from(timeUs, (us, i) => `${us / 1e6} ${midTicks[i]}`);
}

const reference = (): TapeStory => aTape().quotes(99, 5, 101, 5);

describe('the mids of a reference', () => {
  it('are kept where they change, each moment once, and at times for other rows: they show that it is alive', () => {
    const story = reference().at(1).quotes(100, 5, 102, 5).at(1.1).bid(98, 3).at(1.2).ask(104, 3).at(1.3).bid(97, 2);
    expect(rowsOf(story)).toEqual(['0 100', '1 101', '1.3 101']);
  });

  it('are not known without a bid and an ask, as after a reset', () => {
    const story = reference().at(2).bid(99, 0).at(3).bid(99, 5).at(4).reset().at(5).quotes(109, 5, 111, 5);
    expect(rowsOf(story)).toEqual(['0 100', '2 NaN', '3 100', '4 NaN', '5 110']);
  });

  it('have the times of the market that they stand beside, with what was known when it began', () => {
    const story = reference().at(3).quotes(100, 5, 102, 5).at(4).quotes(101, 5, 103, 5).at(9).quotes(102, 5, 104, 5);
    expect(rowsOf(story, 3.5, 5.5)).toEqual(['-0.5 101', '0.5 102', '5.5 103']);
    expect(rowsOf(story, 3.5, 5)).toEqual(['-0.5 101', '0.5 102']);
    expect(rowsOf(story, -10)).toEqual(['10 100', '13 101', '14 102', '19 103']);
  });

  it('have another digest where a mid or a time is another', () => {
    const digest = (story: TapeStory): string => referenceMids(story.compiled(), 0, 1e8).digest;
    const first = digest(reference().at(1).quotes(100, 5, 102, 5));
    expect(digest(reference().at(1).quotes(100, 5, 102, 5))).toBe(first);
    expect(digest(reference().at(1.000001).quotes(100, 5, 102, 5))).not.toBe(first);
    expect(digest(reference().at(1).quotes(100, 5, 103, 5))).not.toBe(first);
  });
});
