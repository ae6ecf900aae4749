/**
 * Settings that have no effect on a study that has begun: `[parameters]` made its first version, and its terms stay as they
 * were.
 */

import { existsSync } from 'node:fs';
import type { LoadedConfig } from '../config/load.ts';
import { StoreError } from '../store/errors.ts';
import { type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import { NotFound } from '../study/journal.ts';
import type { VersionRecord } from '../study/records.ts';
import { differingTerms, type TermDifference } from '../study/terms.ts';
import { termsOf } from './openStudy.ts';
import type { UseCasePorts } from './ports.ts';
import { readStudy } from './studyAccess.ts';

export interface SettingsWithoutEffect {
  readonly study: string;
  readonly parameters: readonly IdleParameter[];
  /** Terms of the study that differ from the settings. */
  readonly terms: readonly TermDifference[];
}

/** Returns null for a study that has not begun, and a sentence where the database cannot be read: the settings can still be shown. */
export async function settingsWithoutEffect(ports: UseCasePorts): Promise<SettingsWithoutEffect | string | null> {
  if (!existsSync(ports.workspace.databaseFile)) return null;
  const loaded = ports.settings();
  try {
    return await readStudy(ports, (journal) => {
      const versions = journal.versions();
      if (versions.length === 0) return null;
      return {
        study: journal.study.name,
        parameters: idleParameters(versions, loaded),
        terms: differingTerms(journal.study, termsOf(loaded)),
      };
    });
  } catch (error) {
    if (error instanceof NotFound) return null;
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

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
    `[parameters] of tune.toml made v1 and have no effect any more: ${differ}.`,
    `To try them: tune override ${set} --reason …; or begin another study with them: tune --study NAME start`,
  ];
}
