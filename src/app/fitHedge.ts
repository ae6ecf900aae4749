/** Fits the beta of a hedge reference on tapes of two markets, and measures it against a beta of 0. Writes nothing. */

import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { fitHedge, type HedgeFit, LEAST_HEDGE_HOURS } from '../evaluation/hedgeFit.ts';
import { type HedgeHour, type HedgeView, hedgeHours } from '../evaluation/hedgeSamples.ts';
import { referenceMids } from '../exchange/referenceMids.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import { openCompiled } from '../recordings/tapeFile/openCompiled.ts';
import { readTapeHead, type TapeFileHead } from '../recordings/tapeFile/readTape.ts';
import { counted } from '../report/figures.ts';
import { type HedgeParameters, hedgeParameters } from '../strategy/hedge.ts';
import { type NumberDeclaration, type Parameters, quantise } from '../strategy/parameters.ts';
import { firstRepeated, refuseOverlap, requireTapes, utcMinute } from './distinctTapes.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

export interface HedgeFitRequest {
  /** Files of the market that is traded, and of the reference. */
  readonly tapes: readonly string[];
  readonly references: readonly string[];
  /** Over which own moves are measured. */
  readonly horizonSeconds: number;
}

export interface HedgeFitted extends HedgeFit, HedgeView {
  readonly symbol: string;
  readonly reference: string;
  /** Hours that both were recorded. */
  readonly sharedHours: number;
  /** Largest shift, bps. */
  readonly mostBps: number;
  /** Lines of [parameters] that accept it; empty where it is not better than a beta of 0. */
  readonly parameters: Parameters;
}

/**
 * @throws UsageError without tapes of both, for tapes of more than two markets or of two clocks, for tapes of one market that hold the
 * same time, for tapes of both that were not recorded at the same time, and for too few hours; TapeFileError, ConfigError
 */
export async function fitHedgeOn(
  { tapes, references, horizonSeconds }: HedgeFitRequest,
  ports: UseCasePorts,
): Promise<HedgeFitted> {
  requireTapes(tapes);
  requireReferences(tapes, references);
  const { config } = ports.settings();
  const own = await headsOf(tapes, 'the market that is traded');
  const other = await headsOf(references, 'the reference');
  refuseOverlap(own);
  refuseOverlap(other);
  requireOneClock([...own, ...other]);
  const shared = sharedSpans(own, other);
  if (shared.length === 0) {
    throw new UsageError(
      `the tapes were not recorded at the same time: ${own.map(spanText).join(', ')}; of the reference ${other.map(spanText).join(', ')}`,
    );
  }
  const view = viewOf(config, horizonSeconds);
  const hours: HedgeHour[] = [];
  for (const span of shared) hours.push(...(await hoursOf(span, view, ports)));
  const sharedHours = shared.reduce((sum, { startUs, endUs }) => sum + (endUs - startUs) / 3600e6, 0);
  requireHours(hours, sharedHours);
  const mostBps = Number(ofConfig(config, 'hedgeMostBps'));
  const fit = fitHedge(hours, { round: roundedBeta, mostBps });
  const [{ symbol }, { symbol: reference }] = [own[0] as TapeFileHead, other[0] as TapeFileHead];
  return { ...fit, ...view, symbol, reference, sharedHours, mostBps, parameters: linesOf(fit) };
}

function requireReferences(tapes: readonly string[], references: readonly string[]): void {
  if (references.length === 0)
    throw new UsageError('at least one --reference FILE is needed, a tape of the other market');
  for (const file of references) if (!existsSync(file)) throw new UsageError(`--reference ${file} does not exist`);
  const twice = firstRepeated([...tapes, ...references]);
  if (twice !== null) throw new UsageError(`${twice.file} is the same tape as ${twice.earlier}; name each tape once`);
}

