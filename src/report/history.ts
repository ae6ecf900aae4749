/** EVOLUTION.md: the whole history of a study for people (and models) to read, rendered from its records alone. */

import { inCurrency } from '../market/money.ts';
import { isEvidence } from '../study/distinctSessions.ts';
import type { SessionRecord } from '../study/records.ts';
import { counted, type Figures, markdownFigures } from './figures.ts';
import { type ChartLink, modesOf, pageName, type ReportInput, sessionsInOrder, versionsInOrder } from './input.ts';
import { learningsSection } from './learningsSection.ts';
import { list, markdownPage, prose } from './markdown.ts';
import { modelSection } from './modelSection.ts';
import { moneyAnswer } from './moneyAnswer.ts';
import { decisionText } from './proposalText.ts';
import { roundsSection } from './roundsSection.ts';
import { changeWords, evidenceNow, summaryTable } from './summary.ts';
import { predictionsSection } from './trackRecordText.ts';
import { tradeoffsSection } from './tradeoffs.ts';
import { versionBlocks } from './versionSection.ts';

export const GENERATED =
  '> Generated from the study’s database. Do not edit: it is rendered again after every session. To change what happens next, decide on a proposal.';

/** Same records, same text: no clock is read and everything is sorted. `charts` are shown below the summary. */
export function renderEvolution(input: ReportInput, charts: readonly ChartLink[] = []): string {
  const figures = markdownFigures(input.currency);
  const modes = modesOf(input);
  const rounds = roundsSection(input, figures);
  return markdownPage([
    `# ${prose(input.study.instrument.symbol)} ${prose(input.study.strategy)}: strategy evolution`,
    GENERATED,
    moneyAnswer(input, figures).join(' '),
    header(input, figures),
    '---',
    ...(modes.length === 0
      ? [
          '## Results Summary',
          'No session was run yet.',
          list(versionsInOrder(input).map((v) => `[v${v.number}](${pageName(v.number)}): ${changeWords(input, v)}`)),
        ]
      : modes.flatMap((mode) => [
          modes.length === 1 ? '## Results Summary' : `## Results Summary (${mode})`,
          `Completed sessions, each market once, pessimistic fills; per ${figures.tenThousand} is profit per ${inCurrency('10,000', figures.currency)} of volume (a ratio of sums); gain vs champion is per hour (profit after the charge for risk), paired on the same feed.`,
          summaryTable(input, mode, figures),
        ])),
    chartBlock(charts),
    ...uncounted(input),
    '---',
    '## Champion',
    ...evidenceNow(input, figures),
    ...otherDecisions(input),
    ...(rounds === '' ? [] : ['---', rounds]),
    '---',
    '## Version Details',
    ...versionsInOrder(input).flatMap((version) => [
      `### v${version.number}${version.number === input.champion ? ' (champion)' : ''}: ${changeWords(input, version)}`,
      ...versionBlocks(input, version, figures),
      '---',
    ]),
    learningsSection(input, figures),
    predictionsSection(input, figures),
    modelSection(input, figures),
    ...modes.map((mode) => tradeoffsSection(input, mode, figures)),
  ]);
}

export function chartBlock(charts: readonly ChartLink[]): string {
  return charts.map(({ title, path }) => `![${prose(title)}](${encodeURI(path)})`).join('\n\n');
}

function header({ study, sessions, champion }: ReportInput, figures: Figures): string {
  const { instrument } = study;
  const modes = modesOf({ sessions });
  const fee = (bps: number): string => `${figures.number(bps, 2)} bps${bps < 0 ? ' (rebate)' : ''}`;
  const lines = [
    ['Study', prose(study.name)],
    ['Strategy', prose(study.strategy)],
    [
      'Instrument',
      `${prose(instrument.symbol)} (${instrument.contract}, tick ${instrument.tickSize}, lot ${instrument.lotSize}, smallest order ${figures.value(instrument.minNotional)})`,
    ],
    ['Fees', `maker ${fee(instrument.makerFeeBps)}, taker ${fee(instrument.takerFeeBps)}`],
    ['Capital', figures.value(study.capital)],
    ['Risk aversion', `${study.riskAversion} (what swings of profit are charged)`],
    [
      'Modes',
      modes
        .map((mode) => `${mode} (${counted(sessions.filter((s) => s.mode === mode).length, 'session')})`)
        .join(', ') || 'none yet',
    ],
    ['Session length', lengths(sessions)],
    ['Champion', champion === null ? 'none yet' : `v${champion}`],
  ];
  return lines.map(([name, value]) => `**${name}**: ${value}`).join('  \n');
}

function lengths(sessions: readonly SessionRecord[]): string {
  const minutes = sessions
    .filter(isEvidence)
    .flatMap((session) => (session.facts === null ? [] : [Math.round(session.facts.durationUs / 6e7)]));
  if (minutes.length === 0) return 'no completed session yet';
  const [shortest, longest] = [Math.min(...minutes), Math.max(...minutes)];
  return shortest === longest ? `${shortest} minutes` : `${shortest} to ${longest} minutes`;
}

/** Decisions that belong to no version and no proposal: nobody's word is lost. */
function otherDecisions(input: ReportInput): string[] {
  const others = input.decisions
    .filter((d) => d.version === null && !input.proposals.some((p) => p.id === d.proposalId))
    .sort((a, b) => a.id - b.id);
  return others.length === 0 ? [] : ['**Other decisions**:', list(others.map(decisionText))];
}

/** Sessions that ended early stay visible, with why. */
function uncounted(input: ReportInput): string[] {
  const ended = sessionsInOrder(input).filter(
    (session) => session.status !== 'completed' || session.endReason !== null,
  );
  if (ended.length === 0) return [];
  const items = ended.map(
    ({ number, mode, acting, status, endReason }) =>
      `Session ${number} (${mode}, v${acting}): ${status}${endReason === null ? '' : `, ${prose(endReason)}`}`,
  );
  return ['**Sessions that do not count as evidence**:', list(items)];
}
