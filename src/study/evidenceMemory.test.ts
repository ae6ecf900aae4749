import { expect, test } from 'vitest';
import { createRng } from '../market/rng.ts';
import { BLOCKS } from '../testing/noise.ts';
import { simulatedCampaign } from '../testing/trialCampaign.ts';
import type { StudyRecords } from './studyRecords.ts';
import { StudySnapshot } from './studySnapshot.ts';

/** What a campaign and its pages take from a snapshot. */
function derived(snapshot: StudySnapshot) {
  const { leaderboard, heldLeaderboard, trials, candidateGains, priors, trust } = snapshot;
  const regime = snapshot.inRegime('trending').leaderboard;
  return { leaderboard, heldLeaderboard, trials, candidateGains, priors, trust, regime };
}

test('a snapshot that goes on from the one before gives what one gives that is made of the records alone', () => {
  const sizes = createRng('noise');
  let before: StudySnapshot | null = null;
  let looks = 0;
  let last: StudyRecords | null = null;
  const { choices } = simulatedCampaign({
    seed: 'going on',
    sessions: 12,
    trials: 6,
    noise: (rng) => Array.from({ length: BLOCKS }, () => (rng.uniform() - 0.5) * (1 + sizes.uniform())),
    effect: (rng) => rng.uniform() * 4 - 1,
    look: (records) => {
      // A journal never changes a list in place.
      const { versions, sessions, lanes, trialLanes } = records;
      const copied = {
        versions: [...versions],
        sessions: [...sessions],
        lanes: [...lanes],
        trialLanes: [...trialLanes],
      };
      const now = { ...records, ...copied };
      const goingOn = new StudySnapshot(now, before);
      expect(derived(goingOn)).toEqual(derived(new StudySnapshot(now)));
      before = goingOn;
      last = now;
      looks++;
    },
  });
  expect(looks).toBeGreaterThan(24);
  expect(choices.length).toBeGreaterThan(0);
  expect(last).not.toBeNull();
});

test('a session that has only begun changes nothing of what is known', () => {
  const seen: StudyRecords[] = [];
  simulatedCampaign({
    seed: 'begun',
    sessions: 3,
    trials: 4,
    noise: (rng) => Array.from({ length: BLOCKS }, () => rng.uniform() - 0.5),
    effect: () => 0,
    look: (records) => seen.push({ ...records, sessions: [...records.sessions], lanes: [...records.lanes] }),
  });
  const records = seen.at(-1) as StudyRecords;
  const [session] = records.sessions.slice(-1);
  if (session === undefined) throw new Error('sessions were run');
  const before = new StudySnapshot(records);
  const { leaderboard, trials } = before;
  const begun = { ...session, id: session.id + 1, number: session.number + 1, status: 'running' as const, facts: null };
  const after = new StudySnapshot({ ...records, sessions: [...records.sessions, begun] }, before);
  expect(after.leaderboard).toBe(leaderboard);
  expect(after.trials).toBe(trials);
  // One that was sealed is evidence.
  const sealed = { ...begun, status: 'completed' as const, facts: session.facts };
  expect(new StudySnapshot({ ...records, sessions: [...records.sessions, sealed] }, before).leaderboard).not.toBe(
    leaderboard,
  );
});
