/** Claims about parameters, each with what the measurements say of it. */

import { strategyNamed } from '../strategy/catalog.ts';
import type { Journal, NewLearning } from '../study/journal.ts';
import { checkClaim } from '../study/learnings/claim.ts';
import { type JudgedClaim, judgeClaims } from '../study/learnings/judgedClaim.ts';
import { COMPUTED_ANEW, type KeptAnswers } from '../workspace/keptAnswers.ts';
import { reportedStudy } from '../workspace/reportedStudy.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import { redacted } from './recordedWords.ts';

/** All claims of the study. */
export function judgedClaims(journal: Journal, kept: KeptAnswers): JudgedClaim[] {
  return kept.answer('learnings', [], () => {
    const { snapshot, declarations } = reportedStudy(journal);
    return judgeClaims(snapshot, declarations);
  });
}

/** Records a claim and judges it by the measurements so far. @throws UsageError for a claim that cannot be judged, and for one with a key in it */
export function addClaim(
  journal: Journal,
  claim: NewLearning,
  { settings }: Pick<UseCasePorts, 'settings'>,
): JudgedClaim {
  const recorded = { ...claim, claim: redacted(claim.claim, settings()) };
  const problems = checkClaim(recorded, strategyNamed(journal.study.strategy).parameters);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const { id } = journal.addLearning(recorded);
  const judged = judgedClaims(journal, COMPUTED_ANEW).find((one) => one.claim.id === id);
  if (judged === undefined) throw new Error(`claim ${id} is on record and was not judged`);
  return judged;
}
