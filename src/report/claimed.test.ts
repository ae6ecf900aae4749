import { describe, expect, test } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { claimedBlocks, claimedVersionBlocks, claimVerdict, type MeasuredRatio } from './claimed.ts';
import { markdownFigures } from './figures.ts';

const figures = markdownFigures('$');
const measured = (mean: number, low: number, high: number, fills = 30, hours = 4): MeasuredRatio => ({
  fills,
  hours,
  profitPer10k: mean,
  per10kInterval: { mean, low, high, level: 0.9 },
});

test.each([
  [
    1.81,
    measured(-2, -3, -1),
    measured(-1, -2, -0.5),
    'not borne out: less than claimed; a loss under both fill models',
  ],
  [
    1.81,
    measured(0, -1, 1),
    measured(0.5, -0.5, 1.5),
    'not borne out: less than claimed; neither a profit nor a loss is shown',
  ],
  [-1.9, measured(1, 0.5, 2), measured(2, 1, 3), 'more than claimed; a profit under both fill models'],
  [-1.9, measured(-2, -3, -1), measured(-1.5, -2, -1), 'the claim is possible; a loss under both fill models'],
  [
    -1.9,
    measured(-4, -5, -3),
    measured(-2, -3, -1),
    'open: the fill models differ on the claim; a loss under both fill models',
  ],
  [
    0.5,
    measured(1, 0.1, 2),
    measured(-1, -2, -0.1),
    'open: the fill models differ on the claim; neither a profit nor a loss is shown',
  ],
  [1, null, null, 'not measured yet'],
  [1, measured(5, 4, 6, 29), measured(5, 4, 6, 400), 'too little to judge: 29 fills in 4.0 h'],
  [1, measured(5, 4, 6, 400, 3.9), measured(5, 4, 6, 400, 3.9), 'too little to judge: 400 fills in 3.9 h'],
  [1, { ...measured(1, 0, 2), per10kInterval: null }, measured(1, 0, 2), 'too little to judge: 30 fills in 4.0 h'],
  [null, measured(1, 0, 2), measured(1, 0, 2), 'no figure is claimed'],
] as const)('a claim of %s beside the measurements is judged', (claimed, pessimistic, optimistic, words) => {
  expect(claimVerdict(claimed, pessimistic, optimistic)).toBe(words);
});

describe('the claims of a document', () => {
  /** v1 is claimed to make +0.48, and lost 1.00 on 6,000 of volume in each of four hours. */
  function imported(): StudyBuilder {
    const ran = { version: 1, profit: -1, volume: 6_000, fills: 30 };
    const study = aStudy()
      .version({}, { author: 'import' })
      .claimed(1, { open: ['skew'], assumed: ['levels'] });
    for (let i = 0; i < 4; i++) study.session({ acting: 1, champion: 1, lanes: [ran] });
    return study;
  }

  test('stand beside the measurements in the history', () => {
    const text = claimedBlocks(imported().report(), figures).join('\n');
    expect(text).toContain('## Claimed by evolution.md, unverified');
    // −1 / 6,000 × 10,000 = −1.67 in every block.
    expect(text).toContain(
      '| [v1](v001.md) | $1,800 | +$0.09 | +0.48 | −1.67 [−1.67, −1.67] | −1.67 [−1.67, −1.67] | paper: not borne out: less than claimed; a loss under both fill models |',
    );
  });

  test('stand on the page of the version with the words of the document', () => {
    const text = claimedVersionBlocks(imported().report(), 1, figures).join('\n');
    expect(text).toContain('| claimed | – | $1,800 | 18 | +$0.09 | +0.48 | – |');
    expect(text).toContain(
      '| measured (paper), pessimistic fills | 4.0 | $24,000 | 120 | −$4.00 | −1.67 [−1.67, −1.67] | 0 |',
    );
    expect(text).toContain('- Profitable but low volume');
    expect(text).toContain('**Named without a value**, so left as before: `skew`.');
    expect(text).toContain('**Not named by the document**, so at the default: `levels`.');
  });

  test('are not there without a document', () => {
    const own = aStudy().version().report();
    expect([claimedBlocks(own, figures), claimedVersionBlocks(own, 1, figures)]).toEqual([[], []]);
  });

  test('cannot become headings or links', () => {
    const text = claimedVersionBlocks(
      aStudy().version().claimed(1, { insight: '[x](http://a) # y' }).report(),
      1,
      figures,
    );
    expect(text.join('\n')).toContain('- \\[x](http://a) # y');
  });
});
