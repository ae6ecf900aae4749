/** Short forms of declarations: what most parameters have in common is filled in. */

import type {
  BooleanDeclaration,
  NumberDeclaration,
  ParameterDeclaration,
  Parameters,
  ParameterValue,
  RaisingEffect,
} from './parameters.ts';

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

/** A time in seconds, on a log scale. */
export function seconds(min: number, max: number, step: number, value: number, meaning: string): NumberDeclaration {
  return aNumber({ unit: 's', min, max, step, scale: 'log', default: value, meaning });
}

/** The declaration of a parameter that has an effect only while all these switches are on. */
export function only<T extends ParameterDeclaration>(declaration: T, ...onlyWith: readonly string[]): T {
  return { ...declaration, onlyWith };
}

/**
 * The declarations with what raising each does; those that are in no list have none.
 * @throws RangeError for a parameter in two lists
 */
export function withRaising<T extends Readonly<Record<string, ParameterDeclaration>>>(
  declarations: T,
  names: Readonly<Partial<Record<RaisingEffect, readonly (keyof T & string)[]>>>,
): Readonly<Record<keyof T, ParameterDeclaration>> {
  const tagged: Record<string, ParameterDeclaration> = { ...declarations };
  for (const [raising, list] of Object.entries(names) as [RaisingEffect, readonly string[]][]) {
    for (const name of list) {
      const declaration = tagged[name];
      if (declaration === undefined) throw new RangeError(`there is no parameter ${name}`);
      if (declaration.raising !== undefined) {
        throw new RangeError(`${name} is said to do two things: ${declaration.raising} and ${raising}`);
      }
      tagged[name] = { ...declaration, raising };
    }
  }
  return tagged as Readonly<Record<keyof T, ParameterDeclaration>>;
}

/** What is wrong with numbers that have to rise from the first name to the last: one message, or none. */
export function risingProblems<P>(parameters: P, ...names: readonly (keyof P & string)[]): string[] {
  const values = names.map((name) => Number(parameters[name]));
  if (values.every((value, i) => i === 0 || value > (values[i - 1] as number))) return [];
  return [`${names.map((name, i) => `${name} = ${values[i]}`).join(', ')}: they have to rise`];
}

/**
 * Reads checked parameters as what they are; one that was added later and is not there has its default.
 * @throws TypeError naming a parameter that is missing or of the wrong type
 */
export function readParameters<P>(
  strategy: string,
  declarations: Readonly<Record<keyof P & string, ParameterDeclaration>>,
  parameters: Parameters,
): P {
  const added: Record<string, ParameterValue> = {};
  for (const [name, declaration] of Object.entries<ParameterDeclaration>(declarations)) {
    if (!Object.hasOwn(parameters, name) && declaration.addedLater === true) added[name] = declaration.default;
    else if (typeof parameters[name] !== declaration.kind) {
      throw new TypeError(`${strategy}: ${name} has to be a ${declaration.kind}, not ${String(parameters[name])}`);
    }
  }
  return { ...added, ...parameters } as Parameters & P;
}
