/** Whether the machine, the workspace and its service are sound, without asking a model or a venue anything. */

import { StoreError } from '../store/errors.ts';
import { openStore, type Store } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Watched } from './activity.ts';
import { ActivityFileError, watched } from './activityFile.ts';
import type { Check } from './check.ts';
import { machineChecks } from './machineChecks.ts';
import type { UseCasePorts } from './ports.ts';
import { type ScheduleNow, scheduleNow } from './scheduleState.ts';

export interface HealthNow {
  readonly checks: readonly Check[];
  /** What a campaign of this workspace does, or why that cannot be read. */
  readonly watched: Watched | { readonly fault: string };
  /** null where no service starts campaigns. */
  readonly schedule: ScheduleNow | null;
}

/** @throws StoreError when a lock cannot be read */
export function healthNow({ workspace, now }: Pick<UseCasePorts, 'workspace' | 'now'>): HealthNow {
  const opened = opening(workspace.databaseFile);
  try {
    return {
      checks: [...machineChecks(workspace, opened)],
      watched: watchedOrFault(workspace, now()),
      schedule: scheduleNow(workspace, now()),
    };
  } finally {
    if (opened !== null && !(opened instanceof Error)) opened.close();
  }
}

function watchedOrFault(workspace: Workspace, now: string): HealthNow['watched'] {
  try {
    return watched(workspace, now);
  } catch (error) {
    if (!(error instanceof ActivityFileError)) throw error;
    return { fault: error.message };
  }
}

function opening(file: string): Store | StoreError | null {
  try {
    return openStore(file, { readonly: true });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return error.kind === 'missing' ? null : error;
  }
}
