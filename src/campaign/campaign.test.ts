import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../study/journal.ts';
import { outcome, SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import type { LaneRunner } from './laneRunner.ts';
import { verifySession } from './verify.ts';

/** Status of what each round came to. */
function chosen(journal: Journal): string[] {
  return journal
    .proposals()
    .map(({ status }) => status)
    .filter((status) => status !== 'passed-over');
}

describe('a campaign', () => {
  it('runs, evaluates, proposes and decides until its sessions are done', async () => {
    const study = new SmallStudy();
    const { end } = await study.run(study.begin());
    expect(end).toEqual({ kind: 'finished' });
    const journal = study.journal();
    expect(journal.sessions().map(({ status, acting, champion }) => [status, acting, champion])).toEqual([
      ['completed', 1, 1],
      ['completed', 2, 1],
      ['completed', 3, 1],
    ]);
    // The champion always runs beside a challenger, each under both fill models.
    expect(
      journal.lanes(journal.session(2).id).map(({ version, role, fillModel }) => [version, role, fillModel]),
    ).toEqual([
      [2, 'acting', 'pessimistic'],
      [2, 'acting', 'optimistic'],
      [1, 'champion', 'pessimistic'],
      [1, 'champion', 'optimistic'],
    ]);
    expect(journal.evaluations().map(({ comparisons }) => comparisons.length > 0)).toEqual([false, true, true]);
    expect(chosen(journal)).toEqual(['approved', 'approved', 'waiting']);
    expect(journal.campaigns().at(-1)?.status).toBe('finished');
  });

  it('is the same when it is run again', async () => {
    const [one, other] = [new SmallStudy(), new SmallStudy()];
    await one.run(one.begin());
    await other.run(other.begin());
    expect(outcome(other.journal())).toEqual(outcome(one.journal()));
  });

  it('reaches the same versions and digests when it dies at any moment and goes on', async () => {
    const whole = new SmallStudy();
    await whole.run(whole.begin());
    const expected = outcome(whole.journal());
    expect(whole.moments).toBeGreaterThan(50);
    for (let moment = 1; moment <= whole.moments; moment++) {
      const study = new SmallStudy().dieAt(moment);
      const { end, deaths } = await study.run(study.begin());
      expect([end.kind, deaths], `death at moment ${moment}`).toEqual(['finished', 1]);
      expect(outcome(study.journal()), `death at moment ${moment}`).toEqual(expected);
      const left = study
        .journal()
        .sessions()
        .filter((session) => session.status === 'running');
      expect(left, `death at moment ${moment}`).toEqual([]);
    }
  });

  it('that is stopped seals what it ran as interrupted and runs that place again', async () => {
    const whole = new SmallStudy();
    await whole.run(whole.begin());
    const study = new SmallStudy();
    const campaign = study.begin();
    const stop = { requested: false };
    let slices = 0;
    const breathe = (): Promise<void> => {
      if (study.journal().sessions().length === 2) slices++;
      stop.requested = slices === 2;
      return Promise.resolve();
    };
    const { end } = await study.run(campaign, { stop, breathe });
    expect(end).toEqual({ kind: 'interrupted' });
    const [, second] = study.journal().sessions();
    expect(second).toMatchObject({ status: 'interrupted', facts: { durationUs: 120e6 } });
    expect(study.journal().campaigns().at(-1)?.status).toBe('interrupted');
    await study.run(campaign);
    expect(outcome(study.journal())).toEqual(outcome(whole.journal()));
  });

  it('runs each lane over each recorded market once, in all its rounds together', async () => {
    const study = new SmallStudy();
    const { lanes: runner } = study.ports;
    const asked: string[] = [];
    const lanes: LaneRunner = {
      run: (request, watch) => {
        asked.push(...request.lanes.map((lane) => JSON.stringify([request.market, lane])));
        return runner.run(request, watch);
      },
    };
    await study.run(study.begin(), { lanes });
    // The champion runs beside the candidates of each round: without a memory its lanes would come again.
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.toSorted()).toEqual([...new Set(asked)].sort());
  });

  it('that is stopped during a race begins the round again', async () => {
    const whole = new SmallStudy();
    await whole.run(whole.begin());
    const study = new SmallStudy();
    const campaign = study.begin();
    const stop = { requested: false };
    const breathe = (): Promise<void> => {
      // Between two sessions only races breathe.
      const sessions = study.journal().sessions();
      stop.requested = sessions.length === 1 && sessions[0]?.status === 'completed';
      return Promise.resolve();
    };
    expect((await study.run(campaign, { stop, breathe })).end).toEqual({ kind: 'interrupted' });
    expect(study.journal().proposals()).toEqual([]);
    await study.run(campaign);
    expect(outcome(study.journal())).toEqual(outcome(whole.journal()));
  });

  it('gives a version no session that was cancelled while its market was made', async () => {
    const study = new SmallStudy();
    const { parameters } = study.journal().version(1);
    const wider = { ...parameters, spreadBps: 2 };
    study.journal().addVersion({ parent: 1, author: 'human', reason: 'wider', parameters: wider });
    const { ports } = study;
    const load: typeof ports.markets.load = (source, instrument) => {
      const isCancelled = study
        .journal()
        .decisions()
        .some(({ kind }) => kind === 'cancel');
      // The champion is measured first; the market of the second session is made for v2.
      if (!isCancelled && 'seed' in source && source.seed.endsWith('session/2')) {
        study.journal().cancel(2, 'ann', 'not now');
      }
      return ports.markets.load(source, instrument);
    };
    const { end } = await study.run(study.begin(), { markets: { ...ports.markets, load } });
    expect(end).toEqual({ kind: 'finished' });
    const acted = study.journal().sessions();
    expect(acted).toHaveLength(3);
    expect(acted.map(({ acting }) => acting)).not.toContain(2);
  });

  it('races every candidate on the recorded markets and keeps what each did', async () => {
    const study = new SmallStudy();
    await study.run(study.begin());
    const journal = study.journal();
    const rounds = Map.groupBy(journal.proposals(), ({ sessionId }) => sessionId);
    expect([...rounds.values()].map((round) => round.map(({ race }) => race?.sessions.length))).toEqual(
      [1, 2, 3].map((markets) => Array.from({ length: 8 }, () => markets)),
    );
    for (const [first, ...others] of rounds.values()) {
      const belief = first?.race?.belief ?? Number.NaN;
      const compared = others.filter(({ outcome }) => !outcome.startsWith('no difference'));
      for (const { race } of compared) expect(race?.belief).toBeLessThanOrEqual(belief);
    }
  });

  it('asks when it is told to ask: later leaves the proposal waiting while the champion measures, no goes on without a version', async () => {
    const study = new SmallStudy();
    const { end } = await study.run(study.begin({ ...smallPlan, approval: 'ask' }), {
      ask: () => Promise.resolve({ kind: 'later' }),
    });
    expect(end).toEqual({ kind: 'finished' });
    expect(
      study
        .journal()
        .sessions()
        .map(({ acting }) => acting),
    ).toEqual([1, 1, 1]);
    expect(chosen(study.journal())).toEqual(['superseded', 'superseded', 'waiting']);
    const refusing = new SmallStudy();
    await refusing.run(refusing.begin({ ...smallPlan, approval: 'ask' }), {
      ask: () => Promise.resolve({ kind: 'reject', by: 'ann', reason: 'no' }),
    });
    expect(refusing.journal().versions()).toHaveLength(1);
    expect(
      refusing
        .journal()
        .decisions()
        .map(({ kind, by }) => [kind, by]),
    ).toEqual([
      ['reject', 'ann'],
      ['reject', 'ann'],
    ]);
  });

  it('on hold stops when a proposal waits, and goes on when it was decided', async () => {
    const study = new SmallStudy();
    const campaign = study.begin({ ...smallPlan, approval: 'hold' });
    expect((await study.run(campaign)).end).toMatchObject({ kind: 'waiting', proposal: { id: 1, status: 'waiting' } });
    expect(study.journal().campaigns().at(-1)?.status).toBe('waiting');
    expect(study.journal().sessions()).toHaveLength(1);
    study.journal().decide(1, { kind: 'reject', by: 'ann', reason: 'no', version: null });
    expect((await study.run(campaign)).end).toMatchObject({ kind: 'waiting' });
    expect(study.journal().sessions()).toHaveLength(2);
  });

  it.each(['approve', 'reject', 'later'] as const)(
    'says who was faster where a proposal is decided elsewhere before the answer (%s), and goes on',
    async (kind) => {
      const study = new SmallStudy();
      const told: string[] = [];
      const { end } = await study.run(study.begin({ ...smallPlan, sessions: 2, approval: 'ask' }), {
        ask: async ({ id }) => {
          study.journal().decide(id, { kind: 'reject', by: 'bob', reason: 'no', version: null });
          return kind === 'later' ? { kind } : { kind, by: 'ann', reason: 'yes' };
        },
        progress: (event) => {
          if (event.type === 'not-decided') told.push(event.reason);
        },
      });
      expect(end).toEqual({ kind: 'finished' });
      expect(told).toEqual([
        expect.stringMatching(/^p\d+ was rejected by bob on 2026-01-01 00:00 UTC; it no longer waits$/),
      ]);
      expect(study.journal().decisions()).toMatchObject([{ kind: 'reject', by: 'bob' }]);
      expect(study.journal().versions()).toHaveLength(1);
    },
  );

  it('approves by a rule that it names, and validates again what waited for more than a day', async () => {
    const study = new SmallStudy();
    const held = study.begin({ ...smallPlan, sessions: 2, approval: 'hold' });
    await study.run(held);
    study.journal().setCampaignStatus(held.id, 'finished');
    const { hash } = study.journal().proposal(1);
    const auto = study.begin({ ...smallPlan, sessions: 1 });
    // In memory of the study it is still the first of January: only the campaign's clock is a day ahead.
    await study.run(auto, { now: () => '2026-01-02T00:00:00.001Z' });
    expect(study.journal().decisions()[0]).toMatchObject({
      proposalId: 1,
      by: 'policy:auto',
      reason: 'approval.sim is auto: it passed the guardrails, and a sim session sends no real orders',
    });
    const db = new Database(study.file, { readonly: true });
    const renewals = db.prepare('SELECT proposal_id, renewed_by, hash FROM renewals').all();
    db.close();
    expect(renewals).toEqual([{ proposal_id: 1, renewed_by: 'policy:guardrails', hash }]);
  });
});

