/**
 * The declaration of a strategy's parameters. One declaration yields validation, the quantised grid, guardrail
 * bounds, the diff on screen, the documentation and the optimizer's search space: nothing is written twice.
 */

/**
 * What raising a parameter, or turning it on, does to quotes and position; reports name by it which parameter moves what they
 * measured.
 * - `widens`, `tightens`: quotes stand farther from the mid, or nearer
 * - `enlarges`: more or larger orders
 * - `skews`: quotes react more to the position; `skews-later`: they begin to at a larger one
 * - `allows`: a larger position is held
 * - `pauses`: quotes are held back more often or for longer; `pauses-less`: less
 * - `reduces`: positions are reduced by taker orders; `reduces-later`: later
 * - `slows`: quotes follow the market less often
 */
export type RaisingEffect =
  | 'widens'
  | 'tightens'
  | 'enlarges'
  | 'skews'
  | 'skews-later'
  | 'allows'
  | 'pauses'
  | 'pauses-less'
  | 'reduces'
  | 'reduces-later'
  | 'slows';

interface DeclarationBase {
  /** What it does, in one sentence for the person and the model that tune it. */
  readonly meaning: string;
  /** Whether proposers may change it. */
  readonly tunable: boolean;
  /** Parameters that are only meaningful together: changing one calls for a look at the others. */
  readonly coupledWith?: readonly string[];
  /** Switches that all have to be on for it to have any effect. */
  readonly onlyWith?: readonly string[];
  /** It came when versions without it were on record: one that lacks it runs with the default, as it did when it was recorded. */
  readonly addedLater?: true;
  /** Left out where it does none of these, or one or the other. */
  readonly raising?: RaisingEffect;
}

export interface NumberDeclaration extends DeclarationBase {
  readonly kind: 'number';
  /** Unit as shown to people: `bps`, `s`, `USD`, `%`, `levels`, `×`. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Grid on which values live, counted from `min`. A whole `step` with a whole `min` makes an integer parameter. */
  readonly step: number;
  /** `log` when ratios matter more than differences; needs `min > 0`. */
  readonly scale: 'linear' | 'log';
  /** Smallest value with an effect of its own: every one below it behaves like `min`. Left out where all values differ. */
  readonly effectFrom?: number;
  readonly default: number;
}

export interface BooleanDeclaration extends DeclarationBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export type ParameterDeclaration = NumberDeclaration | BooleanDeclaration;
export type ParameterDeclarations = Readonly<Record<string, ParameterDeclaration>>;
export type ParameterValue = number | boolean;
/** A complete assignment: every declared parameter has a value. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** One thing that is wrong with a set of parameters, with everything a person needs to mend it. */
export interface ParameterProblem {
  readonly parameter: string;
  readonly value: unknown;
  /** What is allowed, e.g. `a number from 0.1 to 20 bps in steps of 0.1`. */
  readonly allowed: string;
  readonly message: string;
}

export function defaultParameters(declarations: ParameterDeclarations): Parameters {
  return Object.fromEntries(Object.entries(declarations).map(([name, d]) => [name, d.default]));
}

/** Whether two complete assignments give every parameter the same value. */
export function sameParameters(a: Parameters, b: Parameters): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Assignments never change, and a long study asks for the same ones again and again. */
const keys = new WeakMap<Parameters, string>();

/** The same text for equal assignments, in whatever order their names come. */
export function parametersKey(parameters: Parameters): string {
  const known = keys.get(parameters);
  if (known !== undefined) return known;
  const key = JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(parameters, key);
  return key;
}

/** Whether a parameter has any effect in an assignment: the switches that it depends on are on. */
export function hasEffect(declaration: ParameterDeclaration, parameters: Parameters): boolean {
  return (declaration.onlyWith ?? []).every((name) => parameters[name] === true);
}

/** The value that a value behaves like: `min` for those below the smallest with an effect, else itself. */
export function behavesLike(declaration: ParameterDeclaration, value: ParameterValue): ParameterValue {
  if (declaration.kind === 'boolean' || declaration.effectFrom === undefined) return value;
  return Number(value) < declaration.effectFrom ? declaration.min : value;
}

/**
 * The assignment with the default for each parameter that has no effect, and with the lowest value for each that is below
 * its smallest value with an effect: equal ones behave alike.
 */
export function behaviourOf(declarations: ParameterDeclarations, parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const declaration = declarations[name];
      if (declaration === undefined) return [name, value];
      return [name, behavesLike(declaration, hasEffect(declaration, parameters) ? value : declaration.default)];
    }),
  );
}

