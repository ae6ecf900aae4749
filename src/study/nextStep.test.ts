import { describe, expect, it } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { aCampaign, aComparison } from '../testing/studyRecords.ts';
import { championOf } from './champions.ts';
import { nextActing, nextStep } from './nextStep.ts';
import { mayAct } from './paperEvidence.ts';
import type { CampaignRecord } from './records.ts';

const fresh = (): StudyBuilder => aStudy().version();
/** One completed session of v1 that was evaluated and led to no proposal. */
const settled = (): StudyBuilder => fresh().ran(1).evaluated().proposed('no-change');

describe('the next step', () => {
  it('of a new study is to run its first version', () => {
    expect(nextStep(fresh().snapshot(), aCampaign(1, 3))).toEqual({
      kind: 'run',
      place: { ofStudy: 1, ofCampaign: 1 },
      acting: 1,
    });
  });

  it('after a crash is to abort the session that was left running, before anything else', () => {
    const step = nextStep(fresh().ran(1).ran(1, { status: 'running' }).snapshot(), aCampaign(1, 1));
    expect(step).toMatchObject({ kind: 'abort-orphan', session: { number: 2 } });
  });

  it.each([
    ['import', 'propose'],
    ['human', 'propose'],
    ['surrogate', 'run'],
  ] as const)(
    'before the first session is a round, until one was made: after candidates of %s it is %s',
    (proposer, kind) => {
      const { plan, ...rest } = aCampaign(1, 3);
      const candidate = { proposer, base: 1, changes: [], sessionId: null, status: 'on-trial' } as const;
      const study = fresh().proposal({ ...candidate, trial: { chosenAfter: null } });
      expect(nextStep(study.snapshot(), { ...rest, plan: { ...plan, trials: 4 } }).kind).toBe(kind);
    },
  );

  it('passes over a version that was cancelled, and proposes where no other waits', () => {
    const study = settled().version({}, { author: 'human' }).version({}, { author: 'human' }).decided('cancel', 2);
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'run', acting: 3 });
    expect(nextStep(study.decided('cancel', 3).snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'run', acting: 1 });
    const stoodBack = fresh().ran(1).evaluated().version({}, { author: 'human' });
    expect(nextStep(stoodBack.snapshot(), aCampaign(1, 3)).kind).toBe('run');
    expect(nextStep(stoodBack.decided('cancel', 2).snapshot(), aCampaign(1, 3)).kind).toBe('propose');
  });

  it('after an aborted or interrupted session is to run its place again', () => {
    for (const status of ['aborted', 'interrupted'] as const) {
      expect(nextStep(settled().ran(1, { status }).snapshot(), aCampaign(1, 3))).toEqual({
        kind: 'run',
        place: { ofStudy: 2, ofCampaign: 2 },
        acting: 1,
      });
    }
  });

  it('after a session is evaluate, then propose, then decide, then run', () => {
    const study = fresh().ran(1);
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'evaluate', session: { number: 1 } });
    study.evaluated();
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'propose', session: { number: 1 } });
    study.proposed('waiting');
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'decide', proposal: { id: 1 } });
    expect(nextStep(study.snapshot(), aCampaign(1, 3, 'ask'))).toMatchObject({ kind: 'decide' });
    expect(nextStep(study.snapshot(), aCampaign(1, 3, 'hold'))).toMatchObject({ kind: 'decide' });
    // A person was asked and decides later: the champion goes on measuring.
    const postponed = new Set([1]);
    expect(nextStep(study.snapshot(), aCampaign(1, 3, 'ask'), { postponed })).toMatchObject({ kind: 'run', acting: 1 });
  });

  it.each(['approved', 'rejected', 'replaced', 'superseded', 'refused', 'passed-over', 'no-change'] as const)(
    'does not look back at a proposal that is %s',
    (status) => {
      expect(nextStep(fresh().ran(1).evaluated().proposed(status).snapshot(), aCampaign(1, 3)).kind).toBe('run');
    },
  );

  it('decides on the one candidate of a round that waits, and asks for no second round', () => {
    const study = fresh().ran(1).evaluated().proposed('refused').proposed('waiting').proposed('passed-over');
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'decide', proposal: { id: 2 } });
  });

  it('is a promotion when the evidence says so, once', () => {
    const study = fresh()
      .version({}, { author: 'surrogate' })
      .ran(2)
      .evaluated(aComparison(2, 1, 'promote'));
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toEqual({ kind: 'promote', version: 2, reason: 'because' });
    study.decided('promote', 2);
    expect(nextStep(study.snapshot(), aCampaign(1, 3)).kind).toBe('propose');
  });

  it('is a promotion of the one that is proven the most, when several are', () => {
    const proven = (challenger: number, low: number) => ({
      ...aComparison(challenger, 1, 'promote'),
      alwaysValid: { mean: 2, low, high: 4 - low, level: 0.9 },
    });
    const study = fresh()
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'surrogate' })
      .ran(2)
      .evaluated(proven(2, 0.1), proven(3, 0.6));
    expect(nextStep(study.snapshot(), aCampaign(1, 3))).toMatchObject({ kind: 'promote', version: 3 });
  });

  it('is no promotion by itself where money is at stake', () => {
    const study = fresh()
      .version({}, { author: 'surrogate' })
      .ran(2)
      .evaluated(aComparison(2, 1, 'promote'));
    const campaign = aCampaign(1, 3);
    const stepIn = (mode: 'paper' | 'live'): string =>
      nextStep(study.snapshot(), { ...campaign, plan: { ...campaign.plan, mode } }).kind;
    expect(stepIn('live')).toBe('propose');
    expect(stepIn('paper')).toBe('promote');
  });

  it('is no promotion over a champion that has been replaced, and none without the verdict', () => {
    const rolledBack = fresh()
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'rollback' })
      .ran(2)
      .evaluated(aComparison(2, 1, 'promote'));
    expect(nextStep(rolledBack.decided('rollback', 3).snapshot(), aCampaign(1, 3)).kind).toBe('propose');
    for (const verdict of ['explore', 'keep-testing', 'inconclusive', 'roll-back'] as const) {
      const study = fresh()
        .version({}, { author: 'surrogate' })
        .ran(2)
        .evaluated(aComparison(2, 1, verdict));
      expect(nextStep(study.snapshot(), aCampaign(1, 3)).kind).toBe('propose');
    }
  });

  it('is no proposal while a version that stood back for the champion has yet to run', () => {
    const study = fresh().version({}, { author: 'surrogate' }).ran(1).evaluated();
    expect(nextStep(study.snapshot(), aCampaign(1, 5))).toMatchObject({ kind: 'run', acting: 2 });
    expect(nextStep(study.ran(2).evaluated().snapshot(), aCampaign(1, 5)).kind).toBe('propose');
  });

  it('is to finish when the planned sessions are complete, the last proposal left for a person', () => {
    const study = settled().ran(1).evaluated().proposed('waiting');
    expect(nextStep(study.snapshot(), aCampaign(1, 2))).toEqual({ kind: 'finish' });
    expect(nextStep(study.snapshot(), aCampaign(1, 3)).kind).toBe('decide');
  });

  it('evaluates and proposes after the last session before it finishes', () => {
    const study = fresh().ran(1);
    expect(nextStep(study.snapshot(), aCampaign(1, 1)).kind).toBe('evaluate');
    expect(nextStep(study.evaluated().snapshot(), aCampaign(1, 1)).kind).toBe('propose');
    expect(nextStep(study.proposed('waiting').snapshot(), aCampaign(1, 1)).kind).toBe('finish');
  });

  it('counts the sessions of the campaign for its end and those of the study for the market', () => {
    expect(nextStep(settled().snapshot(), aCampaign(2, 1))).toEqual({
      kind: 'run',
      place: { ofStudy: 2, ofCampaign: 1 },
      acting: 1,
    });
  });
});

