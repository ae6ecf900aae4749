/** Runs a study with surrogate, races and a model that follows a policy, over HTTP, and returns its recommendation. */

import type { Parameters } from '../../src/strategy/parameters.ts';
import type { ProposalRecord } from '../../src/study/records.ts';
import { snapshotOf } from '../../src/study/studySnapshot.ts';
import { startModelServer } from './modelServer.ts';
import { ModelStudy, type ModelStudyTerms } from './modelStudy.ts';
import { answering, type Policy } from './policies/policy.ts';

export interface Recommended {
  /** Parameters of the final best guess, or of the first version when no other looks better. */
  readonly parameters: Parameters;
  readonly first: boolean;
  /** Whether evidence made a version other than the first the champion. */
  readonly promoted: boolean;
  /** The model's candidates, and how many of them became versions. */
  readonly proposed: number;
  readonly taken: number;
}

/** @param policy null runs the loop without a model */
export async function recommended(policy: Policy | null, terms: ModelStudyTerms): Promise<Recommended> {
  const server = policy === null ? null : await startModelServer({ reply: answering(policy) });
  const study = new ModelStudy(server, terms);
  try {
    await study.run(study.begin());
    const journal = study.journal();
    const { centre, champion } = snapshotOf(journal).leaderboard;
    const own = journal.proposals().filter(isCandidate);
    const taken = journal.versions().filter(({ author }) => author === 'model').length;
    const { parameters } = journal.version(centre);
    return { parameters, first: centre === 1, promoted: champion !== 1, proposed: own.length, taken };
  } finally {
    study.close();
    await server?.close();
  }
}

function isCandidate({ proposer, changes }: ProposalRecord): boolean {
  return proposer === 'model' && changes.length > 0;
}
