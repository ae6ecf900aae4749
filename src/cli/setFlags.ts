/** `--set name=value`: values of parameters, checked against the declarations. */

import { UsageError } from '../app/errors.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { describeAllowed, type Parameters, type ParameterValue } from '../strategy/parameters.ts';

/** @param strategy its name. @throws UsageError that names the flag and what is allowed */
export function valuesOfFlags(flags: readonly string[], strategy: string): Parameters {
  const declarations = strategyNamed(strategy).parameters;
  const seen = new Map<string, string>();
  const values: Record<string, ParameterValue> = {};
  for (const setting of flags) {
    const at = setting.indexOf('=');
    const name = setting.slice(0, at).trim();
    const text = setting.slice(at + 1).trim();
    const declaration = declarations[name];
    if (at < 1 || text === '') throw new UsageError(`--set ${setting} is not name=value`);
    if (declaration === undefined)
      throw new UsageError(
        `--set ${setting}: unknown parameter "${name}"; known: ${Object.keys(declarations).join(', ')}`,
      );
    const before = seen.get(name);
    if (before !== undefined) throw new UsageError(`--set ${before} and --set ${setting} both set ${name}; name one`);
    seen.set(name, setting);
    const value: ParameterValue = declaration.kind === 'boolean' ? text === 'true' : Number(text);
    const readable =
      declaration.kind === 'boolean'
        ? text === 'true' || text === 'false'
        : /^[+-]?[0-9.]+(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value);
    if (!readable) throw new UsageError(`--set ${setting}: "${text}" is not ${describeAllowed(declaration)}`);
    values[name] = value;
  }
  return values;
}
