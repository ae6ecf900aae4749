/** Implements the Markets port of campaigns: makes synthetic markets from seeds, and cuts tape files into sessions. */

import { statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { Markets, RecordedSource, SessionMarket, SessionPlace } from '../campaign/ports.ts';
import { besideReference } from '../exchange/referenceMids.ts';
import { segmentRows } from '../exchange/segment.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { compileTape, type TapeInMemory } from '../market/compiledTape.ts';
import { firstOutside, highestBinaryTicks } from '../market/contractPrices.ts';
import { ExplainedError } from '../market/explainedError.ts';
import { firstTradeTicks } from '../market/firstTrade.ts';
import type { Instrument } from '../market/instrument.ts';
import { isOutOfRange } from '../market/memoryError.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import { childSeed } from '../market/rng.ts';
import { type Family, families } from '../market/synthetic/families.ts';
import {
  GENERATOR_VERSION,
  generateMarket,
  type SyntheticMarketRequest,
  stillMakes,
} from '../market/synthetic/generate.ts';
import { generatePair } from '../market/synthetic/generatePair.ts';
import type { Tape } from '../market/tape.ts';
import { tapeDigest, tapeRowsDigest } from '../market/tapeDigest.ts';
import type { TapeRows } from '../market/tapeRows.ts';
import type { CompiledFile } from '../recordings/tapeFile/compiledFile.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import {
  type CompileOptions,
  keptElsewhere,
  noDelays,
  notAMarket,
  openCompiled,
  openCompiledPiece,
} from '../recordings/tapeFile/openCompiled.ts';
import { readTapeHead } from '../recordings/tapeFile/readTape.ts';
import { shareMinutes } from '../study/marketSet.ts';
import type { CampaignPlan, MarketSource, ReferenceTape, StudyRecord, SyntheticSource } from '../study/records.ts';
import { feedName } from '../study/sessions.ts';
import { KEPT_BYTES, KeptMarkets } from './keptMarkets.ts';
import { References } from './references.ts';
import type { Workspace } from './workspace.ts';

/** An error for a market that cannot be made or read as the study needs it. */
export class MarketError extends ExplainedError {
  override name = 'MarketError';
  readonly errorKind = 'tape';
}

export class WorkspaceMarkets implements Markets {
  readonly #workspace: Pick<Workspace, 'folder' | 'compiledFolder'>;
  readonly #say: (text: string) => void;
  /** SHA-256 of tape files by path. A file that has changed is hashed again. */
  readonly #hashes = new Map<string, { readonly touched: string; readonly sha256: string }>();
  /** Cache of synthetic markets: races use the markets of all sessions many times. */
  readonly #kept: KeptMarkets;
  readonly #references: References;
  #open: CompiledFile | undefined;

  /** @param kept cache of synthetic markets: a market that is needed again is not made again */
  constructor(
    workspace: Pick<Workspace, 'folder' | 'compiledFolder'>,
    say: (text: string) => void,
    kept: KeptMarkets = new KeptMarkets(KEPT_BYTES),
  ) {
    this.#kept = kept;
    this.#workspace = workspace;
    this.#say = say;
    this.#references = new References(this.#options);
  }

  get kept(): KeptMarkets {
    return this.#kept;
  }

  async sourceOf(study: StudyRecord, plan: CampaignPlan, place: SessionPlace): Promise<MarketSource | null> {
    if (plan.mode === 'sim') return syntheticSource(study, plan, place.ofStudy);
    // A piece is made only when it is needed, because making one hashes its tape file, which takes a while. If the study has seen
    // no tape, the pieces that are skipped need no hash.
    const isSeen = (piece: () => RecordedSource): boolean =>
      place.seen.some((one) => one.type === 'tape' && shareMinutes(one, piece()));
    let freshCount = 0;
    const seenBefore: (() => RecordedSource)[] = [];
    for (const file of plan.tapes) {
      const pieces = await this.#countPieces(file, plan.minutes);
      for (let nth = 0; nth < pieces; nth++) {
        const piece = (): RecordedSource => this.#piece(file, nth, plan.minutes);
        if (isSeen(piece)) seenBefore.push(piece);
        else if (++freshCount === place.ofCampaign) return this.#beside(piece(), plan.reference?.tapes);
      }
    }
    // Pieces that no session has seen come first; then those that were seen are used again.
    const again = seenBefore[place.ofCampaign - freshCount - 1]?.();
    return again === undefined ? null : this.#beside(again, plan.reference?.tapes);
  }

