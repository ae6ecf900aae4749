/** What a version did over all of its sessions: its fills by side, distance and regime, when it did not quote and why, and what risk refused. */

import type { FillGroup, Metrics, MoveEnds } from '../../evaluation/metrics.ts';
import type { SessionLane } from '../../study/pooled.ts';
import type { Mode } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { brief, counted, lineOf, type PromptLine, row } from './promptLine.ts';
import { awayShares, countsText, points } from './sessionLines.ts';

/** Nothing for a version without a session that counts. @param name as the heading line calls it, e.g. `the base` */
export function behaviourLines(history: StudySnapshot, version: number, mode: Mode, name: string): PromptLine[] {
  const lanes = history.evidenceLanes(version, 'pessimistic', mode);
  const pooled = history.pooled(version, mode, 'pessimistic');
  if (pooled === null) return [];
  const id = `v${version}`;
  const { hours, sessions } = pooled;
  const worst = lanes.toSorted((a, b) => a.lane.metrics.profit - b.lane.metrics.profit)[0];
  const texts = [
    `${id}, ${name}: ${counted(sessions, 'session')}, ${brief(hours)} h, profit an hour ${brief(pooled.profit / hours)}; worst session s${worst?.session.number} with ${brief(worst?.lane.metrics.profit)}`,
    ...refusedTexts(pooled),
    ...regimeRows(history, lanes),
    ...sinceText(lanes),
    ...fillRows(lanes),
    ...gapTexts(lanes),
    ...moveTexts(lanes),
  ];
  return texts.map((text) => lineOf(text, id));
}

/** Which sessions the lines after it are of, where earlier ones did not record these figures. */
function sinceText(lanes: readonly SessionLane[]): string[] {
  const recorded = lanes.filter(({ lane }) => lane.metrics.fillsBySide !== undefined);
  if (recorded.length === 0 || recorded.length === lanes.length) return [];
  return [`of ${recorded.map(({ session }) => `s${session.number}`).join(' ')} alone, since others did not record it:`];
}

function fillRows(lanes: readonly SessionLane[]): string[] {
  const measured = lanes.flatMap(({ lane: { metrics } }) => (metrics.fillsBySide === undefined ? [] : [metrics]));
  if (measured.length === 0) return [];
  const sides = (['bought', 'sold'] as const).map((side) =>
    groupRow(
      side,
      measured.flatMap(({ fillsBySide }) => (fillsBySide === undefined ? [] : [fillsBySide[side]])),
    ),
  );
  const groups = measured.flatMap(({ fillsByDistance }) => fillsByDistance ?? []);
  const distances = [...Map.groupBy(groups, ({ fromBps }) => fromBps)].toSorted(([a], [b]) => a - b);
  return [
    row('passive fills', 'fills', 'volume', 'distance at the fill, bps', 'markout 1/5/30/60 s'),
    ...sides,
    ...distances.map(([fromBps, same]) => {
      const toBps = same[0]?.toBps ?? null;
      const name = toBps === null ? `sent at ${fromBps} bps or more` : `sent at ${fromBps} to ${toBps} bps`;
      return groupRow(name, same);
    }),
  ];
}

/** Groups of several sessions as one, means weighted by volume; that of a session's last fills counts although they have no markout yet. */
function groupRow(name: string, groups: readonly FillGroup[]): string {
  const volume = groups.reduce((sum, group) => sum + group.volume, 0);
  const horizons = groups[0]?.markoutsBps ?? [];
  const markouts = horizons.map((_, h) => brief(byVolume(groups, (group) => group.markoutsBps[h] ?? null)));
  return row(
    name,
    groups.reduce((sum, { fills }) => sum + fills, 0),
    brief(volume),
    brief(byVolume(groups, ({ spreadBps }) => spreadBps)),
    markouts.join('/'),
  );
}

function byVolume(groups: readonly FillGroup[], of: (group: FillGroup) => number | null): number | null {
  return weightedMean(groups, of, ({ volume }) => volume);
}

/** Of those with a value; null where none has one. */
function weightedMean<T>(
  all: readonly T[],
  measure: (one: T) => number | null,
  weightOf: (one: T) => number,
): number | null {
  let [sum, weight] = [0, 0];
  for (const one of all) {
    const value = measure(one);
    if (value === null) continue;
    sum += value * weightOf(one);
    weight += weightOf(one);
  }
  return weight === 0 ? null : sum / weight;
}

