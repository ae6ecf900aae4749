/** What every use case gets from the program that calls it: a terminal, a web page or a server. */

import type { LoadedConfig } from '../config/load.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface UseCasePorts {
  readonly workspace: Workspace;
  /** The settings in force, read when they are first needed. @throws ConfigError */
  settings(): LoadedConfig;
  /** The time, ISO 8601 in UTC. */
  readonly now: () => string;
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
  /** Takes whole sentences for the user while the work is running. */
  readonly notify: (text: string) => void;
}

/** Who decides, and why. Both are recorded. */
export interface Person {
  readonly by: string;
  readonly reason: string;
}
