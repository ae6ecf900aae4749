/** v001.md: the page of one version, as its section of the history, with its charts. */

import type { VersionRecord } from '../study/records.ts';
import { markdownFigures } from './figures.ts';
import { chartBlock, GENERATED } from './history.ts';
import { markdownPage, prose } from './markdown.ts';
import { type ChartLink, pageName, type ReportedStudy } from './reportedStudy.ts';
import { changeWords } from './summary.ts';
import { versionBlocks } from './versionSection.ts';

export function renderVersionPage(report: ReportedStudy, version: VersionRecord, charts: readonly ChartLink[]): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const children = snapshot.versions.filter((other) => other.parent === version.number);
  const champion = version.number === snapshot.champion ? ' (champion)' : '';
  return markdownPage([
    `# v${version.number}${champion}: ${changeWords(report, version)}`,
    GENERATED,
    `[${prose(snapshot.study.name)}](EVOLUTION.md)`,
    ...versionBlocks(report, version, figures),
    chartBlock(charts),
    children.length === 0
      ? ''
      : `**Versions made from it**: ${children.map((child) => `[v${child.number}](${pageName(child.number)})`).join(', ')}`,
  ]);
}
