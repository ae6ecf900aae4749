import { expect, test } from 'vitest';
import { asShown, shownPage } from '../../testing/pages.ts';
import { aStudy, type StudyBuilder } from '../../testing/study.ts';
import { aRace } from '../../testing/studyRecords.ts';
import { ran, threeVersions } from '../../testing/threeVersions.ts';
import { renderVersionPage } from './versionPage.ts';

const evolution = (study: StudyBuilder): string => shownPage(study.report(), 'EVOLUTION.md');
const evidence = (study: StudyBuilder): string => shownPage(study.report(), 'evidence.md');

const version = (study: StudyBuilder, number: number): string => shownPage(study.report(), `v00${number}.md`);

function lineWith(text: string, start: string): string {
  return text.split('\n').find((line) => line.startsWith(start)) ?? `no line starts with ${start}`;
}

test('every version is compared with the present champion, with the number of sessions that a decision needs', () => {
  const study = aStudy().version().version({ spreadBps: 1.5 }).champion(1);
  // Twelve blocks of +$0.25 and −$0.05 in turns: +$1.20 an hour, σ² = 12 × 0.15² × 12 / 11 → σ = $0.54.
  const blocks = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.25 : -0.05));
  study.session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 1.2, { blocks, optimisticProfit: 1.2 })] });
  const text = evidence(study);
  expect(text).toContain(
    '**v1** is the champion. The best guess is **v2** (+$0.25/h against the champion, from its sessions): proposals start from it.',
  );
  // ± 2.919986 × 0.543 = 1.58: two degrees of freedom. Believed 0.2546 ± 0.4438: P(better) = Φ(0.574), P(harm) = Φ(−0.799).
  // Ten sessions are the least for a decision, and nine are still to come.
  expect(lineWith(text, '| [v2](v002.md) | +$1.20/h')).toBe(
    '| [v2](v002.md) | +$1.20/h [−0.38, +2.78] | – | 72 % | 21 % | 1 (12) | trending | – | 9 | explore |',
  );
  expect(lineWith(text, '| **[v1](v001.md)** | – | – |')).toContain('| **champion** |');
});

test('after a promotion the champion of before is the challenger', () => {
  expect(lineWith(evidence(threeVersions()), '| [v1](v001.md) | −$1.80/h')).toBe(
    '| [v1](v001.md) | −$1.80/h [−1.80, −1.80] | – | <1 % | >99 % | 5 (60) | trending | – | 5 | keep-testing |',
  );
});

test('a session whose market a version saw before is listed but not counted', () => {
  const source = { type: 'tape', file: 'a.parquet', sha256: 'aa', fromUs: 0, toUs: 3.6e9 } as const;
  const replayed = { acting: 1, champion: 1, mode: 'replay', source, lanes: [ran(1, 2)] } as const;
  const text = version(aStudy().version().champion(1).session(replayed).session(replayed), 1);
  expect(lineWith(text, '| [1](../../runs/btc-grid-0001/README.md) | 2026')).toMatch(/\| completed \|$/);
  expect(lineWith(text, '| [2](../../runs/btc-grid-0002/README.md) | 2026')).toMatch(
    /\| completed, its market was seen before: not counted \|$/,
  );
  expect(lineWith(text, '| pessimistic |')).toContain('| pessimistic | 1 | 12 |');
});

test('the page of a round shows what it chose, and every candidate that was passed over and why, the best first', () => {
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }];
  const study = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [ran(1, 0)] });
  study.proposal({ base: 1, changes, status: 'waiting', proposer: 'surrogate', race: aRace([-0.4, 0.1, 0.9]) });
  for (const effect of [0.1, 0.3, -0.2, 0.2]) {
    const race = aRace([effect, effect, effect]);
    study.proposal({ base: 1, changes, status: 'passed-over', outcome: 'another one is better', race });
  }
  study.proposal({ base: 1, changes, status: 'refused' });
  const round = shownPage(study.report(), 'round-0001.md');
  expect(round).toContain('**p1** (surrogate) is waiting.');
  expect(lineWith(round, '| p1 ')).toBe(
    '| p1 | from v1: spreadBps 2.5 → 1.5 | 3 | +$0.20/h [−0.80, +1.20] | 80 % | −0.40 … +0.10 … +0.90 | +$0.10 | **waiting** |',
  );
  expect(round.match(/^\| p\d/gm)).toEqual(['| p1', '| p3', '| p5', '| p2', '| p4']);
  expect(lineWith(round, '| p3 ')).toContain('| +$0.15 | another one is better |');
  expect(round).toContain('## Refused by guardrails\n\n- **refused** p6 (model');
  expect(round).toContain('![Round after session 1](round-0001.svg)');
});

test('to measure on is an outcome of a round like any other', () => {
  const advice = { base: 1, changes: [], status: 'no-change', proposer: 'surrogate' } as const;
  const study = aStudy()
    .version()
    .session({ acting: 1, champion: 1, lanes: [ran(1, 0)] })
    .proposal({ ...advice, intent: 'no_change', hypothesis: 'Nothing did better.' })
    .session({ acting: 1, champion: 1, lanes: [ran(1, 0)] })
    .proposal({ ...advice, intent: 'replicate', hypothesis: 'It is worth one more session.' });
  expect(shownPage(study.report(), 'round-0001.md')).toContain(
    '**keep measuring** (p1, surrogate): Nothing did better.',
  );
  expect(shownPage(study.report(), 'round-0002.md')).toContain(
    '**measure v1 again** (p2, surrogate): It is worth one more session.',
  );
});

