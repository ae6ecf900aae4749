/** Two versions against each other for a terminal: the changed parameters, then the figures, one a line, and the verdict. */

import type { Comparison, Estimate, GainEstimates } from '../evaluation/comparison.ts';
import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import type { RegimeEffect, SideBySide } from '../study/sideBySide.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import {
  detectableWords,
  guessSources,
  isOpen,
  luckSentence,
  neededWords,
  normalInterval,
  optimisticWords,
} from './evidence.ts';
import { counted, type Figures, NOT_KNOWN, terminalFigures } from './figures.ts';
import { ownResult } from './moneyAnswer.ts';
import { type DiffOptions, diffText } from './parameterText.ts';
import type { ReportedStudy } from './reportedStudy.ts';
import { wrapped } from './terminalText.ts';

const LABEL_WIDTH = 'Optimistic fills'.length + 2;
const LEVEL = 0.9;

/** Effects are those of the first version against the second, with pessimistic fills. No line is wider than `width`. */
export function compareText(
  sides: SideBySide,
  luck: LuckAdjusted | string,
  report: ReportedStudy,
  { width = 80, ...options }: DiffOptions = {},
): string {
  const { version, against, champion } = sides;
  const name = (number: number): string => `v${number}${number === champion ? ' (champion)' : ''}`;
  return [
    ...wrapped(`${name(version.number)} against ${name(against.number)}`, width),
    '',
    diffText(against.parameters, version.parameters, report.declarations, { width, ...options }),
    '',
    ...compareRows(sides, luck, report).flatMap(([label, text]) => rowLines(label, text, width)),
  ].join('\n');
}

/** What is known of the two, row by row; a row without a label continues the one above. */
export function compareRows(
  sides: SideBySide,
  luck: LuckAdjusted | string,
  { snapshot, currency }: ReportedStudy,
): Line[] {
  const figures = terminalFigures(currency);
  const { version, against } = sides;
  const rows =
    sides.comparison === null
      ? linkedLines(sides, figures)
      : measuredLines(sides, sides.comparison, believedOf(sides, snapshot), figures);
  const own = [version, against].map(
    ({ number }, i): Line => [i === 0 ? 'By itself' : '', ownResult(snapshot, number, figures)],
  );
  // Luck is of the study's best guess, whichever two versions are compared: among many pairs one looks good by chance.
  const luckRow: Line = ['Luck', luckSentence(luck, figures).replace(/^Luck: /, '')];
  return [...own, ...rows, luckRow];
}

export type Line = readonly [label: string, text: string];

function rowLines(label: string, text: string, width: number): string[] {
  return wrapped(text, Math.max(10, width - LABEL_WIDTH)).map(
    (line, i) => (i === 0 ? label : '').padEnd(LABEL_WIDTH) + line,
  );
}

/** The parts of the effect. */
function partLines(parts: GainEstimates, figures: Figures): Line[] {
  const { markoutPerHour, holdingPerHour, riskChargePerHour } = parts;
  if (markoutPerHour === null || holdingPerHour === null || riskChargePerHour === null) return [];
  return [
    ['', `of this, fills valued a minute later ${figures.perHour(markoutPerHour)}`],
    ['', `positions held longer than that ${figures.perHour(holdingPerHour)}`],
    ['', `less the charge for risk ${figures.perHour(riskChargePerHour)}`],
  ];
}

/** What is believed of the first version against the second, one of which is the champion. */
interface Believed {
  /** Gain per hour, quote currency. */
  readonly mean: number;
  /** `v3’s sessions, trials and race`. */
  readonly sources: string;
  /** `v3’s trials and race`: what of it is not of the sessions; null where it is of the sessions alone. */
  readonly beside: string | null;
}

/** null for two versions without the champion, and where nothing but equal results was measured. */
function believedOf({ version, against, champion }: SideBySide, { heldLeaderboard }: StudySnapshot): Believed | null {
  const isMirrored = version.number === champion;
  if (!isMirrored && against.number !== champion) return null;
  const challenger = isMirrored ? against : version;
  const row = heldLeaderboard.versions.find((one) => one.version.number === challenger.number);
  if (row === undefined || row.guess === null) return null;
  const { guess, trial } = row;
  const named = (sources: string): string => sources.replace(/^its/, `v${challenger.number}’s`);
  return {
    mean: isMirrored ? -guess.mean : guess.mean,
    sources: named(guessSources(row)),
    beside: guess.raced || trial !== null ? named(guessSources({ ...row, comparison: null })) : null,
  };
}

