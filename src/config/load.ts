/**
 * Reads the settings: flag > environment > .env > tune.toml > default. All problems are reported at once; nothing is
 * guessed or clamped.
 */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parse as parseToml, TomlError } from 'smol-toml';
import { ExplainedError } from '../market/explainedError.ts';
import { editDistance } from '../market/similarNames.ts';
import { strategies } from '../strategy/catalog.ts';
import { checkParameters, defaultParameters, type Parameters } from '../strategy/parameters.ts';
import { type Config, configFrom } from './config.ts';
import { allowedText, faultOf, fromText, type Setting } from './declarations.ts';
import { tomlKeyLines, variableLine } from './keyLines.ts';
import { environmentName, formerNames, settings } from './settings.ts';

export type Origin = 'flag' | 'environment' | '.env' | 'tune.toml' | 'default';

export interface LoadedConfig {
  readonly config: Config;
  /** By dotted key, `parameters.…` included. */
  readonly values: Readonly<Record<string, { readonly value: unknown; readonly origin: Origin }>>;
  /** A key, by the name of its variable, from the environment or .env; undefined when neither has it. */
  secret(variable: string): string | undefined;
}

/** All problems of all sources, one line each, with file, line, key, value and what is allowed. */
export class ConfigError extends ExplainedError {
  override name = 'ConfigError';
  readonly errorKind = 'settings';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface ConfigSources {
  readonly tomlFile: string;
  readonly envFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By dotted key: the name of the flag and its text on the command line. */
  readonly flags: Readonly<Record<string, { readonly name: string; readonly text: string }>>;
}

/** @throws ConfigError */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const problems: string[] = [];
  const { flat: toml, placeOf: tomlPlace } = readToml(sources.tomlFile, problems);
  const { variables: dotEnv, placeOf: envPlace } = readDotEnv(sources.envFile, problems);
  const places: Places = {
    toml: tomlPlace,
    env: envPlace,
    of: (origin, key) => {
      if (origin === 'tune.toml') return tomlPlace(key);
      if (origin === '.env') return envPlace(environmentName(key));
      if (origin === 'environment') return environmentName(key);
      if (origin === 'flag') return sources.flags[key]?.name ?? 'flag';
      return origin;
    },
  };
  reportUnknown(toml, dotEnv, sources, places, problems);
  reportBothNames(toml, dotEnv, sources, places, problems);

  const values: Record<string, { value: unknown; origin: Origin }> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const { value, origin, name } = find(key, setting, toml, dotEnv, sources);
    const fault = faultOf(setting, value);
    if (fault !== undefined) {
      problems.push(`${places.of(origin, name)}: ${name} = ${show(value)} ${fault}; allowed: ${allowedText(setting)}`);
    }
    values[key] = { value, origin };
  }
  const parameters = readParameters(String(values['study.strategy']?.value), toml, places, values, problems);
  checkTogether(values, toml, places, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    config: configFrom((key) => values[key]?.value, parameters),
    values,
    secret: (variable) => sources.environment[variable] ?? dotEnv[variable],
  };
}

type Flat = ReadonlyMap<string, unknown>;
type Variables = Readonly<Record<string, string | undefined>>;

const OLD_KEYS: readonly string[] = Object.values(formerNames);

/** Where something stands, for messages: `tune.toml:12`. */
interface Places {
  /** Of a dotted key in tune.toml. */
  toml(key: string): string;
  /** Of a variable in .env. */
  env(variable: string): string;
  /** Of a value by its origin. */
  of(origin: Origin, key: string): string;
}

function readToml(file: string, problems: string[]): { flat: Flat; placeOf: Places['toml'] } {
  const nothing = { flat: new Map<string, unknown>(), placeOf: () => file };
  if (!existsSync(file)) return nothing;
  const text = textOf(file, problems);
  try {
    const flat = flatten(parseToml(text));
    let lines: ReadonlyMap<string, number> | null = null;
    return {
      flat,
      placeOf: (key) => {
        lines ??= tomlKeyLines(text, (table) => flatten(table).keys());
        const line = lines.get(key);
        return line === undefined ? file : `${file}:${line}`;
      },
    };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    problems.push(`${file}:${error.line}: ${error.message.split('\n')[0]}`);
    return nothing;
  }
}

