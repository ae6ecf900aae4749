/** A fit of a hedge for a terminal. */

import type { HedgeFitted } from '../app/fitHedge.ts';
import { counted, NOT_KNOWN, terminalFigures } from '../report/figures.ts';
import { wrapped } from '../report/terminalText.ts';

const figures = terminalFigures('$');

/** No line but those of tune.toml is wider than `width`. */
export function fitHedgeText(fitted: HedgeFitted, width: number): string {
  const { symbol, reference, sharedHours, hours, testedHours, testedSeconds, horizonSeconds, parameters } = fitted;
  const { beta, halfLifeSeconds, mostBps, walked, feedUs, referenceUs, isBetter } = fitted;
  return [
    ...wrapped(
      `${symbol} beside ${reference}: ${counted(hours, 'hour')} of ${sharedHours.toFixed(1)} h recorded of both; ${testedHours} of them (${testedSeconds} seconds) were forecast by a fit on the hours before`,
      width,
    ),
    '',
    `forecast of the next ${horizonSeconds} s    error, bps`,
    `beta of 0                ${figures.number(fitted.errorWithoutBps, 3).padStart(10)}`,
    `fitted beta              ${figures.number(fitted.errorBps, 3).padStart(10)}`,
    '',
    ...wrapped(`R² out of sample against a beta of 0: ${gainWords(fitted)}, with its 90 % interval`, width),
    ...wrapped(
      `Fitted on all hours: beta ${beta}, half-life ${halfLifeSeconds} s. The tested hours were forecast by a beta of ${rangeOf(walked.map((one) => one.beta))} and a half-life of ${rangeOf(walked.map((one) => one.halfLifeSeconds))} s, and never by more than ${mostBps} bps`,
      width,
    ),
    ...wrapped(
      `Seen ${feedUs / 1000} ms late, the reference ${referenceUs / 1000} ms (latency.feed_ms, reference.feed_ms)`,
      width,
    ),
    '',
    ...(isBetter
      ? [
          ...wrapped(
            'The fit is better than a beta of 0. It takes effect in a new study with these lines in tune.toml (study.strategy = "tiered" or "regime"; the tapes of the reference stand in reference.tapes):',
            width,
          ),
          '',
          '[parameters]',
          ...Object.entries(parameters).map(([name, value]) => `${name} = ${value}`),
        ]
      : wrapped('The fit is not clearly better than a beta of 0: there is nothing to hedge by.', width)),
  ].join('\n');
}

function gainWords({ gain }: HedgeFitted): string {
  if (gain === null) return NOT_KNOWN;
  const percent = (share: number): string => figures.signed(share * 100, 1);
  return `${percent(gain.mean)} % [${percent(gain.low)}, ${percent(gain.high)}]`;
}

function rangeOf(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low} to ${high}`;
}
