/**
 * Gains of single steps from the default in one family: a coarse gradient, which the oracles know. It comes from a small design
 * of experiments: each parameter one guardrail step up and down, on markets that nothing else uses.
 */

import { largestMove, placeOf, valueAt } from '../../src/strategy/moves.ts';
import type { Parameters, ParameterValue } from '../../src/strategy/parameters.ts';
import { mean } from '../../test/market/estimate.ts';
import { standardError } from './gains.ts';
import { start, strategy } from './settings.ts';

/** A step of one parameter from the default. */
export interface DefaultStep {
  readonly parameter: string;
  readonly to: ParameterValue;
  /** 1 is up or on, −1 down or off. */
  readonly direction: 1 | -1;
}

export interface MeasuredStep extends DefaultStep {
  /** Profit per hour against the default, USD. */
  readonly gain: number;
  /** Its standard error. */
  readonly error: number;
}

/** Best first. */
export type StepGains = readonly MeasuredStep[];

/** One step up and one down for every parameter that can move. */
export function designSteps(): DefaultStep[] {
  return Object.entries(strategy.parameters).flatMap(([parameter, declaration]): DefaultStep[] => {
    const from = start[parameter];
    if (from === undefined || !declaration.tunable) return [];
    if (declaration.kind === 'boolean') return [{ parameter, to: from !== true, direction: from === true ? -1 : 1 }];
    const place = placeOf(declaration, Number(from));
    const step = largestMove(declaration, Number(from));
    return ([1, -1] as const).flatMap((direction) => {
      const to = valueAt(declaration, place + direction * step);
      return to === from ? [] : [{ parameter, to, direction }];
    });
  });
}

export function parametersAt({ parameter, to }: DefaultStep): Parameters {
  return { ...start, [parameter]: to };
}

/** @param gainsOf gain of a step on each market of the design */
export function stepGainsOf(
  steps: readonly DefaultStep[],
  gainsOf: (step: DefaultStep) => readonly number[],
): StepGains {
  return steps
    .map((step) => ({ ...step, gain: mean(gainsOf(step)), error: standardError(gainsOf(step)) }))
    .sort((a, b) => b.gain - a.gain);
}