const behaviours = new WeakMap<ParameterDeclarations, WeakMap<Parameters, string>>();

/** The same text for assignments that behave alike. */
export function behaviourKey(declarations: ParameterDeclarations, parameters: Parameters): string {
  const known = behaviours.get(declarations) ?? new WeakMap<Parameters, string>();
  behaviours.set(declarations, known);
  const key = known.get(parameters) ?? parametersKey(behaviourOf(declarations, parameters));
  known.set(parameters, key);
  return key;
}

/** The declarations with sizes in dollars called by the quote currency, in which they are; `currency` is its sign or code. */
export function declarationsIn(declarations: ParameterDeclarations, currency: string): ParameterDeclarations {
  if (currency === '$') return declarations;
  return Object.fromEntries(
    Object.entries(declarations).map(([name, one]) => [
      name,
      one.kind === 'number' && one.unit === 'USD' ? { ...one, unit: currency } : one,
    ]),
  );
}

/** What values a parameter takes, in words. */
export function describeAllowed(d: ParameterDeclaration): string {
  if (d.kind === 'boolean') return 'true or false';
  const idle = d.effectFrom === undefined ? '' : `; one below ${d.effectFrom} does the same as ${d.min}`;
  return `a number from ${d.min} to ${d.max} ${d.unit} in steps of ${d.step}${idle}`;
}

/**
 * All problems of `values` against the declarations, unknown and missing names included; empty when valid. Only what was added
 * later may be missing.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { grid } from 'mmtune/strategy/grid/grid.ts';
 * import { checkParameters, defaultParameters } from 'mmtune/strategy/parameters.ts';
 *
 * const parameters = defaultParameters(grid.parameters);
 * assert.deepEqual(checkParameters(grid.parameters, parameters), []);
 * const [problem] = checkParameters(grid.parameters, { ...parameters, spreadBps: -1 });
 * assert.equal(problem?.parameter, 'spreadBps');
 * ```
 */
export function checkParameters(
  declarations: ParameterDeclarations,
  values: Readonly<Record<string, unknown>>,
): ParameterProblem[] {
  const problems: ParameterProblem[] = [];
  for (const [name, value] of Object.entries(values)) {
    // Own names only: every object has a `constructor`.
    const declaration = Object.hasOwn(declarations, name) ? declarations[name] : undefined;
    if (declaration === undefined) {
      const known = Object.keys(declarations).join(', ');
      problems.push({
        parameter: name,
        value,
        allowed: known,
        message: `unknown parameter "${name}"; known: ${known}`,
      });
      continue;
    }
    const fault = faultOf(declaration, value);
    if (fault !== undefined) {
      const allowed = describeAllowed(declaration);
      problems.push({
        parameter: name,
        value,
        allowed,
        message: `${name} = ${show(value)} ${fault}; allowed: ${allowed}`,
      });
    }
  }
  for (const [name, declaration] of Object.entries(declarations)) {
    if (!Object.hasOwn(values, name) && declaration.addedLater !== true) {
      const allowed = describeAllowed(declaration);
      problems.push({
        parameter: name,
        value: undefined,
        allowed,
        message: `${name} is missing; allowed: ${allowed}`,
      });
    }
  }
  return problems;
}

function faultOf(declaration: ParameterDeclaration, value: unknown): string | undefined {
  if (declaration.kind === 'boolean') return typeof value === 'boolean' ? undefined : 'is not true or false';
  if (typeof value !== 'number') return 'is not a number';
  if (!Number.isFinite(value)) return 'is not a finite number';
  if (value < declaration.min) return 'is too small';
  if (value > declaration.max) return 'is too large';
  if (quantise(declaration, value) !== value) return 'is not on the grid';
  return undefined;
}

/** The grid value nearest to `value`, inside the bounds. For optimizers; never applied to what a person or model wrote. */
export function quantise(declaration: NumberDeclaration, value: number): number {
  const { min, max, step } = declaration;
  // A bound that is not a whole number of steps away is no grid value: the last one below it is.
  const last = Math.floor((max - min) / step + 1e-9);
  const steps = Math.min(last, Math.round((Math.min(max, Math.max(min, value)) - min) / step));
  // Decimal steps are not exact in binary: round to the step's own decimals so that 0.1 + 0.2 reads 0.3.
  return Number((min + steps * step).toFixed(decimals(step, min)));
}

/** Most decimals of any of the numbers; small ones are written as 1e-7. */
function decimals(...numbers: readonly number[]): number {
  return Math.max(
    ...numbers.map((n) => {
      const [digits = '', exponent = '0'] = String(n).split('e');
      return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
    }),
  );
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
