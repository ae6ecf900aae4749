/** Short forms of declarations: what most parameters have in common is filled in. */

import type { BooleanDeclaration, NumberDeclaration, Parameters } from './parameters.ts';

type Optional = 'scale' | 'tunable';

/** A number: on a linear scale and tunable, unless it says otherwise. */
export function aNumber(
  declaration: Omit<NumberDeclaration, 'kind' | Optional> & Partial<Pick<NumberDeclaration, Optional>>,
): NumberDeclaration {
  return { kind: 'number', scale: 'linear', tunable: true, ...declaration };
}

/** A tunable switch. */
export function aSwitch(declaration: Omit<BooleanDeclaration, 'kind' | 'tunable'>): BooleanDeclaration {
  return { kind: 'boolean', tunable: true, ...declaration };
}

/**
 * Reads checked parameters as what they are.
 * @throws TypeError naming a parameter that is missing or of the wrong type
 */
export function readParameters<P>(
  strategy: string,
  declarations: Readonly<Record<keyof P & string, { readonly kind: 'number' | 'boolean' }>>,
  parameters: Parameters,
): P {
  for (const [name, { kind }] of Object.entries<{ readonly kind: 'number' | 'boolean' }>(declarations)) {
    if (typeof parameters[name] !== kind) {
      throw new TypeError(`${strategy}: ${name} has to be a ${kind}, not ${String(parameters[name])}`);
    }
  }
  return { ...parameters } as Parameters & P;
}
