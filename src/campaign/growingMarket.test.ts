import { expect, it } from 'vitest';
import { OLDEST_ENGINE } from '../exchange/engine.ts';
import { compileTape } from '../market/compiledTape.ts';
import { type Tape, TapeBuilder } from '../market/tape.ts';
import { tapeDigest } from '../market/tapeDigest.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignPlan, SessionRecord } from '../study/records.ts';
import { growingMarket } from '../testing/growingMarket.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { type CampaignPorts, knownMarket, type SessionMarket } from './ports.ts';
import { verifySession } from './verify.ts';

/** A campaign of one session, over the market as it is or as it grows. */
async function aCampaign(
  changed: (market: SessionMarket) => SessionMarket,
  ports: Partial<CampaignPorts> = {},
  plan: Partial<CampaignPlan> = {},
): Promise<{ study: SmallStudy; journal: Journal }> {
  const study = new SmallStudy();
  const { markets } = study.ports;
  const load = markets.load.bind(markets);
  await study.run(study.begin({ ...smallPlan, sessions: 1, ...plan }), {
    ...ports,
    markets: { ...markets, load: async (source, instrument) => changed(await load(source, instrument)) },
  });
  return { study, journal: study.journal() };
}

it('a session seals over a market that grows what it seals over the whole market, and is verified on the whole', async () => {
  const waited: number[] = [];
  const growing = await aCampaign((market) => {
    const grows = growingMarket(market.generated?.() ?? expect.fail('it was generated'));
    const ready = (untilUs: number): Promise<void> => {
      waited.push(untilUs / 60e6);
      return grows.ready(untilUs);
    };
    return { ...market, compiled: grows.compiled, ready, digest: grows.digest };
  });
  const whole = await aCampaign((market) => market);
  const [session] = growing.journal.sessions();
  const [expected] = whole.journal.sessions();
  if (session?.facts == null || expected?.facts == null) throw new Error('both sessions ran');
  expect({ ...session.facts, events: 0 }).toEqual({ ...expected.facts, events: 0 });
  expect(session.status).toBe('completed');
  const lanesOf = (journal: Journal, id: SessionRecord['id']) =>
    journal.lanes(id).map(({ sessionId: _, ...lane }) => lane);
  expect(lanesOf(growing.journal, session.id)).toEqual(lanesOf(whole.journal, expected.id));
  // It never asked for more than the minute that it was about to run.
  expect(waited.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  const market = await growing.study.ports.markets.load(session.source, growing.journal.study.instrument);
  expect((await verifySession(growing.journal, session, market, 'source')).differences).toEqual([]);
});

/** The market with a delay before every tenth row. */
function late(market: SessionMarket): Tape {
  const tape = market.generated?.() ?? expect.fail('it was generated');
  const builder = new TapeBuilder(tape);
  for (let i = 0; i < tape.length; i++) {
    const timeUs = tape.timeUs[i] as number;
    if (i % 10 === 0) builder.delay(timeUs, 5_000 + ((i * 7_919) % 400_000));
    builder.append(
      timeUs,
      tape.kind[i] as number,
      tape.side[i] as number,
      tape.priceTicks[i] as number,
      tape.size[i] as number,
    );
  }
  return builder.build();
}

const recorded: Partial<CampaignPlan> = { latency: { ...smallPlan.latency, feed: 'recorded' } };

it('a session with recorded delays does not wait for the whole market, and seals what it seals over the whole', async () => {
  const waited: number[] = [];
  const growing = await aCampaign(
    (market) => {
      const grows = growingMarket(late(market));
      const ready = (untilUs: number): Promise<void> => {
        waited.push(untilUs);
        return grows.ready(untilUs);
      };
      return { ...market, compiled: grows.compiled, ready, digest: grows.digest };
    },
    {},
    recorded,
  );
  const whole = await aCampaign(
    (market) => knownMarket(compileTape(late(market)), tapeDigest(late(market))),
    {},
    recorded,
  );
  const lanesOf = ({ journal }: { journal: Journal }) =>
    journal.sessions().flatMap(({ id }) => journal.lanes(id).map(({ sessionId: _, ...lane }) => lane));
  expect(growing.journal.sessions()).toMatchObject([{ status: 'completed' }]);
  expect(lanesOf(growing)).toHaveLength(2);
  expect(lanesOf(growing)).toEqual(lanesOf(whole));
  // Each minute needs the first frame after it.
  expect(waited.slice(0, 4).map((us) => us / 1e6)).toEqual([0, 60, 61, 120]);
});

it('a session with recorded delays of a feed that looks ahead waits for the whole market', async () => {
  const waited: number[] = [];
  await aCampaign(
    (market) => {
      const grows = growingMarket(late(market));
      const ready = (untilUs: number): Promise<void> => {
        waited.push(untilUs);
        return grows.ready(untilUs);
      };
      return { ...market, compiled: grows.compiled, ready, digest: grows.digest };
    },
    {},
    { ...recorded, engine: OLDEST_ENGINE },
  );
  expect(waited[0]).toBe(Number.POSITIVE_INFINITY);
});

it.each([0, 2])(
  'a stop ends the wait for a market that is silent after minute %i, and seals what was reached',
  async (minutes) => {
    const stop = { requested: false };
    const listeners = new Set<() => void>();
    const { journal } = await aCampaign(
      (market) => {
        const grows = growingMarket(market.generated?.() ?? expect.fail('it was generated'));
        const ready = (untilUs: number): Promise<void> => {
          if (untilUs <= minutes * 60e6 && minutes > 0) return grows.ready(untilUs);
          // Nothing comes any more: only the user can end this.
          return new Promise(() =>
            setImmediate(() => {
              stop.requested = true;
              for (const then of listeners) then();
            }),
          );
        };
        return { ...market, compiled: grows.compiled, ready, digest: grows.digest };
      },
      {
        stop,
        onStop: (then) => {
          listeners.add(then);
          return () => listeners.delete(then);
        },
      },
    );
    expect(journal.sessions()).toMatchObject([
      {
        status: 'interrupted',
        facts: { durationUs: minutes * 60e6 },
        endReason: expect.stringMatching('stopped by the user'),
      },
    ]);
  },
);
