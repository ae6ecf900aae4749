/** Whether one version is better than another, on the sessions that both ran in. */

import type { ReportedStudy } from '../report/reportedStudy.ts';
import type { Journal } from '../study/journal.ts';
import { type LuckAdjusted, luckAdjusted } from '../study/luckAdjusted.ts';
import { type SideBySide, sideBySide } from '../study/sideBySide.ts';
import { type Difference, differences } from '../study/versions.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import { UsageError } from './errors.ts';

export interface VersionsCompared {
  readonly version: number;
  readonly against: number;
  readonly sides: SideBySide;
  /** What luck alone explains of the best gain; a sentence where that is not known. */
  readonly luck: LuckAdjusted | string;
  /** Parameters in which the two differ. */
  readonly changes: readonly Difference[];
  /** All records behind it. */
  readonly records: ReportedStudy;
}

/** @throws NotFound; UsageError for the same version twice */
export function compareTwoVersions(journal: Journal, from: number, to: number): VersionsCompared {
  const [against, version] = [journal.version(from), journal.version(to)];
  if (against.number === version.number) throw new UsageError(`v${version.number} is the same version twice`);
  const records = reportedStudy(journal);
  return {
    version: version.number,
    against: against.number,
    sides: sideBySide(version, against, records.snapshot),
    luck: luckAdjusted(records.snapshot),
    changes: differences(against.parameters, version.parameters, records.declarations),
    records,
  };
}
