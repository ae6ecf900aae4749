"""The process that runs hftbacktest. It reads requests as lines of JSON and answers each with a line of JSON.

    {"type": "load", "events": FILE, ...}      events as written by eventFile.ts, and the settings of the market
    {"type": "fills", "sets": [...]}           what happened to the orders of each set, and the seconds that all took
    {"type": "time", "sets": [...]}            seconds that the sets take, one after another

The strategy is that of peerGrid.ts.
"""

import json
import sys
import time

import numpy as np
from hftbacktest import GTX, LIMIT, BacktestAsset, ROIVectorMarketDepthBacktest
from hftbacktest.order import BUY, CANCELED, EXPIRED, FILLED
from hftbacktest.types import event_dtype
from numba import njit, uint64

# Beyond any price in ticks: what depth gives for a side without a price.
NO_PRICE = 1 << 40
MOST_FILLS = 1_000_000


@njit
def run(hbt, steps, step_ns, half, interval, levels, reset, lot_size, lots, most_lots, fills):
    """Fills hold exchange time, side (0 bought), price in ticks and lots. Returns counts of fills,
    orders and rejections, and whether it ran to its last step."""
    tick_size = hbt.depth(0).tick_size
    qty = lots * lot_size
    count = 0
    placed = 0
    rejected = 0
    # Twice the price, so that all is whole; 0 before there is one.
    centre = 0
    have_bid = np.zeros(levels, np.bool_)
    have_ask = np.zeros(levels, np.bool_)
    # Filled since the grid has its centre.
    out_bid = np.zeros(levels, np.bool_)
    out_ask = np.zeros(levels, np.bool_)
    for _ in range(steps):
        if hbt.elapse(step_ns) != 0:
            return count, placed, rejected, False
        depth = hbt.depth(0)
        best_bid = depth.best_bid_tick
        best_ask = depth.best_ask_tick
        quoting = best_bid > -NO_PRICE and best_ask < NO_PRICE
        position = round(hbt.position(0) / lot_size)
        bids = quoting and position < most_lots
        asks = quoting and position > -most_lots
        bid = (centre - 2 * half) // (2 * interval)
        ask = -((-centre - 2 * half) // (2 * interval))
        moved = False
        if quoting:
            mid = best_bid + best_ask
            if centre == 0 or abs(mid - centre) >= 2 * reset:
                centre = mid
                moved = True
                out_bid[:] = False
                out_ask[:] = False
                bid = (centre - 2 * half) // (2 * interval)
                ask = -((-centre - 2 * half) // (2 * interval))
        have_bid[:] = False
        have_ask[:] = False
        orders = hbt.orders(0).values()
        while orders.has_next():
            order = orders.get()
            tick = order.price_tick
            buy = order.side == BUY
            level = bid - tick // interval if buy else tick // interval - ask
            inside = level >= 0 and level < levels
            if order.status == FILLED:
                fills[count, 0] = order.exch_timestamp
                fills[count, 1] = 0 if buy else 1
                fills[count, 2] = order.exec_price_tick
                fills[count, 3] = round(order.exec_qty / lot_size)
                count += 1
                if inside and not moved:
                    if buy:
                        out_bid[level] = True
                    else:
                        out_ask[level] = True
                continue
            if order.status == EXPIRED:
                rejected += 1
                continue
            if order.status == CANCELED:
                continue
            if inside and (bids if buy else asks):
                if buy:
                    have_bid[level] = True
                else:
                    have_ask[level] = True
            elif order.cancellable:
                hbt.cancel(0, order.order_id, False)
        hbt.clear_inactive_orders(0)
        if bids:
            for level in range(levels):
                if not have_bid[level] and not out_bid[level]:
                    tick = (bid - level) * interval
                    hbt.submit_buy_order(0, uint64(2 * tick), tick * tick_size, qty, GTX, LIMIT, False)
                    placed += 1
        if asks:
            for level in range(levels):
                if not have_ask[level] and not out_ask[level]:
                    tick = (ask + level) * interval
                    hbt.submit_sell_order(0, uint64(2 * tick + 1), tick * tick_size, qty, GTX, LIMIT, False)
                    placed += 1
    return count, placed, rejected, True


class Market:
    def __init__(self, request):
        self.events = np.fromfile(request["events"], dtype=event_dtype)
        self.request = request
        self.fills = np.zeros((MOST_FILLS, 4), np.int64)

    def backtest(self):
        r = self.request
        asset = (
            BacktestAsset()
            .data(self.events)
            .linear_asset(1.0)
            .constant_order_latency(r["orderNs"], r["responseNs"])
            .power_prob_queue_model3(3.0)
            .no_partial_fill_exchange()
            .trading_value_fee_model(r["makerFee"], r["takerFee"])
            .tick_size(r["tickSize"])
            .lot_size(r["lotSize"])
            .roi_lb(r["lowPrice"])
            .roi_ub(r["highPrice"])
            .last_trades_capacity(0)
        )
        return ROIVectorMarketDepthBacktest([asset])

    def run(self, s):
        """The result of a set, and the seconds of processor time that its loop took: making the backtest is not counted."""
        r = self.request
        hbt = self.backtest()
        began = time.process_time()
        result = run(
            hbt, r["steps"], r["stepNs"], s["halfTicks"], s["intervalTicks"], s["levels"],
            s["resetTicks"],
            r["lotSize"], s["lots"], s["mostLots"], self.fills,
        )
        seconds = time.process_time() - began
        hbt.close()
        return result, seconds


def main():
    market = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["type"] == "load":
            market = Market(request)
            answer = {"events": len(market.events)}
        elif request["type"] == "fills":
            answer = {"orders": [], "seconds": 0.0}
            for s in request["sets"]:
                (count, placed, rejected, whole), seconds = market.run(s)
                answer["seconds"] += seconds
                answer["orders"].append({
                    "fills": market.fills[:count].tolist(), "placed": placed,
                    "rejected": rejected, "whole": whole,
                })
        else:
            answer = {"seconds": sum(market.run(s)[1] for s in request["sets"])}
        print(json.dumps(answer), flush=True)


main()
