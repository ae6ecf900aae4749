/** A fit of volatility for a terminal. */

import type { VolatilityFitted } from '../app/fitVolatility.ts';
import type { ForecastError, ForecastName } from '../evaluation/volatilityFit.ts';
import { counted, NOT_KNOWN, terminalFigures } from '../report/figures.ts';
import { wrapped } from '../report/terminalText.ts';
import { figureRows } from './tableText.ts';

const figures = terminalFigures('$');
const YEAR_SECONDS = 365 * 86_400;
/** % a year of bps a root second. */
const yearly = (bps: number): number => (bps * Math.sqrt(YEAR_SECONDS)) / 100;

/** No line but those of tune.toml is wider than `width`. */
export function fitText(fitted: VolatilityFitted, width: number): string {
  const { symbol, tapes, hours, testedHours, testedMinutes, errors, better } = fitted;
  const gain = errors.find(({ forecast }) => forecast === better);
  return [
    ...wrapped(
      `${symbol}, ${counted(tapes, 'tape')}: ${counted(hours, 'hour')} of forecasts; ${testedHours} of them (${testedMinutes} minutes) were forecast by a fit on the hours before`,
      width,
    ),
    '',
    ...errorLines(fitted),
    '',
    ...wrapped(
      'Errors are those of the volatility of the next minute, in % a year. The gain is the share by which squared errors are smaller than those of the realised volatility of the window of tiered, with its 90 % interval.',
      width,
    ),
    '',
    ...wrapped(harWords(fitted), width),
    '',
    ...(better === null || gain === undefined
      ? wrapped(
          'Neither forecast is clearly better than the realised volatility of a window: there is nothing to change.',
          width,
        )
      : [
          ...wrapped(
            `${NAMES[better](fitted)} is better than the realised volatility of the last ${fitted.presentSeconds} s. It takes effect in a new study with these lines in tune.toml (study.strategy = "tiered"):`,
            width,
          ),
          '',
          '[parameters]',
          ...Object.entries(fitted.parameters).map(([name, value]) => `${name} = ${value}`),
        ]),
  ].join('\n');
}

const NAMES: Readonly<Record<ForecastName, (fitted: VolatilityFitted) => string>> = {
  present: ({ presentSeconds }) => `as in the last ${presentSeconds} s (now)`,
  lastMinute: () => 'as in the last minute',
  ewma: ({ ewmaHalfLifeSeconds }) => `EWMA, half-life ${ewmaHalfLifeSeconds} s`,
  har: () => 'HAR-RV',
};

function errorLines(fitted: VolatilityFitted): string[] {
  const rows = [
    ['forecast', 'error', 'bias', 'gain [90 %]'],
    ...fitted.errors.map((one) => [
      NAMES[one.forecast](fitted),
      figures.number(yearly(one.rootMeanSquare), 2),
      figures.signed(yearly(one.bias), 2),
      gainWords(one),
    ]),
  ];
  return figureRows(rows);
}

function gainWords({ gain }: ForecastError): string {
  if (gain === null) return NOT_KNOWN;
  const percent = (share: number): string => figures.signed(share * 100, 1);
  return `${percent(gain.mean)} % [${percent(gain.low)}, ${percent(gain.high)}]`;
}

function harWords({ har, ewmaHalfLifeSeconds }: VolatilityFitted): string {
  return `Fitted on all hours: HAR-RV ${har.constant} bps + ${har.minute} × 1 min + ${har.fiveMinutes} × 5 min + ${har.quarterHour} × 15 min (per root second); EWMA half-life ${ewmaHalfLifeSeconds} s.`;
}
