/** `tune report`: the state of a study on one page. */

import { normalCdf } from '../../evaluation/distributions.ts';
import type { ParameterDeclarations, ParameterValue } from '../../strategy/parameters.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import { learnings } from '../../study/learnings/learning.ts';
import type { LuckAdjusted } from '../../study/luckAdjusted.ts';
import type { RaceOverfitting } from '../../study/races.ts';
import { modes } from '../../study/records.ts';
import { isEvidence } from '../../study/sessions.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import {
  bestGuessOf,
  EVIDENCE_LEGEND,
  effectText,
  evidenceTable,
  GUESS_IS_DRAWN,
  isOpen,
  luckDetails,
  luckSentence,
  neededWords,
  verdictReasons,
} from '../evidence.ts';
import { counted, type Figures, markdownFigures, NOT_KNOWN } from '../figures.ts';
import { markdownPage, minuteOf, prose, table } from '../markdown.ts';
import { ownResult } from '../moneyAnswer.ts';
import { changeWords, valueText } from '../parameterText.ts';
import { predictionsSection, replaySection } from '../predictions.ts';
import type { ReportedStudy } from '../reportedStudy.ts';
import { roundBlocks, roundsOf, roundTitle } from './roundPage.ts';

export interface StudyFacts {
  readonly report: ReportedStudy;
  /** Or why there is none, as a sentence. */
  readonly luck: LuckAdjusted | string;
  readonly overfitting: RaceOverfitting | string;
  /** Estimates of the surrogate for steps from the best guess. */
  readonly beliefs: readonly ParameterBelief[];
  /** The next command, e.g. `tune review p8`, and why. */
  readonly next: { readonly verb: string; readonly why: string };
}

/** The best that were passed over, of the last round; all are on its page in history/. */
const MOST_PASSED_OVER = 3;

export function renderStudyPage(facts: StudyFacts): string {
  const { report, luck, overfitting, beliefs, next } = facts;
  const { snapshot } = report;
  const { study, heldLeaderboard: leaderboard } = snapshot;
  const figures = markdownFigures(report.currency);
  const last = roundsOf(snapshot).at(-1);
  return markdownPage([
    `# ${prose(study.name)}: ${prose(study.strategy)} on ${prose(study.instrument.symbol)}`,
    [
      bestGuessSentence(facts, figures),
      championWords(snapshot, figures),
      evidenceSentence(snapshot, figures),
      openWords(leaderboard),
      `Next: \`${next.verb}\` (${next.why}).`,
    ].join(' '),
    '## Versions',
    EVIDENCE_LEGEND,
    evidenceTable(leaderboard, figures),
    verdictReasons(leaderboard),
    '## The best of many',
    luckDetails(luck, figures),
    overfittingWords(overfitting, figures),
    replaySection(snapshot.trust, figures),
    `## What the surrogate believes, from v${leaderboard.centre}`,
    ...(beliefs.length === 0
      ? ['Nothing yet: no campaign was started.']
      : [
          'The surrogate is a statistical model of the gain per hour, fitted to all sessions and races. Each row changes one parameter and nothing else. It shows the most promising value in either direction within one step, with the gain per hour that the surrogate expects against this version, ± one standard deviation. In brackets: the probability that the change helps.',
          beliefTable(beliefs, report.declarations, figures),
        ]),
    ...(last === undefined ? [] : [`## ${roundTitle(last)}`, ...roundBlocks(last, report, figures, MOST_PASSED_OVER)]),
    predictionsSection(snapshot, figures),
    learningsWords(report),
  ]);
}

function bestGuessSentence({ report, luck }: StudyFacts, figures: Figures): string {
  const { snapshot } = report;
  const leaderboard = snapshot.heldLeaderboard;
  const { champion, centre, versions } = leaderboard;
  const row = versions.find(({ version }) => version.number === centre);
  // A version that trials chose is the best guess before it has run in a session.
  const comparison = row?.comparison ?? row?.trial ?? null;
  const best = bestGuessOf(leaderboard);
  if (centre === champion || comparison === null || best === null) {
    return `Best guess: the champion itself, v${champion}; no other version is believed to be better.`;
  }
  const version = snapshot.version(centre);
  // It was chosen among many, so its own probability alone is too optimistic.
  const tried = typeof luck === 'string' ? '' : ` ${luckSentence(luck, figures)}`;
  // The probabilities of trials are by themselves, and not by all that is believed.
  const harm = row?.comparison ? `, P(harm) ${figures.chance(row.comparison.probabilityHarm)}` : '';
  const change = version === null ? '' : ` (${changeWords(report, version)})`;
  return `Best guess: **v${centre}**${change}, believed to gain ${figures.money(best.guess.mean)}/h against the champion (from ${best.sources}), P(better) ${figures.chance(best.guess.probabilityBetter)}${harm}; its ${row?.comparison ? 'sessions' : 'trials'} measured ${effectText(comparison, figures)}; ${ownResult(snapshot, centre, figures)}. ${GUESS_IS_DRAWN}${tried}`;
}

function championWords(snapshot: StudySnapshot, figures: Figures): string {
  const { champion, decisions } = snapshot;
  const own = ownResult(snapshot, champion, figures);
  const named = decisions.findLast(
    ({ kind, version }) => version === champion && (kind === 'promote' || kind === 'rollback'),
  );
  if (named === undefined) return `Champion: **v${champion}**, the first version; ${own}.`;
  return `Champion: **v${champion}**, ${named.kind === 'promote' ? 'promoted' : 'made champion in a rollback'} by ${prose(named.by)} on ${minuteOf(named.decidedAt)}: ${prose(named.reason)}; ${own}.`;
}

