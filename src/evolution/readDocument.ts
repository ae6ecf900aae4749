/**
 * Reads an evolution document: a results table, a section for each version, learnings and recommendations. Every line that
 * is not read is listed; a figure that cannot be read for sure, or that contradicts another, refuses the document.
 */

import { type Block, blocksOf } from './blocks.ts';
import {
  contradiction,
  figureNamed,
  joined,
  type LocatedFigures,
  type ResultsRow,
  readFigure,
  readResultsTable,
} from './claimedFigures.ts';
import type { DescribedVersion, DocumentLearning, DocumentLine, EvolutionDocument, Findings } from './document.ts';

/** What a heading begins. */
type Part =
  | { readonly kind: 'head' }
  | { readonly kind: 'results' }
  | { readonly kind: 'versions' }
  | { readonly kind: 'version'; readonly section: VersionSection }
  | { readonly kind: 'learnings'; readonly works: boolean | null }
  | { readonly kind: 'recommendations' }
  | { readonly kind: 'aside'; readonly reason: string };

interface VersionSection {
  readonly number: number;
  readonly line: number;
  readonly title: string;
  date: string;
  changedFrom: number | null;
  /** What the list under the last label holds. */
  list: 'parameters' | 'results' | 'analysis' | 'advice' | 'other';
  readonly parameters: DocumentLine[];
  readonly figures: Map<keyof DescribedVersion['figures'], { value: number; line: number }>;
  readonly analysis: DocumentLine[];
}

const ADVICE = 'advice before the version was run; what was run stands under its parameters or changes';
const VERSION_HEADING = /^(?:v|version\s+)(\d{1,4})\b\s*(?:[-–—:]\s*(.*))?$/i;

/** What the items under a label are. */
function listNamed(label: string): VersionSection['list'] {
  if (label === 'changes') return 'parameters';
  if (label === 'parameters' || label === 'results' || label === 'analysis') return label;
  return /\brecommendations?\b/.test(label) ? 'advice' : 'other';
}

/**
 * @param currency the sign in which the document writes money, e.g. `$`
 * @param found takes the lines that are not read; a refusal in it makes the result unusable
 */
export function readDocument(markdown: string, currency: string, found: Findings): EvolutionDocument {
  const reader = new Reader(currency, found);
  for (const block of blocksOf(markdown)) reader.take(block);
  return reader.document();
}

class Reader {
  readonly #currency: string;
  readonly #found: Findings;
  readonly #head = new Map<string, DocumentLine>();
  readonly #rows = new Map<number, ResultsRow>();
  readonly #sections = new Map<number, VersionSection>();
  readonly #learnings: DocumentLearning[] = [];
  readonly #recommendations: DocumentLine[] = [];
  readonly #seen = new Set<Part['kind']>();
  #title = '';
  #part: Part = { kind: 'head' };

  constructor(currency: string, found: Findings) {
    this.#currency = currency;
    this.#found = found;
  }

