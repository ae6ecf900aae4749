#!/usr/bin/env bash
# hyperopt's parameters with a step leave their bounds: hp.quniform(low, high, q) rounds to multiples of q counted from 0, not from
# low, and the rounded value may lie outside of low and high. A spread "from 1 to 8 bps in steps of 3" is tried at 0 and at 9. Where
# both bounds are multiples of the step they are tried half as often as the values between them; so are those of hp.uniformint.
#
# Seen with hyperopt 0.3.0 on Python 3.11, 4,000 random draws each:
#   quniform(1, 8, 3)                      0 3 6 9, where 1 4 7 was meant; outside the bounds in about 590
#   quniform(5, 50, 10)                    10 20 30 40 50, never 5
#   qloguniform(log 1, log 50, 5)          0 in about a quarter, where all is at least 1
#   uniformint(1, 10)                      1 and 10 in about 220 each, the others in about 440 each
#   fmin with tpe for the smallest spread  finds 0 as the best of quniform(1, 8, 3)
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hyperopt==0.3.0
"$folder/venv/bin/python" - <<'PY'
from collections import Counter
from math import log

import numpy as np
from hyperopt import Trials, fmin, hp, tpe
from hyperopt.pyll.stochastic import sample


def drawn(space):
    random = np.random.default_rng(1)
    counts = Counter(float(sample(space, rng=random)) for _ in range(4000))
    print({value: counts[value] for value in sorted(counts)})
    return counts


spread = drawn(hp.quniform("spread", 1, 8, 3))
assert set(spread) == {0, 3, 6, 9} and 500 < spread[0] + spread[9] < 680
assert set(drawn(hp.quniform("spread", 5, 50, 10))) == {10, 20, 30, 40, 50}
assert 800 < drawn(hp.qloguniform("spread", log(1), log(50), 5))[0] < 1200
levels = drawn(hp.uniformint("levels", 1, 10))
assert all(levels[end] < 280 for end in (1, 10)) and all(levels[middle] > 380 for middle in range(2, 10))

best = fmin(
    lambda values: values["spread"], {"spread": hp.quniform("spread", 1, 8, 3)}, algo=tpe.suggest, max_evals=50,
    trials=Trials(), rstate=np.random.default_rng(1), show_progressbar=False,
)
print("the smallest spread that is found:", best["spread"])
assert best["spread"] == 0
PY
