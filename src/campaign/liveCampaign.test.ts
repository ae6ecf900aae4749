/** A campaign on a live market that is played from a synthetic one. */

import { describe, expect, it } from 'vitest';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import type { Proposer } from '../proposer/proposer.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import type { CampaignPlan, MarketSource } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import type { CampaignPorts, LiveSessions, Markets } from './ports.ts';
import { newSession } from './runSession.ts';

const plan: CampaignPlan = {
  ...smallPlan,
  mode: 'paper',
  trials: 2,
  feed: { venue: 'hyperliquid', symbol: 'SOL' },
};

/** The market of a session, as it came and from the tape that it left. */
const marketOf = (number: string): MarketSource => ({
  ...{ type: 'synthetic', family: 'calm', seed: number, generator: GENERATOR_VERSION },
  ...{ minutes: plan.minutes, startPrice: plan.startPrice },
});

/** @param before each session, with its number */
function played(
  { markets }: CampaignPorts,
  before: (number: number) => Promise<void>,
): { readonly live: LiveSessions; readonly markets: Markets } {
  const load: Markets['load'] = (source, instrument) =>
    markets.load(source.type === 'tape' ? marketOf(source.file) : source, instrument);
  const live: LiveSessions = {
    source: { type: 'feed', venue: 'hyperliquid', symbol: 'SOL', capture: 'captures/night' },
    ready: () => Promise.resolve({ isKnown: true, missing: null, waitedUs: 0, halt: null }),
    run: async ({ study, plan: planned, number, lanes }) => {
      await before(number);
      const { compiled, digest } = await load(marketOf(`${number}`), study.instrument);
      const session = newSession(study, planned, compiled, lanes);
      session.advance(Number.POSITIVE_INFINITY);
      const toUs = planned.minutes * 60e6;
      return {
        result: session.result(),
        figures: session.figures(),
        endedEarly: null,
        tapeDigest: digest,
        source: { type: 'tape', file: `${number}`, sha256: 'f'.repeat(64), fromUs: 0, toUs },
        gap: undefined,
      };
    },
  };
  return { live, markets: { ...markets, load } };
}

const atOnce = (): Promise<void> => Promise.resolve();

describe('a campaign on a live market', () => {
  it('that fails ends the round beside it first, so that nothing is written after it', async () => {
    const study = new SmallStudy();
    const happened: string[] = [];
    const stop = { requested: false };
    let abandon: () => void = () => undefined;
    const abandoned = new Promise<void>((resolve) => {
      abandon = resolve;
    });
    const slow: Proposer = {
      ...surrogateProposer(1),
      propose: async (round) => {
        if (round.sessionId !== null) {
          happened.push('asked');
          await abandoned;
          // A model that is told to end takes a moment for it.
          await new Promise((resolve) => setTimeout(resolve, 20));
          happened.push('answered');
        }
        return surrogateProposer(1).propose(round);
      },
    };
    const failing = study.run(study.begin(plan), {
      proposers: [slow],
      stop,
      ...played(study.ports, (number) => (number === 1 ? atOnce() : Promise.reject(new Error('the disk is full')))),
      abandon: () => {
        happened.push('abandoned');
        stop.requested = true;
        abandon();
      },
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(happened).toEqual(['asked', 'abandoned', 'answered']);
  });

  it('takes hours in which the feed was waited for as hours of the night', async () => {
    const study = new SmallStudy();
    const { live, markets } = played(study.ports, atOnce);
    const waits: number[] = [];
    // Session 1 begins at once; before session 2 the feed is away for a session and a half.
    const ready: LiveSessions['ready'] = async () => {
      waits.push(0);
      return { isKnown: true, missing: null, waitedUs: waits.length === 2 ? 1.5 * plan.minutes * 60e6 : 0, halt: null };
    };
    const { end } = await study.run(study.begin({ ...plan, sessions: 4, trials: 0, approval: 'hold' }), {
      live: { ...live, ready },
      markets,
    });
    expect(end).toEqual({ kind: 'finished' });
    expect(study.journal().sessions()).toHaveLength(3);
  });

  it('whose feed or account stays away leaves no session on record, and says which', async () => {
    const study = new SmallStudy();
    const { live, markets } = played(study.ports, atOnce);
    const ready: LiveSessions['ready'] = (atMostUs) =>
      Promise.resolve({ isKnown: false, missing: 'no order may leave: not read', waitedUs: atMostUs, halt: null });
    const { end } = await study.run(study.begin({ ...plan, trials: 0 }), { live: { ...live, ready }, markets });
    expect(end).toEqual({ kind: 'feed-away', completed: 0, missing: 'no order may leave: not read' });
    expect(study.journal().sessions()).toEqual([]);
  });
});
