/** A workspace on disk with the settings that a test is about; it is removed with the test. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConfigError, type ConfigSources, type LoadedConfig, loadConfig } from '../config/load.ts';

export interface Given {
  readonly toml?: string;
  readonly env?: string;
  /** Of .env; 0600 by default. */
  readonly mode?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** By dotted key: the flag's name and its text. */
  readonly flags?: ConfigSources['flags'];
}

function written({ toml, env, mode = 0o600, environment = {}, flags = {} }: Given): ConfigSources {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tomlFile = join(folder, 'tune.toml');
  const envFile = join(folder, '.env');
  if (toml !== undefined) writeFileSync(tomlFile, toml);
  if (env !== undefined) {
    writeFileSync(envFile, env);
    chmodSync(envFile, mode);
  }
  return { tomlFile, envFile, environment, flags };
}

export function loaded(given: Given): LoadedConfig {
  return loadConfig(written(given));
}

/** The problems of the settings, with the folder left out; empty when they load. */
export function problems(given: Given): string[] {
  const sources = written(given);
  try {
    loadConfig(sources);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) =>
      problem.replaceAll(sources.tomlFile, 'tune.toml').replaceAll(sources.envFile, '.env'),
    );
  }
}
