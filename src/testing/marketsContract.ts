/** What every Markets must do, however it makes or reads them. Run by the tests of each implementation. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Markets, RecordedSource, SessionMarket } from '../campaign/ports.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { shareMinutes } from '../study/marketSet.ts';
import type { CampaignPlan, MarketSource, StudyRecord } from '../study/records.ts';
import { smallPlan } from './smallStudy.ts';

export const marketsStudy: StudyRecord = {
  id: 1,
  name: 'markets',
  strategy: 'grid',
  instrument: btcUsdPerp,
  capital: 1_000,
  minVolumePerHour: 0,
  riskAversion: 200,
  seed: 'markets',
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** Of sessions over synthetic markets of two minutes. */
export const marketsPlan: CampaignPlan = { ...smallPlan, minutes: 2, families: ['thin', 'calm'] };

export interface MarketsUnderTest {
  readonly markets: Markets;
  readonly study: StudyRecord;
  /** Of sessions over synthetic markets. */
  readonly plan: CampaignPlan;
}

/** Markets over tapes: the plan's are as long as four sessions together, and `change` alters the first of them. */
export interface RecordedMarketsUnderTest extends MarketsUnderTest {
  change(): void;
}

const SESSIONS = [1, 2, 3, 4];

/** @param make gives the same markets, made again, each time */
export function describeMarkets(implementation: string, make: () => MarketsUnderTest): void {
  describe(`${implementation}: markets`, () => {
    test('the market of a session is the same whenever it is asked for, and each session has another', async () => {
      const sources = await sourcesOf(make(), []);
      expect(await sourcesOf(make(), [])).toEqual(sources);
      expect(new Set(sources.map((source) => JSON.stringify(source))).size).toBe(SESSIONS.length);
    });

    test('the same source gives the same rows, after others were loaded and from markets made again', async () => {
      const { markets, study, plan } = make();
      const [first, second] = await sourcesOf({ markets, study, plan }, []);
      const load = async (from: Markets, source: MarketSource | undefined): Promise<string> =>
        tracesOf(await from.load(source ?? expect.unreachable(), study.instrument));
      const rows = await load(markets, first);
      expect(await load(markets, second)).not.toBe(rows);
      expect(await load(markets, first)).toBe(rows);
      expect(await load(make().markets, first)).toBe(rows);
    });

    test('the rows of a generated market are those that it was compiled from', async () => {
      const { markets, study, plan } = make();
      const [source = expect.unreachable()] = await sourcesOf({ markets, study, plan }, []);
      const { compiled, generated } = await markets.load(source, study.instrument);
      if (generated !== null) expect(rowsOf(compileTape(generated()))).toBe(rowsOf(compiled));
    });

    test('a market that cannot be made is refused by name', async () => {
      const { markets, study } = make();
      const common = {
        type: 'synthetic',
        seed: 'x',
        generator: GENERATOR_VERSION,
        minutes: 1,
        startPrice: 92_000,
      } as const;
      const unknown = async (): Promise<unknown> => markets.load({ ...common, family: 'tidal' }, study.instrument);
      await expect(unknown()).rejects.toThrow('tidal');
    });

    test('a tape that does not exist is refused by name', async () => {
      const { markets, study } = make();
      const gone = { type: 'tape', file: 'gone.parquet', sha256: 'x', fromUs: 0, toUs: 60e6 } as const;
      const unknown = async (): Promise<unknown> => markets.load(gone, study.instrument);
      await expect(unknown()).rejects.toThrow('gone.parquet');
    });
  });
}

/** @param make gives the same tapes, made again, each time */
export function describeRecordedMarkets(implementation: string, make: () => RecordedMarketsUnderTest): void {
  describe(`${implementation}: recorded markets`, () => {
    test('sessions go through the tapes and share no minute, until the tapes are used up', async () => {
      const made = make();
      const sources = await sourcesOf(made, []);
      expect(sources.map(({ type }) => type)).toEqual(['tape', 'tape', 'tape', 'tape']);
      const shared = sources.flatMap((a, i) =>
        sources.slice(i + 1).filter((b) => shareMinutes(recorded(a), recorded(b))),
      );
      expect(shared).toEqual([]);
      const { markets, study, plan } = made;
      expect(await markets.sourceOf(study, plan, { ofStudy: 5, ofCampaign: 5, seen: [] })).toBeNull();
    });

    test('markets that were seen come again after all others', async () => {
      const [first, second, third, fourth] = await sourcesOf(make(), []);
      const seen = [first ?? expect.unreachable(), third ?? expect.unreachable()];
      expect(await sourcesOf(make(), seen)).toEqual([second, fourth, first, third]);
    });

    test('the same source gives the same rows', async () => {
      const { markets, study, plan } = make();
      const [first = expect.unreachable(), second = expect.unreachable()] = await sourcesOf(
        { markets, study, plan },
        [],
      );
      const rows = tracesOf(await markets.load(first, study.instrument));
      expect(tracesOf(await markets.load(second, study.instrument))).not.toBe(rows);
      expect(tracesOf(await markets.load(first, study.instrument))).toBe(rows);
    });

    test('a tape that has changed is refused by name', async () => {
      const { markets, study, plan, change } = make();
      const [source = expect.unreachable()] = await sourcesOf({ markets, study, plan }, []);
      change();
      await expect(markets.load(source, study.instrument)).rejects.toThrow(recorded(source).file);
    });

    test('pieces of tapes are as long as a session, at most as many as asked for, and the same again', async () => {
      const { markets, plan } = make();
      const all = await markets.piecesOf(plan.tapes, plan.minutes, 100);
      expect(all).toHaveLength(SESSIONS.length);
      expect(all.map(({ fromUs, toUs }) => toUs - fromUs)).toEqual(SESSIONS.map(() => plan.minutes * 60e6));
      // Spread over all: every second one.
      expect(await markets.piecesOf(plan.tapes, plan.minutes, 2)).toEqual([all[0], all[2]]);
      expect(await markets.piecesOf([], plan.minutes, 2)).toEqual([]);
    });
  });
}

/** Of the first four sessions of a campaign. */
async function sourcesOf(
  { markets, study, plan }: MarketsUnderTest,
  seen: readonly MarketSource[],
): Promise<MarketSource[]> {
  const sources: MarketSource[] = [];
  for (const nth of SESSIONS) {
    const source = await markets.sourceOf(study, plan, { ofStudy: nth, ofCampaign: nth, seen });
    sources.push(source ?? expect.unreachable());
  }
  return sources;
}

function recorded(source: MarketSource): RecordedSource {
  return source.type === 'tape' ? source : expect.unreachable();
}

/** What a session can see of a market. */
function tracesOf({ compiled, digest }: SessionMarket): string {
  return `${digest} ${rowsOf(compiled)}`;
}

function rowsOf(tape: CompiledTape): string {
  const hash = createHash('sha256').update(JSON.stringify([tape.symbol, tape.startUs, tape.baseTicks, tape.marks]));
  for (let i = 0; i < tape.chunks; i++) {
    const { length, timeUs, code, lots } = tape.chunk(i);
    for (const column of [timeUs, code, lots]) hash.update(column.slice(0, length));
  }
  return hash.digest('hex');
}
