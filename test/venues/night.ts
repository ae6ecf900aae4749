/** A campaign on the market of a bench, many times faster than time. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { InProcessLanes } from '../../src/campaign/inProcessLanes.ts';
import type { CampaignPorts } from '../../src/campaign/ports.ts';
import { verifySession } from '../../src/campaign/verify.ts';
import { TRADE } from '../../src/market/tape.ts';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import { importCapture } from '../../src/recordings/capture/importCapture.ts';
import { readTape, readTapeHead } from '../../src/recordings/tapeFile/readTape.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import type { CampaignPlan, SessionRecord } from '../../src/study/records.ts';
import { SmallStudy } from '../../src/testing/smallStudy.ts';
import { WorkspaceLaneMarkets } from '../../src/workspace/laneMarkets.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import type { BenchStep } from './benchVenue.ts';
import { instrument, LivePaper, type Venue } from './livePaper.ts';
import { expectRunOf } from './recordedRun.ts';

const SPEED = 50;

/** A study on the market of a bench. */
export class Night {
  readonly paper: LivePaper;
  readonly study: SmallStudy;
  readonly markets: WorkspaceMarkets;

  /** @param parameters of the first version where they differ from the defaults */
  static async on(
    venue: Venue,
    seconds: number,
    steps: readonly BenchStep[] = [],
    parameters: Parameters = {},
  ): Promise<Night> {
    return new Night(await LivePaper.open(venue, seconds, steps, SPEED), parameters);
  }

  private constructor(paper: LivePaper, parameters: Parameters) {
    this.paper = paper;
    // In the folder of its tapes, as in a workspace.
    this.study = new SmallStudy({ instrument, riskAversion: 0 }, parameters, paper.folder);
    const { folder } = paper;
    this.markets = new WorkspaceMarkets({ folder, compiledFolder: join(folder, 'compiled') }, () => undefined);
  }

  async run(plan: Partial<CampaignPlan>, ports: Partial<CampaignPorts> = {}): Promise<string> {
    const { folder, request, sessions } = this.paper;
    const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));
    const lanes = new InProcessLanes(
      new WorkspaceLaneMarkets({ compiledFolder: join(folder, 'compiled') }, this.markets),
      breathe,
    );
    const campaign = this.study.begin({ ...request.plan, approval: 'auto', ...plan });
    const { end } = await this.study.run(campaign, {
      live: sessions,
      markets: {
        ...this.markets,
        piecesOf: () => Promise.resolve([]),
        load: this.markets.load.bind(this.markets),
        sourceOf: () => Promise.reject(new Error('no tape is replayed')),
      },
      lanes,
      breathe,
      ...ports,
    });
    return end.kind;
  }

  get records(): readonly SessionRecord[] {
    return this.study.journal().sessions();
  }

  /** Tape against results, capture against tape, and trades against what the bench played. */
  async expectProven(session: SessionRecord): Promise<void> {
    const { source } = session;
    if (source.type !== 'tape') throw new Error(`session ${session.number} left no tape`);
    const market = await this.paper.markets.load(source, instrument);
    expect(await verifySession(this.study.journal(), session, market, 'source')).toMatchObject({ differences: [] });
    const { folder, bench } = this.paper;
    const file = join(folder, source.file);
    const captureFolder = join(folder, source.capture ?? '');
    const captures = readdirSync(captureFolder)
      .sort()
      .map((name) => join(captureFolder, name));
    const head = await readTapeHead(file);
    const tape = await readTape(file);
    expect(tapeDigest((await importCapture(captures, head, head)).tape)).toBe(tapeDigest(tape));
    const played = bench.player.rows.filter(({ kind }) => kind === 'T');
    const recorded = Array.from(tape.kind.subarray(0, tape.length)).flatMap((kind, i) =>
      kind === TRADE ? [`${tape.side[i]} ${tape.priceTicks[i]}x${tape.size[i]}`] : [],
    );
    expectRunOf(
      played.map(({ side, ticks, lots }) => `${side} ${ticks}x${lots}`),
      recorded,
    );
  }
}
