/** A script that knows the best set of the family that a long search found (bench/LANDSCAPE.md) and moves towards it. */

import { readFileSync } from 'node:fs';
import type { Rng } from '../../src/market/rng.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import {
  behaviourOf,
  hasEffect,
  type Parameters,
  type ParameterValue,
  quantise,
} from '../../src/strategy/parameters.ts';
import type { Asked, Move, Reply } from '../../test/models/scriptedLlm.ts';
import { start, strategy } from './settings.ts';

const PAGE = new URL('../LANDSCAPE.md', import.meta.url);
/** As many as guardrails allow. */
const MOST_MOVES = 6;
const LEAST_MOVES = 3;
/** What it claims of its moves together, USD per hour. */
const EXPECTED = 1;

/** Each answer moves three to six of the parameters that are farthest from the best set, as far as one step may. */
export function expertScript(family: Family, rng: Rng): (asked: Asked) => Reply {
  const best = behaviourOf(strategy.parameters, bestSet(family));
  return ({ parameters, reachable }) => {
    const moves = [...reachable]
      .flatMap(([parameter, values]): (Move & { readonly nearer: number })[] => {
        const from = parameters[parameter] as ParameterValue;
        const distance = (value: ParameterValue): number =>
          distanceOf(parameter, value, best[parameter] as ParameterValue);
        const [nearest] = values.toSorted((a, b) => distance(a) - distance(b));
        if (nearest === undefined) return [];
        const nearer = distance(from) - distance(nearest);
        return nearer > 0 ? [{ parameter, value: nearest, nearer }] : [];
      })
      .sort((a, b) => b.nearer - a.nearer)
      .slice(0, LEAST_MOVES + rng.integer(MOST_MOVES - LEAST_MOVES + 1))
      .map(({ parameter, value }): Move => ({ parameter, value }));
    // Without the switch that it depends on a parameter has no effect, and guardrails refuse its change.
    const after = { ...parameters, ...Object.fromEntries(moves.map(({ parameter, value }) => [parameter, value])) };
    const working = moves.filter(({ parameter }) => {
      const declaration = strategy.parameters[parameter];
      return declaration !== undefined && hasEffect(declaration, after);
    });
    return { moves: working, expected: EXPECTED, spread: EXPECTED };
  };
}

/** As a share of the parameter's range; a switch that is set wrongly is a quarter of it. */
function distanceOf(parameter: string, a: ParameterValue, b: ParameterValue): number {
  const declaration = strategy.parameters[parameter];
  if (declaration === undefined) throw new RangeError(`the strategy has no parameter ${parameter}`);
  if (declaration.kind === 'boolean') return a === b ? 0 : 0.25;
  const at = (value: ParameterValue): number => (declaration.scale === 'log' ? Math.log(Number(value)) : Number(value));
  return Math.abs(at(a) - at(b)) / (at(declaration.max) - at(declaration.min));
}

/** Whether the long search has covered the family. */
export function hasBestSet(family: Family): boolean {
  return bestCell(family) !== undefined;
}

function bestCell(family: Family): string | undefined {
  const row = readFileSync(PAGE, 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${family} | `) && line.split('|').length === 6);
  return row?.split('|')[4]?.trim();
}

/** @throws Error for a family that the page does not have, RangeError for a parameter that the strategy does not have */
function bestSet(family: Family): Parameters {
  const cell = bestCell(family);
  if (cell === undefined) throw new Error(`bench/LANDSCAPE.md has no best set of ${family}`);
  const changes = cell.split(', ').map((change): [string, ParameterValue] => {
    const [name = '', text = ''] = change.split(' ');
    const declaration = strategy.parameters[name];
    if (declaration === undefined) throw new RangeError(`bench/LANDSCAPE.md names an unknown parameter ${name}`);
    return [name, declaration.kind === 'boolean' ? text === 'true' : quantise(declaration, Number(text))];
  });
  return { ...start, ...Object.fromEntries(changes) };
}
