import { describe, expect, it } from 'vitest';
import {
  binanceCoinM,
  binanceSpot,
  binanceUsdM,
  hyperliquidAnswer,
  lighterMarkets,
  paradexMarkets,
} from '../../testing/venueAnswers.ts';
import {
  type Answer,
  anAddressWithoutServer,
  aVenueServer,
  sendJson,
  type VenueServer,
} from '../../testing/venueServer.ts';
import { venueNamed } from '../knownVenues.ts';
import { VenueError } from '../venueError.ts';
import { askInstruments, type InstrumentList } from './askInstruments.ts';
import { findInstrument } from './findInstrument.ts';
import { hyperliquidTick } from './hyperliquid.ts';

const LONG_MS = 10_000;

function ask(
  venue: string,
  { url }: Pick<VenueServer, 'url'>,
  timeoutMs = LONG_MS,
  stop = new AbortController().signal,
) {
  return askInstruments(venueNamed(venue), { address: url, timeoutMs, stop });
}

async function listOf(venue: string, answer: Answer): Promise<InstrumentList> {
  return ask(venue, await aVenueServer(answer));
}

function terms(list: InstrumentList, symbol: string) {
  return findInstrument('venue', list, symbol);
}

function reasons({ leftOut }: InstrumentList): Record<string, string> {
  return Object.fromEntries(leftOut.map(({ name, reason }) => [name, reason]));
}

describe('Hyperliquid', () => {
  it('lists perpetuals with the tick of the present price, and the fees of a new account', async () => {
    const server = await aVenueServer(hyperliquidAnswer);
    const list = await ask('hyperliquid', server);
    expect(server.asked.toSorted()).toEqual(['POST /info metaAndAssetCtxs', 'POST /info spotMetaAndAssetCtxs']);
    expect(terms(list, 'BTC')).toEqual({
      instrument: {
        symbol: 'BTC',
        contract: 'linear',
        tickSize: 1,
        lotSize: 0.00001,
        minNotional: 10,
        makerFeeBps: 1.5,
        takerFeeBps: 4.5,
        quoteCurrency: 'USDC',
      },
      venueSymbol: 'BTC',
      unifiedSymbol: 'BTC/USDC:USDC',
      base: 'BTC',
      minSize: null,
      maxSize: null,
      price: 92000.5,
      feesFrom: 'base tier',
      notes: [],
    });
    expect(terms(list, 'ETH').instrument).toMatchObject({ tickSize: 0.1, lotSize: 0.0001 });
    // Upper and lower case of a name are the venue's.
    expect(terms(list, 'kPEPE').instrument).toMatchObject({ symbol: 'kPEPE', tickSize: 0.000001, lotSize: 1 });
  });

  it('notes where the tick changes near the price', async () => {
    const list = await listOf('hyperliquid', hyperliquidAnswer);
    expect(terms(list, 'SOL').instrument.tickSize).toBe(0.001);
    expect(terms(list, 'SOL').notes).toEqual([
      'From 100 on (4.7 % above the price of now) the venue takes ticks of 0.01 only.',
    ]);
    expect(terms(list, 'DOGE').notes).toEqual([
      "Below 0.1 (0.5 % below the price of now) the venue's tick is 0.000001.",
    ]);
  });

  it('has five significant digits, at most the decimals of the market, and whole numbers at any price', () => {
    const perpetual = (price: number, sizeDecimals: number): number => hyperliquidTick(price, 6 - sizeDecimals);
    expect([99_999, 100_000, 123_456].map((price) => perpetual(price, 5))).toEqual([1, 1, 1]);
    expect([99.999, 100].map((price) => perpetual(price, 2))).toEqual([0.001, 0.01]);
    expect(perpetual(1234.5, 4)).toBe(0.1);
    expect(perpetual(0.0123456, 0)).toBe(0.000001);
    expect(perpetual(0.123456, 3)).toBe(0.001);
    expect(hyperliquidTick(0.0000123, 8)).toBe(0.00000001);
  });

  it('lists spot markets with their own tokens, whose numbers are not their places in the list', async () => {
    const list = await listOf('hyperliquid', hyperliquidAnswer);
    expect(terms(list, 'PURR/USDC').instrument).toMatchObject({
      contract: 'spot',
      tickSize: 0.00001,
      lotSize: 1,
      makerFeeBps: 4,
      takerFeeBps: 7,
    });
    expect(terms(list, 'UBTC/USDC')).toMatchObject({
      instrument: { tickSize: 1, lotSize: 0.00001 },
      venueSymbol: '@2',
      unifiedSymbol: 'BTC/USDC',
      price: 91990.5,
    });
  });

  it('leaves out what is closed, what has no price, and what has the price of another market', async () => {
    expect(reasons(await listOf('hyperliquid', hyperliquidAnswer))).toEqual({
      GONE: 'it is closed for trading',
      MUTE: 'it has no price, and the tick follows from the price',
      EMPTY: 'it has no price, and the tick follows from the price',
      SHIFT: 'its price is that of another market (@9)',
    });
  });
});

