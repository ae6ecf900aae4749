#!/usr/bin/env bash
# Readers keep Parquet columns of prices and sizes in INT32 as 32 bits. The product price × size then overflows without an
# error in three of four readers.
#
# Seen with pyarrow 26.0.1, polars 2.1.0, pandas 3.1.1 and duckdb 2.0.1 on Python 3.11, for two trades of 1,200,000 ticks and 5,000
# and 7,000 lots (true value 14,400,000,000 tick·lots, true VWAP 1,200,000):
#   polars   sum(price * size) is a wrapped, wrong figure; sum(size) of many rows wraps as well
#   pandas   each product wraps, the sum of the wrapped products is 64 bits wide: wrong, and no warning
#   pyarrow  pc.multiply wraps; pc.multiply_checked is the one that raises
#   duckdb   stops with an error of overflow
# So integer ticks for other readers should be written as INT64.
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyarrow==26.0.1 polars==2.1.0 pandas==3.1.1 duckdb==2.0.1 numpy
"$folder/venv/bin/python" - "$folder/trades.parquet" <<'PY'
import sys
import duckdb, pandas, polars, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq

file = sys.argv[1]
price, size = [1_200_000, 1_200_000], [5_000, 7_000]
true_value = sum(p * s for p, s in zip(price, size))
pq.write_table(pa.table({"price": pa.array(price, pa.int32()), "size": pa.array(size, pa.int32())}), file)

frame = polars.read_parquet(file)
by_polars = frame.select((polars.col("price") * polars.col("size")).sum()).item()
data = pandas.read_parquet(file)
by_pandas = int((data["price"] * data["size"]).sum())
table = pq.read_table(file)
by_pyarrow = pc.sum(pc.multiply(table["price"], table["size"])).as_py()
for name, value in (("polars", by_polars), ("pandas", by_pandas), ("pyarrow", by_pyarrow)):
    print(f"{name}: {value} where {true_value} is true")
    assert value != true_value, f"{name} no longer wraps"

try:
    duckdb.sql(f"select sum(price * size) from '{file}'").fetchall()
except duckdb.Error as error:
    print("duckdb:", str(error).splitlines()[0])
else:
    raise AssertionError("duckdb no longer stops")

wide = frame.cast({"price": polars.Int64, "size": polars.Int64})
assert wide.select((polars.col("price") * polars.col("size")).sum()).item() == true_value
print("as INT64 it is right")
PY
