#!/usr/bin/env bash
# DuckDB's ASOF JOIN finds another quote for the same trade when there are more trades. Where several quotes have the time of the match,
# as in a book with several changes in a millisecond, the first of them is taken for 63 trades and the last for 64, in the order in
# which they are stored. So a markout that is checked on a few trades is not the one of all trades. pandas and polars take the last.
# With one quote for each time the count does not matter.
#
# Seen with duckdb 2.0.1 (one thread), pandas 3.1.1 and polars 2.1.0 on Python 3.11, trades at 2 ms, quotes with mids of 100 at 1 ms
# and of 101, 102 and 103 at 2 ms, in this order:
#                                              63 trades   64 trades
#   duckdb                                     101         103
#   duckdb, asof_loop_join_threshold = 0       103         103
#   duckdb, one quote for each time            103         103
#   pandas, polars                             103         103
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.1 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1
"$folder/venv/bin/python" - <<'PY'
import duckdb, pandas, polars

quotes = pandas.DataFrame({"time": [1, 2, 2, 2], "number": range(4), "mid": [100.0, 101.0, 102.0, 103.0]})


def mids(count):
    trades = pandas.DataFrame({"time": [2] * count})
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.register("trades", trades)
    connection.register("quotes", quotes)

    def ask(right):
        rows = connection.execute(f"select mid from trades asof join {right} q on trades.time >= q.time").fetchall()
        assert len(rows) == count
        return {mid for (mid,) in rows}

    seen = {"duckdb": ask("quotes"), "one quote for each time": ask("(from quotes qualify number = max(number) over (partition by time))")}
    connection.execute("set asof_loop_join_threshold = 0")
    seen["duckdb without its loop join"] = ask("quotes")
    seen["pandas"] = set(pandas.merge_asof(trades, quotes, on="time")["mid"])
    seen["polars"] = set(polars.from_pandas(trades).join_asof(polars.from_pandas(quotes), on="time")["mid"])
    return seen


for count, first in ((1, 101.0), (63, 101.0), (64, 103.0), (1000, 103.0)):
    seen = mids(count)
    print(count, "trades:", seen)
    assert seen.pop("duckdb") == {first}
    assert all(found == {103.0} for found in seen.values())
PY
