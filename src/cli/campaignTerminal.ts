/** The terminal while a campaign runs: a line of progress, questions, Ctrl-C. */

import { proposalFacts } from '../app/proposalFacts.ts';
import type { RunPorts } from '../app/runCampaign.ts';
import { untilDecided } from '../app/untilDecided.ts';
import { currencyOf } from '../market/money.ts';
import { holdSleepOff } from '../service/sleepHold.ts';
import type { Mode } from '../study/records.ts';
import { COMPUTED_ANEW } from '../workspace/keptAnswers.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { askPerson } from './askPerson.ts';
import { confirmSymbol } from './confirmSymbol.ts';
import type { Context } from './context.ts';
import { ProgressLine } from './progressLine.ts';
import { stopOnSignals } from './signals.ts';

/** How one campaign is run. */
export interface CampaignRun {
  /** For races; undefined leaves the choice to the program. */
  readonly threads: number | undefined;
  /** Whether market data may come from an address that is neither the venue's nor on this machine. */
  readonly isEndpointAllowed: boolean;
  /** Whether a campaign of this mode holds the machine's sleep off. */
  readonly holdsSleepOff: (mode: Mode) => boolean;
  /** Aborted to stop the campaign; null for Ctrl-C and SIGTERM, which the campaign then listens to itself. */
  readonly stop: AbortSignal | null;
}

/** Sleep would cut a live feed. A campaign on recorded or made markets just continues after it. */
export function sleepIsHeldOff(allowSleep: boolean | undefined): CampaignRun['holdsSleepOff'] {
  return (mode) => allowSleep !== true && (mode === 'paper' || mode === 'live');
}

/** Said at the first signal. */
export const STOPPING = 'stopping when this session is stored; Ctrl-C again stops at once and loses it';

/** The ports of a campaign that is shown at this terminal. */
export function observed(context: Context, run: CampaignRun): RunPorts {
  const { threads, isEndpointAllowed, holdsSleepOff, stop } = run;
  const { io } = context;
  return {
    ...context,
    markets: new WorkspaceMarkets(context.workspace, io.say),
    threads,
    isEndpointAllowed,
    confirm: (symbol, text) => (stop === null ? confirmSymbol(io, symbol, text) : Promise.resolve(null)),
    observe: (campaign, journal) => {
      const line = new ProgressLine(io, campaign.plan, currencyOf(journal.study.instrument));
      const signals =
        stop === null ? stopOnSignals(() => line.note(STOPPING)) : { signal: stop, release: () => undefined };
      const hold = holdsSleepOff(campaign.plan.mode) ? holdSleepOff(io.say) : null;
      return {
        progress: (event) => line.show(event),
        activity: (now) => line.activity(now),
        ask: (proposal, stop) =>
          line.quietDuring(() =>
            untilDecided(journal, proposal, (gone) =>
              askPerson(
                io,
                proposalFacts(journal, proposal, COMPUTED_ANEW),
                context.settings(),
                AbortSignal.any([gone, stop]),
              ),
            ),
          ),
        stop: signals.signal,
        done: () => {
          hold?.release();
          signals.release();
          line.done();
        },
      };
    },
  };
}
