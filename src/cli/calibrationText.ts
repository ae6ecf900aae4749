/** A calibration of the fill model for a terminal. */

import type { CalibratedModel, Calibration } from '../app/calibrate.ts';
import { counted, terminalFigures } from '../report/figures.ts';
import { wrapped } from '../report/terminalText.ts';
import { figureRows } from './tableText.ts';

const figures = terminalFigures('$');
const ms = (value: number): string => `${figures.number(value, 0)} ms`;

/** No line but those of the table and of tune.toml is wider than `width`. */
export function calibrationText(found: Calibration, width: number): string {
  const { sessions, leftOut, hours, liveLots, roundTrips, models, words } = found;
  const head = `${counted(sessions, 'live session')}, ${figures.number(hours, 1)} h, ${counted(liveLots, 'lot')} filled at the venue`;
  const trips =
    roundTrips === null
      ? 'No answer of the venue to an order is on file, so that delays cannot be measured.'
      : `The venue answered ${counted(roundTrips.count, 'order')}, half of them within ${ms(roundTrips.median)} (8 of 10 between ${ms(roundTrips.p10)} and ${ms(roundTrips.p90)}). Half of that is taken for each way.`;
  const without =
    leftOut === 0
      ? []
      : [`${counted(leftOut, 'session')} that began with a position left out: no simulated lane can begin with one`];
  return [
    ...[head, ...without].flatMap((text) => wrapped(text, width)),
    ...wrapped(trips, width),
    '',
    ...figureRows([HEAD, ...models.map((model) => rowOf(model, found))]),
    '',
    ...wrapped(
      'Filled in both, only live, only simulated: minutes of bids and of asks. Chance: how likely the model is among these, by the minutes in which it is right.',
      width,
    ),
    '',
    ...wrapped(words, width),
    ...settingsLines(found.settings),
  ].join('\n');
}

const HEAD = ['queue', 'delays', 'lots', 'both', 'only live', 'only simulated', 'neither', 'chance', ''];

function rowOf({ queue, delays, minutes, lots, share }: CalibratedModel, { present }: Calibration): string[] {
  const isPresent = queue === present.queue && delays === present.delays;
  const numbers = [lots, minutes.both, minutes.onlyLive, minutes.onlySimulated, minutes.neither];
  return [
    queue,
    delays === 'plan' ? 'as set' : 'measured',
    ...numbers.map((value) => figures.number(value, 0)),
    figures.percent(share),
    isPresent ? 'now' : '',
  ];
}

function settingsLines(settings: Calibration['settings']): string[] {
  const byTable = Map.groupBy(Object.entries(settings), ([name]) => name.split('.')[0] ?? '');
  if (byTable.size === 0) return [];
  const lines = [...byTable].flatMap(([table, entries]) => [
    `[${table}]`,
    ...entries.map(([name, value]) => `${name.slice(table.length + 1)} = ${JSON.stringify(value)}`),
  ]);
  return ['', 'To accept it, write into tune.toml; campaigns that begin after that run with it:', '', ...lines];
}
