/** Every version against the champion: effect with intervals, probabilities, what it rests on and what is still needed. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { Leaderboard, LeaderboardRow } from '../study/leaderboard.ts';
import { sessionsToDecide } from './evidence.ts';
import { type Figures, NOT_KNOWN } from './figures.ts';
import { list, prose, table } from './markdown.ts';

const right = 'right' as const;

/** Versions that never ran beside the champion have their place too. `link` makes the name of a version. */
export function evidenceTable(
  { champion, versions }: Leaderboard,
  figures: Figures,
  link: (version: number) => string = (version) => `v${version}`,
): string {
  return table(
    [
      { title: 'Ver' },
      { title: 'Effect/h (90 %)', align: right },
      { title: 'Always valid', align: right },
      { title: 'P(better)', align: right },
      { title: 'P(harm)', align: right },
      { title: 'Sessions (blocks)', align: right },
      { title: 'Regimes' },
      { title: 'Detectable now', align: right },
      { title: 'Sessions to decide', align: right },
      { title: 'Verdict' },
    ],
    versions.map((row) => {
      const { version, comparison } = row;
      const name = version.number === champion ? `**${link(version.number)}**` : link(version.number);
      return comparison === null
        ? [name, ...unmeasured(row, champion, figures)]
        : [name, ...measured(comparison, figures)];
    }),
  );
}

function measured(comparison: Comparison, figures: Figures): string[] {
  const { gainPerHour, alwaysValid, probabilityBetter, probabilityHarm, sessions, blocks, regimes } = comparison;
  const { minimumDetectableEffect, signAgrees, verdict } = comparison;
  return [
    figures.perHour(gainPerHour),
    alwaysValid === null
      ? NOT_KNOWN
      : `[${figures.signed(alwaysValid.low, 2)}, ${figures.signed(alwaysValid.high, 2)}]`,
    figures.chance(probabilityBetter),
    figures.chance(probabilityHarm),
    `${sessions} (${blocks})`,
    regimes.join(', '),
    minimumDetectableEffect === null ? NOT_KNOWN : `±${figures.value(minimumDetectableEffect)}`,
    sessionsToDecide(comparison),
    signAgrees ? verdict : `${verdict}, fill models disagree`,
  ];
}

function unmeasured({ version, effect }: LeaderboardRow, champion: number, figures: Figures): string[] {
  if (version.number === champion) return [...Array<string>(8).fill(NOT_KNOWN), '**champion**'];
  // Two errors add up and no verdict rests on it: one figure with a word, no interval that looks like a measurement.
  const linked = effect === null ? NOT_KNOWN : `${figures.money(effect.mean)}/h (linked)`;
  const words = effect === null ? `never ran beside v${champion}` : `known through an earlier champion`;
  return [linked, ...Array<string>(7).fill(NOT_KNOWN), words];
}

/** Why each verdict is what it is; empty without comparisons. */
export function verdictReasons({ versions }: Leaderboard): string {
  return list(
    versions.flatMap(({ version, comparison }) =>
      comparison === null ? [] : [`v${version.number}: **${comparison.verdict}**: ${prose(comparison.reason)}.`],
    ),
  );
}

/** What the columns mean. */
export const EVIDENCE_LEGEND =
  'Effect: gain per hour against the champion, that is profit after the charge for risk, paired on the same feed, pessimistic fills. Always valid: the interval that holds however often one looks (90 %, from the tenth session on); verdicts ask for it. P(better) is what is believed by sessions and race together. Detectable now: an effect of this size or more would show by now with a probability of 80 %. Sessions to decide: further ones, if the effect is as measured; – where no number is enough.';