  /** At most `most` whole pieces, evenly spread over all pieces of the tapes. */
  async piecesOf(
    tapes: readonly string[],
    minutes: number,
    most: number,
    references?: readonly string[],
  ): Promise<RecordedSource[]> {
    const all: RecordedSource[] = [];
    for (const file of tapes) {
      const pieces = await this.#countPieces(file, minutes);
      for (let piece = 0; piece < pieces; piece++) all.push(this.#piece(file, piece, minutes));
    }
    const taken = Math.min(most, all.length);
    const pieces: RecordedSource[] = [];
    for (let i = 0; i < taken; i++) {
      pieces.push(await this.#beside(all[Math.floor((i * all.length) / taken)] as RecordedSource, references));
    }
    return pieces;
  }

  /** The piece with the tape of the reference that covers it. @throws MarketError where none does */
  async #beside(piece: RecordedSource, references: readonly string[] | undefined): Promise<RecordedSource> {
    if (references === undefined) return piece;
    const file = await this.#covering(piece, references);
    return { ...piece, reference: { file, sha256: this.#hashOf(file) } };
  }

  /** @throws MarketError where no tape of the reference covers the piece */
  async #covering(
    { file, fromUs, toUs }: Omit<RecordedSource, 'sha256'>,
    references: readonly string[],
  ): Promise<string> {
    const { startUs } = await readTapeHead(this.#pathOf(file));
    const paths = references.map((one) => this.#pathOf(one));
    const path = await this.#references.covering({ startUs: startUs + fromUs, endUs: startUs + toUs }, paths);
    const found = references[paths.indexOf(path ?? '')];
    if (found !== undefined) return found;
    throw new MarketError(
      `no tape of reference.tapes (${references.join(', ')}) covers nine tenths of ${file} from minute ${fromUs / 60e6} to ${toUs / 60e6}: record both markets at the same time, or leave that tape out`,
    );
  }

  /**
   * How many whole sessions the plan's tapes hold.
   * @throws TapeFileError; MarketError for a tape whose tick or lot size does not fit the instrument, for a tape on which nothing
   * can be traded, for prices that the contract cannot have, for tapes of two clocks, and for a tape without delays if the plan replays recorded delays (the last two are
   * checked for tapes of the replay gate, too)
   */
  async sessionsOn(plan: CampaignPlan, instrument: Instrument): Promise<number> {
    await this.#requireOneClock(plan);
    let pieces = 0;
    for (const file of plan.tapes) {
      const path = this.#pathOf(file);
      const whole = await fitting(path, () => openCompiled(path, instrument, this.#options));
      try {
        const fault = notAMarket(file, whole);
        if (fault !== undefined) throw new MarketError(fault);
        requirePossiblePrices(file, whole, instrument);
      } finally {
        whole.close();
      }
      if (plan.latency.feed === 'recorded' && !whole.hasDelays) throw new MarketError(noDelays(path));
      this.#sayWhere(file, whole);
      pieces += await this.#countPieces(file, plan.minutes);
      await this.#requireReference(file, plan);
    }
    if (plan.latency.feed === 'recorded') {
      for (const file of plan.gateTapes) await this.#requireDelays(file, instrument);
      for (const file of plan.reference?.tapes ?? []) {
        const fault = await this.#references.withoutDelays(this.#pathOf(file));
        if (fault !== undefined) throw new MarketError(fault);
      }
    }
    return pieces;
  }

  /** Every whole piece of a tape has to be covered by a tape of the reference, where the plan has one. */
  async #requireReference(file: string, { minutes, reference }: CampaignPlan): Promise<void> {
    if (reference === undefined) return;
    const pieces = await this.#countPieces(file, minutes);
    for (let piece = 0; piece < pieces; piece++) {
      const [fromUs, toUs] = [piece * minutes * 60e6, (piece + 1) * minutes * 60e6];
      await this.#covering({ type: 'tape', file, fromUs, toUs }, reference.tapes);
    }
  }

  /** Rows of a tape that was recorded live are late by the delay of its feed; no delays are right for such tapes and others. */
  async #requireOneClock({ tapes, gateTapes, latency, reference }: CampaignPlan): Promise<void> {
    let live: string | undefined;
    let other: string | undefined;
    for (const file of [...tapes, ...gateTapes, ...(reference?.tapes ?? [])]) {
      if ((await readTapeHead(this.#pathOf(file))).clock === undefined) other = file;
      else live = file;
    }
    if (live === undefined) return;
    if (other !== undefined) {
      throw twoClocks(live, other);
    }
    if ((latency.referenceUs ?? 0) > 0) {
      this.#say(
        `rows of ${reference?.tapes.join(', ')} are late by the delay of their feed already, and reference.feed_ms = ${(latency.referenceUs ?? 0) / 1000} comes on top. Set it to 0 (docs/venues.md).`,
      );
    }
    if (latency.feedUs > 0) {
      this.#say(
        `${live}: its rows are late by the delay of its feed already, and latency.feed_ms = ${latency.feedUs / 1000} comes on top. Set it to 0 and add it to latency.order_ms (docs/venues.md).`,
      );
    }
  }

  /**
   * Price of a tape's first trade, in ticks of the instrument, and whether the tape shows best quotes alone.
   * @throws as {@link sessionsOn} does
   */
  async beginning(file: string, instrument: Instrument): Promise<{ priceTicks: number; quoteLevel: boolean }> {
    const path = this.#pathOf(file);
    const whole = await fitting(path, () => openCompiled(path, instrument, this.#options));
    try {
      const priceTicks = firstTradeTicks(whole);
      if (priceTicks === undefined) throw new MarketError(`${file}: the tape holds no trade: nothing could ever fill`);
      return { priceTicks, quoteLevel: whole.quoteLevel };
    } finally {
      whole.close();
    }
  }

  async #requireDelays(file: string, instrument: Instrument): Promise<void> {
    const path = this.#pathOf(file);
    const whole = await fitting(path, () => openCompiled(path, instrument, this.#options));
    whole.close();
    if (!whole.hasDelays) throw new MarketError(noDelays(path));
  }

  async load(source: MarketSource, instrument: Instrument): Promise<SessionMarket> {
    this.#open?.close();
    this.#open = undefined;
    if (source.type === 'synthetic') {
      const name = nameOfGenerated(source, instrument);
      const known = this.#kept.get(name);
      if (known !== undefined) return { ...known, generated: () => generate(source, instrument) };
      const { tape, compiled } = compiledMarket(source, instrument);
      const market = this.#kept.keep(name, { compiled, digest: tapeDigest(tape) });
      return { ...market, generated: () => tape };
    }
    if (source.type === 'feed') {
      throw new MarketError(
        `the session on ${feedName(source)} was cut off and left no tape; what it received is in ${source.capture} and can be imported with: tune tape import`,
      );
    }
    this.#requireSame(source);
    if (source.reference !== undefined) this.#requireSame(source.reference);
    const compiled = await fitting(this.#pathOf(source.file), () => this.#openPiece(source, instrument));
    this.#open = compiled;
    requirePossiblePrices(source.file, compiled, instrument);
    if (compiled.digest === null)
      throw new MarketError(`${compiled.file} has no digest; delete it, it will be made again`);
    if (source.reference !== undefined) compiled.reference = await this.#midsBeside(compiled, source.reference);
    return { compiled, digest: compiled.digest, generated: null };
  }

  #midsBeside({ startUs, endUs }: CompiledTape, { file, sha256 }: ReferenceTape): Promise<ReferenceMids> {
    return this.#references.mids(this.#pathOf(file), sha256, { startUs, endUs: startUs + endUs });
  }

  #requireSame(tape: ReferenceTape): void {
    const now = this.#hashOf(tape.file);
    if (now !== tape.sha256) throw changedTape(tape, now);
  }

  #openPiece({ file, fromUs, toUs }: Extract<MarketSource, { type: 'tape' }>, grid: Instrument): Promise<CompiledFile> {
    const piece = {
      fromUs,
      toUs,
      rowsOf: (rows: TapeRows, whole: CompiledTape) => segmentRows(rows, whole, fromUs, toUs),
      digestOf: tapeRowsDigest,
    };
    return openCompiledPiece(this.#pathOf(file), grid, piece, this.#options);
  }

  #piece(file: string, piece: number, minutes: number): RecordedSource {
    const fromUs = piece * minutes * 60e6;
    return { type: 'tape', file, sha256: this.#hashOf(file), fromUs, toUs: fromUs + minutes * 60e6 };
  }

  async #countPieces(file: string, minutes: number): Promise<number> {
    const { startUs, endUs } = await readTapeHead(this.#pathOf(file));
    return Math.floor((endUs - startUs) / (minutes * 60e6));
  }

  get #options(): CompileOptions {
    return { elsewhere: this.#workspace.compiledFolder };
  }

  #hashOf(file: string): string {
    const path = this.#pathOf(file);
    const stat = statSync(path, { throwIfNoEntry: false });
    const touched = `${stat?.ino} ${stat?.size} ${stat?.mtimeMs}`;
    const known = this.#hashes.get(path);
    if (known?.touched === touched) return known.sha256;
    const sha256 = hashFile(path);
    this.#hashes.set(path, { touched, sha256 });
    return sha256;
  }

  #sayWhere(file: string, compiled: CompiledFile): void {
    const where = keptElsewhere(this.#pathOf(file), compiled);
    if (where !== undefined) this.#say(where);
  }

  #pathOf(file: string): string {
    return isAbsolute(file) ? file : join(this.#workspace.folder, file);
  }
}

/** Opens a tape. If its tick or lot size does not fit, the error names the settings that the tape needs. */
async function fitting(path: string, open: () => Promise<CompiledFile>): Promise<CompiledFile> {
  try {
    return await open();
  } catch (error) {
    if (!isOutOfRange(error)) throw error;
    const { tickSize, lotSize } = await readTapeHead(path);
    throw new MarketError(
      `${path}: ${error.message}; for this tape a study needs instrument.tick_size = ${tickSize} and instrument.lot_size = ${lotSize}`,
    );
  }
}

/** What comes after a settlement is not read. @throws MarketError for a tape that holds a price which the contract cannot have */
export function requirePossiblePrices(file: string, tape: CompiledTape, instrument: Instrument): void {
  const found = firstOutside(tape, instrument);
  if (found === undefined || found.isSettlement) return;
  const price = (ticks: number): number => Number((ticks * instrument.tickSize).toPrecision(9));
  throw new MarketError(
    `${file}: a ${found.what} at ${price(found.priceTicks)} after ${found.timeUs / 1e6} s: a contract that pays 0 or 1 (instrument.contract = "binary") has prices from ${instrument.tickSize} to ${price(highestBinaryTicks(instrument))}. The price is wrong, or the contract is of another kind`,
  );
}

/** @param live by the clock of its receiver @param other by the venue's */
export function twoClocks(live: string, other: string): MarketError {
  return new MarketError(
    `${live} is by the clock of its receiver and ${other} by the venue's: no delays are right for both. Use tapes of one clock; tune tape import --clock venue makes one by the venue's of a capture.`,
  );
}

/** @param found the hash that the file has now */
export function changedTape({ file, sha256 }: ReferenceTape, found: string): MarketError {
  return new MarketError(`${file} has changed since the session: its SHA-256 is ${found}, it was ${sha256}`);
}

/** The market of a session from a tape in memory. @param reference what stands beside it */
export function inMemory(tape: Tape, reference?: ReferenceMids): SessionMarket {
  const compiled = compileTape(tape);
  const beside = reference === undefined ? compiled : { ...compiled, reference };
  return { compiled: beside, digest: tapeDigest(tape), generated: null };
}

/** The key of a synthetic market in the cache. */
export function nameOfGenerated(source: MarketSource, instrument: Instrument): string {
  return JSON.stringify([source, instrument]);
}

/** The name of a tape file in records: its path relative to the workspace if it is inside, otherwise the path as given. */
export function nameOfTape(workspaceFolder: string, file: string): string {
  const inside = relative(workspaceFolder, file);
  return inside.startsWith('..') || isAbsolute(inside) ? file : inside;
}

function syntheticSource(study: StudyRecord, plan: CampaignPlan, slot: number): MarketSource {
  const family = plan.families[(slot - 1) % plan.families.length];
  if (family === undefined) throw new MarketError('the campaign names no family of synthetic markets');
  const seed = childSeed(study.seed, 'market', slot);
  return {
    type: 'synthetic',
    family,
    seed,
    generator: GENERATOR_VERSION,
    minutes: plan.minutes,
    startPrice: plan.startPrice,
    ...(plan.reference?.pair == null ? {} : { reference: plan.reference.pair }),
  };
}

function compiledMarket(source: SyntheticSource, instrument: Instrument): { tape: Tape; compiled: TapeInMemory } {
  if (source.reference === undefined) {
    const tape = generate(source, instrument);
    return { tape, compiled: compileTape(tape) };
  }
  const { market, reference } = generatePair(requestOf(source, instrument), source.reference);
  return { tape: market, compiled: besideReference(market, reference) };
}

function generate(source: SyntheticSource, instrument: Instrument): Tape {
  const request = requestOf(source, instrument);
  return source.reference === undefined ? generateMarket(request) : generatePair(request, source.reference).market;
}

/** @throws MarketError for a market that this program cannot make as it was */
function requestOf(source: SyntheticSource, instrument: Instrument): SyntheticMarketRequest {
  const { seed, generator, minutes, startPrice } = source;
  // A newer generator may have families that this program does not know. Then the error must name the generator, not the family.
  const family = generator > GENERATOR_VERSION ? undefined : familyNamed(source.family);
  if (family === undefined || !stillMakes(family, generator)) {
    throw new MarketError(
      `the ${source.family} market was made by generator ${generator}; this program has ${GENERATOR_VERSION} and cannot make it as it was: use the tape saved in runs/`,
    );
  }
  return { family, seed, minutes, instrument, startPrice };
}

function familyNamed(name: string): Family {
  const family = families.find((known) => known === name);
  if (family === undefined)
    throw new MarketError(`unknown family of synthetic markets "${name}"; known: ${families.join(', ')}`);
  return family;
}
