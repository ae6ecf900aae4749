/** The Views port: runs/ and history/ as files, rendered from the journal alone (and the tape, where it is saved). */

import { join } from 'node:path';
import { permutationChecks } from '../campaign/permutationChecks.ts';
import type { Views } from '../campaign/ports.ts';
import { currencyOf } from '../market/money.ts';
import type { Tape } from '../market/tape.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { equityOption } from '../report/charts/equityChart.ts';
import type { ChartOption } from '../report/charts/frame.ts';
import { posteriorOption } from '../report/charts/posteriorChart.ts';
import { priceOption } from '../report/charts/priceChart.ts';
import { replayOption } from '../report/charts/replayChart.ts';
import { effectsOption, versionsChartData, versionsOption } from '../report/charts/versionCharts.ts';
import { fillsCsv } from '../report/csv.ts';
import { tenThousandIn } from '../report/figures.ts';
import { renderEvolution } from '../report/pages/evolution/evolutionPage.ts';
import { renderSessionPage, type SessionFile } from '../report/pages/sessionPage.ts';
import { renderVersionPage } from '../report/pages/versionPage.ts';
import { type ChartLink, pageName, type ReportedStudy } from '../report/reportedStudy.ts';
import { marketWords } from '../report/tables/sessionTables.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { LaneRecord, SessionRecord } from '../study/records.ts';
import { snapshotOf } from '../study/studySnapshot.ts';
import { sessionFolderName, type Workspace } from './workspace.ts';
import { removeFile, viewError, writeWhole } from './writeFile.ts';

const CHART = { width: 1000, height: 440 };

export class WorkspaceViews implements Views {
  readonly #workspace: Workspace;
  readonly #journal: Journal;
  readonly #keepTapes: boolean;

  constructor(workspace: Workspace, journal: Journal, keepTapes: boolean) {
    this.#workspace = workspace;
    this.#journal = journal;
    this.#keepTapes = keepTapes;
  }

  session(session: SessionRecord, tape: Tape | null): Promise<void> {
    return this.#writeSession(session, tape, reportedStudy(this.#journal));
  }

  history(): Promise<void> {
    return this.#writeHistory(reportedStudy(this.#journal));
  }

