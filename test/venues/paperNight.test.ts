/** A night of paper sessions: rounds beside them, faults of the feed, and what is left on record. */

import { describe, expect, it } from 'vitest';
import type { Proposer } from '../../src/proposer/proposer.ts';
import { surrogateProposer } from '../../src/proposer/surrogate.ts';
import type { ProposalDraft } from '../../src/study/records.ts';
import { aCandidate } from '../../src/testing/store/journalFixtures.ts';
import { type BenchStep, isBenchThere } from './benchVenue.ts';
import { Night } from './night.ts';
import { until } from './recordedRun.ts';

const slightlyWider: ProposalDraft = {
  proposer: 'human',
  base: 1,
  intent: 'explore',
  changes: [{ parameter: 'spreadBps', from: 1, to: 1.2, why: 'wider quotes lose less' }],
  hypothesis: 'a wider spread loses less',
  prediction: null,
};

/** Every fault that concerns a feed, spread over a night. */
const faults: readonly BenchStep[] = [
  { at: 100, do: 'drop' },
  { at: 400, do: 'silence', seconds: 20 },
  { at: 700, do: 'gap', frames: 3 },
  { at: 760, do: 'garbage' },
  { at: 765, do: 'garbage', binary: true },
  { at: 770, do: 'crossed' },
  { at: 900, do: 'skew', ms: -1500 },
  { at: 920, do: 'skew', ms: 10_000 },
  { at: 940, do: 'heal' },
  { at: 1100, do: 'refuse', seconds: 30 },
  { at: 1100, do: 'drop' },
];

describe.skipIf(!isBenchThere).each(['hyperliquid', 'binance'] as const)('a night on %s', (venue) => {
  it('of eight sessions of three minutes with every fault of a feed: all that is sealed is proven', async () => {
    const night = await Night.on(venue, 2400, faults);
    const { time } = night.paper;
    let waitsSince = 0;
    let waitedMinutes = 0;
    const end = await night.run(
      { sessions: 8, minutes: 3, trials: 4 },
      {
        progress: (event) => {
          if (event.type === 'working' && event.on === 'waiting-for-feed') waitsSince = time.seconds;
          else if (event.type === 'session-started') waitedMinutes += (time.seconds - waitsSince) / 60;
        },
      },
    );
    expect(end).toBe('finished');
    const { records } = night;
    const ended = records.filter(({ status }) => status === 'interrupted');
    const completed = records.filter(({ status }) => status === 'completed');
    expect(records.length).toBe(completed.length + ended.length);
    for (const { endReason } of ended) expect(endReason).toMatch(/^the feed had a gap: /);
    // A cut connection, a silent one, refused connections; on Binance the gap in the numbers of the frames too.
    expect(ended.length).toBe(venue === 'binance' ? 4 : 3);
    const lostMinutes = ended.reduce((sum, { facts }) => sum + (facts?.durationUs ?? 0) / 60e6, 0);
    // The night is as long as planned: what was lost and waited for is not run again.
    expect(waitedMinutes).toBeGreaterThan(0.5);
    expect(completed.length).toBe(8 - Math.floor((lostMinutes + waitedMinutes) / 3));
    for (const { facts } of completed) expect(facts?.durationUs).toBe(180e6);
    for (const session of records) await night.expectProven(session);
    // Rounds went on beside them, and what they proposed ran on trial.
    const journal = night.study.journal();
    expect(journal.proposals().length).toBeGreaterThan(4);
    expect(journal.trialLanes().length).toBeGreaterThan(0);
    // An interrupted session is no evidence.
    expect(journal.evaluations().map(({ sessionId }) => sessionId)).toEqual(completed.map(({ id }) => id));
  }, 300_000);

  it('does not wait for a person: sessions follow each other while one is asked, and the answer comes later', async () => {
    const night = await Night.on(venue, 900);
    night.study.journal().addRound(null, [aCandidate({ draft: slightlyWider })]);
    let asked = 0;
    let answer: () => void = () => undefined;
    const starts: number[] = [];
    const end = await night.run(
      { sessions: 4, minutes: 1, approval: 'ask' },
      {
        ask: (proposal) => {
          asked++;
          return new Promise((resolve) => {
            answer = () => resolve({ kind: 'reject', by: 'a person', reason: `not p${proposal.id}` });
          });
        },
        progress: (event) => {
          if (event.type !== 'session-started') return;
          starts.push(night.paper.time.seconds);
          if (starts.length === 3) answer();
        },
      },
    );
    expect(end).toBe('finished');
    expect(asked).toBeGreaterThanOrEqual(1);
    expect(night.study.journal().proposals()[0]?.status).toBe('rejected');
    expect(starts).toHaveLength(4);
    for (const [i, at] of starts.entries()) if (i > 0) expect(at - (starts[i - 1] as number)).toBeLessThan(75);
  }, 120_000);

  it('does not wait for a proposer: what it finds late goes on trial in the session after', async () => {
    const night = await Night.on(venue, 900);
    const { time } = night.paper;
    const slow: Proposer = {
      ...surrogateProposer(1),
      searches: false,
      propose: async (round) => {
        const answerAt = time.seconds + (round.sessionId === null ? 0 : 90);
        await until(() => time.seconds > answerAt);
        return surrogateProposer(1).propose(round);
      },
    };
    const starts: number[] = [];
    const end = await night.run(
      { sessions: 5, minutes: 1, trials: 3 },
      {
        proposers: [slow],
        progress: (event) => {
          if (event.type === 'session-started') starts.push(time.seconds);
        },
      },
    );
    expect(end).toBe('finished');
    for (const [i, at] of starts.entries()) if (i > 0) expect(at - (starts[i - 1] as number)).toBeLessThan(75);
    const journal = night.study.journal();
    const [first, , , fourth] = journal.sessions();
    // The round of before the first session is waited for: its candidates are on trial from the beginning.
    expect(journal.trialLanes(first?.id).length).toBeGreaterThan(0);
    // That of after the first took one and a half sessions: what it put on trial runs from the fourth on.
    const late = journal.proposals().filter(({ sessionId, trial }) => sessionId === first?.id && trial !== null);
    expect(late.length).toBeGreaterThan(0);
    const ran = journal.trialLanes().filter(({ proposalId }) => late.some(({ id }) => id === proposalId));
    expect(Math.min(...ran.map(({ sessionId }) => sessionId))).toBe(fourth?.id);
  }, 120_000);

  it('ends with what it has where the feed stays away', async () => {
    const night = await Night.on(venue, 900);
    const { bench } = night.paper;
    const end = await night.run(
      { sessions: 3, minutes: 1, trials: 0 },
      {
        progress: (event) => {
          if (event.type !== 'session-sealed' || event.session.number !== 1) return;
          bench.faults.apply({ do: 'refuse', seconds: 10_000 });
          bench.faults.apply({ do: 'drop' });
        },
      },
    );
    expect(end).toBe('feed-away');
    // Nothing is on record of a session that never began.
    expect(night.records.map(({ status }) => status).filter((status) => status === 'aborted')).toEqual([]);
    expect(night.records.map(({ status }) => status)).toContain('completed');
    expect(night.study.journal().campaigns().at(-1)?.status).toBe('interrupted');
  }, 120_000);
});
