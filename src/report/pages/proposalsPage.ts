/** proposals.md: candidates on trial, how good predictions were, what models cost, and decisions that belong to no version. */

import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { markdownFigures } from '../figures.ts';
import { GLOSSARY, PAGES } from '../links.ts';
import { list, markdownPage, prose } from '../markdown.ts';
import { modelSection } from '../modelCalls.ts';
import { predictionsSection } from '../predictions.ts';
import { decisionText } from '../proposalText.ts';
import { GENERATED, type ReportedStudy } from '../reportedStudy.ts';
import { trialsSection } from '../trials.ts';
import { wordsLine } from './glossary/terms.ts';

export function renderProposalsPage(report: ReportedStudy): string {
  const { snapshot } = report;
  const figures = markdownFigures(report.currency);
  const sections = [
    trialsSection(report, figures),
    predictionsSection(snapshot, figures),
    modelSection(report, figures),
    ...otherDecisions(snapshot),
  ].filter((section) => section !== '');
  const body = sections.length === 0 ? ['Nothing was proposed yet.'] : sections;
  return markdownPage([
    `# Proposals of ${prose(snapshot.study.name)}`,
    GENERATED,
    `[History](${PAGES.history}) · [rounds](${PAGES.sessions})`,
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
  ]);
}

/** Decisions that belong to no version and no proposal. */
function otherDecisions({ decisions, proposals }: StudySnapshot): string[] {
  const others = decisions.filter((d) => d.version === null && !proposals.some((p) => p.id === d.proposalId));
  return others.length === 0 ? [] : ['## Other decisions', list(others.map(decisionText))];
}