describe('a campaign with trial lanes', () => {
  const plan = { ...smallPlan, sessions: 3, trials: 3 };

  it('puts candidates on trial before the first session and runs each under both fill models', async () => {
    const study = new SmallStudy();
    const { end } = await study.run(study.begin(plan));
    expect(end).toEqual({ kind: 'finished' });
    const journal = study.journal();
    const first = journal.proposals().filter(({ sessionId }) => sessionId === null);
    expect(first.filter(({ trial }) => trial !== null)).toHaveLength(3);
    const lanes = journal.trialLanes(journal.session(1).id);
    expect(lanes.map(({ proposalId, fillModel }) => `p${proposalId} ${fillModel}`)).toEqual(
      first.filter(({ trial }) => trial !== null).flatMap(({ id }) => [`p${id} pessimistic`, `p${id} optimistic`]),
    );
    for (const { id } of journal.sessions()) expect(journal.trialLanes(id)).toHaveLength(6);
  });

  it('verifies trial lanes, and names one whose digest differs', async () => {
    const study = new SmallStudy();
    await study.run(study.begin(plan));
    const journal = study.journal();
    const session = journal.session(2);
    const market = await study.ports.markets.load(session.source, journal.study.instrument);
    expect((await verifySession(journal, session, market, 'source')).differences).toEqual([]);
    const [first] = journal.trialLanes(session.id);
    const edited = new Proxy(journal, {
      get(target, name) {
        if (name === 'trialLanes')
          return (id: number) =>
            target.trialLanes(id).map((lane, i) => (i === 0 ? { ...lane, digest: 'other' } : lane));
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    expect((await verifySession(edited, session, market, 'source')).differences).toEqual([
      `p${first?.proposalId} pessimistic: digest ${first?.digest}, recorded other`,
    ]);
  });

  it('reaches the same records when it dies and goes on', async () => {
    const whole = new SmallStudy();
    await whole.run(whole.begin(plan));
    const expected = outcome(whole.journal());
    for (let moment = 1; moment <= whole.moments; moment += 5) {
      const study = new SmallStudy().dieAt(moment);
      const { end } = await study.run(study.begin(plan));
      expect(end.kind, `death at moment ${moment}`).toBe('finished');
      expect(outcome(study.journal()), `death at moment ${moment}`).toEqual(expected);
    }
  });

  it('leaves what trials chose last for a person: it approves nothing that has no session', async () => {
    const study = new SmallStudy();
    await study.run(study.begin({ ...plan, sessions: 4 }));
    const journal = study.journal();
    const ran = new Set(journal.sessions().map(({ acting }) => acting));
    expect(journal.versions().map(({ number }) => ran.has(number))).toEqual(journal.versions().map(() => true));
  });

  it('goes on measuring when the person who is asked decides later, and does not ask again about the same candidate', async () => {
    const study = new SmallStudy();
    const asked: number[] = [];
    const { end } = await study.run(
      study.begin({ ...plan, sessions: 6, minutes: 30, families: ['bursty'], trials: 6, approval: 'ask' }),
      {
        ask: async ({ id }) => {
          asked.push(id);
          return { kind: 'later' };
        },
      },
    );
    expect(end).toEqual({ kind: 'finished' });
    expect(study.journal().sessions()).toHaveLength(6);
    expect(study.journal().versions()).toHaveLength(1);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(0);
  });
});
