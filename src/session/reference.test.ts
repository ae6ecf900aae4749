/** A session beside a second market. It decides once a second: on the own book of 0.95 s, of 1.95 s …, known at 1 s, 2 s … */

import { describe, expect, it } from 'vitest';
import { referenceMids } from '../exchange/referenceMids.ts';
import type { ReferenceLens } from '../strategy/lenses.ts';
import { following, market, second, traderOver } from '../testing/laneTrader.ts';
import { aTape, type TapeStory } from '../testing/tape.ts';
import type { SessionSettings } from './session.ts';

/** The own market with the reference beside it; both begin at 0. */
function beside(own: TapeStory, reference: TapeStory): TapeStory {
  const tape = own.compiled();
  const withReference = { ...tape, reference: referenceMids(reference.compiled(), 0, tape.endUs) };
  own.compiled = () => withReference;
  return own;
}

/** What `look` makes of the lens at each decision. */
function seen<T>(story: TapeStory, look: (lens: ReferenceLens) => T, changes: Partial<SessionSettings> = {}): T[] {
  const looks: T[] = [];
  traderOver(
    story,
    {
      ...following(({ reference }) => {
        if (reference === undefined) throw new Error('the reference is not shown');
        looks.push(look(reference));
      }),
      name: 'reader',
      needs: () => ['reference'],
    },
    {},
    changes,
  );
  return looks;
}

const rows = ({ timeUs, midTicks, count }: ReferenceLens): string[] =>
  Array.from({ length: count }, (_, i) => `${(timeUs[i] ?? 0) / 1e6} ${midTicks[i]}`);

/** 100 at 0, 101 at 0.95, 102 at 0.9501, 103 at 1.8, 104 at 1.95, 105 at 2.5. */
const moving = (): TapeStory => {
  const story = aTape().quotes(99, 5, 101, 5);
  for (const [i, at] of [0.95, 0.9501, 1.8, 1.95, 2.5].entries()) story.at(at).quotes(100 + i, 5, 102 + i, 5);
  return story;
};
const latency = { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 };

describe('the lens of the reference', () => {
  it('shows each row once, as late as the own feed; a row counts before a decision of the same moment', () => {
    const looks = seen(beside(market().quietUntil(3), moving()), rows);
    expect(looks).toEqual([['0 100', '0.95 101'], ['0.9501 102', '1.8 103', '1.95 104'], ['2.5 105']]);
  });

  it('shows it as late as the feed of the reference is, whatever the own one does', () => {
    const late = { latency: { ...latency, referenceUs: 250_000 } };
    const looks = seen(
      beside(market().quietUntil(3), moving()),
      ({ seenUs, ...lens }) => [seenUs / 1e6, rows({ seenUs, ...lens })],
      late,
    );
    expect(looks).toEqual([
      [0.75, ['0 100']],
      [1.75, ['0.95 101', '0.9501 102']],
      [2.75, ['1.8 103', '1.95 104', '2.5 105']],
    ]);
  });

  it('shows what had been received where delays are as they were recorded', () => {
    const own = aTape().late(0.05).quotes(9_990, 50, 10_010, 50);
    for (let at = 1; at <= 60; at++) own.at(at / 20).bid(9_980, at);
    const reference = aTape().late(0.02).quotes(99, 5, 101, 5).at(0.5).quotes(100, 5, 102, 5);
    // On its way for half a second: it is received at 1.3 s and not at 0.85 s.
    reference.at(0.8).late(0.5).quotes(101, 5, 103, 5).at(1.9).late(0.02).quotes(102, 5, 104, 5).at(2.8).bid(98, 1);
    const recorded = { latency: { ...latency, feed: 'recorded' as const } };
    expect(seen(beside(own.quietUntil(3), reference), rows, recorded)).toEqual([
      ['0 100', '0.5 101'],
      ['0.8 102', '1.9 103'],
      ['2.8 103'],
    ]);
  });

  it('has nothing of what is not known yet in any column: another future gives the same views', () => {
    const other = aTape().quotes(99, 5, 101, 5).at(0.95).quotes(100, 5, 102, 5).at(0.9501).quotes(500, 5, 502, 5);
    const whole = ({ timeUs, midTicks, seenUs }: ReferenceLens): unknown => [[...timeUs], [...midTicks], seenUs];
    const [first, second] = seen(beside(market().quietUntil(3), moving()), whole);
    const [ofOther, secondOfOther] = seen(beside(market().quietUntil(3), other), whole);
    expect(first).toEqual(ofOther);
    expect(second).not.toEqual(secondOfOther);
  });

  it('is shown whole to a strategy that was not asked for long', () => {
    const reference = aTape();
    for (let i = 0; i < 1000; i++) reference.at(i / 100).quotes(100 + (i % 2), 5, 104, 5);
    const looks: string[][] = [];
    traderOver(beside(market().quietUntil(13), reference), {
      ...following((view, sheet) => {
        looks.push(view.reference === undefined ? [] : rows(view.reference));
        Object.assign(sheet.validity, { untilUs: 11e6, lowTicks: 0, highTicks: 20_000, profitAbove: -1e9 });
      }),
      needs: () => ['reference'],
    });
    expect(looks.map(({ length }) => length)).toEqual([96, 904, 0]);
    expect(new Set(looks.flat()).size).toBe(1000);
  });

  it('is refused where there is no second market, in words that name the setting', () => {
    expect(() => seen(market().quietUntil(2), rows)).toThrow(
      'the strategy reader reads reference (the mid of a second market, the hedge reference), and ROUND has none beside it: name its tapes in reference.tapes',
    );
  });

  it('is not shown to a strategy that did not ask for it, and changes nothing for it', () => {
    const bidding = (story: TapeStory): unknown =>
      traderOver(story, (view, sheet) => {
        expect(view.reference).toBeUndefined();
        if (second(view) > 1) sheet.bid(9_980, 10);
      });
    const story = (): TapeStory => market().at(2.5).sold(9_979, 4).quietUntil(5);
    expect(bidding(beside(story(), moving()))).toEqual(bidding(story()));
  });
});
