/** What every verb starts from: the terminal, the workspace, the settings. */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { UsageError } from '../app/errors.ts';
import { type ConfigSources, type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Store } from '../store/store.ts';
import { openStore } from '../store/store.ts';
import type { Journal, Studies } from '../study/journal.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import type { Io } from './io.ts';

/** Options that stand on every verb. */
export interface GlobalOptions {
  readonly workspace?: string;
  readonly study?: string;
  readonly json?: boolean;
  /** Commander's name for `--no-input`. */
  readonly input?: boolean;
}

/** A flag that stands for a setting, e.g. `['session.minutes', '--minutes', '30']`. */
export type SettingFlag = readonly [key: string, flag: string, text: string | undefined];

export interface Context {
  readonly io: Io;
  readonly json: boolean;
  readonly workspace: Workspace;
  /** Settings with the flags of this verb: dotted key, flag, its text if given. @throws ConfigError */
  settings(flags?: readonly SettingFlag[]): LoadedConfig;
}

/** `makes`: the verb makes the folder of the workspace if it is missing. @throws UsageError when it is no folder */
export function contextOf(options: GlobalOptions, io: Io, makes: boolean): Context {
  const workspace = workspaceAt(options.workspace ?? '.');
  checkFolder(workspace.folder, makes);
  return {
    io,
    json: options.json === true,
    workspace,
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

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function now(): string {
  return new Date().toISOString();
}

/** The user's name for decisions. */
export function userName(): string {
  return process.env.USER ?? process.env.USERNAME ?? 'user';
}

/** Work on one study, with all studies of the workspace beside it. */
type Use<T> = (journal: Journal, studies: Studies) => T | Promise<T>;

/** Runs `use` on the study named in the settings, for reading. @throws StoreError, NotFound */
export async function reading<T>(context: Context, use: Use<T>): Promise<T> {
  return withStore(openStore(context.workspace.databaseFile, { readonly: true }), context, use);
}

/** Runs `use` on the study named in the settings, for writing decisions; history/ is rendered again afterwards. @throws StoreError, NotFound */
export async function writing<T>(context: Context, use: Use<T>): Promise<T> {
  // A missing database has no study to decide on; opening for writing would make one.
  openStore(context.workspace.databaseFile, { readonly: true }).close();
  return withStore(openStore(context.workspace.databaseFile, { now }), context, async (journal, studies) => {
    const result = await use(journal, studies);
    await new WorkspaceViews(context.workspace, journal, false).history();
    return result;
  });
}

async function withStore<T>(store: Store, context: Context, use: Use<T>): Promise<T> {
  try {
    return await use(store.existing(context.settings().config.study.name), store);
  } finally {
    store.close();
  }
}
