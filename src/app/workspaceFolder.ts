/** The folder of a workspace. */

import { statSync } from 'node:fs';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import { UsageError } from './errors.ts';

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
