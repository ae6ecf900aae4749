/** The folder of a workspace, and the settings file that it begins with. */

import { existsSync, statSync } from 'node:fs';
import { renderTemplate } from '../config/template.ts';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import { ASK_AGAIN, checkWritable, writeWhole } from '../workspace/writeFile.ts';
import { UsageError } from './errors.ts';
import { presetCalled, strategyCalled } from './strategyList.ts';

/**
 * The workspace in a folder. Nothing is made yet.
 * @param mayBeMissing whether the folder may be missing, because the next step makes it
 * @throws UsageError where the folder is missing, and where it is no folder
 */
export function workspaceIn(folder: string, mayBeMissing: boolean): Workspace {
  const workspace = workspaceAt(folder);
  const found = statSync(workspace.folder, { throwIfNoEntry: false });
  if (found === undefined && !mayBeMissing) {
    throw new UsageError(
      `--workspace: ${workspace.folder} does not exist; make it, with: tune --workspace ${workspace.folder} init`,
    );
  }
  if (found !== undefined && !found.isDirectory()) {
    throw new UsageError(`--workspace: ${workspace.folder} is not a folder`);
  }
  return workspace;
}

/**
 * Writes a tune.toml in which every key has its default and is explained, and which names the strategy and sets the values of
 * its preset, if one is named.
 * @throws UsageError where there is one already, and for an unknown strategy or preset; ViewError
 */
export function writeSettings({ folder, tomlFile }: Workspace, strategy: string, preset?: string): void {
  const kind = strategyCalled(strategy);
  const values = preset === undefined ? undefined : presetCalled(kind, preset);
  if (existsSync(tomlFile)) throw new UsageError(`${tomlFile} exists already; nothing was changed`);
  checkWritable(folder);
  writeWhole(tomlFile, renderTemplate(kind, values), ASK_AGAIN);
}
