import { describe, expect, test } from 'vitest';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { DocumentRefused } from './document.ts';
import { type ReadEvolution, readEvolution } from './readEvolution.ts';
import { termsOf } from './terms.ts';
import type { GivenValue } from './versionParameters.ts';

const vocabulary = { strategy: 'grid', declarations: gridParameters, terms: termsOf('grid'), currency: '$' };

function read(text: string, given: readonly GivenValue[] = []): ReadEvolution {
  return readEvolution(text, given, vocabulary);
}

function refusals(text: string, given: readonly GivenValue[] = []): readonly string[] {
  try {
    read(text, given);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    return error.problems;
  }
}

/** A document of one version with these items under its parameters; the first is in line 4. */
function withItems(...items: readonly string[]): string {
  return `### v1 - One\n\n**Parameters**:\n${items.map((item) => `- ${item}\n`).join('')}`;
}

describe('a parameter', () => {
  test.each([
    ['Spread: 2.5 bps (widened from 1)', { spreadBps: 2.5 }],
    ['Spread: 0.02%', { spreadBps: 2 }],
    ['Grid Reset: 0.15% price movement', { gridResetBps: 15 }],
    ['Spread multiplier based on volatility (1.5x)', { volatilityMultiplier: 1.5 }],
    ['Stop Loss: 10% drawdown', { stopLossPct: 10 }],
    ['Pause duration: 15s', { pauseSeconds: 15, pauseOnTrend: true }],
    ['Force close threshold: 6 bps', { forceCloseBps: 6, forceCloseOnTrend: true, pauseOnTrend: false }],
    [
      'Force close: 3 bps normal, 6 bps during pause',
      { forceCloseBps: 3, forceClosePausedBps: 6, forceCloseOnTrend: true, pauseOnTrend: true },
    ],
    ['orderSizeUsd: $250', { orderSizeUsd: 250 }],
    ['pauseOnTrend: true', { pauseOnTrend: true }],
  ])('“%s” is read', (item, parameters) => {
    expect(read(withItems('Levels: 3', item)).versions[0]?.parameters).toMatchObject({ levels: 3, ...parameters });
  });

  test.each([
    ['Spread: 2.5', /spreadBps: “2\.5” is not a value that is known, e\.g\. 2 bps/],
    ['Spread: 2.5 ticks', /is not a value that is known/],
    ['Spread: 1-2 bps', /is a range: which value was run is not said/],
    ['Order Size: 200', /orderSizeUsd: “200” is not a value that is known, e\.g\. \$200/],
    ['Order Size: €200', /orderSizeUsd: “€200” is not a value/],
    ['Inventory limit: 50% of the day', /is not a value that is known/],
    ['Force close: 5 bps, later 8 bps', /is not a value that is known/],
    ['Inventory skewing: reduce the size', /names inventorySkewSteps without a value/],
    ['Mood: 5 bps', /names no parameter of grid that is known/],
    ['constructor: 5', /names no parameter of grid that is known/],
  ])('“%s” is listed and changes nothing', (item, reason) => {
    const { versions, unread } = read(withItems('Levels: 3', item));
    expect(versions[0]?.parameters).toEqual(read(withItems('Levels: 3')).versions[0]?.parameters);
    expect(unread).toEqual([{ line: 5, text: item, reason: expect.stringMatching(reason) }]);
  });

  test('that is named twice must have the same value', () => {
    expect(refusals(withItems('Levels: 3', 'Levels: 4'))).toEqual(['5: levels = 4, but 3 in line 4']);
    expect(refusals(withItems('Levels: 3', 'Levels: 3'))).toEqual([]);
  });

  test('outside of its bounds refuses the document with its line', () => {
    expect(refusals(withItems('Levels: 99'))).toEqual([
      expect.stringMatching(/^4: v1: levels = 99 is too large; allowed: a number from 1 to 15/),
    ]);
  });

  test('that is not named comes from the version before, or is assumed', () => {
    const text = `${withItems('Levels: 4')}\n### v2 - Two\n\n**Changes from v1**:\n- Spread: 2 bps\n`;
    const [one, two] = read(text).versions;
    expect(two?.parameters).toMatchObject({ levels: 4, spreadBps: 2, orderSizeUsd: 100 });
    expect(one?.assumed).toContain('spreadBps');
    expect(two?.assumed).not.toContain('spreadBps');
    expect(two?.assumed).not.toContain('levels');
    expect(two?.assumed).toContain('orderSizeUsd');
  });

  test('starts from the version that its changes name', () => {
    const [v1, v2] = ['### v1\n\n**Parameters**:\n- Levels: 4\n', '### v2\n\n**Parameters**:\n- Levels: 9\n'];
    const versions = read(`${v1}\n${v2}\n### v3\n\n**Changes from v1**:\n- Spread: 2 bps\n`).versions;
    expect(versions[2]).toMatchObject({ parent: 1, parameters: { levels: 4, spreadBps: 2 } });
  });

  test('may be given by a person where the document leaves it open', () => {
    const text = `${withItems('Inventory skewing: smaller', 'Levels: 4')}\n### v2\n\n**Parameters**:\n- Levels: 5\n`;
    expect(read(text).versions[0]?.open).toEqual(['inventorySkewSteps']);
    const [one, two] = read(text, [{ version: 1, parameter: 'inventorySkewSteps', value: 4 }]).versions;
    expect(one).toMatchObject({ open: [], given: ['inventorySkewSteps'], parameters: { inventorySkewSteps: 4 } });
    expect(two?.parameters.inventorySkewSteps).toBe(4);
  });
});

