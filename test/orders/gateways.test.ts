/** The contract of a gateway: a venue in memory, and two over real sockets and signatures. */

import { describe, expect, it } from 'vitest';
import { BinanceGateway } from '../../src/gateway/binance/binanceGateway.ts';
import { HyperliquidGateway } from '../../src/gateway/hyperliquid/hyperliquidGateway.ts';
import { MemoryGateway } from '../../src/gateway/memoryGateway.ts';
import { GatewayError } from '../../src/orders/gateway.ts';
import { describeGateway } from '../../src/testing/orders/gatewayContract.ts';
import { type FaultVenue, isFakeVenueThere, type Script, startFaultVenue, TEST_KEY, type Venue } from './faultRun.ts';

const PRICES = { bid: 148.5, crossingBid: 153, ask: 151.5 };
const GRID = { tickSize: 0.01, lotSize: 0.01, significantDigits: null };
const QUIET: Script = { name: 'nothing goes wrong', steps: [], expect: {} };

function hyperliquidAt({ url, ws }: FaultVenue): HyperliquidGateway {
  return new HyperliquidGateway(
    { restUrl: url, wsUrl: `${ws}/ws`, isTestnet: false, user: `0x${'ab'.repeat(20)}`, key: TEST_KEY },
    { coin: 'SOL', asset: 2, sizeDecimals: 2 },
  );
}
function binanceAt({ url, ws }: FaultVenue, secret = 'fake-secret'): BinanceGateway {
  return new BinanceGateway(
    { restUrl: url, wsUrl: ws, permissionsUrl: null, key: 'fake-key', secret },
    { symbol: 'SOLUSDT', tickSize: 0.01, lotSize: 0.01 },
  );
}

describe('a gateway to a venue in memory', () => {
  describeGateway(async () => {
    const gateway = new MemoryGateway(GRID, 0.0002, Date.now);
    gateway.touch.bidTicks = 14_999;
    gateway.touch.askTicks = 15_001;
    const fillOldest = async (): Promise<void> => gateway.fill(gateway.openOrders[0]?.clientId ?? null, 20);
    return { gateway, prices: PRICES, refusesLateOrders: true, fillOldest, close: async () => undefined };
  });
});

describe.skipIf(!isFakeVenueThere).each<Venue>(['hyperliquid', 'binance'])('a gateway to %s', (venue) => {
  describeGateway(async () => {
    const bench = await startFaultVenue(venue, QUIET, 60);
    return {
      gateway: venue === 'binance' ? binanceAt(bench) : hyperliquidAt(bench),
      prices: PRICES,
      refusesLateOrders: venue === 'hyperliquid',
      fillOldest: async () => void (await bench.control('fault', { do: 'fill', share: 1 })),
      close: async () => {
        const { violations } = await bench.control<{ violations: unknown[] }>('state');
        bench.close();
        expect(violations).toEqual([]);
      },
    };
  });
});

describe.skipIf(!isFakeVenueThere)('a wrong key', () => {
  it('is told by Binance, and the secret is in no message', async () => {
    const bench = await startFaultVenue('binance', QUIET, 30);
    try {
      const gateway = binanceAt(bench, 'another-secret');
      const told = await gateway.account(0).catch((error: unknown) => error);
      expect(told).toBeInstanceOf(GatewayError);
      expect(String(told)).toContain('Signature for this request is not valid');
      expect(String(told)).not.toContain('another-secret');
    } finally {
      bench.close();
    }
  });
});
