import { behaviourOf, type ParameterDeclarations, type Parameters } from '../strategy/parameters.ts';

/**
 * Where a value lies in its bounds, 0…1; on a log scale for log parameters. Booleans are 0 or 1. What has no effect lies at its
 * default: sets that behave alike are in one place.
 */
export function normalise(declarations: ParameterDeclarations, parameters: Parameters): number[] {
  const behaviour = behaviourOf(declarations, parameters);
  return Object.entries(declarations).map(([name, declaration]) => {
    const value = behaviour[name];
    if (declaration.kind === 'boolean') return value === true ? 1 : 0;
    const { min, max, scale } = declaration;
    if (scale === 'log') return Math.log(Number(value) / min) / Math.log(max / min);
    return (Number(value) - min) / (max - min);
  });
}

/** Largest difference of any one parameter, as a share of its range: 0 for sets that behave alike. */
export function parameterDistance(declarations: ParameterDeclarations, a: Parameters, b: Parameters): number {
  const x = normalise(declarations, a);
  const y = normalise(declarations, b);
  return Math.max(0, ...x.map((value, i) => Math.abs(value - (y[i] as number))));
}