describe('a document', () => {
  const table = (...rows: readonly string[]): string =>
    `## Results\n\n| Ver | Volume | P&L | Per $10k |\n|---|---|---|---|\n${rows.join('\n')}\n`;

  test('may have labels without an empty line before them, and items over several lines', () => {
    const text =
      '### v1\n**Parameters**:\n- Levels: 3\n- Spread: 2\n  bps\n**Results**:\n- Fills: 7\n**Analysis**\n- Fine\n';
    const [one] = read(text).versions;
    expect(one?.parameters).toMatchObject({ levels: 3, spreadBps: 2 });
    expect(one?.described).toMatchObject({ figures: { fills: 7 }, analysis: [{ line: 9, text: 'Fine' }] });
  });

  test('may write versions in full, and has words behind a label listed', () => {
    const rows = '## Results\n\n| Version | Fills |\n|---|---|\n| Version 1 | 7 |\n| 2 | 8 |\n\n';
    const text = `${rows}### Version 1: One\n\n**Parameters**: see below\n- Levels: 3\n\n### v2\n\n**Changes**:\n- Levels: 4\n`;
    const { versions, unread } = read(text);
    expect(versions.map(({ described: { number, title, figures } }) => [number, title, figures.fills])).toEqual([
      [1, 'One', 7],
      [2, '', 8],
    ]);
    expect(unread).toEqual([
      { line: 10, text: 'Parameters: see below', reason: 'words behind a label; items are read' },
    ]);
  });

  test('with two columns for one figure, or changes from two versions, is refused', () => {
    const two = '## Results\n\n| Ver | P&L | Profit |\n|---|---|---|\n| v1 | $1 | $2 |\n\n';
    expect(refusals(`${two}${withItems('Levels: 3')}`)).toEqual(['5: two columns name profit']);
    const v = (n: number, ...from: readonly number[]): string =>
      `### v${n}\n\n${from.map((one) => `**Changes from v${one}**:\n- Levels: ${n}\n\n`).join('')}`;
    const text = `### v1\n\n**Parameters**:\n- Levels: 1\n\n${v(2, 1)}${v(3, 1, 2)}`;
    expect(refusals(text)).toEqual(['16: v3 is changed from v2, and from v1 before']);
  });

  test('has its code, comments and link targets listed', () => {
    const text = `${withItems('Levels: 3')}\n\n<!-- later -->\n\n[a]: http://127.0.0.1\n`;
    expect(read(text).unread.map(({ text: said }) => said)).toEqual(['<!-- later -->', '[a]: http://127.0.0.1']);
  });

  test('whose two places name different figures is refused with both lines', () => {
    const text = `${table('| v1 | $1,000 | -$0.10 | -$1.00 |')}\n${withItems('Levels: 3')}\n**Results**:\n- Volume: $1,100\n`;
    expect(refusals(text)).toEqual(['13: volume of v1 is 1100, but 1000 in line 5']);
  });

  test('whose profit over volume is another figure than the claimed one is refused', () => {
    const text = (per: string): string => `${table(`| v1 | $1,000 | -$0.10 | ${per} |`)}\n${withItems('Levels: 3')}`;
    // −0.10 / 1,000 × 10,000 = −1.00; half a cent of rounding makes it −0.95 to −1.05.
    expect(refusals(text('-$1.00'))).toEqual([]);
    expect(refusals(text('-$1.04'))).toEqual([]);
    expect(refusals(text('+$1.00'))).toEqual(['5: v1: 1 per 10k is claimed, but profit over volume gives -1.00']);
    expect(refusals(text('-$1.20'))).toEqual(['5: v1: -1.2 per 10k is claimed, but profit over volume gives -1.00']);
  });

  test('with results of a version that it does not describe is refused', () => {
    const text = `${table('| v1 | $1 | $0.00 | $0 |', '| v2 | $1 | $0.00 | $0 |')}\n${withItems('Levels: 3')}`;
    expect(refusals(text)).toEqual(['6: v2 has results but no section: its parameters are not known']);
  });

  test('with a gap between its versions is refused', () => {
    expect(refusals(withItems('Levels: 3').replace('v1', 'v2'))).toEqual([
      '1: v1 is missing before v2: versions count from v1 without gaps',
    ]);
  });

  test('with two sections of a version, or with a version without parameters, is refused', () => {
    expect(refusals(`${withItems('Levels: 3')}\n${withItems('Levels: 4')}`)).toEqual([
      expect.stringMatching(/^6: v1 has a section already, in line 1/),
    ]);
    expect(refusals('### v1 - One\n\n**Analysis**:\n- Nice\n')).toEqual([
      '1: v1 names no parameter that can be read: what was run is not known',
    ]);
  });

  test('without a version is refused, and a word about nothing is listed', () => {
    expect(refusals('# Notes\n\nHello.\n')).toEqual([expect.stringMatching(/^1: no section of a version/)]);
    expect(read(`Hello.\n\n${withItems('Levels: 3')}`).unread).toEqual([
      { line: 1, text: 'Hello.', reason: 'stands before the first part' },
    ]);
  });

  test('with figures in another currency is refused', () => {
    const text = `${table('| v1 | €1,000 | -$0.10 | -$1.00 |')}\n${withItems('Levels: 3')}`;
    expect(refusals(text)).toEqual(['5: volume: “€1,000” is not in $']);
  });
});

