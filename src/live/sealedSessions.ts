/** The LiveSessions port: sessions run over a live market, and what is on record of each comes from the tape that it left. */

import { join } from 'node:path';
import type {
  CampaignPorts,
  FeedWait,
  LiveProgress,
  LiveSessionRequest,
  LiveSessionRun,
  LiveSessions,
  Markets,
} from '../campaign/ports.ts';
import { ExplainedError } from '../market/explainedError.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import type { FeedSource, TapePiece } from '../study/records.ts';
import { nameOfTape } from '../workspace/markets.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { writeWhole } from '../workspace/writeFile.ts';
import type { LiveMarketRequest } from './liveMarket.ts';
import type { LiveRunner, RunWithTape } from './liveRunner.ts';
import type { LiveLaneRun } from './liveSession.ts';
import { paperGap } from './paperGap.ts';
import { toldText } from './toldFile.ts';

export class SealedSessions implements LiveSessions {
  readonly source: FeedSource;
  readonly #runner: LiveRunner;
  readonly #market: LiveMarketRequest;
  readonly #name: string;
  readonly #workspace: Pick<Workspace, 'folder' | 'tapesFolder'>;
  readonly #markets: Pick<Markets, 'load'>;

  /**
   * @param market which the runner runs over
   * @param name begins the names of the tapes
   * @param markets reads sealed tapes again; used by nobody else, since it keeps one open
   */
  constructor(
    runner: LiveRunner,
    market: LiveMarketRequest,
    name: string,
    workspace: Pick<Workspace, 'folder' | 'tapesFolder'>,
    markets: Pick<Markets, 'load'>,
  ) {
    const { venue, grid, captureFolder } = market;
    this.#runner = runner;
    this.#market = market;
    this.#name = name;
    this.#workspace = workspace;
    this.#markets = markets;
    this.source = { type: 'feed', venue, symbol: grid.symbol, capture: nameOfTape(workspace.folder, captureFolder) };
  }

  ready(atMostUs: number, onStop: CampaignPorts['onStop']): Promise<FeedWait> {
    return this.#runner.ready(atMostUs, onStop);
  }

  async run(
    request: LiveSessionRequest,
    atMostUs: number,
    progress: (now: LiveProgress) => void,
    onStop: CampaignPorts['onStop'],
  ): Promise<LiveSessionRun | null> {
    const file = join(this.#workspace.tapesFolder, `${this.#name}-s${request.number}.parquet`);
    const run = await this.#runner.run({ session: request, file, atMostUs }, progress, onStop);
    if (run === null) return null;
    const source = this.#sourceOf(run, file, request);
    const market = await this.#markets.load(source, request.study.instrument);
    const { result, figures, endedEarly } = run;
    const gap = endedEarly === null ? await this.#gapOf(request, run) : undefined;
    const live = run.live === undefined ? undefined : this.#liveOf(run.live, file);
    return { result, figures, endedEarly, source, tapeDigest: market.digest, gap, live };
  }

  /** A session whose gap cannot be measured is complete all the same. */
  async #gapOf(request: LiveSessionRequest, { captureFolder, tape }: RunWithTape): Promise<LiveSessionRun['gap']> {
    try {
      return await paperGap(request, captureFolder, this.#market.grid, tape);
    } catch (error) {
      if (error instanceof ExplainedError || error instanceof RangeError) return { problem: error.message };
      throw error;
    }
  }

  /** What the lane at the venue was told is kept beside the tape. */
  #liveOf({ lane, told, durationUs, fundingReceived }: LiveLaneRun, tapeFile: string): LiveSessionRun['live'] {
    const path = tapeFile.replace(/\.parquet$/, '.orders.jsonl');
    writeWhole(path, toldText(told), 'It says what the lane at the venue was told.');
    const file = nameOfTape(this.#workspace.folder, path);
    return { lane, told: { file, sha256: hashFile(path) }, durationUs, fundingReceived };
  }

  #sourceOf({ endedEarly, tape, captureFolder }: RunWithTape, file: string, { plan }: LiveSessionRequest): TapePiece {
    return {
      type: 'tape',
      file: nameOfTape(this.#workspace.folder, file),
      sha256: tape.sha256,
      fromUs: 0,
      toUs: endedEarly === null ? plan.minutes * 60e6 : tape.endUs - tape.startUs,
      capture: nameOfTape(this.#workspace.folder, captureFolder),
    };
  }
}
