/** The Markets port: synthetic markets from their seeds, recorded ones from tape files, cut into sessions. */

import { isAbsolute, join, relative } from 'node:path';
import { segmentOf } from '../exchange/segment.ts';
import { hashFile } from '../feeds/hashFile.ts';
import { readTape } from '../feeds/readTape.ts';
import type { Markets } from '../loop/ports.ts';
import { type CompiledTape, compileTape } from '../market/compiledTape.ts';
import type { Instrument } from '../market/instrument.ts';
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

  async sourceOf(study: StudyRecord, plan: CampaignPlan, slot: number): Promise<MarketSource | null> {
    if (plan.mode === 'sim') return syntheticSource(study, plan, slot);
    const lengthUs = plan.minutes * 60e6;
    let piece = slot - 1;
    for (const file of plan.tapes) {
      const { sha256, compiled } = await this.#open(file);
      const pieces = Math.floor(compiled.endUs / lengthUs);
      if (piece < pieces) {
        const fromUs = piece * lengthUs;
        return { type: 'tape', file, sha256, fromUs, toUs: fromUs + lengthUs };
      }
      piece -= pieces;
    }
    return null;
  }

  async load(source: MarketSource, instrument: Instrument): Promise<Tape> {
    if (source.type === 'synthetic') return generated(source, instrument);
    const { sha256, tape, compiled } = await this.#open(source.file);
    if (sha256 !== source.sha256) {
      throw new MarketError(
        `${source.file} has changed since the session: its SHA-256 is ${sha256}, it was ${source.sha256}`,
      );
    }
    if (tape.tickSize !== instrument.tickSize || tape.lotSize !== instrument.lotSize) {
      throw new MarketError(
        `${source.file} has ticks of ${tape.tickSize} and lots of ${tape.lotSize}, the study's instrument ${instrument.tickSize} and ${instrument.lotSize}; set instrument.tick_size and instrument.lot_size in tune.toml for a new study`,
      );
    }
    return segmentOf(tape, compiled, source.fromUs, source.toUs);
  }

  async #open(file: string): Promise<LoadedTape> {
    if (this.#loaded?.file === file) return this.#loaded.tape;
    const path = isAbsolute(file) ? file : join(this.#folder, file);
    const tape = await readTape(path);
    const loaded = { sha256: hashFile(path), tape, compiled: compileTape(tape) };
    this.#loaded = { file, tape: loaded };
    return loaded;
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
