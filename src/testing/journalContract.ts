/**
 * Tests that every implementation of the Journal port must pass, whether it keeps records in memory or in a database. The test
 * file of each implementation calls {@link describeJournal}.
 */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FillModel } from '../session/result.ts';
import {
  AlreadyDecided,
  IllegalTransition,
  type Journal,
  type NewProposal,
  type NewTrialLane,
  NotFound,
  StalePlan,
  type Studies,
} from '../study/journal.ts';
import {
  aCall,
  aCandidate,
  aCompletedSession,
  aLearning,
  anImport,
  aProposal,
  approval,
  aSealedLane,
  aSession,
  aVersion,
  aWaitingProposal,
  begun,
  btcStudy,
  calmHour,
  completed,
  notEnoughEvidence,
  someMetrics,
  someSeries,
  someTexts,
  threeSimHours,
  widerSpread,
} from './store/journalFixtures.ts';

export interface StudiesUnderTest {
  readonly studies: Studies;
  close(): void;
}

/** @param make returns a store without studies, whose clock always says `2026-01-02T03:04:05.000Z`. */
export function describeJournal(implementation: string, make: () => StudiesUnderTest): void {
  const now = '2026-01-02T03:04:05.000Z';
  let made: StudiesUnderTest;
  let journal: Journal;
  beforeEach(() => {
    made = make();
    journal = made.studies.open(btcStudy);
    // From here on it reads what changes.
    journal.records();
    journal.calls();
  });
  afterEach(() => {
    const another = made.studies.existing(btcStudy.name);
    expect(journal.records()).toEqual(another.records());
    expect(journal.calls()).toEqual(another.calls());
    made.close();
  });

  describe(`${implementation}: reading again`, () => {
    test('all records are the same object while none was added, and those that did not change stay the same objects', () => {
      const { campaignId } = begun(journal);
      const session = journal.startSession(aSession(campaignId));
      const before = journal.records();
      expect(journal.records()).toBe(before);
      journal.sealSession(session.id, completed());
      const after = journal.records();
      expect(after).not.toBe(before);
      expect(after.versions).toBe(before.versions);
      expect(after.campaigns).toBe(before.campaigns);
      expect(before.sessions.map(({ status }) => status)).toEqual(['running']);
      expect(after.sessions.map(({ status }) => status)).toEqual(['completed']);
      expect(after.lanes).toEqual(journal.lanes(session.id));
    });

    test('it gives what is read list by list', () => {
      const { campaignId } = begun(journal);
      aCompletedSession(journal, campaignId);
      expect(journal.records()).toEqual({
        study: journal.study,
        versions: journal.versions(),
        campaigns: journal.campaigns(),
        sessions: journal.sessions(),
        lanes: journal.lanes(),
        trialLanes: journal.trialLanes(),
        evaluations: journal.evaluations(),
        proposals: journal.proposals(),
        decisions: journal.decisions(),
        learnings: journal.learnings(),
        documents: journal.documents(),
        timeline: journal.timeline(),
      });
    });
  });

  describe(`${implementation}: studies`, () => {
    test('a study is created once and found again by its name', () => {
      expect(journal.study).toEqual({ ...btcStudy, id: journal.study.id, createdAt: now });
      expect(made.studies.open(btcStudy).study).toEqual(journal.study);
      expect(made.studies.existing('btc').study).toEqual(journal.study);
      expect(made.studies.list()).toEqual([journal.study]);
    });

    test('a study is not reopened with other terms', () => {
      expect(() => made.studies.open({ ...btcStudy, capital: 2_000 })).toThrow(IllegalTransition);
      expect(() => made.studies.open({ ...btcStudy, capital: 2_000 })).toThrow(/capital is 1000, not 2000/);
    });

    test('the error for an unknown study names it and the known studies', () => {
      expect(() => made.studies.existing('eth')).toThrow(NotFound);
      expect(() => made.studies.existing('eth')).toThrow(/"eth".*btc/);
    });

    test('two studies share no records, and each numbers its own from 1', () => {
      const eth = made.studies.open({ ...btcStudy, name: 'eth' });
      const { campaignId } = begun(journal);
      const session = aCompletedSession(journal, campaignId);
      const proposal = aWaitingProposal(journal, session.id);
      journal.decide(proposal.id, approval('ann'));
      const other = begun(eth);
      expect(eth.versions().map((v) => v.number)).toEqual([1]);
      expect(eth.startSession(aSession(other.campaignId)).number).toBe(1);
      expect(eth.lanes()).toEqual([]);
      expect(eth.proposals()).toEqual([]);
      expect(eth.decisions()).toEqual([]);
      expect(() => eth.proposal(proposal.id)).toThrow(NotFound);
      expect(() => eth.sealSession(session.id, completed())).toThrow(NotFound);
      expect(() => eth.startSession(aSession(campaignId))).toThrow(NotFound);
      expect(() => eth.decide(proposal.id, approval('ann'))).toThrow(NotFound);
    });
  });

  describe(`${implementation}: versions`, () => {
    test('versions are numbered in order and are read as they were written', () => {
      const parameters = { tinySpread: 0.1 + 0.2, skew: -0, big: 1e21, paused: false };
      expect(journal.addVersion(aVersion({ parameters }))).toEqual({
        ...aVersion({ parameters }),
        number: 1,
        proposalId: null,
        createdAt: now,
      });
      journal.addVersion(aVersion({ parent: 1, author: 'import', reason: 'naïve “quotes”, 価格\n' }));
      expect(journal.versions().map((v) => [v.number, v.parent, v.reason])).toEqual([
        [1, null, 'where we start'],
        [2, 1, 'naïve “quotes”, 価格\n'],
      ]);
      expect(journal.version(1).parameters).toEqual(parameters);
      expect(Object.keys(journal.version(1).parameters)).toEqual(['tinySpread', 'skew', 'big', 'paused']);
    });

    test('a version needs a known parent and finite parameters', () => {
      expect(() => journal.addVersion(aVersion({ parent: 4 }))).toThrow(NotFound);
      expect(() => journal.addVersion(aVersion({ parameters: { spreadBps: Number.NaN } }))).toThrow(/spreadBps is NaN/);
      expect(journal.versions()).toEqual([]);
      expect(() => journal.version(1)).toThrow(/no version v1/);
    });
  });

  describe(`${implementation}: documents`, () => {
    test('a document brings versions, learnings and candidates; the last version is champion, the others wait no more', () => {
      const candidate = aCandidate({ draft: { ...widerSpread, proposer: 'import', base: 2 }, status: 'on-trial' });
      const imported = anImport({ candidates: [candidate] });
      const added = journal.importDocument(imported);
      expect(added).toEqual({ ...imported.document, id: added.id, importedAt: now });
      expect(journal.documents()).toEqual([added]);
      expect(journal.versions().map(({ number, parent, author }) => [number, parent, author])).toEqual([
        [1, null, 'import'],
        [2, 1, 'import'],
      ]);
      expect(journal.learnings()).toMatchObject([{ ...aLearning(), proposalId: null }]);
      expect(journal.decisions().map(({ kind, version, by }) => [kind, version, by])).toEqual([
        ['cancel', 1, 'ann'],
        ['promote', 2, 'ann'],
      ]);
      expect(journal.proposals()).toMatchObject([{ base: 2, status: 'on-trial', sessionId: null }]);
      expect(journal.timeline().map(({ kind }) => kind)).toEqual([
        ...['version', 'version', 'learning', 'decision', 'decision', 'proposal'],
      ]);
    });

    test('a document of one version promotes and cancels nothing', () => {
      journal.importDocument(anImport({ versions: [aVersion({ author: 'import' })] }));
      expect(journal.decisions()).toEqual([]);
    });

    test('a document goes into a study without versions, whole or not at all', () => {
      const unknownBase = aCandidate({ draft: { ...widerSpread, base: 9 }, status: 'on-trial' });
      expect(() => journal.importDocument(anImport({ candidates: [unknownBase] }))).toThrow(NotFound);
      expect(() => journal.importDocument(anImport({ versions: [] }))).toThrow(/without versions/);
      expect([journal.versions(), journal.documents(), journal.learnings(), journal.decisions()]).toEqual([
        [],
        [],
        [],
        [],
      ]);
      journal.addVersion(aVersion());
      expect(() => journal.importDocument(anImport())).toThrow(IllegalTransition);
      expect(() => journal.importDocument(anImport())).toThrow(/study btc has 1 versions already/);
    });
  });

  describe(`${implementation}: objects passed in and returned`, () => {
    test('a record does not change when the caller changes an object that it passed in', () => {
      const parameters = { spreadBps: 1.5 };
      journal.addVersion(aVersion({ parameters }));
      parameters.spreadBps = 9;
      expect(journal.version(1).parameters).toEqual({ spreadBps: 1.5 });
      const series = someSeries();
      const { id } = journal.startSession(aSession(journal.startCampaign(threeSimHours).id));
      journal.sealSession(id, completed({ ...aSealedLane(), series }));
      series.midTicks.fill(7);
      expect(journal.laneSeries(id, 1, 'pessimistic')).toEqual(someSeries());
    });

    test('later writes do not change lists that were returned before', () => {
      const { campaignId } = begun(journal);
      const session = journal.startSession(aSession(campaignId));
      const before = { campaigns: journal.campaigns(), sessions: journal.sessions(), versions: journal.versions() };
      journal.sealSession(session.id, completed());
      journal.setCampaignStatus(campaignId, 'waiting');
      journal.addVersion(aVersion({ parent: 1 }));
      expect(before.campaigns.map(({ status }) => status)).toEqual(['running']);
      expect(before.sessions).toEqual([session]);
      expect(before.versions.map(({ number }) => number)).toEqual([1]);
    });
  });

  describe(`${implementation}: campaigns`, () => {
    test('a campaign keeps its plan while its status changes', () => {
      const { id } = journal.startCampaign(threeSimHours);
      const running = { id, plan: threeSimHours, status: 'running', startedAt: now, endedAt: null };
      expect(journal.campaigns()).toEqual([running]);
      journal.setCampaignStatus(id, 'interrupted');
      expect(journal.campaigns()).toEqual([{ ...running, status: 'interrupted', endedAt: now }]);
      journal.setCampaignStatus(id, 'running');
      expect(journal.campaigns()).toEqual([running]);
    });

    test('a finished campaign stays finished', () => {
      const { id } = journal.startCampaign(threeSimHours);
      journal.setCampaignStatus(id, 'finished');
      journal.setCampaignStatus(id, 'finished');
      expect(() => journal.setCampaignStatus(id, 'running')).toThrow(IllegalTransition);
      expect(() => journal.setCampaignStatus(99, 'running')).toThrow(NotFound);
    });
  });

  describe(`${implementation}: sessions`, () => {
    test('a session starts, is sealed with its lanes, and both are read exactly as they were written', () => {
      const { campaignId } = begun(journal);
      const started = journal.startSession(aSession(campaignId));
      expect(started).toEqual({
        ...aSession(campaignId),
        id: started.id,
        number: 1,
        status: 'running',
        startedAt: now,
        endedAt: null,
        endReason: null,
        facts: null,
      });
      const optimistic = aSealedLane({ fillModel: 'optimistic', digest: 'f00d', riskEvents: [] });
      const sealed = journal.sealSession(started.id, completed(aSealedLane(), optimistic));
      expect(sealed).toEqual({ ...started, status: 'completed', endedAt: now, facts: calmHour });
      expect(journal.session(1)).toEqual(sealed);
      expect(journal.sessions()).toEqual([sealed]);
      expect(journal.lanes()).toEqual([
        { ...aSealedLane().record, sessionId: started.id },
        { ...optimistic.record, sessionId: started.id },
      ]);
      expect(journal.lanes()[0]?.metrics).toEqual(someMetrics);
      expect(journal.laneSeries(started.id, 1, 'pessimistic')).toEqual(someSeries());
      expect(() => journal.laneSeries(started.id, 2, 'pessimistic')).toThrow(NotFound);
    });

    test('a column that is longer than its lane is cut to the rows of the lane; a shorter column is refused', () => {
      const { campaignId } = begun(journal);
      const series = someSeries();
      const longer = { ...series, midTicks: Float64Array.of(...series.midTicks, 1, 2) };
      const shorter = { ...series, midTicks: series.midTicks.slice(1) };
      const { id } = journal.startSession(aSession(campaignId));
      expect(() => journal.sealSession(id, completed({ ...aSealedLane(), series: shorter }))).toThrow(
        "the lane's column midTicks has 2 rows, 3 are needed",
      );
      journal.sealSession(id, completed({ ...aSealedLane(), series: longer }));
      expect(journal.laneSeries(id, 1, 'pessimistic')).toEqual(series);
    });

    test('a session on a recorded tape keeps the source of its events', () => {
      const { campaignId } = begun(journal);
      const source = { type: 'tape', file: 'tapes/a.parquet', sha256: 'ab', fromUs: 0, toUs: 9e15 } as const;
      journal.startSession(aSession(campaignId, { mode: 'replay', source }));
      expect(journal.session(1).source).toEqual(source);
    });

    test('sessions are numbered without gaps, aborted ones included', () => {
      const { campaignId } = begun(journal);
      const first = journal.startSession(aSession(campaignId));
      const aborted = journal.sealSession(first.id, { status: 'aborted', reason: 'the feed went silent' });
      expect(aborted).toMatchObject({ number: 1, status: 'aborted', endReason: 'the feed went silent', facts: null });
      expect(() => journal.startSession(aSession(campaignId, { acting: 7 }))).toThrow(NotFound);
      expect(aCompletedSession(journal, campaignId).number).toBe(2);
      expect(journal.lanes(first.id)).toEqual([]);
      expect(() => journal.session(3)).toThrow(/no session s3; the newest is s2/);
    });

    test('a session is sealed once', () => {
      const { campaignId } = begun(journal);
      const { id } = aCompletedSession(journal, campaignId);
      expect(() => journal.sealSession(id, { status: 'aborted', reason: 'late' })).toThrow(IllegalTransition);
      expect(() => journal.sealSession(id, completed())).toThrow(/session 1 was completed/);
      expect(journal.lanes(id)).toHaveLength(1);
    });

    test('if a seal cannot be written completely, nothing is written and the session still runs', () => {
      const { campaignId } = begun(journal);
      const { id } = journal.startSession(aSession(campaignId));
      const broken = aSealedLane({ fillModel: 'optimistic', metrics: { ...someMetrics, profit: Number.NaN } });
      expect(() => journal.sealSession(id, completed(aSealedLane(), broken))).toThrow(/profit is NaN/);
      expect(journal.session(1).status).toBe('running');
      expect(journal.lanes()).toEqual([]);
    });

    test('no session starts in a finished campaign', () => {
      const { campaignId } = begun(journal);
      journal.setCampaignStatus(campaignId, 'waiting');
      journal.startSession(aSession(campaignId));
      journal.setCampaignStatus(campaignId, 'finished');
      expect(() => journal.startSession(aSession(campaignId))).toThrow(/is finished/);
    });
  });

  describe(`${implementation}: evaluations`, () => {
    test('a sealed session is evaluated once, with as many comparisons as versions ran beside the champion', () => {
      const { campaignId } = begun(journal);
      const first = aCompletedSession(journal, campaignId);
      const second = aCompletedSession(journal, campaignId);
      const short = { ...notEnoughEvidence, challenger: 3, blocks: 1, gainPerHour: null, signAgrees: false };
      const better = { ...notEnoughEvidence, profitPer10k: { mean: 1, low: 0.5, high: 1.5, level: 0.9 } };
      journal.addEvaluation({ sessionId: first.id, comparisons: [] });
      journal.addEvaluation({ sessionId: second.id, comparisons: [short, better] });
      expect(journal.evaluations()).toEqual([
        { sessionId: first.id, comparisons: [], evaluatedAt: now },
        { sessionId: second.id, comparisons: [short, better], evaluatedAt: now },
      ]);
      expect(() => journal.addEvaluation({ sessionId: first.id, comparisons: [] })).toThrow(IllegalTransition);
      const running = journal.startSession(aSession(campaignId));
      expect(() => journal.addEvaluation({ sessionId: running.id, comparisons: [] })).toThrow(/still runs/);
    });
  });

  describe(`${implementation}: trials`, () => {
    const onTrial = (hash: string): NewProposal => aCandidate({ status: 'on-trial', hash });
    const aTrialLane = (proposalId: number, fillModel: FillModel, digest: string): NewTrialLane => {
      const { metrics, blocks, riskEvents } = aSealedLane().record;
      return { proposalId, fillModel, metrics, blocks, riskEvents, digest };
    };

    test('candidates go on trial before the first session, several at once', () => {
      begun(journal);
      const round = journal.addRound(null, [onTrial('a'), onTrial('b')]);
      expect(round.map(({ sessionId, status, trial }) => ({ sessionId, status, trial }))).toEqual([
        { sessionId: null, status: 'on-trial', trial: { chosenAfter: null } },
        { sessionId: null, status: 'on-trial', trial: { chosenAfter: null } },
      ]);
    });

    test('trial lanes are sealed with their session, apart from those of versions', () => {
      const { campaignId } = begun(journal);
      const [first, second] = journal.addRound(null, [onTrial('a'), onTrial('b')]).map(({ id }) => id) as [
        number,
        number,
      ];
      const trials = [
        aTrialLane(first, 'pessimistic', 'd1'),
        aTrialLane(first, 'optimistic', 'd2'),
        aTrialLane(second, 'pessimistic', 'd3'),
      ];
      const { id: sessionId } = journal.startSession(aSession(campaignId));
      journal.sealSession(sessionId, { ...completed(), trials });
      expect(journal.trialLanes()).toEqual(trials.map((lane) => ({ ...lane, sessionId })));
      expect(journal.trialLanes(sessionId)).toHaveLength(3);
      expect(journal.lanes()).toHaveLength(1);
      const later = journal.startSession(aSession(campaignId));
      journal.sealSession(later.id, completed());
      expect(journal.trialLanes(later.id)).toEqual([]);
    });

    test('a trial lane of an unknown candidate is refused, and the session stays open', () => {
      const { campaignId } = begun(journal);
      const { id } = journal.startSession(aSession(campaignId));
      const trials = [aTrialLane(77, 'pessimistic', 'd1')];
      expect(() => journal.sealSession(id, { ...completed(), trials })).toThrow(NotFound);
      expect(journal.session(1).status).toBe('running');
    });

    test('the results of a session choose one candidate for review and end the trials of others', () => {
      const { campaignId } = begun(journal);
      const [a, b, c] = journal.addRound(null, [onTrial('a'), onTrial('b'), onTrial('c')]).map(({ id }) => id) as [
        number,
        number,
        number,
      ];
      const { id: sessionId } = aCompletedSession(journal, campaignId);
      journal.addEvaluation({ sessionId, comparisons: [] }, [
        { proposalId: b, status: 'waiting' },
        { proposalId: a, status: 'passed-over', outcome: 'it hardly trades' },
      ]);
      expect(journal.proposals().map(({ id, status, outcome, trial }) => ({ id, status, outcome, trial }))).toEqual([
        { id: a, status: 'passed-over', outcome: 'it hardly trades', trial: { chosenAfter: null } },
        { id: b, status: 'waiting', outcome: '', trial: { chosenAfter: sessionId } },
        { id: c, status: 'on-trial', outcome: '', trial: { chosenAfter: null } },
      ]);
    });

    test('one that is chosen supersedes the one that waits; two at once are refused, as is one that is not on trial', () => {
      const { campaignId } = begun(journal);
      const [a, b, c] = journal.addRound(null, [onTrial('a'), onTrial('b'), onTrial('c')]).map(({ id }) => id) as [
        number,
        number,
        number,
      ];
      const first = aCompletedSession(journal, campaignId);
      const second = aCompletedSession(journal, campaignId);
      journal.addEvaluation({ sessionId: first.id, comparisons: [] }, [{ proposalId: a, status: 'waiting' }]);
      const two = [b, c].map((proposalId) => ({ proposalId, status: 'waiting' as const }));
      expect(() => journal.addEvaluation({ sessionId: second.id, comparisons: [] }, two)).toThrow(/2 candidates/);
      const again = [{ proposalId: a, status: 'passed-over' as const, outcome: 'late' }];
      expect(() => journal.addEvaluation({ sessionId: second.id, comparisons: [] }, again)).toThrow(/not on trial/);
      expect(journal.evaluations()).toHaveLength(1);
      journal.addEvaluation({ sessionId: second.id, comparisons: [] }, [{ proposalId: b, status: 'waiting' }]);
      expect(journal.proposals().map(({ status }) => status)).toEqual(['superseded', 'waiting', 'on-trial']);
    });

    test('a round with candidates on trial leaves the chosen one waiting; one with a candidate for review supersedes it', () => {
      const { campaignId } = begun(journal);
      const [a] = journal.addRound(null, [onTrial('a')]).map(({ id }) => id) as [number];
      const { id: sessionId } = aCompletedSession(journal, campaignId);
      journal.addEvaluation({ sessionId, comparisons: [] }, [{ proposalId: a, status: 'waiting' }]);
      journal.addRound(sessionId, [onTrial('b')]);
      expect(journal.proposal(a).status).toBe('waiting');
      journal.addRound(sessionId, [aCandidate({ hash: 'c' })]);
      expect(journal.proposal(a).status).toBe('superseded');
    });

    test('a person may approve a candidate while it is on trial', () => {
      begun(journal);
      const [a] = journal.addRound(null, [onTrial('a')]).map(({ id }) => id) as [number];
      const made = journal.decide(a, { kind: 'approve', by: 'ann', reason: 'I like it', version: aVersion() });
      expect(journal.proposal(a)).toMatchObject({ status: 'approved', trial: { chosenAfter: null } });
      expect(journal.version(made.version ?? 0).proposalId).toBe(a);
    });
  });

  describe(`${implementation}: proposals and decisions`, () => {
    let sessionId: number;
    beforeEach(() => {
      sessionId = aCompletedSession(journal, begun(journal).campaignId).id;
    });

    test('a proposal is read as it was written', () => {
      const finding = {
        rule: 'max-step',
        severity: 'warning',
        limit: '50 %',
        value: '60 %',
        reason: 'a big step',
      } as const;
      const outcome = { findings: [finding], status: 'refused', outcome: '', race: null, hash: 'feed' } as const;
      const draft = { ...widerSpread, prediction: null };
      const added = aProposal(journal, sessionId, { draft, ...outcome });
      expect(added).toEqual({
        ...draft,
        ...outcome,
        trial: null,
        sessionId,
        id: added.id,
        createdAt: now,
        waitingSince: null,
      });
      expect(aWaitingProposal(journal, sessionId)).toMatchObject({ ...widerSpread, waitingSince: now });
      expect(journal.proposal(added.id)).toEqual(added);
      expect(journal.proposals().map((p) => p.status)).toEqual(['refused', 'waiting']);
    });

    test('the notes of a model on its diff are read word for word', () => {
      const notes = {
        framing: 'contrarian',
        falsifier: 'markouts stay at −1 bps, “naïve” as it is',
        risks: '',
        evidence: { spreadBps: [1, 2], levels: [] },
      };
      const { id } = aProposal(journal, sessionId, { draft: { ...widerSpread, notes } });
      expect(journal.proposal(id).notes).toEqual(notes);
      expect(aWaitingProposal(journal, sessionId)).not.toHaveProperty('notes');
    });

    test('a round keeps all its candidates in order, with the reason why one was passed over', () => {
      const round = journal.addRound(sessionId, [
        aCandidate({ status: 'passed-over', outcome: 'lost on the recorded tapes', hash: 'a' }),
        aCandidate({ hash: 'b' }),
        aCandidate({ status: 'refused', hash: 'c' }),
      ]);
      expect(round.map(({ hash, status, outcome }) => [hash, status, outcome])).toEqual([
        ['a', 'passed-over', 'lost on the recorded tapes'],
        ['b', 'waiting', ''],
        ['c', 'refused', ''],
      ]);
      expect(journal.proposals()).toEqual(round);
      expect(() => journal.decide(round[0]?.id ?? 0, approval('ann'))).toThrow(/is passed-over/);
    });

    test('at most one proposal of a round waits, and a round is never empty', () => {
      const first = aWaitingProposal(journal, sessionId);
      expect(() => journal.addRound(sessionId, [aCandidate(), aCandidate()])).toThrow(IllegalTransition);
      expect(() => journal.addRound(sessionId, [])).toThrow(IllegalTransition);
      expect(() => journal.addRound(999, [aCandidate()])).toThrow(NotFound);
      expect(journal.proposals()).toEqual([first]);
    });

    test('if a round cannot be written completely, nothing is written and no proposal is superseded', () => {
      const first = aWaitingProposal(journal, sessionId);
      const impossible = { draft: { ...widerSpread, base: 9 }, status: 'refused' } as const;
      const call = journal.addCall(aCall(), someTexts);
      const round = [aCandidate({ calls: [call.id], learnings: [aLearning()] }), aCandidate(impossible)];
      expect(() => journal.addRound(sessionId, round)).toThrow(NotFound);
      expect(journal.proposals()).toEqual([first]);
      expect(journal.learnings()).toEqual([]);
      expect(journal.calls()).toEqual([call]);
    });

    test('an approval creates the next version: the decision names the version, and the version names the proposal', () => {
      const proposal = aWaitingProposal(journal, sessionId);
      const decision = journal.decide(proposal.id, approval('ann'));
      expect(decision).toEqual({
        id: decision.id,
        proposalId: proposal.id,
        kind: 'approve',
        by: 'ann',
        reason: 'worth a session',
        version: 2,
        decidedAt: now,
      });
      expect(journal.decisions()).toEqual([decision]);
      expect(journal.version(2)).toMatchObject({ parent: 1, author: 'model', proposalId: proposal.id });
      expect(journal.proposal(proposal.id)).toEqual({ ...proposal, status: 'approved' });
    });

    test('a rejection closes the proposal and creates no version', () => {
      const { id } = aWaitingProposal(journal, sessionId);
      expect(() => journal.decide(id, { ...approval('ann'), kind: 'reject' })).toThrow(/creates no version/);
      journal.decide(id, { kind: 'reject', by: 'ann', reason: 'no', version: null });
      expect(journal.proposal(id).status).toBe('rejected');
      expect(journal.versions()).toHaveLength(1);
    });

    test('a promotion names an existing version and creates none', () => {
      journal.decide(aWaitingProposal(journal, sessionId).id, approval('ann'));
      const promotion = journal.promote(2, 'ann', 'P(better) 0.93');
      expect(promotion).toMatchObject({
        proposalId: null,
        kind: 'promote',
        by: 'ann',
        reason: 'P(better) 0.93',
        version: 2,
      });
      expect(journal.decisions().map((d) => d.kind)).toEqual(['approve', 'promote']);
      expect(journal.versions()).toHaveLength(2);
      expect(() => journal.promote(3, 'ann', 'no such')).toThrow(NotFound);
    });

    test('a version that waits for its session is cancelled once, and stays on record', () => {
      journal.decide(aWaitingProposal(journal, sessionId).id, approval('ann'));
      const cancelled = journal.cancel(2, 'ann', 'the market has changed');
      expect(cancelled).toMatchObject({ proposalId: null, kind: 'cancel', by: 'ann', version: 2 });
      expect(journal.decisions().at(-1)).toEqual(cancelled);
      expect(journal.versions()).toHaveLength(2);
      expect(journal.timeline().at(-1)).toMatchObject({ kind: 'decision', id: cancelled.id });
      expect(() => journal.cancel(2, 'bob', 'me too')).toThrow('v2 was cancelled already; no version waits');
    });

    test('the champion, a version that ran and an unknown version cannot be cancelled', () => {
      journal.decide(aWaitingProposal(journal, sessionId).id, approval('ann'));
      const { version } = journal.decide(null, { ...approval('ann'), kind: 'rollback' });
      expect(() => journal.cancel(version ?? 0, 'ann', 'no')).toThrow('v3 is the champion; these wait: v2');
      expect(() => journal.cancel(1, 'ann', 'no')).toThrow(IllegalTransition);
      expect(() => journal.cancel(9, 'ann', 'no')).toThrow(NotFound);
      journal.promote(2, 'ann', 'better');
      expect(() => journal.cancel(1, 'ann', 'no')).toThrow('v1 does not wait for a session: it ran before');
      expect(() => journal.cancel(2, 'ann', 'no')).toThrow('v2 is the champion; these wait: v3');
    });

    test.each(['edit', 'override'] as const)('the decision to %s a proposal marks it as replaced', (kind) => {
      const { id } = aWaitingProposal(journal, sessionId);
      expect(journal.decide(id, { ...approval('ann'), kind }).version).toBe(2);
      expect(journal.proposal(id).status).toBe('replaced');
    });

    test('a second decision is refused, and the error names the first one and who made it', () => {
      const { id } = aWaitingProposal(journal, sessionId);
      journal.decide(id, approval('ann'));
      expect(() => journal.decide(id, approval('bob'))).toThrow(IllegalTransition);
      expect(() => journal.decide(id, approval('bob'))).toThrow(
        `p${id} was approved by ann on 2026-01-02 03:04 UTC, as v2; it no longer waits`,
      );
      expect(journal.versions()).toHaveLength(2);
      expect(journal.decisions()).toHaveLength(1);
    });

    test('the error for a superseded proposal says why it no longer waits; decided proposals keep their status', () => {
      const decided = aWaitingProposal(journal, sessionId);
      journal.decide(decided.id, approval('ann'));
      const stale = aWaitingProposal(journal, sessionId);
      aProposal(journal, sessionId, { status: 'no-change' });
      expect(journal.proposals().map((p) => p.status)).toEqual(['approved', 'superseded', 'no-change']);
      expect(() => journal.decide(stale.id, approval('bob'))).toThrow(
        `p${stale.id} is superseded: a newer proposal has come on 2026-01-02 03:04 UTC; it no longer waits`,
      );
    });

    test('who comes second, or after a newer proposal, is told so by an error of its own; a refused proposal cannot be approved', () => {
      const { id } = aProposal(journal, sessionId, { status: 'refused' });
      expect(() => journal.decide(id, approval('bob'))).toThrow(/is refused/);
      expect(() => journal.decide(id, approval('bob'))).not.toThrow(AlreadyDecided);
      const stale = aWaitingProposal(journal, sessionId);
      const decided = aWaitingProposal(journal, sessionId);
      journal.decide(decided.id, approval('ann'));
      for (const one of [stale, decided]) {
        expect(() => journal.decide(one.id, { ...approval('bob'), kind: 'reject', version: null })).toThrow(
          AlreadyDecided,
        );
        expect(() => journal.renewProposal(one.id, { by: 'bob', hash: 'new', findings: [] })).toThrow(AlreadyDecided);
      }
    });

    test('of a hundred deciders on one proposal one wins, and each other is told by whom', () => {
      const { id } = aWaitingProposal(journal, sessionId);
      const told = Array.from({ length: 100 }, (_, i) => {
        const kind = i % 2 === 0 ? 'approve' : 'reject';
        const { version } = approval('');
        try {
          journal.decide(id, { kind, by: `decider ${i}`, reason: '', version: kind === 'approve' ? version : null });
          return 'won';
        } catch (error) {
          return error instanceof AlreadyDecided ? error.message : 'another error';
        }
      });
      expect(told.filter((one) => one === 'won')).toHaveLength(1);
      expect(told.filter((one) => one.includes(`approved by decider 0 on 2026-01-02 03:04 UTC`))).toHaveLength(99);
      expect(journal.decisions()).toHaveLength(1);
      expect(journal.versions()).toHaveLength(2);
    });

    test('a proposal that was validated again has another hash, and who saw the old one cannot approve it', () => {
      const seen = aWaitingProposal(journal, sessionId);
      const finding = { rule: 'many-changes', severity: 'warning', limit: '3', value: '4', reason: 'many' } as const;
      const renewed = journal.renewProposal(seen.id, { by: 'ann', hash: 'new', findings: [finding] });
      expect(renewed).toEqual({ ...seen, hash: 'new', findings: [finding] });
      expect(journal.proposal(seen.id)).toEqual(renewed);
      expect(journal.proposals()).toContainEqual(renewed);
      expect(() => journal.decide(seen.id, { ...approval('bob'), plan: seen.hash })).toThrow(StalePlan);
      expect(journal.decisions()).toEqual([]);
      expect(journal.decide(seen.id, { ...approval('bob'), plan: 'new' }).version).toBe(2);
    });

    test('a rollback belongs to no proposal and creates a version', () => {
      const back = aVersion({ parent: 1, author: 'rollback', reason: 'v2 did harm' });
      const rollback = { kind: 'rollback', by: 'policy:auto', reason: 'P(harm) 0.85', version: back } as const;
      expect(journal.decide(null, rollback)).toMatchObject({ proposalId: null, kind: 'rollback', version: 2 });
      expect(() => journal.decide(null, approval('ann'))).toThrow(/needs the proposal/);
      const { id } = aWaitingProposal(journal, sessionId);
      expect(() => journal.decide(id, rollback)).toThrow(IllegalTransition);
      expect(journal.proposal(id).status).toBe('waiting');
    });

    test('a decision whose version cannot be written changes nothing', () => {
      const { id } = aWaitingProposal(journal, sessionId);
      const impossible = { ...approval('ann'), version: aVersion({ parent: 9 }) };
      expect(() => journal.decide(id, impossible)).toThrow(NotFound);
      expect(journal.proposal(id).status).toBe('waiting');
      expect(journal.decisions()).toEqual([]);
      expect(() => journal.decide(999, approval('ann'))).toThrow(NotFound);
    });
  });

  describe(`${implementation}: calls, learnings and probes`, () => {
    let sessionId: number;
    beforeEach(() => {
      sessionId = aCompletedSession(journal, begun(journal).campaignId).id;
    });

    test('a call is read as it was written, its texts word for word', () => {
      const made = journal.addCall(aCall({ sessionId }), someTexts);
      expect(made).toEqual({ ...aCall({ sessionId }), id: made.id, proposalId: null, calledAt: now });
      const silent = { request: 'x'.repeat(300_000), answer: null, reasoning: 'I think\n…' };
      const unknown = { inputTokens: null, cachedTokens: null, outputTokens: null, cost: null };
      const failed = journal.addCall(aCall({ ...unknown, outcome: 'failed', detail: 'no answer in 60 s' }), silent);
      expect(failed).toMatchObject({ ...unknown, outcome: 'failed', detail: 'no answer in 60 s', sessionId: null });
      expect(journal.calls()).toEqual([made, failed]);
      expect(journal.callTexts(made.id)).toEqual(someTexts);
      expect(journal.callTexts(failed.id)).toEqual(silent);
      expect(() => journal.callTexts(99)).toThrow(NotFound);
      expect(() => journal.addCall(aCall({ cost: Number.NaN }), someTexts)).toThrow(/cost is NaN/);
      expect(() => journal.addCall(aCall({ sessionId: 999 }), someTexts)).toThrow(NotFound);
    });

    test('a call names the proposal that resulted from it, and belongs to one proposal at most', () => {
      const [first, second, fruitless] = [aCall(), aCall({ purpose: 'repair' }), aCall({ outcome: 'malformed' })].map(
        (call) => journal.addCall(call, someTexts).id,
      ) as [number, number, number];
      const { id } = aProposal(journal, sessionId, { calls: [second, first] });
      expect(journal.calls().map((call) => [call.id, call.proposalId])).toEqual([
        [first, id],
        [second, id],
        [fruitless, null],
      ]);
      expect(() => aProposal(journal, sessionId, { calls: [first] })).toThrow(`c${first} belongs to p${id} already`);
      expect(() => aProposal(journal, sessionId, { calls: [99] })).toThrow(NotFound);
      expect(journal.proposals()).toHaveLength(1);
    });

    test('learnings of a person and of a proposal are kept word for word', () => {
      const said = journal.addLearning(aLearning({ claim: 'naïve “quotes”, 価格\n', scope: 'trending' }));
      expect(said).toEqual({
        ...aLearning({ claim: 'naïve “quotes”, 価格\n', scope: 'trending' }),
        id: said.id,
        proposalId: null,
        createdAt: now,
      });
      const none = aLearning({ by: 'model', effect: 'none', effectRange: null });
      const { id } = aProposal(journal, sessionId, { status: 'refused', learnings: [none, aLearning()] });
      expect(journal.learnings().map(({ by, effectRange, proposalId }) => [by, effectRange, proposalId])).toEqual([
        ['ann', [0.1, 0.5], null],
        ['model', null, id],
        ['ann', [0.1, 0.5], id],
      ]);
      expect(() => journal.addLearning(aLearning({ effectRange: [Number.NaN, 1] }))).toThrow(/NaN/);
    });

    test('another study sees no calls and no learnings of this one', () => {
      const { id } = journal.addCall(aCall(), someTexts);
      journal.addLearning(aLearning());
      const eth = made.studies.open({ ...btcStudy, name: 'eth' });
      const other = aCompletedSession(eth, begun(eth).campaignId).id;
      expect([eth.calls(), eth.learnings()]).toEqual([[], []]);
      expect(() => eth.callTexts(id)).toThrow(NotFound);
      expect(() => aProposal(eth, other, { calls: [id] })).toThrow(NotFound);
    });

    test('the newest probe of an endpoint and model is known to all studies', () => {
      const probe = { endpoint: 'http://127.0.0.1:8080/v1', model: 'small-model', format: 'text', contextTokens: null };
      expect(made.studies.probe(probe.endpoint, probe.model)).toBeUndefined();
      expect(made.studies.addProbe(probe)).toEqual({ ...probe, probedAt: now });
      made.studies.addProbe({ ...probe, model: 'other', format: 'tool' });
      made.studies.addProbe({ ...probe, format: 'json_schema', contextTokens: 8_192 });
      expect(made.studies.probe(probe.endpoint, probe.model)).toEqual({
        ...probe,
        format: 'json_schema',
        contextTokens: 8_192,
        probedAt: now,
      });
    });
  });

  describe(`${implementation}: the timeline`, () => {
    test('lists the records in the order of writing, each by its number or id', () => {
      const { campaignId } = begun(journal);
      const aborted = journal.startSession(aSession(campaignId));
      journal.sealSession(aborted.id, { status: 'aborted', reason: 'the feed went silent' });
      const session = aCompletedSession(journal, campaignId);
      journal.addEvaluation({ sessionId: session.id, comparisons: [notEnoughEvidence] });
      const said = journal.addLearning(aLearning());
      const [lost, won] = journal.addRound(session.id, [
        aCandidate({ status: 'passed-over', outcome: 'lost', learnings: [aLearning()] }),
        aCandidate(),
      ]);
      const decision = journal.decide(won?.id ?? 0, approval('ann'));
      journal.addCall(aCall(), someTexts);
      const promotion = journal.promote(2, 'ann', 'better');
      const timeline = journal.timeline();
      expect(timeline.map(({ kind, id }) => [kind, id])).toEqual([
        ['version', 1],
        ['session', 1],
        ['session', 2],
        ['evaluation', 2],
        ['learning', said.id],
        ['proposal', lost?.id],
        ['learning', said.id + 1],
        ['proposal', won?.id],
        ['version', 2],
        ['decision', decision.id],
        ['decision', promotion.id],
      ]);
      expect(timeline.map((entry) => entry.at)).toEqual(timeline.map(() => now));
      const numbers = timeline.map((entry) => entry.number);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    });

    test('contains one study only, and numbers the sessions of that study', () => {
      const eth = made.studies.open({ ...btcStudy, name: 'eth' });
      aCompletedSession(journal, begun(journal).campaignId);
      const { campaignId } = begun(eth);
      const { id } = aCompletedSession(eth, campaignId);
      eth.addEvaluation({ sessionId: id, comparisons: [] });
      expect(eth.timeline().map(({ kind, id }) => [kind, id])).toEqual([
        ['version', 1],
        ['session', 1],
        ['evaluation', 1],
      ]);
    });
  });
}
