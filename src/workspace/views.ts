/** The Views port: runs/ and history/ as files, rendered from the journal alone (and the tape, where it is saved). */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Views } from '../campaign/ports.ts';
import { currencyOf } from '../market/money.ts';
import type { Tape } from '../market/tape.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { equityOption } from '../report/charts/equityChart.ts';
import { GLOSSARY_CHARTS } from '../report/charts/glossaryCharts.ts';
import { priceOption } from '../report/charts/priceChart.ts';
import { fillsCsv } from '../report/csv.ts';
import { type ChartLink, PAGES, sessionFolderName } from '../report/links.ts';
import { renderGlossary } from '../report/pages/glossary/glossaryPage.ts';
import { HISTORY_FILE, historyFiles } from '../report/pages/historyFiles.ts';
import { renderIndex } from '../report/pages/indexPage.ts';
import { RoundsMade } from '../report/pages/roundFiles.ts';
import { renderSessionPage } from '../report/pages/sessionPage.ts';
import type { ReportedStudy } from '../report/reportedStudy.ts';
import { marketWords } from '../report/tables/sessionTables.ts';
import type { Journal } from '../study/journal.ts';
import type { LaneRecord, SessionRecord } from '../study/records.ts';
import { recordedSession } from './recordedSession.ts';
import { reportedStudy } from './reportedStudy.ts';
import type { Workspace } from './workspace.ts';
import { removeFile, viewError, writeChanged } from './writeFile.ts';
import { type CameLater, WrittenSessions } from './writtenSessions.ts';

const CHART = { width: 1000, height: 440 };

const PAGE_FILE = 'README.md';
const TAPE_FILE = 'tape.parquet';

/** Of the acting version. */
const SESSION_CHARTS: readonly ChartLink[] = [
  { title: 'Profit', path: 'equity.svg' },
  { title: 'Price and fills', path: 'price.svg' },
];

export class WorkspaceViews implements Views {
  readonly #workspace: Workspace;
  readonly #journal: Journal;
  readonly #keepTapes: boolean;
  readonly #rounds = new RoundsMade();
  /** What this process wrote last to each file of the history. */
  readonly #written = new Map<string, string>();
  readonly #sessions: WrittenSessions;

  constructor(workspace: Workspace, journal: Journal, keepTapes: boolean) {
    this.#workspace = workspace;
    this.#journal = journal;
    this.#keepTapes = keepTapes;
    this.#sessions = new WrittenSessions(join(workspace.answersFolder, journal.study.name, 'written.json'));
  }

  session(session: SessionRecord, tape: Tape | null): Promise<void> {
    return this.#writeSession(session, tape);
  }

  async history(): Promise<void> {
    const report = reportedStudy(this.#journal);
    await this.#writeHistory(report, false);
    // The page of the newest session was written before the session was evaluated.
    const newest = report.snapshot.sessions.findLast(({ facts }) => facts !== null);
    if (newest !== undefined && existsSync(this.sessionFolder(newest))) {
      this.#writeSessionPage(newest);
      this.#sessions.add(newest, this.#cameLater(newest));
      this.#sessions.save();
    }
  }

  /**
   * history/ and runs/ of all sealed sessions, from the records; the tapes stay as they are. Returns what they show.
   * @param again also those that this program has written as they are to be, which may have been changed since
   */
  async all(again: boolean): Promise<ReportedStudy> {
    // Taken once: it is the same for all pages, and takes longer than writing one.
    const report = reportedStudy(this.#journal);
    const sealed = report.snapshot.sessions.filter(({ facts }) => facts !== null);
    const toWrite = again ? sealed : sealed.filter((session) => !this.#isWritten(session));
    // Charts of rounds never change either: they are written again where all sessions are.
    await this.#writeHistory(report, toWrite.length === sealed.length);
    for (const session of toWrite) {
      // Asked before: what a campaign adds meanwhile may be missing in what is written.
      const later = this.#cameLater(session);
      await this.#writeSession(session, null);
      this.#sessions.add(session, later);
    }
    this.#sessions.save();
    return report;
  }

  #isWritten(session: SessionRecord): boolean {
    if (!this.#sessions.has(session, this.#cameLater(session))) return false;
    const names = new Set(namesIn(this.sessionFolder(session)));
    const lanes = this.#journal.lanes(session.id);
    const charts = actingLane(session, lanes) === undefined ? [] : SESSION_CHARTS.map(({ path }) => path);
    return [PAGE_FILE, ...lanes.map(fillsFile), ...charts].every((name) => names.has(name));
  }

  #cameLater(session: SessionRecord): CameLater {
    const { id } = session;
    return {
      evaluation: this.#journal.evaluation(id),
      hasRound: this.#journal.hasRoundAfter(id),
      hasTape: this.#hasTape(session),
    };
  }

  #hasTape(session: SessionRecord): boolean {
    return existsSync(join(this.sessionFolder(session), TAPE_FILE));
  }

  async #writeSession(session: SessionRecord, tape: Tape | null): Promise<void> {
    const folder = this.sessionFolder(session);
    this.#writeFills(session, folder);
    if (tape !== null && this.#keepTapes && session.source.type === 'synthetic') {
      const file = join(folder, TAPE_FILE);
      try {
        writeTape(file, tape);
      } catch (error) {
        throw viewError(file, error);
      }
    }
    await this.#writeSessionCharts(session, folder);
    this.#writeSessionPage(session);
  }