describe('Binance', () => {
  it('lists USD-M perpetuals with tick, lot and smallest value of their filters', async () => {
    const server = await aVenueServer(() => binanceUsdM);
    const list = await ask('binance', server);
    expect(server.asked).toEqual(['GET /fapi/v1/exchangeInfo']);
    expect(terms(list, 'BTCUSDT').instrument).toEqual({
      symbol: 'BTCUSDT',
      contract: 'linear',
      tickSize: 0.1,
      lotSize: 0.001,
      minNotional: 100,
      makerFeeBps: 2,
      takerFeeBps: 5,
      quoteCurrency: 'USDT',
    });
    expect(terms(list, 'BTCUSDC').notes).toEqual([
      'Fees of USDC contracts often differ from the base tier.',
      "The venue's smallest order is 0.002 (2 lots); set min_notional to at least that size times the price.",
    ]);
    expect(reasons(list)).toEqual({
      BTCUSDT_261225: 'it is a dated future',
      OLDUSDT: 'it is closed for trading',
      币USDT: 'its name has other characters than instrument.symbol takes',
      NILUSDT: 'the venue gives no usable tick size (0)',
    });
  });

  it('lists COIN-M contracts as inverse: a fixed value in dollars, and lots of one contract', async () => {
    const server = await aVenueServer(() => binanceCoinM);
    expect(terms(await ask('binance-coinm', server), 'BTCUSD_PERP').instrument).toEqual({
      symbol: 'BTCUSD_PERP',
      contract: 'inverse',
      tickSize: 0.1,
      lotSize: 1,
      minNotional: 100,
      makerFeeBps: 1,
      takerFeeBps: 5,
      contractValue: 100,
    });
    expect(server.asked).toEqual(['GET /dapi/v1/exchangeInfo']);
  });

  it('lists spot markets', async () => {
    const server = await aVenueServer(() => binanceSpot);
    expect(terms(await ask('binance-spot', server), 'BTCEUR').instrument).toEqual({
      symbol: 'BTCEUR',
      contract: 'spot',
      tickSize: 0.01,
      lotSize: 0.00001,
      minNotional: 5,
      makerFeeBps: 10,
      takerFeeBps: 10,
      quoteCurrency: 'EUR',
    });
    expect(server.asked).toEqual(['GET /api/v3/exchangeInfo']);
  });
});

describe('Paradex', () => {
  it('lists perpetuals with the fees of its answer, and none without', async () => {
    const server = await aVenueServer(() => paradexMarkets);
    const list = await ask('paradex', server);
    expect(server.asked).toEqual(['GET /v1/markets']);
    expect(terms(list, 'BTC-USD-PERP')).toMatchObject({
      instrument: { tickSize: 0.1, lotSize: 0.00001, minNotional: 10, makerFeeBps: -0.2, takerFeeBps: 2.1 },
      feesFrom: 'venue',
      notes: ['Profits are paid in USDC.', 'Accounts of the retail profile pay 0 / 0 bps.'],
    });
    expect(terms(list, 'BTC-USD-PERP').instrument).not.toHaveProperty('quoteCurrency');
    expect(reasons(list)).toEqual({
      'SOL-USD-PERP': "the venue's answer holds no fees",
      'BTC-USD-96000-C': 'tune does not trade contracts of the kind PERP_OPTION',
    });
  });
});

describe('Lighter', () => {
  it('lists sizes in base units, and counts a smallest size of many lots as a smallest value', async () => {
    const server = await aVenueServer(() => lighterMarkets);
    const list = await ask('lighter', server);
    expect(server.asked).toEqual(['GET /api/v1/orderBookDetails']);
    // 0.005 ETH at 3,024.66 is 15.1233, more than the venue's 10.
    expect(terms(list, 'ETH')).toMatchObject({
      instrument: { tickSize: 0.01, lotSize: 0.0001, minNotional: 15.13, makerFeeBps: 0, takerFeeBps: 0 },
      venueSymbol: '0',
      minSize: 0.005,
    });
    expect(terms(list, 'ETH').notes.at(-1)).toContain('0.005 (50 lots), so min_notional is 15.13 at the price 3024.66');
    expect(terms(list, 'ETH/USDC').instrument.contract).toBe('spot');
  });
});