function flatten(table: Readonly<Record<string, unknown>>, prefix = ''): Flat {
  const flat = new Map<string, unknown>();
  for (const [key, value] of Object.entries(table)) {
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    // An empty table where a value belongs is a wrong value, and not a missing one.
    const isEmptyValue = isTable && Object.keys(value).length === 0 && Object.hasOwn(settings, prefix + key);
    if (!isTable || isEmptyValue) flat.set(prefix + key, value);
    else
      for (const [inner, leaf] of flatten(value as Record<string, unknown>, `${prefix}${key}.`)) flat.set(inner, leaf);
  }
  return flat;
}

/** The file may contain keys, so it is refused while other users can read it. */
function readDotEnv(file: string, problems: string[]): { variables: Variables; placeOf: Places['env'] } {
  const nothing = { variables: {}, placeOf: () => file };
  if (!existsSync(file)) return nothing;
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    problems.push(`${file}: others on this machine can read it; run: chmod 600 ${file}`);
    return nothing;
  }
  const text = textOf(file, problems);
  return {
    variables: parseEnv(text),
    placeOf: (variable) => {
      const line = variableLine(text, variable);
      return line === null ? file : `${file}:${line}`;
    },
  };
}

/** Empty for a file that cannot be read, which is then one of the problems. */
function textOf(file: string, problems: string[]): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    problems.push(`${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
    return '';
  }
}

function reportUnknown(
  toml: Flat,
  dotEnv: Variables,
  sources: ConfigSources,
  places: Places,
  problems: string[],
): void {
  const parameters = Object.values(strategies).flatMap((strategy) => Object.keys(strategy.parameters));
  const known = [...Object.keys(settings), ...new Set(parameters.map((name) => `parameters.${name}`))];
  for (const key of toml.keys()) {
    if (Object.hasOwn(settings, key) || OLD_KEYS.includes(key) || key.startsWith('parameters.')) continue;
    problems.push(`${places.toml(key)}: unknown key ${key}${hint(key, known)}`);
  }
  const names = new Set(Object.keys(settings).map(environmentName));
  const oldNames = OLD_KEYS.map(environmentName);
  for (const [placeOf, variables] of [
    [() => 'environment', sources.environment],
    [places.env, dotEnv],
  ] as const) {
    for (const name of Object.keys(variables)) {
      if (!name.startsWith('TUNE_') || names.has(name) || oldNames.includes(name)) continue;
      problems.push(`${placeOf(name)}: unknown variable ${name}${hint(name, [...names])}`);
    }
  }
}

/** Of an old and a new name in one source one would be dropped. */
function reportBothNames(
  toml: Flat,
  dotEnv: Variables,
  sources: ConfigSources,
  places: Places,
  problems: string[],
): void {
  for (const [key, old] of Object.entries(formerNames)) {
    const [name, oldName] = [environmentName(key), environmentName(old)];
    if (toml.has(key) && toml.has(old))
      problems.push(`${places.toml(old)}: ${old} is the old name of ${key}; name one`);
    for (const [placeOf, variables] of [
      [() => 'environment', sources.environment],
      [places.env, dotEnv],
    ] as const) {
      if (variables[name] !== undefined && variables[oldName] !== undefined)
        problems.push(`${placeOf(oldName)}: ${oldName} is the old name of ${name}; name one`);
    }
  }
}

interface Found {
  readonly value: unknown;
  readonly origin: Origin;
  /** The dotted key as the source has it: the setting's, or its old one. */
  readonly name: string;
}

function find(key: string, setting: Setting, toml: Flat, dotEnv: Variables, sources: ConfigSources): Found {
  const old = formerNames[key];
  const names = old === undefined ? [key] : [key, old];
  const flag = sources.flags[key];
  if (flag !== undefined) return { value: fromText(setting, flag.text), origin: 'flag', name: key };
  for (const name of names) {
    const variable = sources.environment[environmentName(name)];
    if (variable !== undefined) return { value: fromText(setting, variable), origin: 'environment', name };
  }
  for (const name of names) {
    const stored = dotEnv[environmentName(name)];
    if (stored !== undefined) return { value: fromText(setting, stored), origin: '.env', name };
  }
  for (const name of names) if (toml.has(name)) return { value: toml.get(name), origin: 'tune.toml', name };
  return { value: setting.default, origin: 'default', name: key };
}

function readParameters(
  strategyName: string,
  toml: Flat,
  places: Places,
  values: Record<string, { value: unknown; origin: Origin }>,
  problems: string[],
): Parameters {
  const strategy = Object.hasOwn(strategies, strategyName) ? strategies[strategyName] : undefined;
  if (strategy === undefined) return {};
  const parameters: Record<string, unknown> = { ...defaultParameters(strategy.parameters) };
  for (const [key, value] of toml) {
    if (!key.startsWith('parameters.')) continue;
    parameters[key.slice('parameters.'.length)] = value;
  }
  for (const { parameter, message } of checkParameters(strategy.parameters, parameters)) {
    const near = Object.hasOwn(strategy.parameters, parameter)
      ? undefined
      : nearest(parameter, Object.keys(strategy.parameters));
    const meant = near === undefined ? '' : `; did you mean ${near}?`;
    problems.push(`${places.toml(`parameters.${parameter}`)}: [parameters] ${message}${meant}`);
  }
  for (const [name, value] of Object.entries(parameters)) {
    values[`parameters.${name}`] = { value, origin: toml.has(`parameters.${name}`) ? 'tune.toml' : 'default' };
  }
  return parameters as Parameters;
}

function checkTogether(
  values: Readonly<Record<string, { readonly value: unknown }>>,
  toml: Flat,
  places: Places,
  problems: string[],
): void {
  /** Where the first of the keys stands that tune.toml has, before a problem of several. */
  const at = (...keys: readonly string[]): string => {
    const key = keys.find((one) => toml.has(one));
    return key === undefined ? '' : `${places.toml(key)}: `;
  };
  const n = (key: string): number => Number(values[key]?.value);
  // Comparisons with NaN are false: a value that is wrong by itself was reported before.
  if (n('risk.loss_warn_pct') > n('risk.loss_reduce_pct') || n('risk.loss_reduce_pct') > n('risk.loss_halt_pct')) {
    const found = ['loss_warn_pct', 'loss_reduce_pct', 'loss_halt_pct'].map((key) => `${key} = ${n(`risk.${key}`)}`);
    problems.push(
      `${at('risk.loss_warn_pct', 'risk.loss_reduce_pct', 'risk.loss_halt_pct')}risk: ${found.join(', ')}; they have to rise: loss_warn_pct ≤ loss_reduce_pct ≤ loss_halt_pct`,
    );
  }
  if (values['llm.provider']?.value !== 'none' && values['llm.model']?.value === '') {
    problems.push(
      `${at('llm.model', 'llm.provider')}llm: llm.provider is set but llm.model is empty; name a model that the endpoint has`,
    );
  }
  if (n('llm.max_output_tokens') >= n('llm.context_tokens')) {
    const [output, context] = [n('llm.max_output_tokens'), n('llm.context_tokens')];
    problems.push(
      `${at('llm.max_output_tokens', 'llm.context_tokens')}llm: max_output_tokens = ${output} leaves no room for a prompt in context_tokens = ${context}`,
    );
  }
  if (n('risk.stale_pull_seconds') > n('risk.stale_halt_seconds')) {
    const [pull, halt] = [n('risk.stale_pull_seconds'), n('risk.stale_halt_seconds')];
    problems.push(
      `${at('risk.stale_pull_seconds', 'risk.stale_halt_seconds')}risk: stale_pull_seconds = ${pull} has to be at most stale_halt_seconds = ${halt}`,
    );
  }
}

function hint(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined
    ? '; known keys are in the explained tune.toml that `tune init` writes'
    : `; did you mean ${near}?`;
}

/** The most similar known name, if it is similar enough: a slip of the keys, the same name elsewhere, or the only one that begins so. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const distance = (candidate: string): number => editDistance(candidate.toLowerCase(), name.toLowerCase());
  const [closest] = known.toSorted((a, b) => distance(a) - distance(b));
  if (closest !== undefined && distance(closest) <= 2) return closest;
  const last = (text: string): string => text.split('.').at(-1) ?? text;
  const [only, ...others] = known.filter((candidate) => candidate.toLowerCase().startsWith(name.toLowerCase()));
  return known.find((candidate) => last(candidate) === last(name)) ?? (others.length === 0 ? only : undefined);
}

/** What stands before the @ of an address may be a password. */
function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value).replace(/:\/\/[^"]*@/, '://…@');
}
