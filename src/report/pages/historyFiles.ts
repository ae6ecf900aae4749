/** Every file of a study's folder in history/: its pages, and the charts that they show. */

import { currencyOf } from '../../market/money.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import type { ChartOption } from '../charts/frame.ts';
import { posteriorOption } from '../charts/posteriorChart.ts';
import { replayOption } from '../charts/replayChart.ts';
import { sourcesOption } from '../charts/sourcesChart.ts';
import { effectsOption, versionsChartData, versionsOption } from '../charts/versionCharts.ts';
import { tenThousandIn } from '../figures.ts';
import { type ChartLink, PAGES, pageName, sessionPath } from '../links.ts';
import type { ReportedStudy } from '../reportedStudy.ts';
import { renderEvidencePage } from './evidencePage.ts';
import { renderEvolution } from './evolution/evolutionPage.ts';
import { isCut } from './evolution/resultsSection.ts';
import type { HistoryChart, HistoryPage } from './historyFile.ts';
import { renderProposalsPage } from './proposalsPage.ts';
import { RoundsMade } from './roundFiles.ts';
import { renderSessionsPage } from './sessionsPage.ts';
import { renderVersionPage } from './versionPage.ts';
import { renderVersionsPage } from './versionsPage.ts';

export interface HistoryFiles {
  readonly pages: readonly HistoryPage[];
  readonly charts: readonly HistoryChart[];
}

/** File names that {@link historyFiles} may give: one of these that it does not give any more may be removed. */
export const HISTORY_FILE: RegExp =
  /^(?:EVOLUTION|evidence|proposals|sessions|versions|v\d{3,}|round-\d{4,})\.md$|^(?:versions|sources|effects|posterior|replay|round-\d{4,})\.svg$/;

/** Of the newest sessions in which a version acted. */
const MOST_SESSION_CHARTS = 2;

/** @param made rounds of the same study that were made before */
export function historyFiles(report: ReportedStudy, made: RoundsMade = new RoundsMade()): HistoryFiles {
  const { snapshot, currency } = report;
  const mode = snapshot.modes[0];
  const results = mode === undefined ? [] : [versionsChart(snapshot, currency)].flatMap((chart) => chart ?? []);
  const tradeoffs =
    mode === undefined
      ? []
      : drawn('What earns and what loses', 'sources.svg', sourcesOption(snapshot, mode, currency));
  const comparisons =
    mode === undefined
      ? []
      : [
          ...drawn(
            'Effect by version against the champion',
            'effects.svg',
            effectsOption(snapshot.heldLeaderboard, currency),
          ),
          ...drawn('Belief about the best guess', 'posterior.svg', belief(snapshot)),
        ];
  const replay = drawn('Replay against sessions', 'replay.svg', replayOption(snapshot.trust, currency));
  const rounds = made.of(report);
  return {
    pages: [
      { path: PAGES.history, text: renderEvolution(report, { results, tradeoffs }) },
      { path: PAGES.evidence, text: renderEvidencePage(report, { comparisons, replay }) },
      { path: PAGES.proposals, text: renderProposalsPage(report) },
      { path: PAGES.sessions, text: renderSessionsPage(report) },
      ...(isCut(report) ? [{ path: PAGES.versions, text: renderVersionsPage(report) }] : []),
      ...snapshot.versions.map((version) => ({
        path: pageName(version.number),
        text: renderVersionPage(report, version, sessionCharts(snapshot, version.number)),
      })),
      ...rounds.map(({ page }) => page),
    ],
    charts: [...results, ...tradeoffs, ...comparisons, ...replay, ...rounds.flatMap(({ charts }) => charts)],
  };
}

function drawn(title: string, path: string, option: ChartOption | null): HistoryChart[] {
  return option === null ? [] : [{ title, path, option, changes: true }];
}

function versionsChart(snapshot: StudySnapshot, currency: string): HistoryChart | null {
  const [mode] = snapshot.modes;
  if (mode === undefined) return null;
  const option = versionsOption(versionsChartData(snapshot, mode));
  return { title: `Profit per ${tenThousandIn(currency)} by version`, path: 'versions.svg', option, changes: true };
}

/** About the version that proposals start from, where that is not the champion. */
function belief({ heldLeaderboard, study }: StudySnapshot): ChartOption | null {
  const row = heldLeaderboard.versions.find(({ version }) => version.number === heldLeaderboard.centre);
  const { comparison = null, guess = null } = row ?? {};
  return comparison === null || guess === null
    ? null
    : posteriorOption(comparison, guess, currencyOf(study.instrument));
}

function sessionCharts({ sessions, study }: StudySnapshot, version: number): ChartLink[] {
  return sessions
    .filter((session) => session.acting === version && session.facts !== null)
    .slice(-MOST_SESSION_CHARTS)
    .flatMap(({ number }) => [
      { title: `Session ${number}: profit`, path: sessionPath(study.name, number, 'equity.svg') },
      { title: `Session ${number}: price and fills`, path: sessionPath(study.name, number, 'price.svg') },
    ]);
}
