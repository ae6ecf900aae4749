import { expect, test } from 'vitest';
import { judgeClaims } from '../study/learnings/judgedClaim.ts';
import { shownPage } from '../testing/pages.ts';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { claimTable } from './learnings.ts';

const better = { sessions: 6, blocks: 72, gainPerHour: { mean: 0.8, low: 0.3, high: 1.3, level: 0.9 } };

function tighterIsBetter(): StudyBuilder {
  return aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .session({ acting: 2, champion: 1, lanes: [] })
    .compared(2, 1, better)
    .champion(1);
}

test('a refuted claim is listed as not to be repeated, with its author and the evidence against it', () => {
  const study = tighterIsBetter().learning({
    direction: 'raise',
    claim: 'wider spreads <b>protect</b>',
    effectRange: [0.1, 0.5],
  });
  expect(shownPage(study.report(), 'evidence.md')).toContain(
    '### Refuted claims: do not repeat\n\n' +
      '- **raise `spreadBps`: better** (ada: wider spreads &lt;b>protect&lt;/b>): refuted (6 paired sessions).\n' +
      '  - claimed size: +$0.10 to +$0.50 an hour: does NOT overlap the measured interval.\n' +
      '  - 2.5 → 1.5 bps, v2 against v1: +$0.80/h [+0.30, +1.30] (90 % interval, 6 paired sessions, 72 blocks): is evidence against it.',
  );
});

test('claims that hold are grouped by their effect', () => {
  const text = shownPage(
    tighterIsBetter().learning().learning({ direction: 'raise', effect: 'worse', claim: 'wide is bad' }).report(),
    'evidence.md',
  );
  expect(text).toMatch(
    /### Claims that hold: what works\n\n- \*\*lower `spreadBps`: better\*\* \(ada: Tighter is better\.\): supported/,
  );
  expect(text).toMatch(/### Claims that hold: what DOESN'T work\n\n- \*\*raise `spreadBps`: worse\*\*/);
});

test('a claim without a measurement is listed in the history too', () => {
  const text = shownPage(aStudy().version().learning({ scope: 'calm', by: 'model' }).report(), 'evidence.md');
  expect(text).toContain(
    '### Claims that are not decided yet\n\n- **lower `spreadBps`: better** in `calm` markets (model: Tighter is better.): proposed, never measured.',
  );
});

test('a bundle is named as such', () => {
  const bundle = aStudy()
    .version()
    .version({ spreadBps: 1.5, skew: true })
    .session({ acting: 2, champion: 1, lanes: [] })
    .compared(2, 1, better)
    .learning();
  expect(shownPage(bundle.report(), 'evidence.md')).toContain(
    'proposed, measured only together with other changes (1 comparison): it is not known which of them has the effect.',
  );
});

test('the table for the terminal has a row a claim, its words below, and keeps to the width', () => {
  const { snapshot, declarations } = tighterIsBetter()
    .learning({ effectRange: [0.5, 0.9] })
    .learning({ parameter: 'levels' })
    .report();
  const wide = claimTable(judgeClaims(snapshot, declarations), 100, '$').split('\n');
  expect(wide).toEqual([
    'Status     Parameter  Claim          Scope  Measured [90 %]          Sessions  By',
    'supported  spreadBps  lower: better  any    +$0.80/h [+0.30, +1.30]  6         ada',
    '     "Tighter is better."',
    '     claimed size: +$0.50 to +$0.90 an hour: overlaps the measured interval',
    'proposed   levels     lower: better  any    –                        0         ada',
    '     "Tighter is better."',
  ]);
  for (const line of claimTable(judgeClaims(snapshot, declarations), 40, '$').split('\n'))
    expect(line.length).toBeLessThanOrEqual(40);
});
