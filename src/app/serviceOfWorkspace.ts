/** The service of a workspace with the manager of services: install, look, remove. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ServiceCommand, ServiceError, type ServiceManager, type ServiceState } from '../service/manager.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ASK_AGAIN, removeFile, writeWhole } from '../workspace/writeFile.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

/** One service a workspace: its name has the folder's name for people, and a hash of the whole path. */
export function serviceName({ workspace, sha256 }: Pick<UseCasePorts, 'workspace' | 'sha256'>): string {
  const words = basename(workspace.folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return [words, sha256(workspace.folder).slice(0, 8)].filter((part) => part !== '').join('-');
}

/** Takes what the service prints beside its log: errors before the log is open, and of Node itself. */
function serviceOutputFile({ logsFolder }: Workspace): string {
  return join(logsFolder, 'service-output.log');
}

/** @param command the program and its arguments. @throws UsageError for an argument or a folder with a control character */
export function serviceOf(workspace: Workspace, command: readonly string[]): ServiceCommand {
  const odd = [...command, workspace.folder].find((text) => /\p{Cc}/u.test(text));
  if (odd !== undefined) {
    throw new UsageError(`${JSON.stringify(odd)} has a control character and cannot be part of a service`);
  }
  return {
    command,
    folder: workspace.folder,
    outputFile: serviceOutputFile(workspace),
    description: `tune schedule in ${workspace.folder}`,
  };
}

/** @throws UsageError where the workspace has a service already */
export function refuseSecondService({ file }: ServiceManager): void {
  if (!existsSync(file)) return;
  throw new UsageError(`${file} exists: this workspace has a service. To replace it, first: tune service uninstall`);
}

/** Writes the file and loads it. A service that cannot be loaded leaves no file. @throws UsageError, ViewError, ServiceError */
export function installService(manager: ServiceManager, service: ServiceCommand, { logsFolder }: Workspace): void {
  refuseSecondService(manager);
  mkdirSync(logsFolder, { recursive: true });
  writeWhole(manager.file, manager.text(service), ASK_AGAIN);
  try {
    manager.load();
  } catch (error) {
    takeBack(manager);
    throw error;
  }
}

/** After a load that failed half-way. What fails here too says nothing new: the error of the load is the one to show. */
function takeBack(manager: ServiceManager): void {
  try {
    manager.unload();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  } finally {
    removeFile(manager.file);
  }
}

/** Stops the service, which seals a running campaign, and removes its file. @throws UsageError where none is installed; ServiceError, ViewError */
export function uninstallService(manager: ServiceManager): void {
  if (!existsSync(manager.file)) {
    throw new UsageError(`this workspace has no service: there is no ${manager.file}`);
  }
  manager.unload();
  removeFile(manager.file);
  manager.forget();
}

export interface InstalledService extends ServiceState {
  /** The content of its file. */
  readonly text: string;
}

/** null where none is installed. @throws ServiceError */
export function installedService(manager: ServiceManager): InstalledService | null {
  if (!existsSync(manager.file)) return null;
  return { ...manager.state(), text: readFileSync(manager.file, 'utf8') };
}
