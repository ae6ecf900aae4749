/** `[parameters]` of the settings make a study's first version and have no effect afterwards. */

import type { LoadedConfig } from '../config/load.ts';
import { type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import type { VersionRecord } from '../study/records.ts';

export interface IdleParameter {
  readonly name: string;
  readonly wanted: ParameterValue;
  /** Its value in the first version. */
  readonly first: ParameterValue;
}

/** Parameters that the user seems to have edited after the study began; none where some version has all wanted values. */
export function idleParameters(versions: readonly VersionRecord[], { config, values }: LoadedConfig): IdleParameter[] {
  const [first] = versions;
  const wanted = config.parameters;
  if (first === undefined || versions.some(({ parameters }) => sameParameters(parameters, wanted))) return [];
  return Object.entries(wanted).flatMap(([name, value]) => {
    const before = first.parameters[name] as ParameterValue;
    // Settings did not make an imported first version, so a default that differs from it was not edited.
    const isEdited = first.author === 'human' || values[`parameters.${name}`]?.origin === 'tune.toml';
    return value !== before && isEdited ? [{ name, wanted: value, first: before }] : [];
  });
}

/** A warning in two sentences; none without such parameters. */
export function idleParametersText(idle: readonly IdleParameter[]): string[] {
  if (idle.length === 0) return [];
  const differ = idle.map(({ name, wanted, first }) => `${name} = ${wanted} (v1: ${first})`).join(', ');
  const set = idle.map(({ name, wanted }) => `--set ${name}=${wanted}`).join(' ');
  return [
    `[parameters] of tune.toml made v1 and change nothing any more: ${differ}.`,
    `To try them: tune override ${set} --reason …; or begin another study with them: tune --study NAME start`,
  ];
}
