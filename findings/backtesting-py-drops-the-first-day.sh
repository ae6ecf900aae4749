#!/usr/bin/env bash
# backtesting.py computes the annual return, volatility and the Sharpe, Sortino and Calmar ratios of intraday bars from the last equity
# of each day, so what the first day made is in none of them. A short sample can have a profit and a Sharpe ratio below 0. Besides, the
# year has 365 days only where more than 17 % of the bars are of a Saturday or Sunday, and 252 otherwise, whatever the market: the
# same crypto strategy has another ratio when its sample runs from Monday to Saturday than when it runs to Sunday.
#
# Seen with backtesting.py 0.6.6 on Python 3.11, hourly bars, buy and hold:
#   a rise of 10 % on the first day, a fall of 0.5 % on each of two more
#     Return 8.0 %, CAGR above 0; Return (Ann.) -70.6 %, the three ratios below 0
#   gains of 1 % and 2 % in turn on the days of
#     Monday to Saturday     Return (Ann.) is of a year of 252 days
#     Monday to Sunday       of a year of 365 days
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet backtesting==0.6.6
"$folder/venv/bin/python" - <<'PY'
import warnings
from math import log1p

import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

warnings.simplefilter("ignore")


class Hold(Strategy):
    def init(self):
        pass

    def next(self):
        if not self.position:
            self.buy(size=1000)


def held(days):
    """A long position over days with these returns, from Monday, 5 January 2026, in 24 bars each."""
    growth = np.concatenate([np.full(24, (1 + day) ** (1 / 24)) for day in days])
    close = 100 * np.cumprod(growth)
    index = pd.date_range("2026-01-05", periods=len(close), freq="h")
    bars = pd.DataFrame({"Open": close / growth, "High": close, "Low": close / growth, "Close": close, "Volume": 1.0}, index=index)
    bars["High"], bars["Low"] = bars[["Open", "Close"]].max(axis=1), bars[["Open", "Close"]].min(axis=1)
    return Backtest(bars, Hold, cash=102_000, finalize_trades=True).run()


def days_of_the_year(stats):
    """Which number of days the annual return is made with."""
    by_day = stats["_equity_curve"]["Equity"].resample("D").last()
    mean = np.log(by_day.iloc[-1] / by_day.iloc[0]) / (len(by_day) - 1)
    return round(float(log1p(stats["Return (Ann.) [%]"] / 100) / mean))


short = held([0.1, -0.005, -0.005])
print(short[["Return [%]", "CAGR [%]", "Return (Ann.) [%]", "Sharpe Ratio", "Sortino Ratio", "Calmar Ratio"]].round(1).to_string())
assert short["Return [%]"] > 7 and short["CAGR [%]"] > 0
assert short["Return (Ann.) [%]"] < -65 and max(short[["Sharpe Ratio", "Sortino Ratio", "Calmar Ratio"]]) < 0
week = [0.01, 0.02, 0.01, 0.02, 0.01, 0.02, 0.01]
saturday, sunday = held(week[:6]), held(week)
for name, stats, days in (("Saturday", saturday, 252), ("Sunday", sunday, 365)):
    print(f"Monday to {name}: a year of {days_of_the_year(stats)} days, Return (Ann.) {stats['Return (Ann.) [%]']:,.0f} %")
    assert days_of_the_year(stats) == days
PY
