import fc from 'fast-check';
import { expect, test } from 'vitest';
import { luckAdjusted } from '../study/luckAdjusted.ts';
import { sideBySide } from '../study/sideBySide.ts';
import { shownPage } from '../testing/pages.ts';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { aRace, type Ran } from '../testing/studyRecords.ts';
import { compareText } from './compareText.ts';

// Twelve blocks of +$0.25 and −$0.05 in turns: +$1.20 an hour, σ = $0.54 (see the history's test).
const blocks = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.25 : -0.05));
/** As large on average as {@link blocks} are half of, and as restless. */
const uneven = blocks.map((value) => value - 0.05);
const ran = (version: number, profit: number, more: Partial<Ran> = {}): Ran => ({
  version,
  profit,
  volume: 6_000,
  fills: 60,
  ...more,
});

function study(): StudyBuilder {
  return aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ levels: 6 })
    .champion(1)
    .session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 1.2, { blocks })], family: 'calm' });
}

function compared(built: StudyBuilder, version: number, against: number, width: number): string {
  const reported = built.report();
  const { snapshot } = reported;
  const [a, b] = [version, against].map((number) => snapshot.versions.find((one) => one.number === number));
  if (a === undefined || b === undefined) throw new Error('both versions exist');
  return compareText(sideBySide(a, b, snapshot), luckAdjusted(snapshot), reported, { width });
}

test('the diff is on top, then figures with their intervals, the verdict last', () => {
  const lines = compared(study(), 2, 1, 300).split('\n');
  expect(lines[0]).toBe('v2 against v1 (champion)');
  expect(lines[2]).toMatch(/^spreadBps {2}2\.5 → 1\.5 bps/);
  expect(lines.slice(lines.indexOf('', 2) + 1)).toEqual([
    // 1.20 / 6,000 × 10,000 = 2.
    expect.stringMatching(/^By itself {9}v2 made \+\$1\.20 in 1 session \(1\.0 h, paper\), \+2\.00 \[.*\] per \$10k$/),
    expect.stringMatching(/^ {18}v1 made \$0\.00 in 1 session/),
    'Effect            +$1.20/h [-0.38, +2.78] (90 % interval), from the session that both ran in',
    '                  of this, fills valued a minute later +$1.20/h [-0.38, +2.78]',
    '                  positions held longer than that $0.00/h [0.00, 0.00]',
    '                  less the charge for risk $0.00/h [0.00, 0.00]',
    'Always valid      not known: it needs ten sessions, and enough large losses to estimate how rare they are',
    expect.stringMatching(/^Per \$10k {10}\+2\.00 \[.*\] \(90 % interval\), difference of the two$/),
    // SE = 0.5427 × 2.919986 / 1.644854 = 0.9634; of fills 1.2 × 0.25 / (0.25 + 0.9282) = 0.2546 ± 0.4438: Φ(0.574).
    'Best guess        +$0.25/h: what is believed, from v2’s sessions. A few hours say little, so it is drawn towards what other candidates gained, and is not the effect above (docs/glossary.md#evidence)',
    'P(better)         72 %: the chance that the true gain is above zero, by the best guess and not by the effect alone',
    'P(harm)           21 %, by the same',
    'Evidence          1 paired session, 1.0 h, 12 blocks',
    'By regime         calm: +$1.20/h [-0.38, +2.78], P(better) 72 %, 1 session, 1.0 h',
    'Volume            $6,000 an hour; v1 over all its sessions $6,000',
    'Optimistic fills  the same sign, +$1.20/h',
    'Detectable now    no effect can be detected yet: ten sessions are needed to estimate how skewed the differences are',
    'Sessions needed   about 9 more paired sessions if the effect is as measured (80 % chance)',
    expect.stringMatching(
      /^Verdict {11}explore: the best guess so far \(\+\$0\.25 an hour\) but not proven: P\(better\) 71/,
    ),
    'Luck              Only one version has a measured effect: there was nothing to choose from.',
  ]);
});

test('an effect whose sign differs under optimistic fills is shown with both figures', () => {
  const turned = aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .champion(1)
    .session({
      acting: 2,
      champion: 1,
      lanes: [ran(1, 0), ran(2, 1.2, { blocks, optimisticProfit: -0.6 })],
      family: 'calm',
    });
  expect(compared(turned, 2, 1, 300)).toContain(
    'Optimistic fills  a different sign: +$1.20/h with pessimistic fills and -$0.60/h with optimistic ones. The effect depends on how orders are filled, so it supports no conclusion',
  );
});

