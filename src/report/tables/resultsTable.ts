/** The versions of a study with their results, as a plain-text table for a terminal of a given width. */

import { ENOUGH_SESSIONS } from '../../evaluation/decisionRules.ts';
import { cancelledUnrun } from '../../study/queued.ts';
import type { Mode, VersionRecord } from '../../study/records.ts';
import { differences } from '../../study/versions.ts';
import { currentComparison } from '../evidence.ts';
import { counted, type Figures, NOT_KNOWN, terminalFigures } from '../figures.ts';
import { changesLine } from '../parameterText.ts';
import type { ReportedStudy } from '../reportedStudy.ts';
import { clip, type Paint, unpainted, wrapped } from '../terminalText.ts';

export interface ResultsTableOptions {
  /** Columns of the terminal; no line is longer. */
  readonly width: number;
  readonly paint?: Paint;
}

interface Column {
  readonly title: string;
  readonly right: boolean;
  /** In a narrow terminal the columns with the highest number are left out first. */
  readonly priority: number;
}

interface Cell {
  readonly text: string;
  readonly paint?: 'red' | 'green' | 'bold' | 'dim';
}

const COLUMNS: readonly Column[] = [
  { title: 'Ver', right: false, priority: 0 },
  { title: 'Sess', right: true, priority: 2 },
  { title: 'Volume', right: true, priority: 6 },
  { title: 'Fills', right: true, priority: 5 },
  { title: 'P&L', right: true, priority: 4 },
  { title: 'Per 10k [90 %]', right: true, priority: 1 },
  { title: 'gain vs champion', right: true, priority: 8 },
  { title: 'P(b)', right: true, priority: 7 },
  { title: 'Verdict', right: false, priority: 3 },
];

const GAP = '  ';

/** Indentation of the notes below a row. */
const NOTE_INDENT = '     ';

/** Narrower terminals show no notes. */
const NARROWEST_NOTES = 40;

/** One table per mode, nearest to real money first; lines end without spaces, the text without a newline. */
export function resultsTable(report: ReportedStudy, { width, paint = unpainted }: ResultsTableOptions): string {
  const figures = terminalFigures(report.currency);
  const { modes, versions } = report.snapshot;
  if (modes.length === 0)
    return clip(`No session was run yet; ${counted(versions.length, 'version waits', 'versions wait')}.`, width);
  return modes
    .map((mode) => {
      const title = clip(`${mode}: completed sessions, pessimistic fills, * champion`, width);
      return [paint('dim', title), ...tableLines(rowsOf(report, mode, figures), width, paint)].join('\n');
    })
    .join('\n\n');
}

/** A version: its figures, and below them the change and its reason. */
interface Row {
  readonly cells: readonly Cell[];
  readonly below: readonly string[];
}

function rowsOf(report: ReportedStudy, mode: Mode, figures: Figures): Row[] {
  const { snapshot } = report;
  const cancelled = cancelledUnrun(snapshot);
  return snapshot.versions.map((version) => {
    const pooled = snapshot.pooled(version.number, mode, 'pessimistic');
    const comparison = currentComparison(snapshot, version.number, mode);
    const champion = version.number === snapshot.champion;
    const interval = pooled?.per10kInterval ?? null;
    const enough = (pooled?.sessions ?? 0) >= ENOUGH_SESSIONS;
    const cells: Cell[] = [
      { text: `v${version.number}${champion ? '*' : ''}`, ...(champion ? { paint: 'bold' as const } : {}) },
      { text: String(pooled?.sessions ?? 0) },
      { text: figures.value(pooled?.volume ?? null) },
      { text: pooled === null ? NOT_KNOWN : String(pooled.fills) },
      { text: figures.money(pooled?.profit ?? null) },
      {
        text: interval === null ? figures.signed(pooled?.profitPer10k ?? null, 2) : figures.interval(interval),
        // A colour needs several sessions and an interval on one side of zero: one lucky hour must not look like a finding.
        ...(enough && interval !== null && interval.low > 0 ? { paint: 'green' as const } : {}),
        ...(enough && interval !== null && interval.high < 0 ? { paint: 'red' as const } : {}),
      },
      {
        text: comparison === null ? NOT_KNOWN : `${figures.perHour(comparison.gainPerHour)} v${comparison.champion}`,
      },
      { text: comparison === null ? NOT_KNOWN : figures.chance(comparison.probabilityBetter) },
      {
        text: comparison?.verdict ?? (champion ? 'champion' : cancelled.has(version.number) ? 'cancelled' : NOT_KNOWN),
      },
    ];
    const verdict = comparison === null ? [] : [`${comparison.verdict}: ${comparison.reason}`];
    return { cells, below: [changeOf(report, version), `reason: ${version.reason}`, ...verdict] };
  });
}

function changeOf(report: ReportedStudy, version: VersionRecord): string {
  const parent = version.parent === null ? null : report.snapshot.version(version.parent);
  if (parent === null) return 'change: baseline';
  const changes = changesLine(differences(parent.parameters, version.parameters, report.declarations), 20);
  return changes === '' ? `change: none, the same as v${parent.number}` : `change from v${parent.number}: ${changes}`;
}

function tableLines(rows: readonly Row[], width: number, paint: Paint): string[] {
  const sizes = COLUMNS.map((column, i) =>
    Math.max(column.title.length, ...rows.map(({ cells }) => cells[i]?.text.length ?? 0)),
  );
  const shown = fittingColumns(sizes, width);
  const header = shown.map((i) => padded(COLUMNS[i]?.title ?? '', sizes[i] ?? 0, COLUMNS[i]?.right ?? false));
  const lines = rows.flatMap(({ cells, below }) => {
    const texts = shown.map((i) => {
      const cell = cells[i] ?? { text: '' };
      const text = padded(cell.text, sizes[i] ?? 0, COLUMNS[i]?.right ?? false);
      return cell.paint === undefined ? text : paint(cell.paint, text);
    });
    const notes = width < NARROWEST_NOTES ? [] : below.flatMap((note) => wrapped(note, width - NOTE_INDENT.length));
    return [texts.join(GAP).trimEnd(), ...notes.map((note) => paint('dim', `${NOTE_INDENT}${note}`))];
  });
  return [paint('bold', clip(header.join(GAP).trimEnd(), width)), ...lines];
}

/** Indices of the columns that fit, in order: the least important are left out first, the first column never. */
function fittingColumns(sizes: readonly number[], width: number): number[] {
  let shown = sizes.map((_, i) => i);
  const needed = (): number => shown.reduce((sum, i) => sum + (sizes[i] ?? 0) + GAP.length, -GAP.length);
  while (needed() > width && shown.length > 1) {
    const least = shown.reduce((a, b) => ((COLUMNS[b]?.priority ?? 0) > (COLUMNS[a]?.priority ?? 0) ? b : a));
    shown = shown.filter((i) => i !== least);
  }
  return shown;
}

function padded(text: string, size: number, right: boolean): string {
  const cut = clip(text, size);
  return right ? cut.padStart(size) : cut.padEnd(size);
}
