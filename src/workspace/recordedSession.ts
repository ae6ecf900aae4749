/** What renderers are given of one session. */

import { currencyOf } from '../market/money.ts';
import type { RecordedSession } from '../report/recordedSession.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn } from '../strategy/parameters.ts';
import type { StudyReader } from '../study/journal.ts';
import type { SessionRecord } from '../study/records.ts';

/** Reads the records of the session alone: it takes as long in a study of thousands of sessions. */
export function recordedSession(journal: StudyReader, session: SessionRecord): RecordedSession {
  const { study } = journal;
  const currency = currencyOf(study.instrument);
  const us = journal.campaigns().find(({ id }) => id === session.campaignId)?.plan.feed?.assumedDelayUs;
  const trialLanes = journal.trialLanes(session.id);
  const tried = new Set(trialLanes.map(({ proposalId }) => proposalId));
  return {
    study,
    currency,
    declarations: declarationsIn(strategyNamed(study.strategy).parameters, currency),
    session,
    parameters: journal.version(session.acting).parameters,
    lanes: journal.lanes(session.id),
    trialLanes,
    tried: [...tried].map((id) => journal.proposal(id)),
    comparisons: journal.evaluation(session.id)?.comparisons ?? [],
    assumedDelayMs: us === undefined ? null : us / 1000,
    hasRound: journal.hasRoundAfter(session.id),
  };
}
