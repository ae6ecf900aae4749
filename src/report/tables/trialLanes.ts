/** The candidates that were on trial in a session, on its page. */

import type { FillModel } from '../../session/result.ts';
import type { TrialLaneRecord } from '../../study/records.ts';
import { type Figures, NOT_KNOWN } from '../figures.ts';
import { table } from '../markdown.ts';
import { proposedWords } from '../parameterText.ts';
import type { RecordedSession } from '../recordedSession.ts';

const right = 'right' as const;

/** A row a candidate, under pessimistic fills unless a column says otherwise. Empty where none was on trial. */
export function trialLanesSection(
  { trialLanes, tried }: Pick<RecordedSession, 'trialLanes' | 'tried'>,
  figures: Figures,
): string[] {
  const byProposal = Map.groupBy(trialLanes, ({ proposalId }) => proposalId);
  if (byProposal.size === 0) return [];
  const columns = ['P&L', 'P&L, optimistic fills', 'Volume', 'Fills', 'Max position', 'Drawdown', 'Ended'];
  const rows = [...byProposal]
    .toSorted(([a], [b]) => a - b)
    .map(([proposalId, lanes]) => {
      const proposal = tried.find((one) => one.id === proposalId);
      const [pessimistic, optimistic] = [metricsOf(lanes, 'pessimistic'), metricsOf(lanes, 'optimistic')];
      return [
        `p${proposalId}`,
        proposal === undefined ? NOT_KNOWN : proposedWords(proposal),
        figures.money(pessimistic?.profit ?? null),
        figures.money(optimistic?.profit ?? null),
        figures.value(pessimistic?.volume ?? null),
        String(pessimistic?.fills ?? NOT_KNOWN),
        figures.value(pessimistic?.inventory.max ?? null),
        figures.value(pessimistic?.maxDrawdown ?? null),
        pessimistic?.riskState ?? NOT_KNOWN,
      ];
    });
  return [
    '## Candidates on trial',
    'They ran on the same market as simulated lanes and sent no orders. One session says little: `tune review` with its name shows what a candidate measured over all its sessions.',
    table([{ title: 'Candidate' }, { title: 'Changes' }, ...columns.map((title) => ({ title, align: right }))], rows),
  ];
}

function metricsOf(lanes: readonly TrialLaneRecord[], fillModel: FillModel): TrialLaneRecord['metrics'] | undefined {
  return lanes.find((lane) => lane.fillModel === fillModel)?.metrics;
}