describe('who acts next', () => {
  it('is the oldest version that never completed a session, then the champion', () => {
    const study = fresh().version({}, { author: 'surrogate' }).version({}, { author: 'human' });
    expect(nextActing(study.snapshot())).toBe(1);
    expect(nextActing(study.ran(1).snapshot())).toBe(2);
    expect(nextActing(study.ran(2, { status: 'interrupted' }).snapshot())).toBe(2);
    expect(nextActing(study.ran(2).ran(3).snapshot())).toBe(1);
    expect(nextActing(study.decided('promote', 3).snapshot())).toBe(3);
  });

  it('is the champion when the last four sessions were others, even if a version waits for its first', () => {
    const study = fresh()
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'surrogate' });
    for (const acting of [1, 2, 3, 4]) study.ran(acting);
    expect(nextActing(study.snapshot())).toBe(5);
    study.ran(5).version({}, { author: 'surrogate' });
    expect(nextActing(study.snapshot())).toBe(1);
    expect(nextActing(study.ran(1, { status: 'aborted' }).snapshot())).toBe(1);
    expect(nextActing(study.ran(1).snapshot())).toBe(6);
  });

  it('of a live campaign is no version without five paper sessions over its market, and none waits behind it', () => {
    const feed = { venue: 'hyperliquid', symbol: 'SOL' } as const;
    const on = (id: number, mode: 'paper' | 'live') => {
      const campaign = aCampaign(id, 9);
      return { ...campaign, plan: { ...campaign.plan, mode, feed } };
    };
    // v2 never ran on paper, v3 in five sessions beside the champion, v4 has the parameters of v3.
    const study = fresh().version({ levels: 9 }).version({ levels: 3 }, { parent: 1 }).version();
    const lanes = [
      { version: 1, profit: 1, volume: 100, fills: 1 },
      { version: 3, profit: 1, volume: 100, fills: 1 },
    ];
    for (let n = 0; n < 5; n++) study.session({ acting: 1, champion: 1, lanes, mode: 'paper', campaignId: 1 });
    const snapshot = study
      .evaluated()
      .snapshot()
      .with({ campaigns: [on(1, 'paper'), on(2, 'live')] });
    expect(nextStep(snapshot, on(2, 'live'))).toMatchObject({ kind: 'run', acting: 3 });
    expect(nextStep(snapshot, on(1, 'paper'))).toMatchObject({ kind: 'run', acting: 2 });
    expect([1, 2, 3, 4].map((version) => mayAct(snapshot, version, on(2, 'live').plan))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    const elsewhere = { ...on(2, 'live').plan, feed: { ...feed, symbol: 'BTC' } };
    expect(mayAct(snapshot, 3, elsewhere)).toBe(false);
    const four = snapshot.with({ sessions: snapshot.sessions.slice(1) });
    expect(mayAct(four, 3, on(2, 'live').plan)).toBe(false);
  });

  it('is a version that waits, in the first and the last session of a campaign: the champion runs beside it', () => {
    const study = fresh()
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'surrogate' })
      .version({}, { author: 'surrogate' });
    for (const acting of [1, 2, 3, 4]) study.ran(acting);
    study.version({}, { author: 'surrogate' }).ran(5).evaluated().proposed('approved');
    study.version({}, { author: 'surrogate' });
    const actingIn = (campaign: CampaignRecord): unknown => nextStep(study.snapshot(), campaign);
    // Five sessions are done: the sixth of seven is the champion's turn, that of six is the last.
    expect(actingIn(aCampaign(1, 7))).toMatchObject({ kind: 'run', acting: 1 });
    expect(actingIn(aCampaign(1, 6))).toMatchObject({ kind: 'run', acting: 6 });
    expect(actingIn(aCampaign(2, 7))).toMatchObject({ kind: 'run', acting: 6 });
    study.ran(6).evaluated().proposed('no-change');
    expect(actingIn(aCampaign(1, 7))).toMatchObject({ kind: 'run', acting: 1 });
  });

  it('is the version that the last round wants to see again, once, when none waits for its first session', () => {
    const study = fresh().version({}, { author: 'surrogate' }).ran(1).ran(2).evaluated();
    study.proposed('no-change', { intent: 'replicate', base: 2 });
    expect(nextStep(study.snapshot(), aCampaign(1, 5))).toMatchObject({ kind: 'run', acting: 2 });
    expect(nextActing(study.ran(2).snapshot())).toBe(1);
    const passedOver = fresh().version({}, { author: 'surrogate' }).ran(1).ran(2);
    expect(nextActing(passedOver.proposed('passed-over', { intent: 'replicate', base: 2 }).snapshot())).toBe(1);
    const waiting = fresh().version({}, { author: 'surrogate' }).ran(1).ran(2).version({}, { author: 'human' });
    expect(nextActing(waiting.proposed('no-change', { intent: 'replicate', base: 2 }).snapshot())).toBe(3);
  });

  it('is no copy that a rollback made: it is champion and runs as such', () => {
    const study = fresh().version({}, { author: 'rollback' }).ran(1).decided('rollback', 2);
    expect(nextActing(study.snapshot())).toBe(2);
    expect(nextActing(fresh().version({}, { author: 'rollback' }).ran(1).snapshot())).toBe(1);
  });
});

describe('the champion', () => {
  it('is the first version until a promotion or a rollback names another', () => {
    const study = fresh().version().version();
    expect(championOf(study.snapshot())).toBe(1);
    expect(championOf(study.decided('approve', 2).decided('override', 3).snapshot())).toBe(1);
    expect(championOf(study.decided('promote', 2).snapshot())).toBe(2);
    expect(championOf(study.decided('rollback', 3).decided('reject', null).snapshot())).toBe(3);
  });
});