test('what was proposed before the first session is a round too', () => {
  const study = aStudy().version();
  study.proposal({
    base: 1,
    sessionId: null,
    changes: [{ parameter: 'levels', from: 5, to: 6, why: '' }],
    status: 'refused',
  });
  expect(shownPage(study.report(), 'round-0000.md')).toMatch(
    /^# Round before the first session\n[\s\S]*\*\*refused\*\* p1/,
  );
  expect(shownPage(study.report(), 'sessions.md')).toContain('Before the first session: [round](round-0000.md).');
});

test('the page of a version shows its race beside what sessions measured later', () => {
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }];
  const text = version(threeVersions().proposal({ base: 1, changes, race: aRace([-0.4, 0.1, 0.9]) }), 2);
  expect(text).toContain(
    '(better on 2 of 3 markets); the surrogate, which gives replays a weight of 60 %, then estimated +$0.10/h. **Sessions since**: +$1.80/h [+1.10, +2.50] (90 % interval, 5 paired sessions, 60 blocks).',
  );
});

test('a prediction is compared with what was measured', () => {
  const prediction = { mean: 0.4, p10: -0.1, p90: 0.9, probabilityBetter: 0.7 };
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: 'v1 was too wide' }];
  const study = threeVersions()
    .proposal({ base: 1, changes, prediction })
    .decision({ proposalId: 1, version: 2, reason: 'worth a try' });
  const text = version(study, 2);
  expect(text).toContain(
    '**Reason** (model, to exploit, from v1):\n\n> Pausing sooner avoids bad fills.\n\n- `spreadBps`: v1 was too wide',
  );
  // Each of the five hours showed +$1.80 in twelve equal blocks: no noise, so any prediction that does not hold 1.80 is off.
  expect(text).toContain(
    '**Prediction**: +$0.40/h [−0.10, +0.90] against v1 (10th to 90th percentile), P(better) 70 %. **Measured**: +$1.80/h [+1.80, +1.80] (90 % interval, 5 paired sessions, 60 blocks): outside the predicted range, better than predicted.',
  );
  expect(shownPage(study.report(), 'proposals.md')).toMatch(
    /## Predictions: how reliable each proposer is\n\n[^|]*\n\n\| Proposer[^\n]*\n[^\n]*\n\| model \| all \| 1 \| 1 \| 0 \| 0 % \[0 %, 73 %\] \| 0\.09 \|/,
  );
  expect(text).toContain('- 2026-01-05 15:04: **approve** by ada → v2: worth a try');
});

test('a proposal that a person changed shows both values', () => {
  const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1, why: '' }];
  const text = version(threeVersions().proposal({ base: 1, changes, status: 'replaced' }), 2);
  expect(text).toContain('- `spreadBps` was proposed at 1 bps, v2 has 1.5 bps');
});

test('refused and rejected proposals stay, with rule and reason, and cannot break the page', () => {
  const study = threeVersions()
    .proposal({ base: 1, changes: [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }] })
    .proposal({
      base: 2,
      status: 'refused',
      changes: [{ parameter: 'spreadBps', from: 1.5, to: 0.5, why: '' }],
      findings: [
        {
          rule: 'spread-covers-costs',
          severity: 'refusal',
          limit: '≥ 1 bps',
          value: '0.5 bps',
          reason: 'a quote\n## costs more than it earns',
        },
      ],
    })
    .proposal({ base: 2, status: 'rejected', changes: [{ parameter: 'levels', from: 5, to: 9, why: '' }] })
    .decision({ proposalId: 3, kind: 'reject', reason: 'too <b>much</b>' });
  expect(shownPage(study.report(), 'round-0007.md')).toContain(
    '- **refused** p2 (model, 2026-01-05 14:59): spreadBps 1.5 → 0.5\n  - refusal by rule `spread-covers-costs`: a quote ## costs more than it earns (value 0.5 bps, limit ≥ 1 bps)',
  );
  expect(version(study, 2)).toContain(
    '- **rejected** p3 (model, 2026-01-05 14:59): levels 5 → 9\n  - 2026-01-05 15:04: **reject** by ada: too &lt;b>much&lt;/b>',
  );
});

test('sessions that ended early are named and not counted', () => {
  const study = threeVersions().session({
    acting: 3,
    champion: 2,
    status: 'interrupted',
    endReason: 'feed silent',
    lanes: [ran(3, -9)],
  });
  expect(shownPage(study.report(), 'sessions.md')).toContain('| interrupted: feed silent |');
  expect(version(study, 3)).toContain('interrupted, not counted');
  expect(lineWith(evolution(study), '| [v3]')).toContain('| $6,549 | +$1.19 |');
});

test('a decision that belongs to no version is kept', () => {
  expect(
    shownPage(threeVersions().decision({ kind: 'rollback', reason: 'too early' }).report(), 'proposals.md'),
  ).toContain('## Other decisions\n\n- 2026-01-05 15:04: **rollback** by ada: too early');
});

test("a version's page has its section, its charts by relative path and its children", () => {
  const input = threeVersions().report();
  const [, v2] = input.snapshot.versions;
  if (v2 === undefined) throw new Error('v2 exists');
  const text = asShown(renderVersionPage(input, v2, [{ title: 'Profit', path: '../runs/0002 a/equity.svg' }]));
  expect(text).toMatch(/^# v2 \(champion\): spreadBps 2\.5 → 1\.5\n/);
  expect(text).toContain('![Profit](../runs/0002%20a/equity.svg)');
  expect(text).toContain('**Versions made from it**: [v3](v003.md)');
  expect(text).toContain('**Changes from v1**:\n\n- `spreadBps`: 2.5 → 1.5 bps');
  expect(text).toContain('| `spreadBps` | 1.5 bps | Distance of the first level from mid. |');
});
