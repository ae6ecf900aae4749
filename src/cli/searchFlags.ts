/**
 * Flags of `tune sweep` that say which parameters it tries: `--param name=from:to:step`, `name=a,b,c` or, for a sample,
 * `name=from:to`, checked against the declarations.
 */

import { UsageError } from '../app/errors.ts';
import type { Search } from '../app/sweepParameters.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import {
  describeAllowed,
  type NumberDeclaration,
  type ParameterDeclaration,
  quantise,
} from '../strategy/parameters.ts';
import { type SearchList, type SearchRange, valuesOf } from '../strategy/searchPoints.ts';
import type { StrategyKind } from '../strategy/strategy.ts';

export interface SearchOptions {
  readonly param: readonly string[];
  readonly sample?: string;
}

/** @param strategy its name. @throws UsageError naming the flag and what is allowed */
export function searchOf({ param, sample }: SearchOptions, strategy: string): Search {
  const kind = strategyNamed(strategy);
  if (sample === undefined) return { kind: 'grid', lists: param.map((flag) => searchList(flag, kind)) };
  if (!/^[1-9]\d{0,5}$/.test(sample)) throw new UsageError(`--sample ${sample} is not a whole number from 1 to 999999`);
  return { kind: 'sample', ranges: param.map((flag) => searchRange(flag, kind)), count: Number(sample) };
}

function searchList(flag: string, strategy: StrategyKind): SearchList {
  const { parameter, text, declaration } = split(flag, strategy);
  if (declaration.kind === 'boolean') {
    const values = text.split(',').map((word) => {
      if (word !== 'true' && word !== 'false') throw new UsageError(`--param ${flag}: "${word}" is not true or false`);
      return word === 'true';
    });
    return { parameter, values: [...new Set(values)] };
  }
  if (!text.includes(':')) {
    return { parameter, values: [...new Set(text.split(',').map((word) => onGrid(flag, word, declaration)))] };
  }
  return { parameter, values: valuesOf(rangeOf(flag, parameter, text, declaration)) };
}

function searchRange(flag: string, strategy: StrategyKind): SearchRange {
  const { parameter, text, declaration } = split(flag, strategy);
  if (declaration.kind === 'boolean' || !text.includes(':')) {
    throw new UsageError(`--param ${flag}: a sample needs a range of a numeric parameter, e.g. spreadBps=1:4`);
  }
  return rangeOf(flag, parameter, text, declaration);
}

/** Names of the searched parameters. @throws UsageError for two ranges of one parameter, of which one would be dropped */
export function searchedNames(flags: readonly string[]): string[] {
  const names = flags.map((flag) => flag.slice(0, flag.indexOf('=')).trim());
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`--param names ${twice} twice; give it one range`);
  return names;
}

function split(
  flag: string,
  strategy: StrategyKind,
): { parameter: string; text: string; declaration: ParameterDeclaration } {
  const at = flag.indexOf('=');
  const parameter = flag.slice(0, at).trim();
  const text = flag.slice(at + 1).trim();
  const declaration = strategy.parameters[parameter];
  if (at < 1 || text === '') throw new UsageError(`--param ${flag} is not name=from:to:step or name=a,b,c`);
  if (declaration === undefined) {
    throw new UsageError(
      `--param ${flag}: unknown parameter "${parameter}"; known: ${Object.keys(strategy.parameters).join(', ')}`,
    );
  }
  return { parameter, text, declaration };
}

function rangeOf(flag: string, parameter: string, text: string, declaration: NumberDeclaration): SearchRange {
  const words = text.split(':');
  if (words.length !== 2 && words.length !== 3)
    throw new UsageError(`--param ${flag}: "${text}" is not from:to or from:to:step`);
  const [from = Number.NaN, to = Number.NaN] = words.slice(0, 2).map((word) => onGrid(flag, word, declaration));
  const step = words[2] === undefined ? declaration.step : readNumber(flag, words[2]);
  if (from > to) throw new UsageError(`--param ${flag}: the range runs from ${from} down to ${to}`);
  if (!(step > 0)) throw new UsageError(`--param ${flag}: the step must be greater than 0`);
  return { parameter, declaration, from, to, step };
}

function onGrid(flag: string, word: string, declaration: NumberDeclaration): number {
  const value = readNumber(flag, word);
  if (value < declaration.min || value > declaration.max || quantise(declaration, value) !== value) {
    throw new UsageError(`--param ${flag}: ${word} is not allowed; allowed: ${describeAllowed(declaration)}`);
  }
  return value;
}

function readNumber(flag: string, word: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word.trim())) throw new UsageError(`--param ${flag}: "${word}" is not a number`);
  return Number(word);
}
