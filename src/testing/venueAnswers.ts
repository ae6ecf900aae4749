/**
 * Answers of venues about their instruments, in the form of their documentation and with values of our own. Each venue has markets
 * that are to be read and some that are not.
 */

import type { Asked } from './venueServer.ts';

function perpetual(name: string, szDecimals: number, price: string | null, more: object = {}): [object, object] {
  return [
    { name, szDecimals, maxLeverage: 20, ...more },
    { dayNtlVlm: '100.0', funding: '0.0000125', markPx: price ?? '0.0', midPx: price, oraclePx: price ?? '0.0' },
  ];
}

const PERPETUALS = [
  perpetual('BTC', 5, '92000.5'),
  perpetual('ETH', 4, '3012.5'),
  perpetual('SOL', 2, '95.5'),
  perpetual('kPEPE', 0, '0.0123456'),
  perpetual('DOGE', 0, '0.1005'),
  perpetual('GONE', 1, null, { isDelisted: true }),
  perpetual('MUTE', 1, null),
];

/** Numbers 2, 3, 4 and 6 are of tokens that are gone. */
const TOKENS = [
  { name: 'USDC', szDecimals: 8, weiDecimals: 8, index: 0, tokenId: '0x6d', isCanonical: true },
  { name: 'PURR', szDecimals: 0, weiDecimals: 5, index: 1, tokenId: '0xc1', isCanonical: true },
  { name: 'UBTC', szDecimals: 5, weiDecimals: 10, index: 5, tokenId: '0x8f', isCanonical: false },
  { name: 'EMPTY', szDecimals: 2, weiDecimals: 8, index: 7, tokenId: '0x01', isCanonical: false },
  { name: 'SHIFT', szDecimals: 1, weiDecimals: 8, index: 8, tokenId: '0x02', isCanonical: false },
  { name: 'OTHER', szDecimals: 3, weiDecimals: 8, index: 9, tokenId: '0x03', isCanonical: false },
];
/** Prices are listed by the number of the market, which skips some. */
const PAIRS = [
  { name: 'PURR/USDC', tokens: [1, 0], index: 0, isCanonical: true },
  { name: '@2', tokens: [5, 0], index: 2, isCanonical: false },
  { name: '@3', tokens: [7, 0], index: 3, isCanonical: false },
  { name: '@4', tokens: [8, 0], index: 4, isCanonical: false },
];
const PAIR_PRICES = [
  { coin: 'PURR/USDC', midPx: '0.20927', markPx: '0.2092', dayNtlVlm: '1' },
  { coin: '@1', midPx: '1.0', markPx: '1.0', dayNtlVlm: '1' },
  { coin: '@2', midPx: '91990.5', markPx: '91991.0', dayNtlVlm: '1' },
  { coin: '@3', midPx: null, markPx: '0.0', dayNtlVlm: '0' },
  { coin: '@9', midPx: '7.5', markPx: '7.5', dayNtlVlm: '0' },
];

/** POST /info of Hyperliquid. */
export function hyperliquidAnswer({ body }: Asked): unknown {
  const { type } = JSON.parse(body) as { type: string };
  if (type === 'metaAndAssetCtxs') {
    return [{ universe: PERPETUALS.map(([one]) => one) }, PERPETUALS.map(([, context]) => context)];
  }
  if (type === 'spotMetaAndAssetCtxs') return [{ tokens: TOKENS, universe: PAIRS }, PAIR_PRICES];
  return null;
}

function filters(tick: string, step: string, minQty: string, value: object | null): object[] {
  return [
    { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '1000000', tickSize: tick },
    { filterType: 'LOT_SIZE', minQty, maxQty: '1000', stepSize: step },
    ...(value === null ? [] : [value]),
  ];
}

const notional = (value: string): object => ({ filterType: 'MIN_NOTIONAL', notional: value });
const FOREVER = 4_133_404_800_000;

function contract(symbol: string, base: string, quote: string, margin: string, more: object): object {
  return {
    symbol,
    pair: symbol,
    contractType: 'PERPETUAL',
    deliveryDate: FOREVER,
    onboardDate: 1_569_398_400_000,
    status: 'TRADING',
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: margin,
    pricePrecision: 8,
    quantityPrecision: 8,
    ...more,
  };
}

/** GET /fapi/v1/exchangeInfo of Binance. */
export const binanceUsdM: object = {
  timezone: 'UTC',
  serverTime: 1,
  symbols: [
    contract('BTCUSDT', 'BTC', 'USDT', 'USDT', { filters: filters('0.10', '0.001', '0.001', notional('100')) }),
    contract('BTCUSDC', 'BTC', 'USDC', 'USDC', { filters: filters('0.1', '0.001', '0.002', notional('50')) }),
    contract('ETHUSDT', 'ETH', 'USDT', 'USDT', { filters: filters('0.01', '0.001', '0.001', notional('20')) }),
    contract('BTCUSDT_261225', 'BTC', 'USDT', 'USDT', {
      contractType: 'CURRENT_QUARTER',
      deliveryDate: 1_798_185_600_000,
      filters: filters('0.1', '0.001', '0.001', notional('5')),
    }),
    contract('OLDUSDT', 'OLD', 'USDT', 'USDT', {
      status: 'SETTLING',
      filters: filters('0.1', '1', '1', notional('5')),
    }),
    contract('币USDT', '币', 'USDT', 'USDT', { filters: filters('0.1', '1', '1', notional('5')) }),
    contract('NILUSDT', 'NIL', 'USDT', 'USDT', { filters: filters('0.00', '1', '1', notional('5')) }),
  ],
};

