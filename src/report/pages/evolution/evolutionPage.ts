/** EVOLUTION.md: the history of a study as a trader reads it in five minutes, rendered from its records alone. Details are on pages of their own. */

import type { SessionRecord } from '../../../study/records.ts';
import { isEvidence } from '../../../study/sessions.ts';
import type { StudySnapshot } from '../../../study/studySnapshot.ts';
import { claimedBlocks } from '../../claimed.ts';
import { counted, type Figures, markdownFigures } from '../../figures.ts';
import { type ChartLink, chartBlock, GLOSSARY, PAGES } from '../../links.ts';
import { list, markdownPage, prose } from '../../markdown.ts';
import { moneyAnswer, ratioInWords } from '../../moneyAnswer.ts';
import { GENERATED, type ReportedStudy, reportedChampion } from '../../reportedStudy.ts';
import { wordsLine } from '../glossary/terms.ts';
import { bestVersions, storyVersions } from './chosenVersions.ts';
import { learningsBlocks } from './learningsSummary.ts';
import { recommendationBlocks } from './recommendations.ts';
import { resultsBlocks } from './resultsSection.ts';
import { storyBlocks } from './story.ts';
import { tradeoffBlocks } from './tradeoffSteps.ts';

export interface EvolutionCharts {
  /** Above the table of results. */
  readonly results: readonly ChartLink[];
  /** Above the trade-offs. */
  readonly tradeoffs: readonly ChartLink[];
}

/** The same records give the same text: no clock is read and everything is sorted. */
export function renderEvolution(
  report: ReportedStudy,
  charts: EvolutionCharts = { results: [], tradeoffs: [] },
): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const stories = storyVersions(snapshot);
  const shown = new Set([...stories.map(({ number }) => number), snapshot.champion]);
  const [title, ...results] = resultsBlocks(report, shown, figures);
  const [tradeoffTitle, ...tradeoffs] = tradeoffBlocks(report, figures);
  const body = [
    title ?? '',
    chartBlock(charts.results),
    ...results,
    ...claimedBlocks(report, figures),
    ...learningsBlocks(report, figures),
    tradeoffTitle ?? '',
    chartBlock(charts.tradeoffs),
    ...tradeoffs,
    ...recommendationBlocks(report, figures),
    ...(stories.length === 0 ? [] : ['## The newest and the best versions']),
    ...stories.flatMap((version) => storyBlocks(report, version, label(snapshot, version.number), figures)),
    '## More',
    more(),
  ];
  return markdownPage([
    `# ${prose(snapshot.study.instrument.symbol)} ${prose(snapshot.study.strategy)}: strategy evolution`,
    GENERATED,
    answer(snapshot, figures),
    header(snapshot, figures),
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
  ]);
}

function answer(snapshot: StudySnapshot, figures: Figures): string {
  return `**In short**: ${moneyAnswer(snapshot, figures, ratioInWords).join(' ')}`;
}

/** `champion, best`, `newest`. */
function label(snapshot: StudySnapshot, number: number): string {
  const place = bestVersions(snapshot).indexOf(number);
  const words = [
    ...(number === snapshot.champion ? ['champion'] : []),
    ...(number === snapshot.versions.at(-1)?.number ? ['newest'] : []),
    ...(place === -1 ? [] : [place === 0 ? 'best guess' : `number ${place + 1} by what is believed`]),
  ];
  return words.length === 0 ? 'one of the newest' : words.join(', ');
}

function header(snapshot: StudySnapshot, figures: Figures): string {
  const { study, sessions, modes } = snapshot;
  const { instrument } = study;
  const champion = reportedChampion(snapshot);
  const fee = (bps: number): string => `${figures.number(bps, 2)} bps${bps < 0 ? ' (rebate)' : ''}`;
  const ran = modes.map((mode) => counted(sessions.filter((s) => s.mode === mode).length, `${mode} session`));
  const synthetic =
    modes.length === 1 && modes[0] === 'sim' ? ' on synthetic markets, which show no profit on a real exchange' : '';
  const lines = [
    ['Study', `${prose(study.name)}, strategy ${prose(study.strategy)}`],
    [
      'Instrument',
      `${prose(instrument.symbol)} (${instrument.contract}, tick ${instrument.tickSize}, lot ${instrument.lotSize}, smallest order ${figures.value(instrument.minNotional)})`,
    ],
    ['Fees', `maker ${fee(instrument.makerFeeBps)}, taker ${fee(instrument.takerFeeBps)}`],
    ['Capital', `${figures.value(study.capital)}, risk aversion ${study.riskAversion}`],
    ['Sessions', ran.length === 0 ? 'none yet' : `${ran.join(', ')}${sessionLengths(sessions)}${synthetic}`],
    ['Champion', champion === null ? 'none yet' : `v${champion} of ${counted(snapshot.versions.length, 'version')}`],
  ];
  return lines.map(([name, value]) => `**${name}**: ${value}`).join('  \n');
}

function sessionLengths(sessions: readonly SessionRecord[]): string {
  const minutes = sessions
    .filter(isEvidence)
    .flatMap((session) => (session.facts === null ? [] : [Math.round(session.facts.durationUs / 6e7)]));
  if (minutes.length === 0) return '';
  const [shortest, longest] = [Math.min(...minutes), Math.max(...minutes)];
  return ` of ${shortest === longest ? shortest : `${shortest} to ${longest}`} minutes`;
}

function more(): string {
  return list([
    `[Evidence](${PAGES.evidence}): every comparison with its figures, and what each version did`,
    `[Proposals](${PAGES.proposals}): candidates on trial, rounds, and how good each proposer’s predictions were`,
    `[Sessions](${PAGES.sessions}): each with its market, its charts and its round`,
    `[The words](${GLOSSARY.fromStudy}) of these pages, with pictures`,
  ]);
}
