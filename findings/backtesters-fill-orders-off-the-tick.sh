#!/usr/bin/env bash
# Two backtesters know the tick and the lot of a market and fill orders that its venue would refuse. nautilus_trader's make_price() and
# make_qty() round to as many decimals as the tick and the lot have, not to their multiples, and its simulated venue accepts the result:
# with a tick of 0.5, a bid at 60000.3 stands before all bids at 60000.0 and is filled at 60000.3. hftbacktest moves a price to the
# nearest tick, so a bid may be higher than asked, and takes any quantity.
#
# Seen with nautilus_trader 1.221.0 and hftbacktest 2.4.4 on Python 3.11 (nautilus_trader 1.231.0 on Python 3.12 does the same), tick
# 0.5, lot 0.005, best bid 60000.0 and best ask 60001.0, a post-only bid for 0.0123 at 60000.3, then a sale of 3 at 60000.0:
#   nautilus_trader   accepted, 0.012 filled at 60000.3
#   hftbacktest       accepted, 0.0123 filled at 60000.5
# Prices and quantities have to be brought to multiples before the order is made.
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nautilus_trader==1.221.0 hftbacktest==2.4.4
"$folder/venv/bin/python" - <<'PY'
import warnings
from decimal import Decimal

import numpy as np
from hftbacktest import (
    BUY_EVENT, DEPTH_EVENT, EXCH_EVENT, GTX, LIMIT, LOCAL_EVENT, SELL_EVENT, TRADE_EVENT, BacktestAsset, HashMapMarketDepthBacktest,
)
from hftbacktest.types import event_dtype
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import QuoteTick, TradeTick
from nautilus_trader.model.enums import AccountType, AggressorSide, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TradeId, Venue
from nautilus_trader.model.instruments import CryptoPerpetual
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

warnings.simplefilter("ignore")
SECOND = 1_000_000_000
PRICE, QUANTITY = 60000.3, 0.0123


def by_nautilus():
    market = CryptoPerpetual(
        instrument_id=InstrumentId(Symbol("BTC-PERP"), Venue("X")), raw_symbol=Symbol("BTC-PERP"), base_currency=BTC,
        quote_currency=USDT, settlement_currency=USDT, is_inverse=False, price_precision=1, size_precision=3,
        price_increment=Price.from_str("0.5"), size_increment=Quantity.from_str("0.005"), maker_fee=Decimal(0), taker_fee=Decimal(0),
        margin_init=Decimal("0.1"), margin_maint=Decimal("0.05"), ts_event=0, ts_init=0,
    )
    size = Quantity.from_str("3.000")
    bid, ask = Price.from_str("60000.0"), Price.from_str("60001.0")
    quotes = [QuoteTick(market.id, bid, ask, size, size, at * SECOND, at * SECOND) for at in (1, 3)]
    sale = TradeTick(market.id, bid, size, AggressorSide.SELLER, TradeId("1"), 2 * SECOND, 2 * SECOND)
    fills = []

    class OneBid(Strategy):
        def on_start(self):
            self.subscribe_quote_ticks(market.id)

        def on_quote_tick(self, quote):
            if quote.ts_event == SECOND:
                quantity, price = market.make_qty(QUANTITY), market.make_price(PRICE)
                self.submit_order(self.order_factory.limit(market.id, OrderSide.BUY, quantity, price, post_only=True))

        def on_order_filled(self, fill):
            fills.append((float(fill.last_px), float(fill.last_qty)))

    engine = BacktestEngine(config=BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(market.id.venue, OmsType.NETTING, AccountType.MARGIN, [Money(1_000_000, USDT)])
    engine.add_instrument(market)
    engine.add_data([quotes[0], sale, quotes[1]])
    engine.add_strategy(OneBid())
    engine.run()
    engine.dispose()
    return fills


def by_hftbacktest():
    def event(kind, at, price, quantity):
        return (kind | EXCH_EVENT | LOCAL_EVENT, at * SECOND, at * SECOND + 1_000_000, price, quantity, 0, 0, 0.0)

    rows = [event(DEPTH_EVENT | BUY_EVENT, 1, 60000.0, 3), event(DEPTH_EVENT | SELL_EVENT, 1, 60001.0, 3)]
    rows += [event(TRADE_EVENT | SELL_EVENT, 4, 60000.0, 3)] + [event(DEPTH_EVENT | BUY_EVENT, at, 59990.0, at) for at in range(5, 9)]
    asset = (
        BacktestAsset().data([np.array(rows, event_dtype)]).linear_asset(1.0).constant_order_latency(1_000_000, 1_000_000)
        .risk_adverse_queue_model().no_partial_fill_exchange().trading_value_fee_model(0.0, 0.0).tick_size(0.5).lot_size(0.005)
    )
    engine = HashMapMarketDepthBacktest([asset])
    assert engine.elapse(SECOND) == 0
    assert engine.submit_buy_order(0, 1, PRICE, QUANTITY, GTX, LIMIT, True) == 0
    assert engine.elapse(4 * SECOND) == 0
    state = engine.state_values(0)
    filled = (-state.balance / state.position, state.position) if state.position else None
    engine.close()
    return filled


nautilus, hftbacktest = by_nautilus(), by_hftbacktest()
print("nautilus_trader fills [price, quantity]:", nautilus)
assert nautilus == [(60000.3, 0.012)]
print("hftbacktest fills (price, quantity):", hftbacktest)
assert np.allclose(hftbacktest, (60000.5, 0.0123), rtol=0, atol=1e-9)
PY
