/** What the surrogate believes of moving one parameter and nothing else. */

import { normalCdf } from '../evaluation/distributions.ts';
import type { ParameterDeclarations, ParameterValue } from '../strategy/parameters.ts';
import { type Figures, NOT_KNOWN } from './figures.ts';
import { table } from './markdown.ts';
import { valueText } from './parameterText.ts';

/** Gain per hour against the base, quote currency. */
export interface BelievedMove {
  readonly value: ParameterValue;
  readonly mean: number;
  readonly sd: number;
}

/** The values around the base's, as far as a step may go. */
export interface ParameterBelief {
  readonly parameter: string;
  readonly from: ParameterValue;
  readonly points: readonly BelievedMove[];
}

const right = 'right' as const;
/** Below it a mean is no direction. */
const CLEAR = 0.8;

/** The parameter with the most promising move first. */
export function beliefTable(
  beliefs: readonly ParameterBelief[],
  declarations: ParameterDeclarations,
  figures: Figures,
): string {
  const rows = beliefs
    .map((belief) => ({ belief, best: bestOf(belief.points) }))
    .sort((a, b) => (b.best?.mean ?? 0) - (a.best?.mean ?? 0));
  return table(
    [
      { title: 'Parameter' },
      { title: 'Now', align: right },
      { title: 'Lower, or off' },
      { title: 'Higher, or on' },
      { title: 'Believed to help' },
    ],
    rows.map(({ belief: { parameter, from, points }, best }) => {
      const declaration = declarations[parameter] ?? null;
      const move = (side: readonly BelievedMove[]): string => {
        const one = bestOf(side);
        if (one === null) return NOT_KNOWN;
        return `${valueText(one.value, null)}: ${figures.signed(one.mean, 2)} ± ${figures.number(one.sd, 2)}`;
      };
      return [
        `\`${parameter}\``,
        valueText(from, declaration),
        move(points.filter(({ value }) => Number(value) < Number(from))),
        move(points.filter(({ value }) => Number(value) > Number(from))),
        helps(best, from),
      ];
    }),
  );
}

function bestOf(points: readonly BelievedMove[]): BelievedMove | null {
  return points.reduce<BelievedMove | null>((best, one) => (best === null || one.mean > best.mean ? one : best), null);
}

function helps(best: BelievedMove | null, from: ParameterValue): string {
  if (best === null || best.mean <= 0) return 'neither';
  const better = normalCdf(best.mean / best.sd);
  const direction =
    typeof from === 'boolean' ? (from ? 'off' : 'on') : Number(best.value) > Number(from) ? 'higher' : 'lower';
  const words = `${direction} (${Math.round(better * 100)} %)`;
  return better >= CLEAR ? `**${words}**` : `${words}, hardly told from no effect`;
}
