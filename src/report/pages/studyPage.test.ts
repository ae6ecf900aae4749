import { expect, test } from 'vitest';
import { luckAdjusted } from '../../study/luckAdjusted.ts';
import { raceOverfitting } from '../../study/races.ts';
import { pastRounds } from '../../study/rounds.ts';
import { asShown } from '../../testing/pages.ts';
import { aStudy, type StudyBuilder } from '../../testing/study.ts';
import { aRace, declarations, type Ran } from '../../testing/studyRecords.ts';
import { markdownFigures } from '../figures.ts';
import { beliefTable, renderStudyPage, type StudyFacts } from './studyPage.ts';

const ran = (version: number, profit: number, more: Partial<Ran> = {}): Ran => ({
  version,
  profit,
  volume: 6_000,
  fills: 60,
  ...more,
});

const blocks = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.25 : -0.05));
const changes = [{ parameter: 'spreadBps', from: 1.5, to: 1.4, why: '' }];

function page(study: StudyBuilder, more: Partial<StudyFacts> = {}): string {
  const report = study.report();
  const { snapshot } = report;
  return asShown(
    renderStudyPage({
      report,
      luck: luckAdjusted(snapshot),
      overfitting: raceOverfitting(pastRounds(snapshot.sessions, snapshot.proposals)),
      beliefs: [{ parameter: 'spreadBps', from: 1.5, points: [{ value: 1.4, mean: 0.2, sd: 0.4 }] }],
      next: { verb: 'tune review p1', why: 'a proposal waits for its decision' },
      ...more,
    }),
  );
}

/** v2 is $1.20 an hour better in one hour, v3 the same in another by a twentieth. */
function study(): StudyBuilder {
  return aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ levels: 6 })
    .champion(1)
    .session({ acting: 2, champion: 1, mode: 'sim', lanes: [ran(1, 0), ran(2, 1.2, { blocks })] })
    .session({
      acting: 3,
      champion: 1,
      mode: 'sim',
      lanes: [ran(1, 0), ran(3, 0.06, { blocks: blocks.map((p) => p / 20) })],
    });
}

test('five sentences give the state of the study, and how good the best of many tries looks by luck', () => {
  const text = page(study());
  const words = text.split('\n')[2] ?? '';
  // One session: ± 2.919986 × 0.5427. Believed 0.2546 ± 0.4438 (compareText.test.ts).
  expect(words).toContain(
    'Best guess: **v2** (spreadBps 2.5 → 1.5), believed to gain +$0.25/h against the champion (from its sessions), P(better) 72 %, P(harm) 21 %; its sessions measured +$1.20/h [−0.38, +2.78] (90 % interval, 1 paired session, 12 blocks); v2 made',
  );
  expect(words).toContain(
    'Champion: **v1**, the first version; v1 made $0.00 in 2 sessions (2.0 h, sim), 0.00 [0.00, 0.00] per $10k.',
  );
  expect(words).toContain(
    'Evidence: 2 completed sessions (sim, 2.0 h) of 3 versions on synthetic markets, which are no evidence of profit on a real exchange.',
  );
  expect(words).toContain('Not decided: v2 against v1. To decide: about 9 more paired sessions');
  expect(words).toMatch(/Next: `tune review p1` \(a proposal waits for its decision\)\.$/);
});

test('sessions on a market that was seen before add no hours', () => {
  const source = { type: 'tape', file: 'a.parquet', sha256: 'aa', fromUs: 0, toUs: 3.6e9 } as const;
  const replayed = { acting: 1, champion: 1, mode: 'replay', source, lanes: [ran(1, 1)] } as const;
  const text = page(aStudy().version().champion(1).session(replayed).session(replayed).session(replayed));
  expect(text).toContain(
    'Evidence: 1 completed session (replay, 1.0 h) of 1 version; 2 more ran on the market of an earlier one and add no hours.',
  );
  expect(text).toContain('v1 made +$1.00 in 1 session (1.0 h, replay)');
});

test('the best guess counts the race, and says what its sessions measured', () => {
  // +$1.20 measured with an error of 0.5427 × 1.7752 = 0.9634 in an hour. The race agrees, so trust is (1 + 3) / 6; its error is
  // 0.608 / 0.667 = 0.912, its hours 4 × 0.444 = 1.78. Together 1.2 ± √(0.9634² + (1.78 × 0.912)²) / 2.78 = 0.679, under a prior of
  // √0.252: 1.2 × 0.252 / (0.252 + 0.461).
  const race = aRace([1.2, 1.2, 1.2, 1.2], { sessions: [1] });
  const built = aStudy()
    .version()
    .session({ acting: 1, champion: 1, mode: 'sim', lanes: [ran(1, 0)] })
    .proposal({ base: 1, changes: [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }], race })
    .version({ spreadBps: 1.5 }, { proposalId: 1 })
    .champion(1)
    .session({ acting: 2, champion: 1, mode: 'sim', lanes: [ran(1, 0), ran(2, 1.2, { blocks })] });
  const guess = built.snapshot().heldLeaderboard.versions[1]?.guess?.mean ?? 0;
  expect(guess).toBeCloseTo(0.4246, 2);
  expect(page(built)).toContain(
    `believed to gain +$${guess.toFixed(2)}/h against the champion (from its sessions and race), P(better) `,
  );
});

