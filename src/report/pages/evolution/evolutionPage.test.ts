import { expect, test } from 'vitest';
import { shownPage } from '../../../testing/pages.ts';
import { aStudy, type StudyBuilder } from '../../../testing/study.ts';
import { ran, threeVersions } from '../../../testing/threeVersions.ts';
import { historyFiles } from '../historyFiles.ts';

const evolution = (study: StudyBuilder): string => shownPage(study.report(), 'EVOLUTION.md');
const evidence = (study: StudyBuilder): string => shownPage(study.report(), 'evidence.md');

function lineWith(text: string, start: string): string {
  return text.split('\n').find((line) => line.startsWith(start)) ?? `no line starts with ${start}`;
}

test('the header names terms and modes, and that the file is a view', () => {
  const text = evolution(threeVersions());
  expect(text).toMatch(
    /^# BTC-USD-PERP grid: strategy evolution\n\n> Generated from the study’s database\. Do not edit/,
  );
  expect(text).toContain('**Fees**: maker −0.50 bps (rebate), taker 3.00 bps');
  expect(text).toContain('**Capital**: $1,000');
  expect(text).toContain('**Sessions**: 7 paper sessions of 60 minutes');
  expect(text).toContain('**Champion**: v2 of 3 versions');
});

test('the results have a row a version: volume, profit, per $10k with its interval, change and key insight', () => {
  const text = evolution(threeVersions());
  // v2: 6 sessions × $1.20 on $6,000: 7.2 / 36,000 × 10,000 = 2.00.
  expect(lineWith(text, '| **[v2]')).toBe(
    '| **[v2](v002.md)** | $36,000 | +$7.20 | **+2.00 [+2.00, +2.00]** | **champion** | spreadBps 2.5 → 1.5 | Shown to be better than v1 |',
  );
  // Against v2 over the five hours that both ran: −0.60 − 1.20.
  expect(lineWith(text, '| [v1]')).toBe(
    '| [v1](v001.md) | $36,000 | −$3.60 | −1.00 [−1.00, −1.00] | −$1.80/h | baseline | Loses: its fills capture no spread |',
  );
});

test('one lucky session reads as one', () => {
  const text = evolution(threeVersions());
  expect(lineWith(text, '| [v3]')).toContain('| skew false → true | 37 fills in 1 session: too little to judge |');
  expect(text).toContain('- 1 session with 37 fills: luck alone could have brought this.');
});

test('the records alone decide the text: their order does not', () => {
  const report = threeVersions().report();
  const input = report.snapshot;
  const reversed = input.with({
    versions: input.versions.toReversed(),
    sessions: input.sessions.toReversed(),
    lanes: input.lanes.toReversed(),
    evaluations: input.evaluations.toReversed(),
    proposals: input.proposals.toReversed(),
    decisions: input.decisions.toReversed(),
  });
  expect(historyFiles({ ...report, snapshot: reversed })).toEqual(historyFiles(report));
});

test('modes have tables of their own, nearest to real money first', () => {
  const text = evolution(threeVersions().session({ acting: 1, champion: 1, mode: 'live', lanes: [ran(1, -2)] }));
  expect(text.indexOf('## Results (live)')).toBeGreaterThan(0);
  expect(text.indexOf('## Results (paper)')).toBeGreaterThan(text.indexOf('## Results (live)'));
});

test('learnings are split into what works, what does not and what is open, a line each', () => {
  const text = evolution(threeVersions());
  // v1 against v2 changes spreadBps back.
  expect(text).toContain(
    '### What works\n\n- **`spreadBps` lowered** (2.5 → 1.5 bps): +$1.80/h [+1.10, +2.50] in 5 sessions, [v2](v002.md) beside v1.\n\n### What does not work\n\nNothing is shown to harm yet.\n\n### What is open',
  );
  expect(text).toMatch(
    /### What is open\n\n- skew false → true \(\[v3\]\(v003\.md\) beside v2\): −\$0\.0100\/h .* in 1 session; to decide: /,
  );
});

test('an effect that was only measured in a bundle of changes is claimed for none of them', () => {
  const bundle = aStudy().version().version({ spreadBps: 1.5, skew: true }).champion(1);
  const measured = { sessions: 5, blocks: 60, gainPerHour: { mean: 1.8, low: 1.1, high: 2.5, level: 0.9 } };
  for (let i = 0; i < 5; i++) bundle.session({ acting: 2, champion: 1, lanes: [ran(1, -1), ran(2, 1)] });
  bundle.compared(2, 1, measured);
  expect(evolution(bundle)).toContain('### What works\n\nNothing is shown to help yet.');
  expect(evidence(bundle)).not.toContain('### Supported so far');
  expect(evidence(bundle)).toMatch(
    /### Measured only together with other changes[^#]*`spreadBps` lowered\*\*: the bundle helps/,
  );
});

test('a refuted claim is among what does not work, with who made it', () => {
  const study = threeVersions().learning({ direction: 'raise', claim: 'wider protects' });
  expect(evolution(study)).toMatch(
    /### What does not work\n\n- \*\*raise `spreadBps`: better\*\* \(ada: wider protects\): refuted \(5 paired sessions\)\./,
  );
});

test('the story of a version has its changes, result, three to five sentences and the decision', () => {
  const story = evolution(threeVersions().decision({ version: 3, reason: 'worth a try' })).split(
    '### [v3](v003.md)',
  )[1];
  const [own = ''] = story?.split('### [v') ?? [];
  expect(own).toContain('**Changes from v2**: `skew`: false → true.');
  expect(own).toContain(
    '**Result** (1 session, paper): $6,549 traded in 37 fills, P&L +$1.19, **+1.82 [+1.82, +1.82] per $10k**.',
  );
  const bullets = own.match(/^- /gm) ?? [];
  expect(bullets.length).toBeGreaterThanOrEqual(3);
  expect(bullets.length).toBeLessThanOrEqual(5);
  expect(own).toMatch(/\*\*Decision\*\*: Approved by ada\. \*\*[a-z-]+\*\* .*P\(better\) <1 %: more likely worse: /);
});

test('the newest three and the best three versions have a story, no others', () => {
  const study = aStudy().version().champion(1);
  for (let n = 2; n <= 9; n++) {
    study.version({ levels: n }, { parent: 1 });
    // v2 is worst, v3 and v4 gain most; a dollar of noise in each block.
    const gain = n === 3 || n === 4 ? 6 : -n;
    const blocks = Array.from({ length: 12 }, (_, i) => gain / 12 + (i % 2 === 0 ? 1 : -1));
    for (let i = 0; i < 3; i++) study.session({ acting: n, champion: 1, lanes: [ran(1, 0), ran(n, gain, { blocks })] });
  }
  const told = [...evolution(study).matchAll(/^### \[v(\d+)\]/gm)].map(([, number]) => Number(number));
  // The champion's gain is zero, by which it is third.
  expect(told).toEqual([9, 8, 7, 4, 3, 1]);
});

test('a study before its first session has a history too', () => {
  const text = evolution(aStudy().version());
  expect(text).toContain('No session was run yet; 1 version waits: [v1](v001.md).');
  expect(text).toContain('**Champion**: v1 of 1 version');
  expect(evolution(aStudy())).toContain('**Champion**: none yet');
  expect(evolution(aStudy())).toContain('Run a first session.');
});
