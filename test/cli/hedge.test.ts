/** A second market beside the own one, as a user sees it: settings, plans, verification, and what is refused. */

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generatePair } from '../../src/market/synthetic/generatePair.ts';
import type { Tape } from '../../src/market/tape.ts';
import { writeTape } from '../../src/recordings/tapeFile/writeTape.ts';
import { aWorkspace, type ProgramResult, tune } from './tune.ts';

const hedged = 'hedgeReference = true\nhedgeBeta = 1\nhedgeHalfLifeSeconds = 2\n';

/** A workspace with settings for a version that reads a reference. */
function withSettings(reference: string, parameters = hedged): string {
  const folder = aWorkspace();
  writeFileSync(
    join(folder, 'tune.toml'),
    `[study]\nstrategy = "tiered"\n[session]\ntrials = 0\nminutes = 4\n${reference}\n[parameters]\nliquidityFloorUsd = 1000\n${parameters}`,
  );
  return folder;
}

/** Ten minutes of two markets; the reference was recorded from half a minute earlier on. */
function writeTapes(folder: string, change: (reference: Tape) => Tape = (reference) => reference): void {
  const request = { family: 'calm', seed: 'hedge', minutes: 10, instrument: btcUsdPerp } as const;
  const { market, reference } = generatePair(request, { beta: 1, lagSeconds: 2 });
  writeTape(join(folder, 'own.parquet'), market);
  writeTape(join(folder, 'reference.parquet'), change({ ...reference, startUs: reference.startUs - 30e6 }));
}

const TAPES = '[reference]\ntapes = ["reference.parquet"]';
const replay = (folder: string, ...more: string[]): ProgramResult =>
  tune(folder, ['start', '--mode', 'replay', '--tape', 'own.parquet', '--sessions', '1', ...more]);

interface Told {
  readonly source: { readonly reference?: unknown };
  readonly facts: { readonly referenceDigest?: string; readonly tapeDigest: string };
}

/** The first session as `tune show` gives it. */
function firstSession(folder: string): Told {
  const { out } = tune(folder, ['show', 's1', '--json']);
  return JSON.parse(out) as Told;
}

describe('a campaign over two tapes', () => {
  it('is the same again, and records what of the reference was seen', () => {
    const folder = withSettings(TAPES);
    writeTapes(folder);
    expect(replay(folder)).toMatchObject({ code: 0 });
    const { source, facts } = firstSession(folder);
    expect(source.reference).toMatchObject({
      file: 'reference.parquet',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(facts.referenceDigest).toMatch(/^[0-9a-f]{16}$/);
    const verified = tune(folder, ['verify', 'v1']);
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.out).toContain('byte-identical');
    const again = tune(folder, ['replay', '--tape', 'own.parquet']);
    expect(again).toMatchObject({ code: 0 });
    // One byte after its end, which no reader of the tape would miss.
    appendFileSync(join(folder, 'reference.parquet'), ' ');
    const changed = tune(folder, ['verify', 'v1']);
    expect(changed.code).not.toBe(0);
    expect(changed.err).toContain('reference.parquet has changed since the session');
  });

  it('gives other sessions than one without a reference, and the same market', () => {
    const [folder, plain] = [withSettings(TAPES), withSettings('', '')];
    for (const one of [folder, plain]) {
      writeTapes(one);
      expect(replay(one)).toMatchObject({ code: 0 });
    }
    const without = firstSession(plain);
    expect(without.source).not.toHaveProperty('reference');
    expect(without.facts).not.toHaveProperty('referenceDigest');
    expect(without.facts.tapeDigest).toBe(firstSession(folder).facts.tapeDigest);
  });
});

describe('a campaign over synthetic pairs', () => {
  it('is the same again, from its seed and from the tape that it saved', () => {
    const folder = withSettings('[reference]\nsim = true\nsim_beta = 0.9');
    expect(tune(folder, ['start', '--sessions', '1'])).toMatchObject({ code: 0 });
    expect(firstSession(folder).source.reference).toEqual({ beta: 0.9, lagSeconds: 2 });
    const { code, out } = tune(folder, ['verify', 'v1']);
    expect(code).toBe(0);
    expect(out).toContain('saved tape');
  });
});

describe('a version that reads a reference is refused', () => {
  it('on tapes without one, in words that name the setting', () => {
    const folder = withSettings('');
    writeTapes(folder);
    const { code, err } = replay(folder);
    expect(code).toBe(2);
    expect(err).toContain('reads reference (the mid of a second market, the hedge reference)');
    expect(err).toContain('reference.tapes');
  });

  it('on tapes that were not recorded at the same time', () => {
    const folder = withSettings(TAPES);
    writeTapes(folder, (reference) => ({ ...reference, startUs: reference.startUs + 3600e6 }));
    const { code, err } = replay(folder);
    expect(code).not.toBe(0);
    expect(err).toContain(
      'no tape of reference.tapes (reference.parquet) covers nine tenths of own.parquet from minute 0 to 4',
    );
  });

  it('on paper, whether tapes of a reference are set or not', () => {
    const paper = (folder: string): ProgramResult => tune(folder, ['start', '--mode', 'paper', '--sessions', '1']);
    const venue = '[venue]\nsymbol = "BTC"';
    const folder = withSettings(`${TAPES}\n${venue}`);
    writeTapes(folder);
    expect(paper(folder).err).toContain('a second live feed beside it is not built');
    expect(paper(withSettings(venue)).err).toContain('a second live feed beside it is not built');
  });
});
