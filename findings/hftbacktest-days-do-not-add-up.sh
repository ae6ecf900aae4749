#!/usr/bin/env bash
# hftbacktest's statistics by day or month leave out what was made in the first sample of each part. A sample holds the state at
# the end of its interval, and the return of a part is its last sample less its first, so the days do not add up to the whole, and
# the whole lacks its own first interval. Trades are all counted, so the return over the value traded is too low as well. The coarser the
# sample, the more is left out.
#
# Seen with hftbacktest 2.4.4 on Python 3.11, a record each minute of two days, a strategy that makes 1 and trades for 100 between
# two records, 2,879 in all:
#                      return of day 1, day 2, both days   over the value traded on day 2, where 0.01 is true
#   resample('10s')    1,439    1,439    2,879             0.00999   (the default)
#   resample('1h')     1,380    1,380    2,820             0.00958
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hftbacktest==2.4.4
"$folder/venv/bin/python" - <<'PY'
import numpy as np
from hftbacktest.stats import LinearAssetRecord, Ret, ReturnOverTrade
from hftbacktest.types import record_dtype

minutes = np.arange(2 * 24 * 60)
records = np.zeros(len(minutes), record_dtype)
records["timestamp"] = 1_767_225_600_000_000_000 + minutes * 60_000_000_000
records["price"] = 100.0
records["balance"] = minutes
records["trading_value"] = minutes * 100.0
records["num_trades"] = minutes

expected = {"10s": ([1439.0, 1439.0, 2879.0], 0.00999), "1h": ([1380.0, 1380.0, 2820.0], 0.00958)}
for interval, (returns, over_value) in expected.items():
    record = LinearAssetRecord(records.copy()).resample(interval).daily()
    parts = record.stats(metrics=[Ret, ReturnOverTrade]).summary()
    seen = parts["Return"].to_list()
    second = parts["ReturnOverTrade"].to_list()[1]
    print(f"samples of {interval}: day 1, day 2, both days {seen}; over the value traded on day 2 {second:.5f}")
    assert seen == returns
    assert round(second, 5) == over_value
PY