function evidenceSentence({ evidence: distinct, sessions, versions }: StudySnapshot, figures: Figures): string {
  const again = sessions.filter(isEvidence).length - distinct.length;
  const hours = distinct.reduce((sum, { facts }) => sum + (facts?.durationUs ?? 0) / 3.6e9, 0);
  const usedModes = modes.filter((mode) => distinct.some((session) => session.mode === mode));
  const synthetic =
    usedModes.length === 1 && usedModes[0] === 'sim'
      ? ' on synthetic markets, which are no evidence of profit on a real exchange'
      : '';
  const repeats =
    again === 0
      ? ''
      : `; ${again} more ran on the market of an earlier one and ${again === 1 ? 'adds' : 'add'} no hours`;
  return `Evidence: ${counted(distinct.length, 'completed session')} (${usedModes.join(', ') || 'none'}, ${figures.number(hours, 1)} h) of ${counted(versions.length, 'version')}${synthetic}${repeats}.`;
}

function openWords({ centre, champion, versions }: Leaderboard): string {
  const compared = versions.flatMap(({ comparison }) => comparison ?? []);
  const proven = compared.filter(({ verdict }) => verdict === 'promote');
  const [first] = proven;
  if (first !== undefined) return `Decided: v${first.challenger} is better than v${champion}.`;
  const guess = compared.find(({ challenger }) => challenger === centre);
  if (guess !== undefined && isOpen(guess))
    return `Not decided: v${centre} against v${champion}. To decide: ${neededWords(guess)}.`;
  const rolledBack = compared.filter(({ verdict }) => verdict === 'roll-back').length;
  return `Not decided: the measurements show no version that is better than v${champion}${rolledBack === 0 ? '' : `; ${counted(rolledBack, 'version was', 'versions were')} rolled back`}.`;
}

/** Only the numbers of learnings: the history lists them. */
function learningsWords({ snapshot, declarations }: ReportedStudy): string {
  const found = learnings(snapshot, declarations);
  const ofStatus = (status: string): number => found.filter((one) => one.status === status).length;
  const counts = `${ofStatus('helps')} shown to help, ${ofStatus('harms')} to harm, ${ofStatus('contested')} contested, ${ofStatus('undecided')} not decided`;
  return markdownPage([
    '## Learnings',
    `${counted(found.length, 'move of a parameter', 'moves of parameters')}: ${counts} (\`evidence.md\` in its folder of history/ shows each with its comparisons); ${counted(snapshot.learnings.length, 'claim')} of people and models (\`tune learnings\`).`,
  ]).trimEnd();
}

function overfittingWords(overfitting: RaceOverfitting | string, figures: Figures): string {
  const versions =
    'There is no such figure for sessions: at most three versions run side by side in one, and candidates on trial come and go.';
  if (typeof overfitting === 'string') return `**Overfitting to recorded markets**: ${overfitting} ${versions}`;
  const { session, candidates, markets, probability, splits } = overfitting;
  return `**Overfitting to recorded markets**: in the race after session ${session} (${candidates} candidates that ran the same ${markets} markets) the candidate that was best on one half of the markets was no better than the median on the other half in **${figures.percent(probability)}** of ${splits} splits. A value near 50 % means that choosing by these markets is choosing by chance. ${versions}`;
}

/** Gain per hour against the base, quote currency. */
export interface BelievedMove {
  readonly value: ParameterValue;
  readonly mean: number;
  readonly sd: number;
}

/** Values on both sides of the base's, within one step. */
export interface ParameterBelief {
  readonly parameter: string;
  readonly from: ParameterValue;
  readonly points: readonly BelievedMove[];
}

const right = 'right' as const;

/** Below this probability a direction is not clear. */
const CLEAR_PROBABILITY = 0.8;

/** The parameter with the most promising move first. */
export function beliefTable(
  beliefs: readonly ParameterBelief[],
  declarations: ParameterDeclarations,
  figures: Figures,
): string {
  const rows = beliefs
    .map((belief) => ({ belief, best: bestMove(belief.points) }))
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
        const one = bestMove(side);
        if (one === null) return NOT_KNOWN;
        return `${valueText(one.value, null)}: ${figures.signed(one.mean, 2)} ± ${figures.number(one.sd, 2)}`;
      };
      return [
        `\`${parameter}\``,
        valueText(from, declaration),
        move(points.filter(({ value }) => Number(value) < Number(from))),
        move(points.filter(({ value }) => Number(value) > Number(from))),
        helpWords(best, from),
      ];
    }),
  );
}

function bestMove(points: readonly BelievedMove[]): BelievedMove | null {
  return points.reduce<BelievedMove | null>((best, one) => (best === null || one.mean > best.mean ? one : best), null);
}

function helpWords(best: BelievedMove | null, from: ParameterValue): string {
  if (best === null || best.mean <= 0) return 'neither';
  const better = normalCdf(best.mean / best.sd);
  const direction =
    typeof from === 'boolean' ? (from ? 'off' : 'on') : Number(best.value) > Number(from) ? 'higher' : 'lower';
  const words = `${direction} (${Math.round(better * 100)} %)`;
  return better >= CLEAR_PROBABILITY ? `**${words}**` : `${words}, hardly distinguishable from no effect`;
}
