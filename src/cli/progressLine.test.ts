/** The line of a campaign at its own terminal. */

import { expect, it } from 'vitest';
import type { Activity } from '../app/activity.ts';
import { terminalFigures } from '../report/figures.ts';
import { shownActivity } from '../testing/shownActivity.ts';
import { activityLine } from './progressLine.ts';

function line(width: number, activity?: Partial<Activity['activity']>): string {
  const shown = shownActivity();
  return activityLine({ ...shown, activity: { ...shown.activity, ...activity } }, terminalFigures('$'), width);
}

it('a session shows version, market, share, fills, P&L and time left; narrow terminals lose the least of it', () => {
  expect(line(120)).toBe(
    'session 3/8  v2 on calm  [########............]  14 fills  +$0.12  12 s left  campaign 3 min',
  );
  expect(line(80)).toBe('session 3/8  v2 on calm  [########............]  14 fills  +$0.12  12 s left');
  expect(line(60)).toBe('session 3/8  v2 on calm  [###.....]  +$0.12  12 s left');
  expect(line(40)).toBe('session 3/8  v2 on calm  12 s left');
});

it('between sessions it shows what the loop does', () => {
  const race = { candidates: 24, left: 12, markets: 5, ofMarkets: 18 };
  expect(line(120, { kind: 'racing', share: 0.5, secondsLeft: 4, race })).toBe(
    '  racing 24 candidates (12 left) over 18 recorded markets  [##########..........]  4 s left  campaign 3 min',
  );
  const unknown = { share: null, secondsLeft: null };
  expect(line(50, { kind: 'asking-model', ...unknown })).toBe('  asking the language model  campaign 3 min');
  expect(line(70, { kind: 'writing', ...unknown })).toContain('writing records and pages of session 3');
});