  /** history/ and runs/ of all sealed sessions, again from the records; the tapes stay as they are. Returns what they show. */
  async all(): Promise<ReportedStudy> {
    // Taken once: it is the same for all pages, and takes longer than writing one.
    const report = reportedStudy(this.#journal);
    await this.#writeHistory(report);
    for (const session of report.snapshot.sessions) {
      if (session.facts !== null) await this.#writeSession(session, null, report);
    }
    return report;
  }

  async #writeSession(session: SessionRecord, tape: Tape | null, report: ReportedStudy): Promise<void> {
    const folder = this.sessionFolder(session);
    const files = this.#writeFills(session, folder);
    if (tape !== null && this.#keepTapes && session.source.type === 'synthetic') {
      const file = join(folder, 'tape.parquet');
      try {
        writeTape(file, tape);
      } catch (error) {
        throw viewError(file, error);
      }
      files.push({ path: 'tape.parquet', what: 'every event that the session saw' });
    }
    const charts = await this.#writeCharts(session, folder);
    const lanes = this.#journal.lanes(session.id);
    const page = renderSessionPage({
      report,
      session,
      series: lanes.map((lane) => ({ version: lane.version, fillModel: lane.fillModel, series: this.#seriesOf(lane) })),
      charts,
      files,
    });
    writeWhole(join(folder, 'README.md'), page);
  }

  async #writeHistory(report: ReportedStudy): Promise<void> {
    const folder = join(this.#workspace.historyFolder, this.#journal.study.name);
    const charts = await this.#writeStudyCharts(report, folder);
    writeWhole(join(folder, 'EVOLUTION.md'), renderEvolution(report, charts));
    for (const version of report.snapshot.versions) {
      writeWhole(
        join(folder, pageName(version.number)),
        renderVersionPage(report, version, this.#chartsOfVersion(version.number)),
      );
    }
  }

  sessionFolder(session: SessionRecord): string {
    return join(this.#workspace.runsFolder, sessionFolderName(this.#journal.study.name, session.number));
  }

  #writeFills(session: SessionRecord, folder: string): SessionFile[] {
    return this.#journal.lanes(session.id).map((lane) => {
      const path = `fills-v${lane.version}-${lane.fillModel}.csv`;
      const csv = fillsCsv(this.#seriesOf(lane), this.#journal.study.instrument, startUsOf(session));
      writeWhole(join(folder, path), csv);
      return { path, what: `fills of v${lane.version}, ${lane.fillModel}` };
    });
  }

  async #writeCharts(session: SessionRecord, folder: string): Promise<ChartLink[]> {
    const { instrument } = this.#journal.study;
    const currency = currencyOf(instrument);
    const lanes = this.#journal.lanes(session.id);
    const acting = lanes.find((lane) => lane.version === session.acting && lane.fillModel === 'pessimistic');
    if (acting === undefined) return [];
    const title = `Session ${session.number}: v${session.acting}`;
    const subtitle = marketWords(session);
    const equity = equityOption({
      title: `${title}, profit`,
      subtitle,
      instrument,
      currency,
      lanes: lanes.map((lane) => ({ ...lane, series: this.#seriesOf(lane) })),
      split: true,
    });
    const price = priceOption({
      title: `${title}, price and fills`,
      subtitle,
      instrument,
      currency,
      series: this.#seriesOf(acting),
    });
    const renderSvg = await chartRenderer();
    writeWhole(join(folder, 'equity.svg'), renderSvg(equity, CHART));
    writeWhole(join(folder, 'price.svg'), renderSvg(price, { ...CHART, height: 560 }));
    return [
      { title: 'Profit', path: 'equity.svg' },
      { title: 'Price and fills', path: 'price.svg' },
    ];
  }

  /** Each only where there is something to draw. */
  async #writeStudyCharts({ snapshot, currency }: ReportedStudy, folder: string): Promise<ChartLink[]> {
    const mode = snapshot.modes[0];
    if (mode === undefined) return [];
    const leaderboard = snapshot.heldLeaderboard;
    const { comparison = null, guess = null } =
      leaderboard.versions.find(({ version }) => version.number === leaderboard.centre) ?? {};
    const belief = comparison === null || guess === null ? null : posteriorOption(comparison, guess, currency);
    const charts: readonly (readonly [title: string, path: string, option: ChartOption | null])[] = [
      [
        `Profit per ${tenThousandIn(currency)} by version`,
        'versions.svg',
        versionsOption(versionsChartData(snapshot, mode)),
      ],
      ['Effect by version against the champion', 'effects.svg', effectsOption(leaderboard, currency)],
      ['Belief about the best guess', 'posterior.svg', belief],
      ['Replay against sessions', 'replay.svg', replayOption(snapshot.trust, currency)],
    ];
    const renderSvg = await chartRenderer();
    return charts.flatMap(([title, path, option]) => {
      if (option === null) {
        // A chart of an earlier round shows what no longer holds.
        removeFile(join(folder, path));
        return [];
      }
      writeWhole(join(folder, path), renderSvg(option, CHART));
      return [{ title, path }];
    });
  }

  #chartsOfVersion(version: number): ChartLink[] {
    const up = `../../runs`;
    return this.#journal
      .sessions()
      .filter((session) => session.acting === version && session.facts !== null)
      .flatMap((session) => {
        const folder = `${up}/${sessionFolderName(this.#journal.study.name, session.number)}`;
        return [
          { title: `Session ${session.number}: profit`, path: `${folder}/equity.svg` },
          { title: `Session ${session.number}: price and fills`, path: `${folder}/price.svg` },
        ];
      });
  }

  #seriesOf(lane: LaneRecord) {
    return this.#journal.laneSeries(lane.sessionId, lane.version, lane.fillModel);
  }
}

/** Loaded when a chart is drawn: the library takes longer to load than most commands to run. */
async function chartRenderer(): Promise<typeof import('../report/charts/renderSvg.ts').renderSvg> {
  return (await import('../report/charts/renderSvg.ts')).renderSvg;
}

/** The study as it is now, for renderers. */
export function reportedStudy(journal: Journal): ReportedStudy {
  const currency = currencyOf(journal.study.instrument);
  return {
    snapshot: snapshotOf(journal),
    declarations: declarationsIn(strategyNamed(journal.study.strategy).parameters, currency),
    currency,
    calls: journal.calls(),
    canaries: permutationChecks(journal),
  };
}

function startUsOf(session: SessionRecord): number {
  return session.facts?.startUs ?? 0;
}
