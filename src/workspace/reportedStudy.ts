/** What renderers are given of a study. */

import { permutationChecks } from '../campaign/permutationChecks.ts';
import { currencyOf } from '../market/money.ts';
import type { ReportedStudy } from '../report/reportedStudy.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import { snapshotOf } from '../study/studySnapshot.ts';

/** The study as it is now, for renderers. */
export function reportedStudy(journal: Journal): ReportedStudy {
  const currency = currencyOf(journal.study.instrument);
  return {
    snapshot: snapshotOf(journal),
    declarations: declarationsIn(strategyNamed(journal.study.strategy).parameters, currency),
    currency,
    calls: journal.calls(),
    canaries: permutationChecks(journal),
  };
}
