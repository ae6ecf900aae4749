/** The terminal of a running campaign: a line of progress, questions, Ctrl-C. */

import type { RunPorts } from '../app/runCampaign.ts';
import { currencyOf } from '../market/money.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { askPerson } from './askPerson.ts';
import type { Context } from './context.ts';
import { ProgressLine } from './progressLine.ts';
import { stopOnSignals } from './signals.ts';

/** @param threads for races; undefined leaves the choice to the program */
export function observed(context: Context, threads: number | undefined): RunPorts {
  const { io } = context;
  return {
    ...context,
    markets: new WorkspaceMarkets(context.workspace, io.say),
    threads,
    observe: (campaign, journal) => {
      const line = new ProgressLine(io, campaign.plan, currencyOf(journal.study.instrument));
      const stop = stopOnSignals(() => line.note('stopping: the running session is sealed (once more abandons it)'));
      return {
        progress: (event) => line.show(event),
        ask: (proposal) => askPerson(io, journal, proposal, context.settings()),
        stop: stop.signal,
        done: () => {
          stop.release();
          line.done();
        },
      };
    },
  };
}
