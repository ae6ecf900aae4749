import { type FeedVenue, ownFeedOf } from '../../market/feedVenue.ts';
import { BinanceMapping } from '../binance/binanceMapping.ts';
import { CcxtMapping } from '../ccxt/ccxtMapping.ts';
import { HyperliquidMapping } from '../hyperliquid/hyperliquidMapping.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { MappingOutput, MessageMapping } from '../messages/messageMapping.ts';
import { ParadexMapping } from '../paradex/paradexMapping.ts';

/** The mapping of the messages that a venue's live feed asks for. @param symbol as the venue writes it */
export function feedMapping(venue: FeedVenue, symbol: string, grid: TapeGrid, output: MappingOutput): MessageMapping {
  switch (ownFeedOf(venue)) {
    case 'hyperliquid':
      return new HyperliquidMapping({ coin: symbol, connections: 'one' }, grid, output);
    case 'binance':
      return new BinanceMapping(
        {
          symbol,
          book: 'changes',
          levels: 1,
          unnamedPartialDepth: 'none',
          trades: 'aggTrade',
          clock: 'venue',
          connections: 'one',
        },
        grid,
        output,
      );
    case 'paradex':
      return new ParadexMapping({ market: symbol, connections: 'one' }, grid, output);
    case undefined:
      return new CcxtMapping(grid, output);
  }
}
