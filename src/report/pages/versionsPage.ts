/** versions.md: the results of every version, where a history has too many to show them all. */

import { markdownFigures } from '../figures.ts';
import { GLOSSARY, PAGES } from '../links.ts';
import { markdownPage, prose } from '../markdown.ts';
import { GENERATED, type ReportedStudy } from '../reportedStudy.ts';
import { resultsTable } from './evolution/resultsSection.ts';
import { wordsLine } from './glossary/terms.ts';

export function renderVersionsPage(report: ReportedStudy): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const body = snapshot.modes.flatMap((mode) => [
    `## In mode ${mode}`,
    resultsTable(report, snapshot.versions, mode, figures),
  ]);
  return markdownPage([
    `# All versions of ${prose(snapshot.study.name)}`,
    GENERATED,
    `[History](${PAGES.history})`,
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
  ]);
}
