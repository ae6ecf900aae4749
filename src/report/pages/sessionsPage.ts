/** sessions.md: every session of a study, also those that ended early, with links to its page and to the round after it. */

import type { SessionRecord } from '../../study/records.ts';
import { markdownFigures, NOT_KNOWN } from '../figures.ts';
import { GLOSSARY, PAGES, pageLink, roundPageName, sessionLink } from '../links.ts';
import { markdownPage, minuteOf, prose, table } from '../markdown.ts';
import { GENERATED, type ReportedStudy } from '../reportedStudy.ts';
import { marketWords } from '../tables/sessionTables.ts';
import { wordsLine } from './glossary/terms.ts';
import { roundsOf } from './roundPage.ts';

const right = 'right' as const;

export function renderSessionsPage({ snapshot, currency }: ReportedStudy): string {
  const figures = markdownFigures(currency);
  const rounds = new Set(roundsOf(snapshot).map(({ after }) => after));
  const acting = new Map(
    snapshot.lanes
      .filter(({ role, fillModel }) => role === 'acting' && fillModel === 'pessimistic')
      .map((lane) => [lane.sessionId, lane.metrics] as const),
  );
  const rows = snapshot.sessions.map((session) => {
    const metrics = acting.get(session.id) ?? null;
    return [
      sessionLink(snapshot.study.name, session),
      minuteOf(session.startedAt),
      session.mode,
      marketWords(session),
      pageLink(session.acting),
      figures.value(metrics?.volume ?? null),
      metrics === null ? NOT_KNOWN : String(metrics.fills),
      figures.money(metrics?.profit ?? null),
      endWords(session),
      rounds.has(session.number) ? `[round](${roundPageName(session.number)})` : NOT_KNOWN,
    ];
  });
  const body = [
    'Figures are those of the acting version with pessimistic fills. Volatility is in basis points (0.01 %) for the square root of a minute.',
    rounds.has(0) ? `Before the first session: [round](${roundPageName(0)}).` : '',
    rows.length === 0
      ? 'No session was run yet.'
      : table(
          [
            { title: 'Session', align: right },
            { title: 'Start (UTC)' },
            { title: 'Mode' },
            { title: 'Market, volatility' },
            { title: 'Acting' },
            { title: 'Volume', align: right },
            { title: 'Fills', align: right },
            { title: 'P&L', align: right },
            { title: 'End' },
            { title: 'Then' },
          ],
          rows,
        ),
  ];
  return markdownPage([
    `# Sessions of ${prose(snapshot.study.name)}`,
    GENERATED,
    `[History](${PAGES.history})`,
    wordsLine(body, GLOSSARY.fromStudy),
    ...body,
  ]);
}

/** A session that ended early does not count, and says why. */
function endWords({ status, endReason }: SessionRecord): string {
  return endReason === null ? status : `${status}: ${prose(endReason)}`;
}
