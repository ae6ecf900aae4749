import { expect, it } from 'vitest';
import { StudyBuilder } from '../testing/study.ts';
import { aRace } from '../testing/studyRecords.ts';
import { terminalFigures } from './figures.ts';
import { sourceLines, trialSentence } from './trials.ts';

const figures = terminalFigures('$');

function tried(count: number, race = false) {
  const study = new StudyBuilder().version();
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 3, why: '' }];
  for (let i = 0; i < count; i++)
    study.proposal({
      base: 1,
      changes,
      status: 'on-trial',
      trial: { chosenAfter: null },
      race: race ? aRace([0.2, 0.3], { sessions: [90, 91] }) : null,
    });
  const blocks = Array.from({ length: 12 }, (_, i) => 0.05 + (i % 2) / 100);
  study.session({
    acting: 1,
    champion: 1,
    mode: 'sim',
    lanes: [{ version: 1, profit: 0, volume: 2_000, fills: 20 }],
    trials: Array.from({ length: count }, (_, i) => ({
      proposal: i + 1,
      profit: 0.66,
      volume: 2_000,
      fills: 20,
      blocks,
    })),
  });
  return study.snapshot().trials;
}

it('a trial says what it measured, and what is left after allowing for luck among all that were tried', () => {
  const [alone] = tried(1);
  if (alone === undefined) throw new Error('one candidate was tried');
  // 12 blocks of 0.05 and 0.06 in turn: +0.66 an hour.
  expect(trialSentence(alone, 0, figures)).toMatch(
    /^1 session beside v1: \+\$0\.66\/h \[.+\] \(90 % interval\) measured\. Allowing for luck: \+\$[\d.]+\/h, P\(better\) /,
  );
  const ten = tried(10);
  expect(trialSentence(ten[0] ?? alone, 9, figures)).toContain('Allowing for luck among 10 candidates tried: ');
});

it('says where its race is part of that', () => {
  const [raced] = tried(1, true);
  if (raced === undefined) throw new Error('one candidate was tried');
  expect(trialSentence(raced, 0, figures)).toContain('With its race, and allowing for luck: ');
});

it('says nothing before the first session', () => {
  const study = new StudyBuilder().version();
  study.proposal({ base: 1, changes: [], status: 'on-trial', trial: { chosenAfter: null } });
  const [waiting] = study.snapshot().trials;
  if (waiting === undefined) throw new Error('one candidate is on trial');
  expect(trialSentence(waiting, 0, figures)).toBeNull();
});

it('sources are named with the chance of their next candidate', () => {
  const worth = { source: 'model exploit', tried: 1, successes: 0.8, failures: 0.2, chance: 0.6 };
  expect(sourceLines([worth], figures)).toEqual([
    'model exploit: 1 candidate tried, chance that the next is better 60 %',
  ]);
});

it('sessions after it was chosen stand by themselves, and move the estimate', () => {
  const blocks = (perBlock: number): number[] => Array.from({ length: 12 }, (_, i) => perBlock + (i % 2) / 100);
  const told = (chosen: boolean) => {
    const study = new StudyBuilder().version();
    const changes = [{ parameter: 'spreadBps', from: 2.5, to: 3, why: '' }];
    // Its first session has the id 101.
    const [status, trial] = chosen
      ? (['waiting', { chosenAfter: 101 }] as const)
      : (['on-trial', { chosenAfter: null }] as const);
    study.proposal({ base: 1, changes, status, trial, race: null });
    for (const perBlock of [0.05, -0.05]) {
      study.session({
        acting: 1,
        champion: 1,
        mode: 'sim',
        lanes: [{ version: 1, profit: 0, volume: 2_000, fills: 20 }],
        trials: [{ proposal: 1, profit: 12 * perBlock, volume: 2_000, fills: 20, blocks: blocks(perBlock) }],
      });
    }
    return study.snapshot().trials[0];
  };
  const waiting = told(true);
  if (waiting === undefined) throw new Error('one candidate waits');
  expect(waiting.comparison?.sessions).toBe(1);
  // 12 blocks of -0.05 and -0.04 in turn: -0.54 an hour.
  expect(waiting.since?.gainPerHour?.mean).toBeCloseTo(-0.54, 6);
  expect(trialSentence(waiting, 0, figures)).toMatch(
    /^1 session beside v1: \+\$0\.66\/h .+ measured\. 1 session since it was chosen: -\$0\.54\/h /,
  );
  expect(told(false)?.since).toBeNull();
});
