#!/usr/bin/env bash
# A study of optuna that is kept in a storage and continued by a new process, with the seed that makes it reproducible, tries the same
# parameters again: the storage keeps the trials, but the sampler starts its random numbers anew. The default sampler (TPE) draws its
# first ten trials at random, so a program that runs one session a day and asks for one trial each time spends ten days on one point.
# All are recorded as trials of their own, and a reader who counts trials takes repeats for independent evidence.
#
# Seen with optuna 5.0.0 on Python 3.11, a study in SQLite with two parameters, different points of 20 trials:
#                       20 processes of 1 trial   4 of 5 trials   1 of 20 trials
#   TPESampler(seed=1)          11                     15              20
#   RandomSampler(seed=1)        1                      5              20
#   TPESampler()                20                     20              20
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet optuna==5.0.0
venv/bin/python - <<'PY'
import optuna
from optuna.samplers import RandomSampler, TPESampler

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial):
    return (trial.suggest_float("spread", 0, 10) - 3) ** 2 + trial.suggest_float("skew", 0, 10)


def points(name, sampler, processes, trials):
    """Different points of a study that is loaded from its file with a new sampler, as each new process does."""
    for _ in range(processes):
        study = optuna.create_study(
            storage=f"sqlite:///{name}-{processes}.db", study_name="spread", load_if_exists=True, sampler=sampler()
        )
        study.optimize(objective, n_trials=trials)
    assert len(study.trials) == 20
    return len({tuple(trial.params.values()) for trial in study.trials})


expected = {
    "tpe-seed": (lambda: TPESampler(seed=1), [11, 15, 20]),
    "random-seed": (lambda: RandomSampler(seed=1), [1, 5, 20]),
    "tpe": (TPESampler, [20, 20, 20]),
}
for name, (sampler, counts) in expected.items():
    seen = [points(name, sampler, processes, 20 // processes) for processes in (20, 4, 1)]
    print(f"{name}: different points of 20 trials {seen} with 20, 4 and 1 processes")
    assert seen == counts
PY