test('a version that trials chose is the best guess before it has run in a session', () => {
  const trialBlocks = Array.from({ length: 12 }, (_, i) => 0.05 + (i % 2) / 100);
  const built = aStudy()
    .version()
    .proposal({
      base: 1,
      changes: [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }],
      status: 'approved',
      trial: { chosenAfter: 101 },
    })
    .session({
      acting: 1,
      champion: 1,
      mode: 'sim',
      lanes: [ran(1, 0)],
      trials: [{ proposal: 1, profit: 0.66, volume: 6_000, fills: 60, blocks: trialBlocks }],
    })
    .version({ spreadBps: 1.5 }, { proposalId: 1 });
  const { centre, champion, versions } = built.snapshot().heldLeaderboard;
  expect([centre, champion, versions[1]?.comparison]).toEqual([2, 1, null]);
  const text = page(built);
  expect(text).toMatch(
    /^Best guess: \*\*v2\*\* .*\(from its trials\), P\(better\) .+; its trials measured \+\$0\.66\/h /m,
  );
  expect(text).toContain(
    'v2 is the best guess by its trials alone: what luck explains is told when it has run in a session.',
  );
});

test('the best of many is compared with luck', () => {
  const text = page(study().proposal({ base: 2, changes, status: 'waiting', race: aRace([0.1, 0.2]) }));
  expect(text).toContain(
    'Luck: 4 sets of parameters were tried. If none of them were better than v1, the best of them would still look as good as v2 in',
  );
  expect(text).toContain('Of these, 3 were versions and 1 was a candidate that ran only on recorded markets.');
  expect(text).toContain('No race was run to its end by 4 candidates over 4 markets.');
});

test('the last round, what the surrogate believes and the replays have their chapters', () => {
  const text = page(study().proposal({ base: 2, changes, status: 'waiting', race: aRace([-0.4, 0.1, 0.9]) }));
  expect(text).toContain('## Round after session 2\n\n**p1** (model) is waiting.');
  expect(text).toContain(
    '| `spreadBps` | 1.5 bps | 1.4: +0.20 ± 0.40 | – | lower (69 %), hardly distinguishable from no effect |',
  );
  expect(text).toContain('## Replay against sessions\n\nNo version that was raced');
});

test('a study without a better version says so', () => {
  const only = aStudy()
    .version()
    .champion(1)
    .session({ acting: 1, champion: 1, lanes: [ran(1, 1)] });
  const text = page(only);
  expect(text).toContain('Best guess: the champion itself, v1; no other version is believed to be better.');
  expect(text).toContain('Not decided: the measurements show no version that is better than v1.');
  expect(text).toContain('no measurement chose it: there is nothing to adjust.');
});

test('a champion that was promoted is shown with who promoted it and why', () => {
  expect(page(study().champion(2))).toContain(
    'Champion: **v2**, promoted by policy:evidence on 2026-01-05 15:04: proven; v2 made +$1.20 in 1 session (1.0 h, sim)',
  );
  const rolledBack = study().champion(2).decision({ kind: 'rollback', version: 1, reason: 'I trust it' });
  expect(page(rolledBack)).toContain(
    'Champion: **v1**, made champion in a rollback by ada on 2026-01-05 15:04: I trust it; ',
  );
});

const point = (value: number | boolean, mean: number, sd: number) => ({ value, mean, sd });

test('the best value on either side, the most promising parameter first, and no direction where none is', () => {
  const rows = beliefTable(
    [
      { parameter: 'levels', from: 5, points: [point(4, -0.2, 0.1), point(6, -0.1, 0.1)] },
      { parameter: 'spreadBps', from: 2.5, points: [point(1.5, 0.1, 0.4), point(2, 0.2, 0.4), point(3, -0.2, 0.4)] },
      { parameter: 'skew', from: false, points: [point(true, 0.5, 0.25)] },
    ],
    declarations,
    markdownFigures('$'),
  ).split('\n');
  // Φ(0.5 / 0.25) = Φ(2) = 98 %; Φ(0.2 / 0.4) = Φ(0.5) = 69 %.
  expect(rows.slice(2)).toEqual([
    '| `skew` | false | – | true: +0.50 ± 0.25 | **on (98 %)** |',
    '| `spreadBps` | 2.5 bps | 2: +0.20 ± 0.40 | 3: −0.20 ± 0.40 | lower (69 %), hardly distinguishable from no effect |',
    '| `levels` | 5 levels | 4: −0.20 ± 0.10 | 6: −0.10 ± 0.10 | neither |',
  ]);
});
