#!/usr/bin/env bash
# A decimal of Arrow is a whole number and a scale. apache-arrow for JavaScript hands out the whole number: a price of 92000.5 in a
# column of type decimal(18, 8) is 9200050000000 in arithmetic, as text and in JSON (quoted twice), without an error. The scale is in the type of the
# column and has to be passed to valueOf() by the caller. A 256-bit decimal is "0" as text, and `price + fee` glues texts.
#
# Seen with apache-arrow 21.2.0 on Node 24.21.0, files written by pyarrow 26.0.1 on Python 3.11, prices 92000.5 and -0.5:
#                             decimal128(18, 8)                      decimal256(40, 8)
#   Number(price)             9200050000000, -50000000               9200050000000, -50000000
#   String(price)             9200050000000, -50000000               0, -0
#   price + 1                 92000500000001 (a text)                01 (a text)
#   price.valueOf(8)          92000.5, -0.5                          92000.5, -0.5
# hyparquet 1.31.5, asked for a Parquet file with such a column, gives 92000.5.
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyarrow==26.0.1
npm init --yes >/dev/null
npm install --silent --save-exact apache-arrow@21.2.0 hyparquet@1.31.5 node@24.21.0
venv/bin/python - <<'PY'
from decimal import Decimal
import pyarrow as pa, pyarrow.feather as feather, pyarrow.parquet as parquet

prices = [Decimal("92000.5"), Decimal("-0.5")]
for name, kind in (("128", pa.decimal128(18, 8)), ("256", pa.decimal256(40, 8))):
    feather.write_feather(pa.table({"price": pa.array(prices, kind)}), f"{name}.arrow", compression="uncompressed")
parquet.write_table(pa.table({"price": pa.array(prices, pa.decimal128(18, 8))}), "128.parquet")
PY
cat >look.mjs <<'JS'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';

const seen = (name) => {
  const [high, low] = tableFromIPC(readFileSync(`${name}.arrow`)).getChild('price');
  return {
    numbers: [Number(high), Number(low)], texts: [String(high), String(low)], sum: high + 1,
    json: JSON.stringify(high),
    scaled: [high.valueOf(8), low.valueOf(8)],
  };
};
const [narrow, wide] = [seen('128'), seen('256')];
console.log('decimal128', narrow);
assert.deepEqual(narrow.numbers, [9_200_050_000_000, -50_000_000]);
assert.deepEqual(narrow.texts, ['9200050000000', '-50000000']);
console.log('decimal256', wide);
assert.deepEqual(wide.numbers, narrow.numbers);
assert.deepEqual(wide.texts, ['0', '-0']);
assert.deepEqual([narrow.sum, wide.sum], ['92000500000001', '01']);
assert.deepEqual([narrow, wide].map(({ json }) => JSON.parse(JSON.parse(json))), ['9200050000000', '0']);
assert.deepEqual([narrow.scaled, wide.scaled], [[92_000.5, -0.5], [92_000.5, -0.5]]);
const rows = await parquetReadObjects({ file: await asyncBufferFromFile('128.parquet') });
console.log('hyparquet', rows);
assert.deepEqual(rows.map(({ price }) => price), [92_000.5, -0.5]);
JS
node_modules/.bin/node look.mjs