function regimeRows(history: StudySnapshot, lanes: readonly SessionLane[]): string[] {
  // One session of a synthetic regime is its own row in the records; the regime of a tape stands nowhere else.
  const byRegime = [...Map.groupBy(lanes, ({ session }) => history.regimeOf(session))]
    .filter(([, own]) => own.length > 1 || own.some(({ session }) => session.source.type === 'tape'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (byRegime.length === 0) return [];
  return [
    row('regime', 'sessions', 'profit an hour', 'spread/inventory/fees', 'fills an hour', 'markout 60 s', 'away %'),
    ...byRegime.map(([regime, own]) => {
      const metrics = own.map(({ lane }) => lane.metrics);
      const hours = own.reduce((sum, { session }) => sum + (session.facts?.durationUs ?? 0) / 3.6e9, 0);
      const hourly = (of: (m: Metrics) => number): string => brief(metrics.reduce((sum, m) => sum + of(m), 0) / hours);
      return row(
        `${regime} (${own.map(({ session }) => `s${session.number}`).join(' ')})`,
        own.length,
        hourly((m) => m.profit),
        [
          hourly((m) => m.spreadProfit),
          hourly((m) => m.inventoryProfit),
          hourly((m) => m.feesPaid - m.rebates + m.fundingPaid),
        ].join('/'),
        hourly((m) => m.fills),
        brief(markout60(metrics)),
        awayOf(own),
      );
    }),
  ];
}

/** Weighted by the volume behind it. */
function markout60(metrics: readonly Metrics[]): number | null {
  return weightedMean(
    metrics,
    ({ markouts }) => markouts.find(({ horizonSeconds }) => horizonSeconds === 60)?.meanBps ?? null,
    ({ volume }) => volume,
  );
}

/** Mean over sessions, weighted by their length, of what is on record. */
function timeMean(lanes: readonly SessionLane[], of: (metrics: Metrics) => number | null): number | null {
  return weightedMean(
    lanes,
    ({ lane }) => of(lane.metrics),
    ({ session }) => session.facts?.durationUs ?? 0,
  );
}

function awayOf(lanes: readonly SessionLane[]): string {
  const share = (side: 'bids' | 'asks'): number | null =>
    timeMean(lanes, ({ quoteGaps }) => (quoteGaps === undefined ? null : awayShares(quoteGaps)[side]));
  return `${points(share('bids'))}/${points(share('asks'))}`;
}

function gapTexts(lanes: readonly SessionLane[]): string[] {
  const causes = new Set(lanes.flatMap(({ lane }) => Object.keys(lane.metrics.quoteGaps ?? {})));
  if (causes.size === 0) return [];
  const share = (cause: string, side: 'bids' | 'asks'): number =>
    timeMean(lanes, ({ quoteGaps }) =>
      quoteGaps === undefined ? null : (Object.entries(quoteGaps).find(([name]) => name === cause)?.[1][side] ?? 0),
    ) ?? 0;
  const shares = [...causes]
    .map((cause) => ({ cause, bids: share(cause, 'bids'), asks: share(cause, 'asks') }))
    .sort((a, b) => b.bids + b.asks - a.bids - a.asks);
  return [
    `away %, bids/asks: ${shares.map(({ cause, bids, asks }) => `${cause} ${points(bids)}/${points(asks)}`).join(', ')}`,
  ];
}

function moveTexts(lanes: readonly SessionLane[]): string[] {
  const moves = lanes.flatMap(({ lane }) => lane.metrics.priceMoves ?? []);
  if (moves.length === 0) return [];
  const text = (ends: readonly MoveEnds[], rose: boolean): string => {
    const count = ends.reduce((sum, end) => sum + end.count, 0);
    const name = rose ? 'rise' : 'fall';
    if (count === 0) return `no ${name}`;
    const mean = ends.reduce((sum, end) => sum + (end.meanPosition ?? 0) * end.count, 0) / count;
    const against = ends.reduce((sum, end) => sum + end.against, 0);
    return `${counted(count, name)}: mean position ${brief(mean)}, ${rose ? 'short' : 'long'} in ${against}`;
  };
  const rises = moves.map((move) => move.rises);
  const falls = moves.map((move) => move.falls);
  return [`position at the end of ${text(rises, true)}; of ${text(falls, false)}`];
}

function refusedTexts(pooled: NonNullable<ReturnType<StudySnapshot['pooled']>>): string[] {
  const { denied, rejected, riskEvents, forceCloses } = pooled;
  const parts = [
    ...(Object.keys(denied).length === 0 ? [] : [`quotes denied by risk: ${countsText(denied)}`]),
    ...(Object.keys(riskEvents).length === 0 ? [] : [`risk events: ${countsText(riskEvents)}`]),
    ...(rejected === 0 ? [] : [`rejected on arrival: ${rejected}`]),
    ...(forceCloses === 0 ? [] : [`force closes: ${forceCloses}`]),
  ];
  return parts.length === 0 ? [] : [parts.join('; ')];
}
