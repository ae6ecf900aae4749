import { describe, expect, it } from 'vitest';
import { StudyBuilder } from '../testing/study.ts';
import type { Ran60 } from '../testing/studyRecords.ts';
import { trialEnds } from './trialEnds.ts';

/** An hour of trading with noise from block to block: `perBlock` more than the champion in each of 12 blocks, give or take `noise`. */
function hour(perBlock: number, noise = 0.02): Pick<Ran60['lanes'][number], 'profit' | 'volume' | 'fills' | 'blocks'> {
  const blocks = Array.from({ length: 12 }, (_, i) => perBlock + (i % 2 === 0 ? noise : -noise));
  return { profit: 12 * perBlock, volume: 2_000, fills: 20, blocks };
}

const champion = { version: 1, ...hour(-0.01, 0) };

/** v1 with candidates p1 … on trial, each in `sessions` sessions with these gains a block. */
function onTrial(gains: readonly number[], sessions = 3, noise?: number): StudyBuilder {
  const study = new StudyBuilder().version();
  gains.forEach((_, i) => {
    const to = 2.6 + i / 10;
    const changes = [{ parameter: 'spreadBps', from: 2.5, to, why: '' }];
    study.proposal({ base: 1, changes, status: 'on-trial', trial: { chosenAfter: null } });
  });
  for (let s = 0; s < sessions; s++) {
    const trials = gains.map((gain, i) => ({ proposal: i + 1, ...hour(gain, noise) }));
    study.session({ acting: 1, champion: 1, lanes: [champion], trials, mode: 'sim' });
  }
  return study;
}

describe('after a session', () => {
  it('the best candidate that is believed to gain goes to review', () => {
    const ends = trialEnds(onTrial([0.02, 0.05, 0.03]).snapshot(), 5);
    expect(ends).toEqual([{ proposalId: 2, status: 'waiting' }]);
  });

  it('nothing goes to review when all candidates lose', () => {
    const ends = trialEnds(onTrial([-0.05, -0.06]).snapshot(), 5);
    expect(ends.map(({ status }) => status)).toEqual(['passed-over', 'passed-over']);
  });

  it('nothing goes to review while an approved version waits for its session', () => {
    const study = onTrial([0.05]).version({ spreadBps: 4 }).snapshot();
    expect(trialEnds(study, 5)).toEqual([]);
  });

  it('a candidate that did exactly what the champion did ends its trial, with the reason', () => {
    const same = { ...champion, version: 0 };
    const study = new StudyBuilder()
      .version()
      .proposal({ base: 1, changes: [], status: 'on-trial', trial: { chosenAfter: null } })
      .session({ acting: 1, champion: 1, lanes: [champion], trials: [{ ...same, proposal: 1 }], mode: 'sim' });
    expect(trialEnds(study.snapshot(), 5)).toEqual([
      { proposalId: 1, status: 'passed-over', outcome: '1 session of trial: it did exactly what v1 did' },
    ]);
  });

  it('a candidate that hardly trades ends its trial', () => {
    const study = new StudyBuilder()
      .version()
      .proposal({ base: 1, changes: [], status: 'on-trial', trial: { chosenAfter: null } })
      .session({
        acting: 1,
        champion: 1,
        lanes: [champion],
        trials: [{ proposal: 1, ...hour(0.05), volume: 20 }],
        mode: 'sim',
      });
    expect(trialEnds(study.snapshot(), 5)).toMatchObject([
      { proposalId: 1, status: 'passed-over', outcome: expect.stringContaining('hardly trades') },
    ]);
  });

  it('only so many go on: those that are less promising end', () => {
    // Noise as large as the gains, so that none is shown to be worse.
    const ends = trialEnds(onTrial([0.001, 0.003, 0.002, 0.05], 1, 0.2).snapshot(), 2);
    const ended = ends.filter(({ status }) => status === 'passed-over').map(({ proposalId }) => proposalId);
    expect(ended).toContain(1);
    expect(ended).not.toContain(4);
    expect(ended.length).toBeGreaterThanOrEqual(1);
  });
});

describe('evidence of trials', () => {
  const chosen = onTrial([0.05]).snapshot();

  it('counts in the best guess of the version that comes of it, and not in its verdict', () => {
    const sessionId = chosen.sessions.at(-1)?.id ?? 0;
    const study = chosen.with({
      proposals: chosen.proposals.map((one) => ({ ...one, status: 'approved', trial: { chosenAfter: sessionId } })),
      versions: [
        ...chosen.versions,
        {
          number: 2,
          parent: 1,
          author: 'surrogate',
          reason: '',
          parameters: { ...chosen.versions[0]?.parameters, spreadBps: 2.6 },
          proposalId: 1,
          createdAt: '2026-01-06T12:00:00.000Z',
        },
      ],
    });
    const row = study.leaderboard.versions.find(({ version }) => version.number === 2);
    expect(row?.comparison).toBeNull();
    // 12 blocks an hour, each 0.06 better than the champion: +0.72 an hour.
    expect(row?.effect?.mean).toBeCloseTo(0.72, 6);
    expect(row?.hours).toBeCloseTo(3, 9);
    expect(row?.guess?.mean).toBeGreaterThan(0);
    expect(row?.guess?.mean).toBeLessThan(0.72);
    expect(study.leaderboard.centre).toBe(2);
  });

  it('of sessions after it was chosen counts in its verdict too, with trial lanes while it waited', () => {
    const after = onTrial([0.05], 4).snapshot();
    const third = after.sessions[2]?.id ?? 0;
    const study = after.with({
      proposals: after.proposals.map((one) => ({ ...one, status: 'approved', trial: { chosenAfter: third } })),
      versions: [
        ...after.versions,
        {
          number: 2,
          parent: 1,
          author: 'surrogate',
          reason: '',
          parameters: { ...after.versions[0]?.parameters, spreadBps: 2.6 },
          proposalId: 1,
          createdAt: '2026-01-06T12:00:00.000Z',
        },
      ],
    });
    const row = study.leaderboard.versions.find(({ version }) => version.number === 2);
    expect(row?.comparison?.sessions).toBe(1);
    expect(row?.trial?.sessions).toBe(3);
    expect(row?.hours).toBeCloseTo(4, 9);
  });

  it('is drawn closer to nothing the more candidates lost beside the best', () => {
    const alone = onTrial([0.03], 1, 0.1).snapshot().trials[0]?.guess?.mean ?? 0;
    const losers = Array.from({ length: 9 }, () => -0.02);
    const ofMany = onTrial([0.03, ...losers], 1, 0.1).snapshot().trials[0]?.guess?.mean ?? 0;
    expect(ofMany).toBeLessThan(alone);
  });
});