test('whichever two are compared, luck is that of the best of all that were tried', () => {
  const three = study().session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(3, 0.6, { blocks: uneven })] });
  const said =
    /^Luck {14}3 sets of parameters were tried\. If none of them were better than v1, the best of them would still look as good as v2 in \d+ % of cases\.$/m;
  expect(compared(three, 2, 1, 300)).toMatch(said);
  expect(compared(three, 3, 1, 300)).toMatch(said);
  const inHistory = shownPage(three.report(), 'evidence.md');
  expect(inHistory).toContain('Luck: 3 sets of parameters were tried. If none of them were better than v1');
});

test('for the champion against a challenger the best guess is that of the challenger with the other sign', () => {
  const text = compared(study(), 1, 2, 300);
  expect(text).toContain(
    'Effect            -$1.20/h [-2.78, +0.38] (90 % interval), from the session that both ran in',
  );
  expect(text).toContain('Best guess        -$0.25/h: what is believed, from v2’s sessions.');
  expect(text).toContain('P(better)         28 %: ');
});

test('what is believed is from trials and race too where there were any, in each regime', () => {
  const from = { base: 1, status: 'approved', trial: { chosenAfter: 101 } } as const;
  const tried = aStudy()
    .version()
    .proposal({ ...from, changes: [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }] })
    .session({
      acting: 1,
      champion: 1,
      lanes: [ran(1, 0)],
      trials: [{ proposal: 1, profit: 0.6, volume: 6_000, fills: 60, blocks: uneven }],
    })
    .version({ spreadBps: 1.5 }, { proposalId: 1 })
    .champion(1)
    .session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 1.2, { blocks })], family: 'calm' });
  const text = compared(tried, 2, 1, 300);
  expect(text).toContain('what is believed, from v2’s sessions and trials.');
  expect(text).toContain('By regime         effects from the sessions there; P(better) from these and v2’s trials\n');
});

test('of two versions without the champion nothing is believed but what their sessions say', () => {
  const both = study().session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(2, 0), ran(3, 1.2, { blocks })] });
  const text = compared(both, 3, 2, 300);
  expect(text).not.toContain('Best guess ');
  expect(text).toMatch(
    /^P\(better\) {9}\d\d %: the chance that the true gain is above zero, from these sessions alone, drawn towards no difference while they are few$/m,
  );
});

test('what the rules say of a pair without the champion is no verdict of the study', () => {
  const both = study().session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(2, 0), ran(3, 1.2, { blocks })] });
  expect(compared(both, 3, 2, 400)).toContain('(v2 is not the champion: this is what the rules would say if it were)');
});

test('without a common session it names the version that both ran beside, or says that there is none', () => {
  const linked = study().session({ acting: 3, champion: 1, lanes: [ran(1, 0), ran(3, 1.2, { blocks })] });
  const text = compared(linked, 3, 2, 200);
  // Both are +$1.20 an hour beside v1: nothing is left between them, with √2 of the error, ± 2.919986 × 0.5427 × √2.
  expect(text).toContain('Effect            $0.00/h [-2.24, +2.24] (90 % interval), through v1');
  expect(text).toContain('v3 and v2 never completed a session side by side. Both ran beside v1');
  expect(compared(study(), 3, 2, 200)).toContain('not known: v3 and v2 never completed a session side by side');
});

test('a pair that ran together only where a race had selected one of them is named as such', () => {
  const market = { type: 'tape', file: 'day.parquet', sha256: 'ab', fromUs: 0, toUs: 3_600e6 } as const;
  const again = aStudy()
    .version()
    .version({ spreadBps: 1.5 }, { proposalId: 1 })
    .champion(1)
    .session({ acting: 1, champion: 1, source: market, lanes: [ran(1, 0)] })
    .proposal({ base: 1, changes: [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }], race: aRace([2]) })
    .session({ acting: 2, champion: 1, source: market, lanes: [ran(1, 0), ran(2, 1.2, { blocks })] });
  expect(compared(again, 2, 1, 300)).toContain(
    'not known: v2 and v1 completed sessions side by side only on recorded markets on which a race selected one of them',
  );
});

test('figures fit any terminal from sixty columns on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 200 }), (width) => {
      for (const line of compared(study(), 2, 1, width).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }),
    { numRuns: 20 },
  );
});
