/**
 * A script that knows only what the prompt shows. It averages, for each move, the gains of the versions that made it, and draws
 * its next moves from that estimate and its uncertainty.
 */

import type { Rng } from '../../src/market/rng.ts';
import type { ParameterValue } from '../../src/strategy/parameters.ts';
import type { Asked, Move, Reply } from './scriptedLlm.ts';

const MOST_MOVES = 2;

interface Evidence {
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
  readonly parent: string | null;
  readonly diff?: Readonly<Record<string, readonly [ParameterValue, ParameterValue]>>;
}

interface Leader {
  readonly id: string;
  readonly mean: number;
  readonly hours: number;
}

/** By parameter and direction: gains of the versions that moved it, weighted by hours and divided among the moves of a version. */
function evidenceIn({ question }: Asked): Map<string, Evidence> {
  const versions = recordsIn<Version>(question.history).filter((record) => record.diff !== undefined);
  const [, board = ''] = question.task.split('## Leaderboard');
  const leaders = new Map(recordsIn<Leader>(board).flatMap((row) => ('hours' in row ? [[row.id, row]] : [])));
  const evidence = new Map<string, Evidence>();
  for (const { id, parent, diff = {} } of versions) {
    const [own, before] = [leaders.get(id), leaders.get(parent ?? '')];
    if (own === undefined || before === undefined) continue;
    const moves = Object.entries(diff);
    for (const [parameter, [from, to]] of moves) {
      const key = `${parameter} ${Number(to) > Number(from) ? 1 : -1}`;
      const known = evidence.get(key) ?? { sum: 0, weight: 0 };
      // The prior weighs as much as one hour of evidence.
      known.sum += (own.hours * (own.mean - before.mean)) / moves.length;
      known.weight += own.hours;
      evidence.set(key, known);
    }
  }
  return evidence;
}

/** The lines of the prompt that are records of versions, parsed. */
function recordsIn<T extends { readonly id: string }>(text: string): T[] {
  return text.split('\n').flatMap((line) => (/^\{"id":"v\d+"/.test(line) ? [JSON.parse(line) as T] : []));
}
