/** Settings that have no effect on a study any more, since it has begun. */

import { existsSync } from 'node:fs';
import { StoreError } from '../store/errors.ts';
import { NotFound } from '../study/journal.ts';
import { differingTerms, type TermDifference } from '../study/terms.ts';
import { type IdleParameter, idleParameters } from './idleParameters.ts';
import { termsOf } from './openStudy.ts';
import type { UseCasePorts } from './ports.ts';
import { readStudy } from './studyAccess.ts';

export interface SettingsWithoutEffect {
  readonly study: string;
  readonly parameters: readonly IdleParameter[];
  /** Terms of the study that differ from the settings. */
  readonly terms: readonly TermDifference[];
}

/** null for a study that has not begun; a sentence where the database cannot be read, because the settings can be shown all the same. */
export async function settingsWithoutEffect(ports: UseCasePorts): Promise<SettingsWithoutEffect | string | null> {
  if (!existsSync(ports.workspace.databaseFile)) return null;
  const loaded = ports.settings();
  try {
    return await readStudy(ports, (journal) => {
      const versions = journal.versions();
      if (versions.length === 0) return null;
      return {
        study: journal.study.name,
        parameters: idleParameters(versions, loaded),
        terms: differingTerms(journal.study, termsOf(loaded)),
      };
    });
  } catch (error) {
    if (error instanceof NotFound) return null;
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}
