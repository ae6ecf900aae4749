/** The manager of services of the operating system: launchd on macOS, systemd on Linux. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ExplainedError } from '../market/explainedError.ts';

/** The operating system has no manager of services that tune knows, or the manager refused. */
export class ServiceError extends ExplainedError {
  override name = 'ServiceError';
  readonly errorKind = 'system';
}

/** What the manager is to run. All paths are absolute. */
export interface ServiceCommand {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly folder: string;
  /** Takes what the program prints; its own log does not go there. */
  readonly outputFile: string;
  /** One line for a person. */
  readonly description: string;
}

export interface ServiceState {
  readonly state: 'not loaded' | 'running' | 'not running';
  readonly pid: number | null;
  /** The words of the manager. */
  readonly words: string;
}

/** One service of one user. */
export interface ServiceManager {
  readonly kind: 'launchd' | 'systemd';
  /** The file that describes the service to the manager. */
  readonly file: string;
  /** What a person should know about services of this manager. */
  readonly advice: string;
  /** The content of the file. */
  text(service: ServiceCommand): string;
  /** Makes the manager read the file, start the service now and at each login. @throws ServiceError */
  load(): void;
  /** Stops the service and forgets it; the file may be removed then. @throws ServiceError */
  unload(): void;
  /** After the file was removed. @throws ServiceError */
  forget(): void;
  /** @throws ServiceError */
  state(): ServiceState;
}

/** Where services are kept; the fields of this machine come from {@link thisMachine}. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  /** Of both streams, for a person. */
  readonly words: string;
}

/** Runs a program and waits for its end. @throws ServiceError where it is missing or does not end */
export function ask(program: string, args: readonly string[]): Answer {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  if (error !== undefined) throw new ServiceError(`${program} ${args.join(' ')}: ${error.message}`);
  return { code: status, out: stdout, words: `${stderr}\n${stdout}`.trim() };
}

/** Runs a program that has to succeed. @throws ServiceError with its words */
export function tell(program: string, args: readonly string[]): void {
  const { code, words } = ask(program, args);
  if (code !== 0) throw new ServiceError(`${program} ${args.join(' ')} failed (code ${code}): ${words}`);
}

/** Whether a program can be found on PATH. */
export function isOnPath(program: string, { environment }: Pick<Machine, 'environment'>): boolean {
  return (environment.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
