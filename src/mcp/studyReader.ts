/** What a program outside is told of a study: plain values, short enough for the context of a language model. */

import { compareTwoVersions } from '../app/compareVersions.ts';
import { judgedClaims } from '../app/learnings.ts';
import type { UseCasePorts } from '../app/ports.ts';
import { studyStatus } from '../app/studyStatus.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Journal } from '../study/journal.ts';
import { isEvidence } from '../study/sessions.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';

/** What each figure is, so that nobody has to guess. */
const UNITS =
  'Amounts are the quote currency of the instrument; gains are per hour, after the charge for risk, against the champion (in a comparison against the version that it names), with a 90 % interval.';

export function statusOf(journal: Journal, ports: UseCasePorts, kept: KeptAnswers): object {
  const { study, versions, sessions, champion, campaign, waiting, onTrial, queue, next } = studyStatus(
    journal,
    ports,
    kept,
  );
  const { centre, recommended } = snapshotOf(journal).heldLeaderboard;
  return {
    study: study.name,
    strategy: study.strategy,
    instrument: study.instrument,
    capital: study.capital,
    versions,
    completedSessions: sessions,
    champion,
    bestGuess: centre,
    recommended,
    campaign:
      campaign === null
        ? null
        : {
            state: campaign.state,
            mode: campaign.campaign.plan.mode,
            done: campaign.done,
            planned: campaign.campaign.plan.sessions,
          },
    waitingProposal: waiting?.id ?? null,
    onTrial,
    queuedVersions: queue.map(({ number }) => number),
    nextForThePerson: next,
  };
}

/** Parameters with unit, bounds and meaning, and their values in the version from which proposals start. */
export function parametersOf(journal: Journal): object {
  const { parameters } = strategyNamed(journal.study.strategy);
  const base = snapshotOf(journal).leaderboard.centre;
  const values = journal.version(base).parameters;
  return {
    base,
    parameters: Object.entries(parameters).map(([name, declaration]) => ({
      name,
      value: values[name] ?? null,
      ...declaration,
    })),
  };
}

export function versionsOf(journal: Journal): object {
  const snapshot = snapshotOf(journal);
  const { champion, versions } = snapshot.heldLeaderboard;
  return {
    units: UNITS,
    champion,
    versions: versions.map(({ version, comparison, guess, hours, volumePerHour, rolledBack }) => ({
      version: version.number,
      parent: version.parent,
      author: version.author,
      reason: version.reason,
      hoursBesideChampion: hours,
      volumePerHour,
      gainPerHour: comparison?.gainPerHour ?? null,
      probabilityBetter: comparison?.probabilityBetter ?? null,
      verdict: comparison?.verdict ?? null,
      estimate: guess === null ? null : { mean: guess.mean, sd: guess.sd, probabilityBetter: guess.probabilityBetter },
      rolledBack,
    })),
  };
}

/** @throws NotFound */
export function versionOf(journal: Journal, number: number): object {
  return journal.version(number);
}

/** The newest sessions, newest first, with what the acting version did under pessimistic fills. */
export function sessionsOf(journal: Journal, last: number): object {
  const all = journal.sessions();
  return {
    units: UNITS,
    sessions: all.length,
    newest: all
      .slice(-last)
      .reverse()
      .map((session) => {
        const { number, mode, status, endReason, acting, champion, source, startedAt, facts } = session;
        const lane = journal
          .lanes(session.id)
          .find(({ version, fillModel }) => version === acting && fillModel === 'pessimistic');
        return {
          session: number,
          mode,
          status,
          endReason,
          isEvidence: isEvidence(session),
          market: source.type === 'synthetic' ? source.family : source.type,
          startedAt,
          minutes: facts === null ? null : facts.durationUs / 60e6,
          acting,
          champion,
          profit: lane?.metrics.profit ?? null,
          volume: lane?.metrics.volume ?? null,
          fills: lane?.metrics.fills ?? null,
          profitPer10k: lane?.metrics.profitPer10k ?? null,
        };
      }),
  };
}

/** With the candidates that ran on trial, each by its proposal. @throws NotFound */
export function sessionOf(journal: Journal, number: number): object {
  const session = journal.session(number);
  const lanes = journal.lanes(session.id).map(({ version, role, fillModel, metrics, riskEvents }) => ({
    ...{ version, role, fillModel, metrics, riskEvents },
  }));
  const trialLanes = journal.trialLanes(session.id).map(({ proposalId, fillModel, metrics, riskEvents }) => ({
    ...{ proposal: proposalId, fillModel, metrics, riskEvents },
  }));
  return { ...session, lanes, trialLanes };
}

/** The newest proposals, newest first, without their races in full. */
export function proposalsOf(journal: Journal, last: number): object {
  const all = journal.proposals();
  return {
    proposals: all.length,
    newest: all
      .slice(-last)
      .reverse()
      .map(({ race, hash: _, ...proposal }) => ({
        ...proposal,
        race: race === null ? null : { gainPerHour: race.gainPerHour, probabilityBetter: race.probabilityBetter },
      })),
  };
}

/** @throws NotFound; UsageError for the same version twice */
export function comparisonOf(journal: Journal, version: number, against: number): object {
  const { sides, luck, changes } = compareTwoVersions(journal, against, version);
  const { comparison, byRegime, linked, met, same } = sides;
  return {
    units: UNITS,
    version,
    against,
    changes: changes.map(({ parameter, from, to }) => ({ parameter, from, to })),
    ...{ same, met, comparison, byRegime, linked, luck },
  };
}

/** Claims with their status, which code decides from the comparisons. */
export function learningsOf(journal: Journal, kept: KeptAnswers): object {
  return {
    units: UNITS,
    learnings: judgedClaims(journal, kept).map(({ claim, status, sessions, measured, bundled }) => ({
      id: claim.id,
      by: claim.by,
      claim: claim.claim,
      parameter: claim.parameter,
      direction: claim.direction,
      claimedEffect: claim.effect,
      scope: claim.scope,
      status,
      sessions,
      measuredGainPerHour: measured?.effect ?? null,
      bundled,
    })),
  };
}
