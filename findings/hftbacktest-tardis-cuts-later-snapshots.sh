#!/usr/bin/env bash
# hftbacktest's converter of Tardis files cuts each snapshot of the book to as many levels a side as the one before it had. A file holds
# a second snapshot where the recorder had to connect again, so from there on the outer levels are missing. No error, no warning. An
# order at a missing level is first in its queue: the next trade there fills it.
#
# Seen with hftbacktest 2.4.4 on Python 3.11: a file with a snapshot of 2 levels a side, an update, and a snapshot of 5 bids and 4 asks:
#   second snapshot in the file        bids 101.0 100.9 100.8 100.7 100.6, 3 each; asks 101.1 101.2 101.3 101.4, 3 each
#   in the converted data              bids 101.0 100.9; asks 101.1 101.2
#   an order to buy 1 at 100.8, the third level, then a sale of 1 at 100.8
#     where the levels are cut         filled
#     where the first snapshot has 5   not filled (3 stand before it)
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hftbacktest==2.4.4
cd "$folder"
venv/bin/python - <<'PY'
from contextlib import redirect_stdout
from io import StringIO

from hftbacktest import BUY_EVENT, GTX, LIMIT, BacktestAsset, HashMapMarketDepthBacktest
from hftbacktest.data.utils import tardis
from hftbacktest.types import DEPTH_SNAPSHOT_EVENT

SECOND = 1_000_000_000
START = 1_767_225_600_000_000  # microseconds, as in Tardis files
BIDS, ASKS = [101.0, 100.9, 100.8, 100.7, 100.6], [101.1, 101.2, 101.3, 101.4]


def book_row(second, snapshot, side, price, amount):
    at = START + second * 1_000_000
    return f"binance-futures,BTCUSDT,{at},{at + 1000},{str(snapshot).lower()},{side},{price},{amount}"


def snapshot(second, bids, asks, amount):
    return [book_row(second, True, side, price, amount) for side, prices in (("bid", bids), ("ask", asks)) for price in prices]


def converted(first_bids, first_asks):
    book = ["exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount"]
    book += snapshot(0, first_bids, first_asks, 1) + [book_row(1, False, "bid", first_bids[0], 2)]
    book += snapshot(2, BIDS, ASKS, 3) + [book_row(second, False, "bid", 101.0, second) for second in range(3, 7)]
    # The market falls to 100.8, where 1 is sold.
    book += [book_row(7, False, "bid", price, 0) for price in (101.0, 100.9)]
    book += [book_row(second, False, "ask", 101.4, second) for second in range(9, 12)]
    at = START + 8_000_000
    trades = ["exchange,symbol,timestamp,local_timestamp,id,side,price,amount"]
    trades += [f"binance-futures,BTCUSDT,{at},{at + 1000},1,sell,100.8,1"]
    for name, rows in (("trades.csv", trades), ("incremental_book_L2.csv", book)):
        with open(name, "w") as file:
            file.write("\n".join(rows) + "\n")
    with redirect_stdout(StringIO()):
        return tardis.convert(["trades.csv", "incremental_book_L2.csv"], buffer_size=1000, ss_buffer_size=1000)


def second_snapshot(data):
    rows = [row for row in data if row["ev"] & 0xFF == DEPTH_SNAPSHOT_EVENT and row["exch_ts"] == START * 1000 + 2 * SECOND]
    bids = [float(row["px"]) for row in rows if row["ev"] & BUY_EVENT]
    return bids, [float(row["px"]) for row in rows if not row["ev"] & BUY_EVENT]


def position_after_trade(data):
    asset = (
        BacktestAsset().data([data]).linear_asset(1.0).constant_order_latency(1_000_000, 1_000_000).risk_adverse_queue_model()
        .no_partial_fill_exchange().trading_value_fee_model(0.0, 0.0).tick_size(0.1).lot_size(0.1)
    )
    engine = HashMapMarketDepthBacktest([asset])
    assert engine.elapse(4 * SECOND) == 0
    assert engine.submit_buy_order(0, 1, 100.8, 1.0, GTX, LIMIT, True) == 0
    assert engine.elapse(6 * SECOND) == 0
    position = engine.position(0)
    engine.close()
    return position


cut = converted([100.0, 99.9], [100.1, 100.2])
print("the first snapshot has 2 levels: of the second there are", second_snapshot(cut))
assert second_snapshot(cut) == (BIDS[:2], ASKS[:2])
whole = converted([100.0, 99.9, 99.8, 99.7, 99.6], [100.1, 100.2, 100.3, 100.4])
print("the first snapshot has 5 and 4:  of the second there are", second_snapshot(whole))
assert second_snapshot(whole) == (BIDS, ASKS)
print("bought at the third level:", position_after_trade(cut), "where it is cut,", position_after_trade(whole), "where it is whole")
assert position_after_trade(cut) == 1.0
assert position_after_trade(whole) == 0.0
PY
