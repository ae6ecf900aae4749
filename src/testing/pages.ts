/** The pages of a study as a reader sees their text. */

import { historyFiles } from '../report/pages/historyFiles.ts';
import type { ReportedStudy } from '../report/reportedStudy.ts';

/** Markdown with the dollar signs that a viewer shows for escaped ones. */
export function asShown(markdown: string): string {
  return markdown.replaceAll('\\$', '$');
}

/** One page of a study's folder in history/, by its file name. */
export function shownPage(report: ReportedStudy, path: string): string {
  const page = historyFiles(report).pages.find((one) => one.path === path);
  if (page === undefined) throw new Error(`the study has no page ${path}`);
  return asShown(page.text);
}
