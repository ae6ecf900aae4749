/** What every verb gets: the terminal, the workspace, the settings, a clock and a hash. */

import { createHash } from 'node:crypto';
import type { UseCasePorts } from '../app/ports.ts';
import { workspaceIn } from '../app/workspaceFolder.ts';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/load.ts';
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

/** @param mayBeMissing whether the verb makes the folder of the workspace where it is missing. @throws UsageError when there is no such folder */
export function contextOf(options: GlobalOptions, io: Io, mayBeMissing: boolean): Context {
  const workspace = workspaceIn(options.workspace ?? '.', mayBeMissing);
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
