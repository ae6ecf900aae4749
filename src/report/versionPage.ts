/** v001.md: the page of one version, as its section of the history, with its charts. */

import type { VersionRecord } from '../study/records.ts';
import { markdownFigures } from './figures.ts';
import { chartBlock, GENERATED } from './history.ts';
import { type ChartLink, pageName, type ReportInput, versionsInOrder } from './input.ts';
import { markdownPage, prose } from './markdown.ts';
import { changeWords } from './summary.ts';
import { versionBlocks } from './versionSection.ts';

export function renderVersionPage(input: ReportInput, version: VersionRecord, charts: readonly ChartLink[]): string {
  const figures = markdownFigures(input.currency);
  const children = versionsInOrder(input).filter((other) => other.parent === version.number);
  const champion = version.number === input.champion ? ' (champion)' : '';
  return markdownPage([
    `# v${version.number}${champion}: ${changeWords(input, version)}`,
    GENERATED,
    `[${prose(input.study.name)}](EVOLUTION.md)`,
    ...versionBlocks(input, version, figures),
    chartBlock(charts),
    children.length === 0
      ? ''
      : `**Versions made from it**: ${children.map((child) => `[v${child.number}](${pageName(child.number)})`).join(', ')}`,
  ]);
}
