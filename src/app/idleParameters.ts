/** `[parameters]` make a study's first version and nothing after it: who edits them later is told so. */

import type { LoadedConfig } from '../config/load.ts';
import { sameParameters } from '../strategy/parameters.ts';
import type { VersionRecord } from '../study/records.ts';

/** Lines of warning; none where they are as in v1, as in a version that was made since, or never written. */
export function idleParameters(versions: readonly VersionRecord[], { config, values }: LoadedConfig): string[] {
  const [first] = versions;
  const wanted = config.parameters;
  if (first === undefined || versions.some(({ parameters }) => sameParameters(parameters, wanted))) return [];
  const names = Object.keys(wanted).filter(
    (name) =>
      wanted[name] !== first.parameters[name] &&
      // An imported first version did not come of the settings: their defaults say nothing about it.
      (first.author === 'human' || values[`parameters.${name}`]?.origin === 'tune.toml'),
  );
  if (names.length === 0) return [];
  const differ = names.map((name) => `${name} = ${wanted[name]} (v1: ${first.parameters[name]})`).join(', ');
  const set = names.map((name) => `--set ${name}=${wanted[name]}`).join(' ');
  return [
    `[parameters] of tune.toml made v1 and change nothing any more: ${differ}.`,
    `To try them: tune override ${set} --reason …; or begin another study with them: tune --study NAME start`,
  ];
}
