/** The page and the chart of each round, made again only where one of its proposals has changed since. */

import type { ProposalRecord } from '../../study/records.ts';
import { roundOption } from '../charts/roundChart.ts';
import { roundChartName, roundPageName } from '../links.ts';
import type { ReportedStudy } from '../reportedStudy.ts';
import type { HistoryChart, HistoryPage } from './historyFile.ts';
import { type NumberedRound, renderRoundPage, roundsOf, roundTitle } from './roundPage.ts';

export interface RoundFiles {
  readonly page: HistoryPage;
  readonly charts: readonly HistoryChart[];
}

interface MadeFiles extends RoundFiles {
  readonly proposals: readonly ProposalRecord[];
}

/** Of one study. What a round shows follows from its proposals: a decision on one, and a version that came of it, change the proposal. */
export class RoundsMade {
  readonly #made = new Map<number, MadeFiles>();

  /** Of every round, oldest first. */
  of(report: ReportedStudy): RoundFiles[] {
    return roundsOf(report.snapshot).map((round) => {
      const proposals = [...round.taken, ...round.passedOver, ...round.refused];
      const known = this.#made.get(round.after);
      if (known !== undefined && isSame(known.proposals, proposals)) return known;
      const made = { proposals, ...filesOf(report, round, proposals) };
      this.#made.set(round.after, made);
      return made;
    });
  }
}

function isSame(a: readonly ProposalRecord[], b: readonly ProposalRecord[]): boolean {
  return a.length === b.length && a.every((proposal, i) => proposal === b[i]);
}

function filesOf(report: ReportedStudy, round: NumberedRound, proposals: readonly ProposalRecord[]): RoundFiles {
  const title = roundTitle(round);
  const option = roundOption(title, proposals, report.currency);
  const charts: HistoryChart[] =
    option === null ? [] : [{ title, path: roundChartName(round.after), option, changes: false }];
  return { page: { path: roundPageName(round.after), text: renderRoundPage(report, round, charts) }, charts };
}
