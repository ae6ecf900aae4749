/** What a model is shown in a round: everything on record, and where the campaign stands. */

import type { RoundInput } from '../proposer/model/roundQuestion.ts';
import type { Round } from '../proposer/proposer.ts';
import type { StudyReader } from '../study/journal.ts';
import type { CampaignRecord, ProposalDraft } from '../study/records.ts';

export function modelInput(
  journal: StudyReader,
  campaign: CampaignRecord,
  { strategy, base, replayed }: Pick<Round, 'strategy' | 'base' | 'replayed'>,
  suggestion: ProposalDraft | null,
  /** Gain per hour in quote currency. */
  effectScale: number,
): RoundInput {
  const sessions = journal.sessions();
  const done = sessions.filter((s) => s.campaignId === campaign.id && s.status === 'completed').length;
  return {
    history: {
      study: journal.study,
      versions: journal.versions(),
      sessions,
      lanes: journal.lanes(),
      evaluations: journal.evaluations(),
      proposals: journal.proposals(),
      decisions: journal.decisions(),
      learnings: journal.learnings(),
      timeline: journal.timeline(),
    },
    strategy,
    base: journal.version(base),
    plan: campaign.plan,
    sessionsLeft: Math.max(0, campaign.plan.sessions - done),
    suggestion,
    replayed,
    effectScale,
  };
}
