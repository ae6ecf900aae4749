"""Serves Optuna samplers over stdin and stdout: one JSON request a line, one JSON answer a line.

start  {"type": "start", "sampler": "tpe" | "gp" | "cmaes", "seed": 1, "space": [...], "known": {...}}  ->  {}
       `space` lists {"name", "kind": "float" | "switch", "low", "high", "log"}; `known` is a point whose value is zero.
ask    {"type": "ask", "count": 2}  ->  {"trials": [{"id": 1, "parameters": {...}}, ...]}
tell   {"type": "tell", "results": [{"id": 1, "value": 0.3}, ...]}  ->  {}
best   {"type": "best"}  ->  {"parameters": {...}}
       the point of the trial with the highest value, the known one too
"""

import json
import sys
import warnings

import optuna
from optuna.distributions import FloatDistribution, IntDistribution

# Trials before a sampler learns; the default of 10 would leave few of the sessions.
STARTUP_TRIALS = 5


def distribution_of(one):
    if one["kind"] == "switch":
        return IntDistribution(0, 1)
    return FloatDistribution(one["low"], one["high"], log=one["log"])


def sampler_of(name, seed, known):
    if name == "tpe":
        return optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS, multivariate=True)
    if name == "gp":
        return optuna.samplers.GPSampler(seed=seed, n_startup_trials=STARTUP_TRIALS)
    if name == "cmaes":
        return optuna.samplers.CmaEsSampler(seed=seed, n_startup_trials=1, x0=known)
    raise ValueError(f"there is no sampler {name}")


class Served:
    def __init__(self, request):
        self.space = {one["name"]: distribution_of(one) for one in request["space"]}
        known = request["known"]
        self.study = optuna.create_study(
            direction="maximize", sampler=sampler_of(request["sampler"], request["seed"], known)
        )
        self.study.add_trial(optuna.trial.create_trial(params=known, distributions=self.space, value=0.0))

    def ask(self, count):
        trials = [self.study.ask(self.space) for _ in range(count)]
        return {"trials": [{"id": trial.number, "parameters": trial.params} for trial in trials]}

    def tell(self, results):
        for one in results:
            self.study.tell(one["id"], one["value"])
        return {}

    def best(self):
        return {"parameters": self.study.best_params}


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore")
    served = None
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["type"]
        if kind == "start":
            served = Served(request)
            answer = {}
        elif kind == "ask":
            answer = served.ask(request["count"])
        elif kind == "tell":
            answer = served.tell(request["results"])
        elif kind == "best":
            answer = served.best()
        else:
            raise ValueError(f"there is no request {kind}")
        print(json.dumps(answer), flush=True)


main()