  #writeSessionPage(session: SessionRecord): void {
    const folder = this.sessionFolder(session);
    const lanes = this.#journal.lanes(session.id);
    const files = [
      ...lanes.map((lane) => ({ path: fillsFile(lane), what: `fills of v${lane.version}, ${lane.fillModel}` })),
      ...(this.#hasTape(session) ? [{ path: TAPE_FILE, what: 'every event that the session saw' }] : []),
    ];
    const page = renderSessionPage({
      of: recordedSession(this.#journal, session),
      series: lanes.map((lane) => ({ version: lane.version, fillModel: lane.fillModel, series: this.#seriesOf(lane) })),
      charts: actingLane(session, lanes) === undefined ? [] : SESSION_CHARTS,
      files,
    });
    writeChanged(join(folder, PAGE_FILE), page);
  }

  /** @param everything also the charts that are written once and never change */
  async #writeHistory(report: ReportedStudy, everything: boolean): Promise<void> {
    const folder = join(this.#workspace.historyFolder, this.#journal.study.name);
    const { pages, charts } = historyFiles(report, this.#rounds);
    const there = new Set(namesIn(folder));
    for (const { path, text } of pages) {
      // A page that is as it was written last is not read again.
      if (!everything && there.has(path) && this.#written.get(path) === text) continue;
      writeChanged(join(folder, path), text);
      this.#written.set(path, text);
    }
    const wanted = charts.filter(({ path, changes }) => everything || changes || !there.has(path));
    if (wanted.length > 0) {
      const renderSvg = await chartRenderer();
      for (const { path, option } of wanted) writeChanged(join(folder, path), renderSvg(option, CHART));
    }
    const belongs = new Set([...pages, ...charts].map(({ path }) => path));
    for (const name of readdirSync(folder))
      if (HISTORY_FILE.test(name) && !belongs.has(name)) removeFile(join(folder, name));
    await this.#writeShared(everything);
  }

  /** The pages that all studies share: their index, and the words. */
  async #writeShared(everything: boolean): Promise<void> {
    const { historyFolder } = this.#workspace;
    const studies = readdirSync(historyFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(historyFolder, entry.name, PAGES.history)))
      .map(({ name }) => ({ name, history: readFileSync(join(historyFolder, name, PAGES.history), 'utf8') }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    writeChanged(join(historyFolder, 'README.md'), renderIndex(studies));
    writeChanged(join(historyFolder, 'glossary.md'), renderGlossary());
    const wanted = GLOSSARY_CHARTS.filter(([file]) => everything || !existsSync(join(historyFolder, file)));
    if (wanted.length === 0) return;
    const renderSvg = await chartRenderer();
    for (const [file, option] of wanted)
      writeChanged(join(historyFolder, file), renderSvg(option(), { ...CHART, height: 360 }));
  }

  sessionFolder(session: SessionRecord): string {
    return join(this.#workspace.runsFolder, sessionFolderName(this.#journal.study.name, session.number));
  }

  #writeFills(session: SessionRecord, folder: string): void {
    for (const lane of this.#journal.lanes(session.id)) {
      const csv = fillsCsv(this.#seriesOf(lane), this.#journal.study.instrument, startUsOf(session));
      writeChanged(join(folder, fillsFile(lane)), csv);
    }
  }

  async #writeSessionCharts(session: SessionRecord, folder: string): Promise<void> {
    const { instrument } = this.#journal.study;
    const currency = currencyOf(instrument);
    const lanes = this.#journal.lanes(session.id);
    const acting = actingLane(session, lanes);
    if (acting === undefined) return;
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
    writeChanged(join(folder, 'equity.svg'), renderSvg(equity, CHART));
    writeChanged(join(folder, 'price.svg'), renderSvg(price, { ...CHART, height: 560 }));
  }

  #seriesOf(lane: LaneRecord) {
    return this.#journal.laneSeries(lane.sessionId, lane.version, lane.fillModel);
  }
}

/** Empty where the folder does not exist yet. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Loaded when a chart is drawn: the library takes longer to load than most commands to run. */
async function chartRenderer(): Promise<typeof import('../report/charts/renderSvg.ts').renderSvg> {
  return (await import('../report/charts/renderSvg.ts')).renderSvg;
}

function actingLane({ acting }: SessionRecord, lanes: readonly LaneRecord[]): LaneRecord | undefined {
  return lanes.find((lane) => lane.version === acting && lane.fillModel === 'pessimistic');
}

function fillsFile({ version, fillModel }: LaneRecord): string {
  return `fills-v${version}-${fillModel}.csv`;
}

function startUsOf(session: SessionRecord): number {
  return session.facts?.startUs ?? 0;
}
