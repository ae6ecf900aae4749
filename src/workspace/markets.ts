/** The Markets port: synthetic markets from their seeds, recorded ones from tape files, cut into sessions. */

import { isAbsolute, join, relative } from 'node:path';
import { segmentOf } from '../exchange/segment.ts';
import { hashFile } from '../feeds/hashFile.ts';
import { readTape, readTapeHead } from '../feeds/readTape.ts';
import type { Markets, SessionPlace } from '../loop/ports.ts';
import { type CompiledTape, compileTape } from '../market/compiledTape.ts';
import type { Instrument } from '../market/instrument.ts';
import { regrid } from '../market/regrid.ts';
import { childSeed } from '../market/rng.ts';
import { type Family, families } from '../market/synthetic/families.ts';
import { GENERATOR_VERSION, generateMarket } from '../market/synthetic/generate.ts';
import type { Tape } from '../market/tape.ts';
import type { CampaignPlan, MarketSource, StudyRecord } from '../study/records.ts';

/** A market that cannot be made again as it was. */
export class MarketError extends Error {
  override name = 'MarketError';
}

interface LoadedTape {
  readonly sha256: string;
  readonly tape: Tape;
  readonly compiled: CompiledTape;
}

export class WorkspaceMarkets implements Markets {
  readonly #folder: string;
  /** The tape file last used: sessions of a campaign usually come from one. */
  #loaded: { readonly file: string; readonly tape: LoadedTape } | undefined;

  constructor(workspaceFolder: string) {
    this.#folder = workspaceFolder;
  }

  async sourceOf(study: StudyRecord, plan: CampaignPlan, place: SessionPlace): Promise<MarketSource | null> {
    if (plan.mode === 'sim') return syntheticSource(study, plan, place.ofStudy);
    let piece = place.ofCampaign - 1;
    for (const file of plan.tapes) {
      const pieces = await this.#piecesOf(file, plan);
      if (piece < pieces) {
        const { sha256 } = await this.#open(file, study.instrument);
        const fromUs = piece * plan.minutes * 60e6;
        return { type: 'tape', file, sha256, fromUs, toUs: fromUs + plan.minutes * 60e6 };
      }
      piece -= pieces;
    }
    return null;
  }

  /** How many whole sessions the plan's tapes hold. @throws TapeFileError, MarketError for a tape that does not fit */
  async sessionsOn(plan: CampaignPlan, instrument: Instrument): Promise<number> {
    let pieces = 0;
    for (const file of plan.tapes) {
      await this.#open(file, instrument);
      pieces += await this.#piecesOf(file, plan);
    }
    return pieces;
  }

  async load(source: MarketSource, instrument: Instrument): Promise<Tape> {
    if (source.type === 'synthetic') return generated(source, instrument);
    const { sha256, tape, compiled } = await this.#open(source.file, instrument);
    if (sha256 !== source.sha256) {
      throw new MarketError(
        `${source.file} has changed since the session: its SHA-256 is ${sha256}, it was ${source.sha256}`,
      );
    }
    return segmentOf(tape, compiled, source.fromUs, source.toUs);
  }

  async #piecesOf(file: string, plan: CampaignPlan): Promise<number> {
    const { startUs, endUs } = await readTapeHead(this.#pathOf(file));
    return Math.floor((endUs - startUs) / (plan.minutes * 60e6));
  }

  /** Reads a tape and counts it in the instrument's ticks and lots. */
  async #open(file: string, instrument: Instrument): Promise<LoadedTape> {
    if (this.#loaded?.file === file) return this.#loaded.tape;
    const path = this.#pathOf(file);
    const tape = onGrid(file, await readTape(path), instrument);
    const loaded = { sha256: hashFile(path), tape, compiled: compileTape(tape) };
    this.#loaded = { file, tape: loaded };
    return loaded;
  }

  #pathOf(file: string): string {
    return isAbsolute(file) ? file : join(this.#folder, file);
  }
}

function onGrid(file: string, tape: Tape, instrument: Instrument): Tape {
  try {
    return regrid(tape, instrument);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MarketError(
      `${file}: ${error.message}; for this tape a study needs instrument.tick_size = ${tape.tickSize} and instrument.lot_size = ${tape.lotSize}`,
    );
  }
}

/** A tape file as records name it: relative to the workspace when it lies inside. */
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
  };
}

function generated(source: Extract<MarketSource, { type: 'synthetic' }>, instrument: Instrument): Tape {
  const { family, seed, generator, minutes, startPrice } = source;
  if (generator !== GENERATOR_VERSION) {
    throw new MarketError(
      `the market was made by generator ${generator}, this program has ${GENERATOR_VERSION}: use the tape saved in runs/`,
    );
  }
  return generateMarket({ family: familyNamed(family), seed, minutes, instrument, startPrice });
}

function familyNamed(name: string): Family {
  const family = families.find((known) => known === name);
  if (family === undefined)
    throw new MarketError(`unknown family of synthetic markets "${name}"; known: ${families.join(', ')}`);
  return family;
}
