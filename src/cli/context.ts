/** What every verb starts from: the terminal, the workspace, the settings, and the machine's clock and hash. */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { UsageError } from '../app/errors.ts';
import type { UseCasePorts } from '../app/ports.ts';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/load.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import type { Io } from './io.ts';

/** Options of every verb. */
export interface GlobalOptions {
  readonly workspace?: string;
  readonly study?: string;
  readonly json?: boolean;
  /** Commander's name for `--no-input`. */
  readonly input?: boolean;
}

/** A flag that replaces a setting, e.g. `['session.minutes', '--minutes', '30']`. */
export type SettingFlag = readonly [key: string, flag: string, text: string | undefined];

export interface Context extends UseCasePorts {
  readonly io: Io;
  readonly json: boolean;
  /** The settings, with flags of this verb in place of some of them. @throws ConfigError */
  settings(flags?: readonly SettingFlag[]): LoadedConfig;
}

/** @param makes whether the verb makes the folder of the workspace if it is missing. @throws UsageError when it is no folder */
export function contextOf(options: GlobalOptions, io: Io, makes: boolean): Context {
  const workspace = workspaceAt(options.workspace ?? '.');
  checkFolder(workspace.folder, makes);
  return {
    io,
    json: options.json === true,
    workspace,
    now,
    sha256,
    notify: io.say,
    settings: (flags = []) =>
      loadConfig({
        tomlFile: workspace.tomlFile,
        envFile: workspace.envFile,
        environment: process.env,
        flags: flagsGiven([['study.name', '--study', options.study], ...flags]),
      }),
  };
}

function checkFolder(folder: string, makes: boolean): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined && !makes) {
    throw new UsageError(`--workspace: ${folder} does not exist; make it, with: tune --workspace ${folder} init`);
  }
  if (found !== undefined && !found.isDirectory()) {
    throw new UsageError(`--workspace: ${folder} is not a folder`);
  }
}

function flagsGiven(flags: readonly SettingFlag[]): ConfigSources['flags'] {
  return Object.fromEntries(
    flags.flatMap(([key, name, text]) => (text === undefined ? [] : [[key, { name, text }] as const])),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function now(): string {
  return new Date().toISOString();
}

/** The user's name for decisions. */
export function userName(): string {
  return process.env.USER ?? process.env.USERNAME ?? 'user';
}