/** GET /dapi/v1/exchangeInfo of Binance. */
export const binanceCoinM: object = {
  timezone: 'UTC',
  symbols: [
    contract('BTCUSD_PERP', 'BTC', 'USD', 'BTC', {
      status: undefined,
      contractStatus: 'TRADING',
      contractSize: 100,
      filters: filters('0.1', '1', '1', null),
    }),
    contract('ETHUSD_PERP', 'ETH', 'USD', 'ETH', {
      status: undefined,
      contractStatus: 'TRADING',
      contractSize: 10,
      filters: filters('0.01', '1', '1', null),
    }),
  ],
};

/** GET /api/v3/exchangeInfo of Binance. */
export const binanceSpot: object = {
  timezone: 'UTC',
  symbols: [
    {
      symbol: 'BTCEUR',
      status: 'TRADING',
      baseAsset: 'BTC',
      baseAssetPrecision: 8,
      quoteAsset: 'EUR',
      quotePrecision: 8,
      isSpotTradingAllowed: true,
      permissions: [],
      filters: filters('0.01000000', '0.00001000', '0.00001000', {
        filterType: 'NOTIONAL',
        minNotional: '5.00000000',
        maxNotional: '9000000.00000000',
      }),
    },
  ],
};

const paradexFee = (maker: string, taker: string): object => ({ maker_fee: { fee: maker }, taker_fee: { fee: taker } });

/** GET /v1/markets of Paradex. */
export const paradexMarkets: object = {
  results: [
    {
      symbol: 'BTC-USD-PERP',
      base_currency: 'BTC',
      quote_currency: 'USD',
      settlement_currency: 'USDC',
      order_size_increment: '0.00001',
      price_tick_size: '0.1',
      min_notional: '10',
      max_order_size: '100',
      asset_kind: 'PERP',
      expiry_at: 0,
      fee_config: { api_fee: paradexFee('-0.00002', '0.00021'), interactive_fee: paradexFee('0', '0') },
    },
    {
      symbol: 'SOL-USD-PERP',
      base_currency: 'SOL',
      quote_currency: 'USD',
      settlement_currency: 'USDC',
      order_size_increment: '0.01',
      price_tick_size: '0.001',
      min_notional: '10',
      asset_kind: 'PERP',
      expiry_at: 0,
    },
    {
      symbol: 'BTC-USD-96000-C',
      base_currency: 'BTC',
      quote_currency: 'USD',
      settlement_currency: 'USDC',
      order_size_increment: '0.001',
      price_tick_size: '0.01',
      min_notional: '100',
      asset_kind: 'PERP_OPTION',
      option_type: 'CALL',
      strike_price: '96000',
      expiry_at: 0,
      fee_config: { api_fee: paradexFee('0.0003', '0.0003') },
    },
  ],
};

function lighterMarket(symbol: string, id: number, type: string, more: object): object {
  return {
    symbol,
    market_id: id,
    market_type: type,
    status: 'active',
    taker_fee: '0.0000',
    maker_fee: '0.0000',
    min_base_amount: '0.0050',
    min_quote_amount: '10.000000',
    order_quote_limit: '281474976.710655',
    size_decimals: 4,
    price_decimals: 2,
    quote_multiplier: 10_000,
    last_trade_price: 3024.66,
    ...more,
  };
}

/** GET /api/v1/orderBookDetails of Lighter. */
export const lighterMarkets: object = {
  code: 200,
  order_book_details: [
    lighterMarket('ETH', 0, 'perp', {}),
    lighterMarket('BTC', 1, 'perp', {
      min_base_amount: '0.00020',
      size_decimals: 5,
      price_decimals: 1,
      quote_multiplier: 1,
      last_trade_price: 92000.5,
    }),
  ],
  spot_order_book_details: [lighterMarket('ETH/USDC', 2048, 'spot', {})],
};

/** Answers about time and book, each in the form of its venue. @param timeMs the venue's clock */
export function probeAnswer({ path, body }: Asked, timeMs: number): unknown {
  const prices = [
    ['92000.0', '0.5'],
    ['92001.0', '0.7'],
  ];
  if (body.includes('exchangeStatus')) return { specialStatuses: null, time: timeMs };
  if (body.includes('l2Book')) {
    const [bid, ask] = prices.map(([px, sz]) => ({ px, sz, n: 1 }));
    return { coin: 'BTC', time: timeMs, levels: [[bid, { px: '91999.0', sz: '1.0', n: 2 }], [ask]] };
  }
  const [bid, ask] = prices;
  if (/\/(fapi|dapi|api)\/v\d\/time/.test(path)) return { serverTime: timeMs };
  if (path.startsWith('/v1/system/time')) return { server_time: String(timeMs) };
  if (path === '/') return { status: 1, network_id: 1, timestamp: Math.floor(timeMs / 1000) };
  if (path.startsWith('/api/v1/orderBookOrders')) {
    return { code: 200, total_asks: 1, asks: [{ price: ask?.[0] }], total_bids: 1, bids: [{ price: bid?.[0] }] };
  }
  return { lastUpdateId: 1, bids: [bid], asks: [ask] };
}
