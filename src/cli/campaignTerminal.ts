/** The terminal while a campaign runs: a line of progress, questions, Ctrl-C. */

import { proposalFacts } from '../app/proposalFacts.ts';
import type { RunPorts } from '../app/runCampaign.ts';
import { currencyOf } from '../market/money.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { askPerson } from './askPerson.ts';
import type { Context } from './context.ts';
import { ProgressLine } from './progressLine.ts';
import { stopOnSignals } from './signals.ts';

/** The ports of a campaign that is shown at this terminal. @param threads for races; undefined leaves the choice to the program */
export function observed(context: Context, threads: number | undefined): RunPorts {
  const { io } = context;
  return {
    ...context,
    markets: new WorkspaceMarkets(context.workspace, io.say),
    threads,
    observe: (campaign, journal) => {
      const line = new ProgressLine(io, campaign.plan, currencyOf(journal.study.instrument));
      const stop = stopOnSignals(() =>
        line.note('stopping when this session is stored; Ctrl-C again stops at once and loses it'),
      );
      return {
        progress: (event) => line.show(event),
        ask: (proposal) => askPerson(io, proposalFacts(journal, proposal), context.settings()),
        stop: stop.signal,
        done: () => {
          stop.release();
          line.done();
        },
      };
    },
  };
}
