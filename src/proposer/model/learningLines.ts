/** What has been learned, as the prompt shows it: claims with the status that code gave them, and what code found by itself. */

import type { Estimate } from '../../evaluation/comparison.ts';
import type { ParameterDeclarations } from '../../strategy/parameters.ts';
import { type JudgedClaim, judgeClaims } from '../../study/learnings/judgedClaim.ts';
import { type Learning, learnings } from '../../study/learnings/learning.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import type { LearningLine } from './facts.ts';

export function learningLines(history: StudySnapshot, declarations: ParameterDeclarations): LearningLine[] {
  return [...judgeClaims(history, declarations).map(claimLine), ...learnings(history, declarations).flatMap(foundLine)];
}

function claimLine({ claim, status, measured, sessions, bundled }: JudgedClaim): LearningLine {
  const evidence =
    measured === null
      ? bundled > 0
        ? `measured only together with other changes, in ${bundled} comparisons`
        : 'never measured alone'
      : `${effectWords(measured.effect)} over ${sessions} paired sessions`;
  return {
    id: `l${claim.id}`,
    status,
    claim: `${claim.direction} ${claim.parameter}: ${claim.effect}, in ${claim.scope} markets. ${claim.claim}`,
    evidence,
  };
}

/** Comparisons that a line names: more would be cut in the middle of a figure. */
const MOST_NAMED = 2;

/** Only what decides something is worth the words. */
function foundLine({ parameter, direction, status, sessions, observations }: Learning): LearningLine[] {
  if (status === 'undecided') return [];
  const deciding = observations.filter(({ says }) => says !== 'nothing');
  return [
    {
      id: null,
      status: status === 'contested' ? 'contested' : 'supported',
      claim: `${parameter} ${direction}: ${status}`,
      evidence: `${sessions} paired sessions; ${deciding
        .slice(-MOST_NAMED)
        .map(
          ({ comparison: { challenger, champion, gainPerHour } }) =>
            `v${challenger} against v${champion} ${effectWords(gainPerHour)}`,
        )
        .join('; ')}`,
    },
  ];
}

function effectWords(effect: Estimate | null): string {
  if (effect === null) return 'no effect known';
  const [mean, low, high] = [effect.mean, effect.low, effect.high].map((value) => value.toFixed(4));
  return `${mean} an hour, ${Number((effect.level * 100).toFixed(2))} % from ${low} to ${high}`;
}
