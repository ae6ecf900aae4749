import { describe, expect, it } from 'vitest';
import {
  bookFrame,
  FrameBytes,
  frame,
  fundingFrame,
  heartbeatFrame,
  tradeFrame,
} from '../../testing/recordings/paradexFrames.ts';
import { MalformedLineError } from '../fields/malformedLine.ts';
import { paradexEvent } from './paradexEvents.ts';

const AT = { market: 'BTC-USD-PERP', timeUs: 1_795_000_000_123_456, sequence: 7_123_456_789 } as const;
const trade = { ...AT, id: 9_007_199_254_740_993n, side: 2, price: '97123.4', size: '0.00123' } as const;
const book = { ...AT, type: 'delta', bids: [['97123.4', '0.5']], asks: [['97123.5', '0']] } as const;

describe('frames of Paradex', () => {
  it('of a book give its levels, its number and the time of the venue', () => {
    expect(paradexEvent(bookFrame(book))).toEqual({
      kind: 'book',
      market: 'BTC-USD-PERP',
      timeUs: 1_795_000_000_123_456,
      sequence: 7_123_456_789,
      isSnapshot: false,
      bids: [97123.4, 0.5],
      asks: [97123.5, 0],
    });
    expect(paradexEvent(bookFrame({ ...book, type: 'snapshot', best: '97123.4' }))).toMatchObject({ isSnapshot: true });
  });

  it('of a book may have a side without a change, or none at all', () => {
    expect(
      paradexEvent(
        bookFrame({
          ...book,
          bids: [],
          asks: [
            ['1', '2'],
            ['3', '4.5'],
          ],
        }),
      ),
    ).toMatchObject({
      bids: [],
      asks: [1, 2, 3, 4.5],
    });
    expect(paradexEvent(bookFrame({ ...book, bids: [], asks: [] }))).toMatchObject({ bids: [], asks: [] });
  });

  it('of a trade give the side of the taker, the exact id and the time of the matching engine', () => {
    expect(paradexEvent(tradeFrame(trade))).toEqual({
      kind: 'trade',
      market: 'BTC-USD-PERP',
      timeUs: 1_795_000_000_123_456,
      id: 9_007_199_254_740_993n,
      side: 'sell',
      price: 97123.4,
      size: 0.00123,
      type: 1,
    });
    expect(paradexEvent(tradeFrame({ ...trade, side: 1, type: 5 }))).toMatchObject({ side: 'buy', type: 5 });
  });

  it('have null where the venue gives no price', () => {
    expect(paradexEvent(tradeFrame({ ...trade, price: null }))).toMatchObject({ price: null, size: 0.00123 });
    expect(paradexEvent(fundingFrame({ ...AT, index: null }))).toMatchObject({ index: null });
  });

  it('of funding give the index, also below zero, in versions 0 and 1', () => {
    for (const version of [0, 1] as const) {
      const event = paradexEvent(fundingFrame({ ...AT, index: '-12.34567891', version }));
      expect(event).toEqual({ kind: 'funding', market: AT.market, timeUs: AT.timeUs, index: -12.34567891 });
    }
  });

  it('of a later version are read by the part that is known', () => {
    const more = 5;
    expect(paradexEvent(bookFrame({ ...book, more }))).toEqual(paradexEvent(bookFrame(book)));
    expect(paradexEvent(tradeFrame({ ...trade, more }))).toEqual(paradexEvent(tradeFrame(trade)));
  });

  it('within a larger buffer are read from where they begin', () => {
    const bytes = bookFrame(book);
    const larger = new Uint8Array(bytes.length + 20).fill(0xff);
    larger.set(bytes, 13);
    expect(paradexEvent(larger.subarray(13, 13 + bytes.length))).toEqual(paradexEvent(bytes));
  });

  it('of templates without rows are named', () => {
    const other = (template: number) => paradexEvent(frame(template, new FrameBytes().i64(1)).done());
    expect(paradexEvent(heartbeatFrame())).toEqual({ kind: 'other', name: 'heartbeats' });
    expect(other(2)).toEqual({ kind: 'other', name: 'bbo' });
    expect(other(77)).toEqual({ kind: 'other', name: 'frames of the unknown template 77' });
  });

  it.each([
    ['book', bookFrame(book)],
    ['trade', tradeFrame(trade)],
    ['funding', fundingFrame({ ...AT, index: '1' })],
  ])('of a %s that are cut off anywhere are malformed', (_, bytes) => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => paradexEvent(bytes.subarray(0, length)), `${length} bytes`).toThrow(MalformedLineError);
    }
  });

  it('that make no sense are malformed, with the reason', () => {
    const short = (template: number) => frame(template, new FrameBytes().i64(1)).text('X').done();
    for (const template of [1, 3, 5])
      expect(() => paradexEvent(short(template))).toThrow('a block of 8 bytes is shorter');
    expect(() => paradexEvent(frame(1, new FrameBytes(), { schema: 2 }).done())).toThrow('the frame is of schema 2');
    expect(() => paradexEvent(tradeFrame({ ...trade, side: 3 }))).toThrow('side 3 is neither buy nor sell');
    expect(() => paradexEvent(bookFrame({ ...book, sequence: 2 ** 60 }))).toThrow('a number is larger than');
    const wrongType = bookFrame(book);
    wrongType[8 + 16] = 2;
    expect(() => paradexEvent(wrongType)).toThrow('a book of type 2');
    const narrowGroup = bookFrame(book);
    narrowGroup[8 + 89] = 8;
    expect(() => paradexEvent(narrowGroup)).toThrow('an entry of 8 bytes is shorter than a price and a size');
  });

  it('whose levels have no price or no size are malformed', () => {
    const block = new FrameBytes().i64(AT.timeUs).i64(1).u8(1);
    for (let i = 0; i < 9; i++) block.decimal(null);
    const bytes = frame(3, block).u16(16).u16(1).decimal(null).decimal('1').u16(16).u16(0).text('X').done();
    expect(() => paradexEvent(bytes)).toThrow('a level has no price or no size');
  });
});