async function headsOf(files: readonly string[], what: string): Promise<TapeFileHead[]> {
  const heads: TapeFileHead[] = [];
  for (const file of files) heads.push(await readTapeHead(file));
  const [first] = heads as [TapeFileHead];
  const stranger = heads.find(({ symbol }) => symbol !== first.symbol);
  if (stranger === undefined) return heads;
  throw new UsageError(
    `the tapes of ${what} are of two markets, ${first.symbol} (${first.file}) and ${stranger.symbol} (${stranger.file})`,
  );
}

function requireOneClock(heads: readonly TapeFileHead[]): void {
  const live = heads.find(({ clock }) => clock !== undefined);
  const venue = heads.find(({ clock }) => clock === undefined);
  if (live === undefined || venue === undefined) return;
  throw new UsageError(
    `${live.file} is by the clock of its receiver and ${venue.file} by the venue's: which of the two moved first cannot be told. Use tapes of one clock; tune tape import --clock venue makes one by the venue's of a capture`,
  );
}

interface SharedSpan {
  readonly own: TapeFileHead;
  readonly other: TapeFileHead;
  /** µs since 1970. */
  readonly startUs: number;
  readonly endUs: number;
}

/** What each pair of tapes has in common, in the order of time. */
function sharedSpans(own: readonly TapeFileHead[], other: readonly TapeFileHead[]): SharedSpan[] {
  const pairs = own.flatMap((a) =>
    other.map((b) => ({
      own: a,
      other: b,
      startUs: Math.max(a.startUs, b.startUs),
      endUs: Math.min(a.endUs, b.endUs),
    })),
  );
  return pairs.filter(({ startUs, endUs }) => endUs > startUs).sort((a, b) => a.startUs - b.startUs);
}

async function hoursOf(
  { own, other, startUs, endUs }: SharedSpan,
  view: HedgeView,
  ports: UseCasePorts,
): Promise<HedgeHour[]> {
  const midsOf = async ({ file, tickSize, lotSize }: TapeFileHead): Promise<ReferenceMids> => {
    const tape = await openCompiled(file, { tickSize, lotSize }, { elsewhere: ports.workspace.compiledFolder });
    try {
      return referenceMids(tape, startUs, endUs - startUs);
    } finally {
      tape.close();
    }
  };
  return hedgeHours(await midsOf(own), await midsOf(other), endUs - startUs, view);
}

function viewOf(config: Config, horizonSeconds: number): HedgeView {
  return {
    feedUs: config.latency.feedUs,
    referenceUs: config.reference.feedUs,
    horizonSeconds,
    staleSeconds: Number(ofConfig(config, 'hedgeStaleSeconds')),
  };
}

/** A parameter of the settings; the default where the strategy of the settings has none. */
function ofConfig({ parameters }: Config, name: keyof HedgeParameters): Parameters[string] {
  return parameters[name] ?? hedgeParameters[name].default;
}

function requireHours(hours: readonly HedgeHour[], sharedHours: number): void {
  const needed = LEAST_HEDGE_HOURS.fitted + LEAST_HEDGE_HOURS.tested;
  if (hours.length >= needed) return;
  throw new UsageError(
    `the tapes give ${counted(hours.length, 'hour')} to fit and test on, of ${sharedHours.toFixed(1)} h recorded of both; ${needed} are needed: ` +
      `${LEAST_HEDGE_HOURS.fitted} for the first fit and ${LEAST_HEDGE_HOURS.tested} that are forecast. An hour with less than half of its seconds does not count`,
  );
}

function roundedBeta(beta: number): number {
  return quantise(hedgeParameters.hedgeBeta as NumberDeclaration, beta);
}

function linesOf({ isBetter, beta, halfLifeSeconds }: HedgeFit): Parameters {
  return isBetter ? { hedgeReference: true, hedgeBeta: beta, hedgeHalfLifeSeconds: halfLifeSeconds } : {};
}

function spanText({ file, startUs, endUs }: TapeFileHead): string {
  return `${file} from ${utcMinute(startUs)} to ${utcMinute(endUs)} UTC`;
}