describe('a learning', () => {
  const learned = (works: boolean, item: string): string =>
    `${withItems('Levels: 3')}\n## Key Learnings\n\n### What ${works ? 'WORKS' : 'DOESN’T Work'}:\n1. ${item}\n`;

  test.each([
    [true, 'Low inventory limits - Less risk', 'inventoryLimitPct', 'lower', 'better'],
    [false, 'Wider spreads for protection - No', 'spreadBps', 'raise', 'worse'],
    [true, 'Preemptive order pausing', 'pauseOnTrend', 'switch-on', 'better'],
    [false, 'Force closing positions', 'forceCloseOnTrend', 'switch-on', 'worse'],
    [true, 'Shorter pause duration', 'pauseSeconds', 'lower', 'better'],
  ] as const)('(works: %s) “%s” is a claim', (works, text, parameter, direction, effect) => {
    const { claims, unread } = read(learned(works, text));
    expect(claims).toEqual([{ line: 9, text, parameter, direction, effect }]);
    expect(unread).toEqual([]);
  });

  test.each([
    ['Tight spreads + early detection', /names spreadBps and rocPauseBps: a claim is about one parameter/],
    ['Spreads matter', /names spreadBps without a direction/],
    ['Wider or tighter spreads', /with two directions/],
    ['More pausing', /pauseOnTrend, which is on or off, with a direction/],
    ['Patience', /names no parameter of grid/],
  ])('“%s” is listed', (text, reason) => {
    const { claims, unread } = read(learned(true, text));
    expect(claims).toEqual([]);
    expect(unread).toEqual([{ line: 9, text, reason: expect.stringMatching(reason) }]);
  });
});

describe('a recommendation', () => {
  const advised = (item: string): string =>
    `${withItems('Levels: 3', 'Inventory limit: 30%')}\n## Recommendations for v2+\n\n1. ${item}\n`;

  test.each([
    ['Levels: 5', [['levels', 5]]],
    ['Inventory limit: 30-35% - Lower is better', [['inventoryLimitPct', 35]]],
    [
      'Keep tight spread (1.5-2.0 bps)',
      [
        ['spreadBps', 1.5],
        ['spreadBps', 2],
      ],
    ],
  ])('“%s” asks for values that the last version does not have', (text, expected) => {
    expect(read(advised(text)).candidates.map(({ parameter, to }) => [parameter, to])).toEqual(expected);
  });

  test.each([
    ['DO NOT widen spread back to 2.5 bps', /says what not to do/],
    ['Levels: 3', /the last version has levels 3 already/],
    ['Focus on timing', /names no parameter/],
    ['Levels: 5-4', /is not a range that is known/],
  ])('“%s” is listed', (text, reason) => {
    const { candidates, unread } = read(advised(text));
    expect(candidates).toEqual([]);
    expect(unread).toEqual([{ line: 9, text, reason: expect.stringMatching(reason) }]);
  });

  test('in German notation refuses the document', () => {
    expect(refusals(advised('Pause duration: 10,5 s'))).toEqual([expect.stringMatching(/^9: pauseSeconds: “10,5”/)]);
  });
});
