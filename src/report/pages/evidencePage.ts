/** evidence.md: every version compared with the champion, what each did, and each learning with the comparisons behind it. */

import { luckAdjusted } from '../../study/luckAdjusted.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { bestGuessOf, evidenceTable, GUESS_IS_DRAWN, luckDetails, verdictReasons } from '../evidence.ts';
import { type Figures, markdownFigures } from '../figures.ts';
import { learningsSection } from '../learnings.ts';
import { type ChartLink, chartBlock, GLOSSARY, PAGES, pageLink } from '../links.ts';
import { markdownPage, prose } from '../markdown.ts';
import { replaySection } from '../predictions.ts';
import { GENERATED, type ReportedStudy } from '../reportedStudy.ts';
import { tradeoffsSection } from '../tradeoffs.ts';
import { wordsLine } from './glossary/terms.ts';

export interface EvidenceCharts {
  readonly comparisons: readonly ChartLink[];
  readonly replay: readonly ChartLink[];
}

export function renderEvidencePage(report: ReportedStudy, charts: EvidenceCharts): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const body = [
    '## Against the champion',
    ...(snapshot.versions.length === 0 ? [] : [guess(snapshot, figures)]),
    chartBlock(charts.comparisons),
    ...comparisons(snapshot, figures),
    ...snapshot.modes.map((mode) => tradeoffsSection(snapshot, mode, figures)),
    learningsSection(report, figures),
    replaySection(snapshot.trust, figures),
    chartBlock(charts.replay),
  ];
  return markdownPage([
    `# Evidence of ${prose(snapshot.study.name)}`,
    GENERATED,
    `[History](${PAGES.history})`,
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
  ]);
}

function guess({ heldLeaderboard: now }: StudySnapshot, figures: Figures): string {
  const title = `**v${now.champion}** is the champion.`;
  if (now.centre === now.champion)
    return `${title} No other version is believed to be better: proposals start from it.`;
  const found = bestGuessOf(now);
  const words =
    found === null ? '' : ` (${figures.money(found.guess.mean)}/h against the champion, from ${found.sources})`;
  return `${title} The best guess is **v${now.centre}**${words}: proposals start from it. ${GUESS_IS_DRAWN}`;
}

function comparisons(snapshot: StudySnapshot, figures: Figures): string[] {
  const now = snapshot.heldLeaderboard;
  const known = now.versions.some(
    ({ comparison, effect, version }) => comparison !== null || (effect !== null && version.number !== now.champion),
  );
  if (!known) return ['No version has run beside the champion yet.'];
  return [
    'P(harm): the chance that it is worse by more than the study tolerates. Sessions to decide: how many more are needed if the effect is as measured; – where no number is enough.',
    evidenceTable(now, figures, pageLink),
    verdictReasons(now),
    luckDetails(luckAdjusted(snapshot), figures),
  ];
}
