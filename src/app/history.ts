/** The history of a study: its records in readable form, in memory and in history/ and runs/. */

import { join } from 'node:path';
import type { ReportedStudy } from '../report/reportedStudy.ts';
import type { Journal } from '../study/journal.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import type { UseCasePorts } from './ports.ts';

/** The folder of the study in history/. */
export function historyFolder(
  { study }: Pick<Journal, 'study'>,
  { workspace }: Pick<UseCasePorts, 'workspace'>,
): string {
  return join(workspace.historyFolder, study.name);
}

/**
 * Writes history/ and runs/ from the records, and returns what they show.
 * @param again in a long study also the files of sessions that are there as this program writes them
 * @throws ViewError
 */
export function writeHistory(
  journal: Journal,
  { workspace }: Pick<UseCasePorts, 'workspace'>,
  again: boolean,
): Promise<ReportedStudy> {
  return new WorkspaceViews(workspace, journal, false).all(again);
}
