/** `tune report`: where a study stands on one page, for whoever decides in the morning. */

import type { Leaderboard } from '../study/leaderboard.ts';
import { learnings } from '../study/learnings/learning.ts';
import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import type { RaceOverfitting } from '../study/races.ts';
import { modes } from '../study/records.ts';
import { pastRounds } from '../study/rounds.ts';
import { isEvidence } from '../study/sessions.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { beliefTable, type ParameterBelief } from './beliefTable.ts';
import { centreGuess, sourcesOf } from './comparisonNow.ts';
import { effectText } from './comparisonText.ts';
import { isOpen, neededWords } from './evidence.ts';
import { EVIDENCE_LEGEND, evidenceTable, verdictReasons } from './evidenceTable.ts';
import { counted, type Figures, markdownFigures } from './figures.ts';
import { luckDetails, luckSentence } from './luckText.ts';
import { markdownPage, minuteOf, prose } from './markdown.ts';
import { ownResult } from './ownResult.ts';
import { replaySection } from './replaySection.ts';
import type { ReportedStudy } from './reportedStudy.ts';
import { roundBlocks } from './roundsSection.ts';
import { changeWords } from './summary.ts';
import { predictionsSection } from './trackRecordText.ts';

export interface StudyFacts {
  readonly report: ReportedStudy;
  /** Or why there is none, as a sentence. */
  readonly luck: LuckAdjusted | string;
  readonly overfitting: RaceOverfitting | string;
  /** Of the surrogate, from the centre. */
  readonly beliefs: readonly ParameterBelief[];
  /** The verb that goes on, e.g. `tune review p8`, and why. */
  readonly next: { readonly verb: string; readonly why: string };
}

export function renderStudyPage(facts: StudyFacts): string {
  const { report, luck, overfitting, beliefs, next } = facts;
  const { snapshot } = report;
  const { study, heldLeaderboard: leaderboard } = snapshot;
  const figures = markdownFigures(report.currency);
  const rounds = pastRounds(snapshot.sessions, snapshot.proposals);
  const last = rounds.at(-1);
  return markdownPage([
    `# ${prose(study.name)}: ${prose(study.strategy)} on ${prose(study.instrument.symbol)}`,
    [
      bestGuess(facts, figures),
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
          'Moving one parameter and nothing else: the most promising value on either side within a step, gain per hour against the version, learnt from sessions and races, ± one standard deviation; in brackets the probability that it helps.',
          beliefTable(beliefs, report.declarations, figures),
        ]),
    ...(last === undefined ? [] : ['## The last round', ...roundBlocks(last, report, figures)]),
    predictionsSection(snapshot, figures),
    learningsWords(report),
  ]);
}

function bestGuess({ report, luck }: StudyFacts, figures: Figures): string {
  const { snapshot } = report;
  const leaderboard = snapshot.heldLeaderboard;
  const { champion, centre, versions } = leaderboard;
  const comparison = versions.find(({ version }) => version.number === centre)?.comparison ?? null;
  const guess = centreGuess(leaderboard);
  if (centre === champion || comparison === null || guess === null) {
    return `Best guess: the champion itself, v${champion}; no other version is believed to be better.`;
  }
  const version = snapshot.version(centre);
  // It was chosen among many: its own probability alone would flatter it.
  const tried = typeof luck === 'string' ? '' : ` ${luckSentence(luck, figures)}`;
  const change = version === null ? '' : ` (${changeWords(report, version)})`;
  return `Best guess: **v${centre}**${change}, believed to be worth ${figures.money(guess.mean)}/h more than the champion by ${sourcesOf(guess)}, P(better) ${figures.chance(comparison.probabilityBetter)}, P(harm) ${figures.chance(comparison.probabilityHarm)}; its sessions measured ${effectText(comparison, figures)}; ${ownResult(snapshot, centre, figures)}.${tried}`;
}

function championWords(snapshot: StudySnapshot, figures: Figures): string {
  const { champion, decisions } = snapshot;
  const own = ownResult(snapshot, champion, figures);
  const named = decisions.findLast(
    ({ kind, version }) => version === champion && (kind === 'promote' || kind === 'rollback'),
  );
  if (named === undefined) return `Champion: **v${champion}**, the first version; ${own}.`;
  return `Champion: **v${champion}**, by ${named.kind} of ${prose(named.by)} on ${minuteOf(named.decidedAt)}: ${prose(named.reason)}; ${own}.`;
}

function evidenceSentence({ evidence: distinct, sessions, versions }: StudySnapshot, figures: Figures): string {
  const again = sessions.filter(isEvidence).length - distinct.length;
  const hours = distinct.reduce((sum, { facts }) => sum + (facts?.durationUs ?? 0) / 3.6e9, 0);
  const met = modes.filter((mode) => distinct.some((session) => session.mode === mode));
  const synthetic =
    met.length === 1 && met[0] === 'sim' ? ' on synthetic markets, which are no evidence of profit on a venue' : '';
  const repeats =
    again === 0
      ? ''
      : `; ${again} more saw a market of an earlier one again and ${again === 1 ? 'adds' : 'add'} no hours`;
  return `Evidence: ${counted(distinct.length, 'completed session')} (${met.join(', ') || 'none'}, ${figures.number(hours, 1)} h) of ${counted(versions.length, 'version')}${synthetic}${repeats}.`;
}

function openWords({ centre, champion, versions }: Leaderboard): string {
  const compared = versions.flatMap(({ comparison }) => comparison ?? []);
  const proven = compared.filter(({ verdict }) => verdict === 'promote');
  const [first] = proven;
  if (first !== undefined) return `Decided: v${first.challenger} is better than v${champion}.`;
  const guess = compared.find(({ challenger }) => challenger === centre);
  if (guess !== undefined && isOpen(guess))
    return `Not decided: v${centre} against v${champion} takes ${neededWords(guess)}.`;
  const barred = compared.filter(({ verdict }) => verdict === 'roll-back').length;
  return `Not decided: no version is better than v${champion} by what was measured${barred === 0 ? '' : `; ${counted(barred, 'version was', 'versions were')} rolled back`}.`;
}

/** What code derives of parameters stands in the history; here only how much of it there is. */
function learningsWords({ snapshot, declarations }: ReportedStudy): string {
  const found = learnings(snapshot, declarations);
  const ofStatus = (status: string): number => found.filter((one) => one.status === status).length;
  const counts = `${ofStatus('helps')} shown to help, ${ofStatus('harms')} to harm, ${ofStatus('contested')} contested, ${ofStatus('undecided')} not decided`;
  return markdownPage([
    '## Learnings',
    `${counted(found.length, 'move of a parameter', 'moves of parameters')}: ${counts} (\`tune history\` shows each with its comparisons); ${counted(snapshot.learnings.length, 'claim')} of people and models (\`tune learnings\`).`,
  ]).trimEnd();
}

function overfittingWords(overfitting: RaceOverfitting | string, figures: Figures): string {
  const versions = 'Sessions give no such figure: at most three versions run side by side in one.';
  if (typeof overfitting === 'string') return `**Overfitting to recorded markets**: ${overfitting} ${versions}`;
  const { session, candidates, markets, probability, splits } = overfitting;
  return `**Overfitting to recorded markets**: in the race after session ${session} (${candidates} candidates that ran the same ${markets} markets) the best of one half of the markets was no better than the median on the other half in **${figures.percent(probability)}** of ${splits} splits; about half says that choosing by these markets is choosing noise. ${versions}`;
}