/** P(better) and P(harm) are of what is believed, and not of the effect that the sessions measured. */
function believedLines(comparison: Comparison, believed: Believed | null, figures: Figures): Line[] {
  const { probabilityBetter, probabilityHarm } = comparison;
  const [better, harm] = [figures.chance(probabilityBetter), figures.chance(probabilityHarm)];
  if (believed === null && comparison.gainPerHour === null) {
    return [
      ['P(better)', `${better}: nothing is known yet that tells them apart`],
      ['P(harm)', `${harm}, by the same`],
    ];
  }
  if (believed === null) {
    return [
      [
        'P(better)',
        `${better}: the chance that the true gain is above zero, from these sessions alone, drawn towards no difference while they are few`,
      ],
      ['P(harm)', `${harm}, by the same`],
    ];
  }
  const { mean, sources } = believed;
  return [
    [
      'Best guess',
      `${figures.money(mean)}/h: what is believed, from ${sources}. A few hours say little, so it is drawn towards what other candidates gained, and is not the effect above (docs/glossary.md#evidence)`,
    ],
    [
      'P(better)',
      `${better}: the chance that the true gain is above zero, by the best guess and not by the effect alone`,
    ],
    ['P(harm)', `${harm}, by the same`],
  ];
}

function measuredLines(
  { against, volumePerHour: overAll, byRegime, champion }: SideBySide,
  comparison: Comparison,
  believed: Believed | null,
  figures: Figures,
): Line[] {
  const { gainPerHour, alwaysValid, profitPer10k } = comparison;
  const { sessions, hours, blocks, volumePerHour, tradesEnough, verdict, reason } = comparison;
  const level = (estimate: Estimate): string => `(${figures.percent(estimate.level)} interval)`;
  const rules =
    comparison.champion === champion
      ? ''
      : ` (v${comparison.champion} is not the champion: this is what the rules would say if it were)`;
  return [
    [
      'Effect',
      gainPerHour === null
        ? `not measurable yet: ${blocks < 2 ? 'fewer than two blocks' : 'both had the same results'}`
        : `${figures.perHour(gainPerHour)} ${level(gainPerHour)}, from ${sessionsOfBoth(sessions)}`,
    ],
    ...partLines(comparison, figures),
    [
      'Always valid',
      alwaysValid === null
        ? 'not known: it needs ten sessions, and enough large losses to estimate how rare they are'
        : `${figures.perHour(alwaysValid)}: stays correct however often the results are looked at`,
    ],
    [
      `Per ${figures.tenThousand}`,
      profitPer10k === null
        ? NOT_KNOWN
        : `${figures.interval(profitPer10k)} ${level(profitPer10k)}, difference of the two`,
    ],
    ...believedLines(comparison, believed, figures),
    ['Evidence', `${counted(sessions, 'paired session')}, ${figures.number(hours, 1)} h, ${counted(blocks, 'block')}`],
    ...regimeLines(byRegime, believed?.beside ?? null, figures),
    [
      'Volume',
      `${figures.value(volumePerHour)} an hour${tradesEnough ? '' : ', less than the study asks for'}; v${against.number} over all its sessions ${figures.value(overAll.against)}`,
    ],
    ['Optimistic fills', optimisticWords(comparison, figures)],
    ['Detectable now', detectableWords(comparison, figures)],
    ...(isOpen(comparison) ? [['Sessions needed', neededWords(comparison)] as const] : []),
    ['Verdict', `${verdict}: ${reason}${rules}`],
  ];
}

function sessionsOfBoth(sessions: number): string {
  return sessions === 1 ? 'the session that both ran in' : `the ${sessions} sessions that both ran in`;
}

/** A row a regime. Where more is known of a version than its sessions, that is part of P(better) in each of them. */
function regimeLines(byRegime: readonly RegimeEffect[], beside: string | null, figures: Figures): Line[] {
  const rows = byRegime.map(({ regime, sessions, hours, gainPerHour, probabilityBetter }) => {
    const effect =
      gainPerHour === null
        ? NOT_KNOWN
        : `${figures.perHour(gainPerHour)}, P(better) ${figures.chance(probabilityBetter)}`;
    return `${regime}: ${effect}, ${counted(sessions, 'session')}, ${figures.number(hours, 1)} h`;
  });
  const legend =
    beside === null || rows.length === 0 ? [] : [`effects from the sessions there; P(better) from these and ${beside}`];
  return [...legend, ...rows].map((text, i): Line => [i === 0 ? 'By regime' : '', text]);
}

/** For two versions without a comparison of their own. */
function linkedLines({ version, against, same, linked, met }: SideBySide, figures: Figures): Line[] {
  if (same) {
    return [
      ['Effect', `none: v${version.number} and v${against.number} have the same parameters and share their evidence`],
    ];
  }
  const both = `v${version.number} and v${against.number}`;
  const never = met
    ? `${both} completed sessions side by side only on recorded markets on which a race selected one of them, or in trials that did, which is no new evidence`
    : `${both} never completed a session side by side`;
  if (linked === null) return [['Effect', `not known: ${never}, and no champion ran beside both`]];
  const effect = figures.perHour(normalInterval(linked.effect, LEVEL));
  return [
    ['Effect', `${effect} (${figures.percent(LEVEL)} interval), through v${linked.through}`],
    [
      'How',
      `${never}. Both ran beside v${linked.through}, in different sessions: the two effects are combined, and so are their errors. No verdict is based on this.`,
    ],
  ];
}
