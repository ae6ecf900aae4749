/** EVOLUTION.md: the whole history of a study for people (and models) to read, rendered from its records alone. */

import { inCurrency } from '../../../market/money.ts';
import type { Leaderboard } from '../../../study/leaderboard.ts';
import { luckAdjusted } from '../../../study/luckAdjusted.ts';
import type { SessionRecord } from '../../../study/records.ts';
import { isEvidence } from '../../../study/sessions.ts';
import type { StudySnapshot } from '../../../study/studySnapshot.ts';
import { EVIDENCE_LEGEND, evidenceTable, guessSources, luckDetails, recommendedGuess } from '../../evidence.ts';
import { counted, type Figures, markdownFigures } from '../../figures.ts';
import { learningsSection } from '../../learnings.ts';
import { list, markdownPage, prose } from '../../markdown.ts';
import { modelSection } from '../../modelCalls.ts';
import { moneyAnswer } from '../../moneyAnswer.ts';
import { changeWords } from '../../parameterText.ts';
import { predictionsSection } from '../../predictions.ts';
import { decisionText } from '../../proposalText.ts';
import {
  type ChartLink,
  chartBlock,
  GENERATED,
  pageLink,
  type ReportedStudy,
  reportedChampion,
} from '../../reportedStudy.ts';
import { roundsSection } from '../../rounds.ts';
import { summaryTable } from '../../tables/resultsTable.ts';
import { tradeoffsSection } from '../../tradeoffs.ts';
import { trialsSection } from '../../trials.ts';
import { versionBlocks } from '../versionPage.ts';

/** The same records give the same text: no clock is read and everything is sorted. `charts` are shown below the summary. */
export function renderEvolution(report: ReportedStudy, charts: readonly ChartLink[] = []): string {
  const { snapshot } = report;
  const { modes } = snapshot;
  const figures = markdownFigures(report.currency);
  const rounds = roundsSection(report, figures);
  const trials = trialsSection(report, figures);
  return markdownPage([
    `# ${prose(snapshot.study.instrument.symbol)} ${prose(snapshot.study.strategy)}: strategy evolution`,
    GENERATED,
    moneyAnswer(snapshot, figures).join(' '),
    header(snapshot, figures),
    '---',
    ...(modes.length === 0
      ? [
          '## Results Summary',
          'No session was run yet.',
          list(snapshot.versions.map((v) => `${pageLink(v.number)}: ${changeWords(report, v)}`)),
        ]
      : modes.flatMap((mode) => [
          modes.length === 1 ? '## Results Summary' : `## Results Summary (${mode})`,
          `Completed sessions with pessimistic fills; each market counts once. Per ${figures.tenThousand}: profit per ${inCurrency('10,000', figures.currency)} of volume (a ratio of sums). Gain vs champion: per hour, profit after the charge for risk, both versions on the same market data.`,
          summaryTable(report, mode, figures),
        ])),
    chartBlock(charts),
    ...endedEarly(snapshot),
    '---',
    '## Champion',
    ...championSection(snapshot, figures),
    ...otherDecisions(snapshot),
    ...(trials === '' ? [] : ['---', trials]),
    ...(rounds === '' ? [] : ['---', rounds]),
    '---',
    '## Version Details',
    ...snapshot.versions.flatMap((version) => [
      `### v${version.number}${version.number === snapshot.champion ? ' (champion)' : ''}: ${changeWords(report, version)}`,
      ...versionBlocks(report, version, figures),
      '---',
    ]),
    learningsSection(report, figures),
    predictionsSection(snapshot, figures),
    modelSection(report, figures),
    ...modes.map((mode) => tradeoffsSection(snapshot, mode, figures)),
  ]);
}

function header(snapshot: StudySnapshot, figures: Figures): string {
  const { study, sessions, modes } = snapshot;
  const { instrument } = study;
  const champion = reportedChampion(snapshot);
  const fee = (bps: number): string => `${figures.number(bps, 2)} bps${bps < 0 ? ' (rebate)' : ''}`;
  const lines = [
    ['Study', prose(study.name)],
    ['Strategy', prose(study.strategy)],
    [
      'Instrument',
      `${prose(instrument.symbol)} (${instrument.contract}, tick ${instrument.tickSize}, lot ${instrument.lotSize}, smallest order ${figures.value(instrument.minNotional)})`,
    ],
    ['Fees', `maker ${fee(instrument.makerFeeBps)}, taker ${fee(instrument.takerFeeBps)}`],
    ['Capital', figures.value(study.capital)],
    ['Risk aversion', `${study.riskAversion} (how strongly swings of profit are charged)`],
    [
      'Modes',
      modes
        .map((mode) => `${mode} (${counted(sessions.filter((s) => s.mode === mode).length, 'session')})`)
        .join(', ') || 'none yet',
    ],
    ['Session length', sessionLengths(sessions)],
    ['Champion', champion === null ? 'none yet' : `v${champion}`],
  ];
  return lines.map(([name, value]) => `**${name}**: ${value}`).join('  \n');
}

function sessionLengths(sessions: readonly SessionRecord[]): string {
  const minutes = sessions
    .filter(isEvidence)
    .flatMap((session) => (session.facts === null ? [] : [Math.round(session.facts.durationUs / 6e7)]));
  if (minutes.length === 0) return 'no completed session yet';
  const [shortest, longest] = [Math.min(...minutes), Math.max(...minutes)];
  return shortest === longest ? `${shortest} minutes` : `${shortest} to ${longest} minutes`;
}

/** Decisions that belong to no version and no proposal. */
function otherDecisions({ decisions, proposals }: StudySnapshot): string[] {
  const others = decisions.filter((d) => d.version === null && !proposals.some((p) => p.id === d.proposalId));
  return others.length === 0 ? [] : ['**Other decisions**:', list(others.map(decisionText))];
}

/** Sessions that ended early, each with its reason. */
function endedEarly({ sessions }: StudySnapshot): string[] {
  const ended = sessions.filter((session) => session.status !== 'completed' || session.endReason !== null);
  if (ended.length === 0) return [];
  const items = ended.map(
    ({ number, mode, acting, status, endReason }) =>
      `Session ${number} (${mode}, v${acting}): ${status}${endReason === null ? '' : `, ${prose(endReason)}`}`,
  );
  return ['**Sessions that do not count as evidence**:', list(items)];
}

/** The champion, and every other version compared with it. */
function championSection(snapshot: StudySnapshot, figures: Figures): string[] {
  if (snapshot.versions.length === 0) return ['No champion yet: no session was run.'];
  const now = snapshot.heldLeaderboard;
  const guess =
    now.centre === now.champion
      ? 'No other version is believed to be better: proposals start from it.'
      : `The best guess is **v${now.centre}**${guessWords(now, figures)}: proposals start from it.`;
  const title = `**v${now.champion}** is the champion. ${guess}`;
  if (
    now.versions.every(
      ({ comparison, effect, version }) => comparison === null && (effect === null || version.number === now.champion),
    )
  ) {
    return [title, 'No version has run beside it yet.'];
  }
  return [title, EVIDENCE_LEGEND, evidenceTable(now, figures, pageLink), luckDetails(luckAdjusted(snapshot), figures)];
}

function guessWords(now: Leaderboard, figures: Figures): string {
  const guess = recommendedGuess(now);
  return guess === null ? '' : ` (${figures.money(guess.mean)}/h against the champion, from ${guessSources(guess)})`;
}
