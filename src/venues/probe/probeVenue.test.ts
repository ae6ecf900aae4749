import { describe, expect, it } from 'vitest';
import { probeAnswer } from '../../testing/venueAnswers.ts';
import { type Answer, aVenueServer } from '../../testing/venueServer.ts';
import { knownVenues, type VenueName } from '../knownVenues.ts';
import { probePlans } from './probePlans.ts';
import { type Probe, type ProbeClock, probeVenue } from './probeVenue.ts';

/** The venue's time in all tests. */
const VENUE_MS = 1_795_820_400_250;

/** Every question takes the next of these times, by both clocks of the machine. */
function aClock(machineMs: number, roundTripsMs: readonly number[]): ProbeClock {
  let elapsed = 0;
  let reads = 0;
  return {
    wallMs: () => machineMs + elapsed,
    elapsedMs: () => {
      // Read at the start and before each further question, when it is sent, and when the answer is there.
      const isAnswer = reads % 3 === 2;
      if (isAnswer) elapsed += roundTripsMs[Math.floor(reads / 3)] ?? 0;
      reads++;
      return elapsed;
    },
  };
}

async function probe(venue: VenueName, clock: ProbeClock, answer: Answer = (asked) => probeAnswer(asked, VENUE_MS)) {
  const { url, asked } = await aVenueServer(answer);
  const plan = probePlans[venue];
  const found: Probe = await probeVenue({ venue, address: url, plan, clock, stop: new AbortController().signal });
  return { ...found, asked };
}

describe('a probe of a venue', () => {
  it.each([
    ['hyperliquid', ['POST /info exchangeStatus', 'POST /info l2Book'], 'BTC', 2],
    ['binance', ['GET /fapi/v1/time', 'GET /fapi/v1/depth?symbol=BTCUSDT&limit=20'], 'BTCUSDT', 1],
    ['binance-coinm', ['GET /dapi/v1/time', 'GET /dapi/v1/depth?symbol=BTCUSD_PERP&limit=20'], 'BTCUSD_PERP', 1],
    ['binance-spot', ['GET /api/v3/time', 'GET /api/v3/depth?symbol=BTCUSDT&limit=20'], 'BTCUSDT', 1],
    ['paradex', ['GET /v1/system/time', 'GET /v1/orderbook/BTC-USD-PERP?depth=20'], 'BTC-USD-PERP', 1],
    ['lighter', ['GET /', 'GET /api/v1/orderBookOrders?market_id=1&limit=20'], 'BTC', 1],
  ] as const)('asks %s for its time and its book', async (venue, [time, book], symbol, bidLevels) => {
    const found = await probe(venue, aClock(VENUE_MS, [40, 40, 40, 40]));
    expect(found.asked).toEqual([time, time, time, time, book]);
    expect(found.book).toEqual({ symbol, bestBid: 92000, bestAsk: 92001, bidLevels, askLevels: 1 });
  });

  it('is there for every venue that tune knows', () => {
    expect(Object.keys(probePlans).toSorted()).toEqual(knownVenues.map(({ name }) => name).toSorted());
  });

  it('takes the clock from the fastest answer, whose middle is when the venue read its own', async () => {
    // The second question is sent 90 ms after the first; the venue's clock stands still.
    const found = await probe('binance', aClock(VENUE_MS - 3000, [90, 20, 60, 30]));
    expect(found.roundTripMs).toBe(20);
    expect(found.clockOffsetMs).toBe(3000 - 90 - 20 / 2);
    expect(found.clockErrorMs).toBe(10);
  });

  it('counts the second that Lighter cuts off', async () => {
    // 250 ms of the venue's second have passed. Its middle is at 500 ms.
    const found = await probe('lighter', aClock(VENUE_MS, [40, 90, 90, 90]));
    expect(found.clockErrorMs).toBe(20 + 500);
    expect(found.clockOffsetMs).toBe(250 - 20);
  });

  it('asks no more for the time when the answers are slow', async () => {
    const found = await probe('binance', aClock(VENUE_MS, [4500, 10]));
    expect(found.asked).toEqual(['GET /fapi/v1/time', 'GET /fapi/v1/depth?symbol=BTCUSDT&limit=20']);
    expect(found.roundTripMs).toBe(4500);
  });

  const withBook =
    (book: unknown): Answer =>
    (asked) =>
      asked.path.includes('/depth') ? book : probeAnswer(asked, VENUE_MS);

  it.each([
    ['no time', () => ({ serverTime: 'soon' }), 'binance answered the question for its time without one'],
    ['no book', withBook({ code: 1 }), 'binance answered the question for the book of BTCUSDT without one'],
    ['prices that are none', withBook({ bids: [['-1', '1']], asks: [] }), 'book of BTCUSDT without one'],
    ['an empty side', withBook({ bids: [['1', '1']], asks: [] }), 'its book of BTCUSDT is empty (asks)'],
    ['an empty book', withBook({ bids: [], asks: [] }), 'its book of BTCUSDT is empty (both sides)'],
    ['a crossed book', withBook({ bids: [['2', '1']], asks: [['2', '1']] }), 'its book of BTCUSDT is crossed (2 / 2)'],
  ] as const)('does not take %s', async (_name, answer, words) => {
    await expect(probe('binance', aClock(VENUE_MS, [10]), answer)).rejects.toThrow(words);
  });
});