describe('a name', () => {
  it("is found as tune's, the venue's or ccxt's, in any case, or as the base where only one has it", async () => {
    const list = await listOf('binance', () => binanceUsdM);
    for (const name of ['ETHUSDT', 'ethusdt', 'ETH/USDT:USDT', 'eth'])
      expect(terms(list, name).instrument.symbol).toBe('ETHUSDT');
    const hyperliquid = await listOf('hyperliquid', hyperliquidAnswer);
    expect(terms(hyperliquid, '@2').instrument.symbol).toBe('UBTC/USDC');
    expect(terms(hyperliquid, 'kpepe').instrument.symbol).toBe('kPEPE');
  });

  it.each([
    ['BTC', 'binance trades several instruments as BTC: BTCUSDC, BTCUSDT. Name one.'],
    ['BTCUSTD', 'binance trades no "BTCUSTD". Near: BTCUSDC, BTCUSDT'],
    ['BTCUSD', 'binance trades no "BTCUSD". Near: BTCUSDC, BTCUSDT'],
    ['XYZABC', 'binance trades no "XYZABC". All: tune instruments --venue binance'],
    ['OLDUSDT', 'OLDUSDT of binance cannot be used: it is closed for trading.'],
  ])('%s that is none is refused with what is near', async (name, sentence) => {
    const list = await listOf('binance', () => binanceUsdM);
    expect(() => findInstrument('binance', list, name)).toThrow(sentence);
  });

  it('of a venue is one that tune knows', () => {
    expect(() => venueNamed('hyperliqud')).toThrow('did you mean hyperliquid?');
    expect(() => venueNamed('mtgox')).toThrow(
      'Known: hyperliquid, binance, binance-coinm, binance-spot, paradex, lighter',
    );
  });
});

describe('a venue that gives no list', () => {
  async function fault(answer: Answer, timeoutMs = LONG_MS): Promise<VenueError> {
    try {
      await ask('binance', await aVenueServer(answer), timeoutMs);
    } catch (error) {
      if (error instanceof VenueError) return error;
      throw error;
    }
    throw new Error('it gave one');
  }

  it.each([
    [451, 'refused', 'binance refuses this place for legal reasons (HTTP 451)'],
    [403, 'refused', 'binance refuses the connection (HTTP 403): its firewall'],
    [429, 'rate-limited', 'binance was asked too often (HTTP 429); it asks to wait 7 s'],
    [418, 'rate-limited', 'binance has banned this address'],
    [404, 'garbage', 'binance does not know this request (HTTP 404)'],
    [503, 'unreachable', 'binance is down, overloaded or in maintenance (HTTP 503)'],
    [302, 'garbage', 'binance redirects elsewhere (HTTP 302), which is not followed'],
  ])('says HTTP %i in words', async (status, kind, words) => {
    const error = await fault((_asked, response) => {
      response.setHeader('retry-after', '7');
      response.setHeader('location', 'https://elsewhere.example/');
      sendJson(response, { code: 0, msg: 'Service unavailable from a restricted location' }, status);
      return undefined;
    });
    expect(error.message).toContain(words);
    expect(error.message).toContain('it says: {"code":0,"msg":"Service unavailable from a restricted location"}');
    expect([error.fault, error.status]).toEqual([kind, status]);
  });

  it('says so when a page comes with status 200, of which ccxt would make an empty list', async () => {
    const error = await fault((_asked, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<html><style>p {}</style><title>Sign in</title><p>to the hotel</p></html>');
      return undefined;
    });
    expect(error.message).toBe('binance answered with something else than JSON (text/html: Sign in to the hotel)');
  });

  it.each([
    ['holds no market', { symbols: [] }, 'answered with JSON that holds no instruments'],
    ['is null', null, 'answered with JSON that holds no instruments'],
    ['is a text', 'ok', 'answered with JSON that holds no instruments'],
    ['has markets of another form', { symbols: [{ symbol: 5 }] }, 'binance lists 1 markets, of which none can be used'],
    [
      'has a market that ccxt cannot read',
      { symbols: [{}] },
      'binance gave an answer that ccxt cannot read: binanceusdm parseMarket() missing id',
    ],
    [
      'has no market that can be used',
      { symbols: [{ symbol: 'A' }] },
      'binance lists 1 markets, of which none can be used',
    ],
  ])('says so when the answer %s', async (_name, answer, words) => {
    expect((await fault((_asked, response) => void sendJson(response, answer))).message).toContain(words);
  });

  it('is not waited for longer than the time that is given, also when the answer has begun', async () => {
    const silent = await fault(() => undefined, 100);
    expect(silent).toMatchObject({ fault: 'timeout', message: 'binance gave no whole answer within 0.1 s' });
    const halting = await fault((_asked, response) => {
      response.setHeader('content-type', 'application/json');
      response.write('{"symbols": [');
      return undefined;
    }, 100);
    expect(halting.fault).toBe('timeout');
  });

  it('is no longer waited for when the user stops', async () => {
    const stop = new AbortController();
    const server = await aVenueServer(() => void stop.abort());
    await expect(ask('binance', server, LONG_MS, stop.signal)).rejects.toMatchObject({ fault: 'stopped' });
  });

  it('is named with the reason when no connection comes about', async () => {
    await expect(ask('binance', { url: await anAddressWithoutServer() })).rejects.toThrow(
      'binance cannot be reached: the connection was refused (ECONNREFUSED)',
    );
    const cut = await fault((_asked, response) => void response.destroy());
    expect(cut.message).toContain('binance cannot be reached: the connection was cut');
  });
});
