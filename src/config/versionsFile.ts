/**
 * Reads versions from a TOML file, e.g. examples/v1-to-v8.toml: `strategy`, then `[[version]]` with reason and
 * parameters.
 */

import { readFileSync, statSync } from 'node:fs';
import { parse as parseToml, TomlError } from 'smol-toml';
import { strategyNamed } from '../strategy/catalog.ts';
import { checkParameters, type Parameters } from '../strategy/parameters.ts';
import { ConfigError } from './load.ts';

export interface WrittenVersion {
  readonly reason: string;
  readonly parameters: Parameters;
}

/** All versions of the file in order, each checked. @throws ConfigError with every problem found */
export function readVersionsFile(file: string, strategyName: string): WrittenVersion[] {
  const table = parse(file);
  const problems: string[] = [];
  for (const key of Object.keys(table)) {
    if (key !== 'strategy' && key !== 'version') problems.push(`${file}: unknown key ${key}; known: strategy, version`);
  }
  if (table.strategy !== strategyName) {
    problems.push(
      `${file}: strategy = ${JSON.stringify(table.strategy)}, but the study's strategy is "${strategyName}"`,
    );
  }
  const entries = Array.isArray(table.version) ? (table.version as unknown[]) : [];
  if (entries.length === 0) problems.push(`${file}: holds no [[version]]`);
  const versions = entries.map((entry, i) => readVersion(`${file}: version ${i + 1}`, entry, strategyName, problems));
  if (problems.length > 0) throw new ConfigError(problems);
  return versions;
}

function parse(file: string): Readonly<Record<string, unknown>> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new ConfigError([`${file} does not exist`]);
  if (found.isDirectory()) throw new ConfigError([`${file} is a folder; name a TOML file`]);
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ConfigError([`${file}:${error.line}: ${error.message.split('\n')[0]}`]);
  }
}

function readVersion(place: string, entry: unknown, strategyName: string, problems: string[]): WrittenVersion {
  const { reason, parameters, ...unknown } = isTable(entry) ? entry : {};
  for (const key of Object.keys(unknown)) problems.push(`${place}: unknown key ${key}; known: reason, parameters`);
  if (typeof reason !== 'string' || reason.trim() === '')
    problems.push(`${place}: reason is missing; write why the version was made`);
  const values = isTable(parameters) ? parameters : {};
  const faults = checkParameters(strategyNamed(strategyName).parameters, values);
  problems.push(...faults.map((fault) => `${place}: ${fault.message}`));
  return { reason: String(reason), parameters: values as Parameters };
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
