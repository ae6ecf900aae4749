/**
 * A script that knows only what the prompt shows. It averages, for each move, the gains of the versions that made it, and draws
 * its next moves from that estimate and its uncertainty.
 */

import type { Rng } from '../../src/market/rng.ts';
import { type Asked, type Move, type Reply, tableIn } from './scriptedLlm.ts';

const MOST_MOVES = 2;

export interface Evidence {
  sum: number;
  weight: number;
}

export function historyScript(rng: Rng): (asked: Asked) => Reply {
  return (asked) => {
    const evidence = evidenceIn(asked);
    const options = [...asked.reachable].flatMap(([parameter, values]) => {
      const now = Number(asked.parameters[parameter]);
      return ([1, -1] as const).flatMap((direction) => {
        const towards = values.filter((value) => (Number(value) - now) * direction > 0);
        if (towards.length === 0) return [];
        const known = evidence.get(`${parameter} ${direction}`) ?? { sum: 0, weight: 0 };
        const mean = known.sum / (1 + known.weight);
        return [{ parameter, towards, mean, drawn: mean + rng.normal() / Math.sqrt(1 + known.weight) }];
      });
    });
    options.sort((a, b) => b.drawn - a.drawn);
    const moves: Move[] = [];
    let expected = 0;
    for (const { parameter, towards, mean } of options) {
      if (moves.length === MOST_MOVES) break;
      const value = towards[Math.floor(rng.uniform() * towards.length)];
      if (value === undefined || moves.some((move) => move.parameter === parameter)) continue;
      moves.push({ parameter, value });
      expected += mean;
    }
    return { moves, expected, spread: 1 };
  };
}

interface Version {
  readonly id: string;
  readonly parent: string;
  readonly moves: readonly { readonly parameter: string; readonly direction: 1 | -1 }[];
}

/** By parameter and direction: gains of the versions that moved it, weighted by hours and divided among the moves of a version. */
export function evidenceIn({ question }: Asked): Map<string, Evidence> {
  const [head = [], ...rows] = tableIn(question.task, 'All versions, best last');
  const [gain, hours] = [head.indexOf('gain an hour'), head.indexOf('hours')];
  const leaders = new Map(rows.map((row) => [row[0], { mean: Number(row[gain]), hours: Number(row[hours]) }]));
  const evidence = new Map<string, Evidence>();
  for (const { id, parent, moves } of versionsIn(question.history)) {
    const [own, before] = [leaders.get(id), leaders.get(parent)];
    if (own === undefined || before === undefined) continue;
    for (const { parameter, direction } of moves) {
      const key = `${parameter} ${direction}`;
      const known = evidence.get(key) ?? { sum: 0, weight: 0 };
      // The prior weighs as much as one hour of evidence.
      known.sum += (own.hours * (own.mean - before.mean)) / moves.length;
      known.weight += own.hours;
      evidence.set(key, known);
    }
  }
  return evidence;
}

/** The records name the changes of a version in its proposal: `p1 … v1 with levels 3→2 …`, and later `v2 is p1 on v1`. */
function versionsIn(history: string): Version[] {
  const moves = new Map(
    [...history.matchAll(/^(p\d+) .*? with (.*)$/gm)].map(([, proposal, text = '']) => [
      proposal,
      [...text.matchAll(/(\w+) ([-\w.]+)→([-\w.]+)/g)].map(([, parameter = '', from = '', to = '']) => ({
        parameter,
        direction: Number(JSON.parse(to)) > Number(JSON.parse(from)) ? (1 as const) : (-1 as const),
      })),
    ]),
  );
  return [...history.matchAll(/^(v\d+) is (p\d+) on (v\d+)/gm)].map(([, id = '', proposal, parent = '']) => ({
    id,
    parent,
    moves: moves.get(proposal) ?? [],
  }));
}
