/** What the page gets from the program that serves it. */

import type { UseCasePorts } from '../app/ports.ts';

export interface DashboardPorts extends UseCasePorts {
  /** Who decides on this page: recorded with each decision. */
  readonly user: string;
  /** Resolves after that time, or as soon as the signal ends it. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