  take(block: Block): void {
    if (block.kind === 'heading') {
      if (block.depth === 1 && this.#title === '') this.#title = block.text;
      else this.#begin(block);
      return;
    }
    switch (this.#part.kind) {
      case 'head':
        this.#takeHead(block);
        break;
      case 'results':
        this.#takeResults(block);
        break;
      case 'version':
        this.#takeVersion(block, this.#part.section);
        break;
      case 'learnings':
        this.#takeLearning(block, this.#part.works);
        break;
      case 'recommendations':
        if (block.kind === 'item') this.#recommendations.push({ line: block.line, text: block.text });
        else this.#leave(block, 'words without a value');
        break;
      case 'versions':
        this.#leave(block, 'stands outside of the section of a version');
        break;
      case 'aside':
        this.#leave(block, this.#part.reason);
    }
  }

  document(): EvolutionDocument {
    const versions = [...this.#sections.values()]
      .toSorted((a, b) => a.number - b.number)
      .map((section) => this.#version(section));
    this.#checkNumbers(versions);
    const missing = [
      ...(this.#seen.has('results') ? [] : ['a results table']),
      ...(this.#learnings.length > 0 ? [] : ['learnings']),
      ...(this.#recommendations.length > 0 ? [] : ['recommendations']),
      ...versions.flatMap(({ number, figures }) =>
        Object.values(figures).every((value) => value === null) ? [`results of v${number}`] : [],
      ),
    ];
    return {
      title: this.#title,
      head: this.#head,
      versions,
      learnings: this.#learnings,
      recommendations: this.#recommendations,
      missing,
    };
  }

  #begin(heading: DocumentLine): void {
    this.#part = this.#partOf(heading);
    this.#seen.add(this.#part.kind);
  }

  #partOf(heading: DocumentLine): Part {
    const text = heading.text.trim();
    const [, number, title = ''] = VERSION_HEADING.exec(text) ?? [];
    if (number !== undefined) return this.#versionPart(Number(number), title, heading);
    const name = text.toLowerCase();
    if (/^results?( summary)?$/.test(name)) return { kind: 'results' };
    if (/^versions?( details)?$/.test(name)) return { kind: 'versions' };
    if (/^recommendations?\b/.test(name)) return { kind: 'recommendations' };
    if (/\blearnings?\b/.test(name)) return { kind: 'learnings', works: null };
    if (/^what (does\s?n['’]t|does not) work:?$/.test(name)) return { kind: 'learnings', works: false };
    if (/^what works:?$/.test(name)) return { kind: 'learnings', works: true };
    if (/^trade-?offs?\b/.test(name))
      return { kind: 'aside', reason: 'a trade-off in words claims no result that can be tested' };
    if (/\breferences?$/.test(name))
      return { kind: 'aside', reason: `stands under “${text}”, which holds no figure of a study` };
    this.#found.unread(heading, 'a heading that is not known');
    return { kind: 'aside', reason: `stands under “${text}”, which is not known` };
  }

  #versionPart(number: number, title: string, { line }: DocumentLine): Part {
    const known = this.#sections.get(number);
    if (known !== undefined) this.#found.refuse(line, `v${number} has a section already, in line ${known.line}`);
    const section: VersionSection = {
      number,
      line,
      title,
      date: '',
      changedFrom: null,
      list: 'other',
      parameters: [],
      figures: new Map(),
      analysis: [],
    };
    this.#sections.set(number, section);
    return { kind: 'version', section };
  }

  #takeHead(block: Block): void {
    if (block.kind === 'words' && block.label !== null) {
      const label = block.label.toLowerCase();
      const known = this.#head.get(label);
      if (known !== undefined) this.#found.refuse(block.line, `${block.label} stands in line ${known.line} already`);
      this.#head.set(label, { line: block.line, text: block.value });
      return;
    }
    this.#leave(block, 'stands before the first part');
  }

  #takeResults(block: Block): void {
    const rows = block.kind === 'table' ? readResultsTable(block, this.#currency, this.#found) : null;
    if (rows === null) this.#leave(block, 'is no results table with a column “Ver”');
    for (const row of rows ?? []) {
      const known = this.#rows.get(row.version);
      if (known !== undefined) this.#found.refuse(row.line, `v${row.version} has a row already, in line ${known.line}`);
      this.#rows.set(row.version, row);
    }
  }

  #takeVersion(block: Block, section: VersionSection): void {
    if (block.kind === 'words' && block.label !== null) {
      section.list = this.#label(block.label, block, section);
    } else if (block.kind !== 'item') {
      this.#leave(block, 'words that belong to no part of the version');
    } else {
      const item = { line: block.line, text: block.text };
      if (section.list === 'parameters') section.parameters.push(item);
      else if (section.list === 'analysis') section.analysis.push(item);
      else if (section.list === 'results') this.#result(item, section);
      else if (section.list === 'advice') this.#found.unread(item, ADVICE);
      else this.#found.unread(item, 'stands under a label that is not known');
    }
  }

  #label(
    label: string,
    block: DocumentLine & { readonly value: string },
    section: VersionSection,
  ): VersionSection['list'] {
    const { line, text, value } = block;
    const name = label.toLowerCase();
    const [, from] = /^changes from v(\d{1,4})$/.exec(name) ?? [];
    if (from !== undefined) {
      const earlier = section.changedFrom;
      if (earlier !== null && earlier !== Number(from))
        this.#found.refuse(line, `v${section.number} is changed from v${from}, and from v${earlier} before`);
      section.changedFrom = Number(from);
    }
    const list = from === undefined ? listNamed(name) : 'parameters';
    if (name === 'date') section.date = value;
    else if (name === 'key insight') section.analysis.push({ line, text });
    else if (list === 'other') this.#found.unread({ line, text }, 'a label that is not known');
    else if (value !== '') this.#found.unread({ line, text }, 'words behind a label; items are read');
    return list;
  }

  #result(item: DocumentLine, section: VersionSection): void {
    const [, name = '', text = ''] = /^([^:]+):\s*(.*)$/s.exec(item.text) ?? [];
    const figure = figureNamed(name);
    if (figure === null) {
      this.#found.unread(item, 'a result that is not known');
      return;
    }
    const value = readFigure(figure, text, item.line, this.#currency, this.#found);
    if (value === null) return;
    const known = section.figures.get(figure);
    if (known !== undefined)
      this.#found.refuse(item.line, `${figure} of v${section.number} stands in line ${known.line} already`);
    section.figures.set(figure, { value, line: item.line });
  }

  #takeLearning(block: Block, works: boolean | null): void {
    if (block.kind === 'item' && works !== null) this.#learnings.push({ line: block.line, text: block.text, works });
    else this.#leave(block, 'says of nothing that it works or does not work');
  }

  #leave(block: Block, reason: string): void {
    const lines =
      block.kind === 'table'
        ? [{ line: block.line, cells: block.head }, ...block.rows].map(({ line, cells }) => ({
            line,
            text: cells.join(' | '),
          }))
        : [{ line: block.line, text: block.text }];
    for (const line of lines) this.#found.unread(line, reason);
  }

  #version(section: VersionSection): DescribedVersion {
    const row = this.#rows.get(section.number);
    const none: LocatedFigures = new Map();
    const figures = joined(section.number, row?.figures ?? none, section.figures, this.#found);
    const at = row?.line ?? section.line;
    const wrong = contradiction(figures, at);
    if (wrong !== null) this.#found.refuse(wrong.line, `v${section.number}: ${wrong.text}`);
    const { number, line, title, date, changedFrom, parameters, analysis } = section;
    return {
      ...{ number, line, title, date, changedFrom, parameters, figures, analysis },
      change: row?.change ?? '',
      insight: row?.insight ?? '',
    };
  }

  /** Versions keep their numbers in the study, so there may be no gap. */
  #checkNumbers(versions: readonly DescribedVersion[]): void {
    for (const row of this.#rows.values())
      if (!this.#sections.has(row.version))
        this.#found.refuse(row.line, `v${row.version} has results but no section: its parameters are not known`);
    if (versions.length === 0) this.#found.refuse(1, 'no section of a version: headings such as “### v1 - Baseline”');
    for (const [i, { number, line, changedFrom }] of versions.entries()) {
      if (number !== i + 1 && !this.#rows.has(i + 1)) {
        this.#found.refuse(line, `v${i + 1} is missing before v${number}: versions count from v1 without gaps`);
        return;
      }
      if (changedFrom !== null && (changedFrom < 1 || changedFrom >= number))
        this.#found.refuse(line, `v${number} says that it was changed from v${changedFrom}, which is not before it`);
    }
  }
}
