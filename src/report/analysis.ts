/** Sentences about a version's results. Each follows from measured figures by a fixed rule. */

import type { Pooled } from '../study/pooled.ts';
import type { StudyRecord } from '../study/records.ts';
import { evidenceWords } from './evidence.ts';
import type { Figures } from './figures.ts';
import { counted } from './figures.ts';

/** All figures are of the pessimistic fill model; `optimistic` is used only to tell whether both models agree. */
export function analysis(pooled: Pooled, optimistic: Pooled | null, study: StudyRecord, figures: Figures): string[] {
  const sentences = [
    `Evidence: ${evidenceWords(pooled.sessions, pooled.fills)}.`,
    ...(pooled.volume === 0
      ? ['It never traded: nothing can be said about its profit.']
      : [
          profitable(pooled, figures),
          agreement(pooled, optimistic, figures),
          spreadAgainstInventory(pooled, figures),
          adverseSelection(pooled, figures),
          costs(pooled, figures),
          passive(pooled, figures),
          inventory(pooled, study.capital, figures),
        ]),
    pauses(pooled, figures),
    forceCloses(pooled, study.instrument.takerFeeBps, figures),
    requests(pooled, figures),
    risk(pooled, figures),
  ];
  return sentences.filter((sentence) => sentence !== '');
}

function profitable(p: Pooled, f: Figures): string {
  const interval = p.per10kInterval;
  if (interval === null) {
    return `Per ${f.tenThousand} ${f.signed(p.profitPer10k, 2)} from ${counted(p.fills, 'fill')} in a single block with volume, so there is no interval and nothing can be said about profit.`;
  }
  const figure = `Per ${f.tenThousand} ${f.interval(interval)} (${f.percent(interval.level)} interval, ${counted(p.blocks, 'block')})`;
  const lucky =
    p.sessions === 1
      ? ', within this one session; another session may differ from it by more than its own blocks differ'
      : '';
  if (interval.low > 0) return `${figure}: above zero${lucky}.`;
  if (interval.high < 0) return `${figure}: below zero${lucky}.`;
  return `${figure}: the interval includes zero, so neither a profit nor a loss is shown.`;
}

function agreement(p: Pooled, optimistic: Pooled | null, f: Figures): string {
  if (optimistic === null)
    return 'It was not run with the optimistic fill model: it is unknown whether the sign of its P&L depends on the position in the queue.';
  if (p.profit === optimistic.profit && p.volume === optimistic.volume && p.fills === optimistic.fills) {
    return `Both fill models gave the same P&L, ${f.money(p.profit)} (${counted(p.fills, 'fill')}): no fill depended on the position in the queue, so the same sign is no further evidence.`;
  }
  const both = `pessimistic ${f.money(p.profit)} (${counted(p.fills, 'fill')}), optimistic ${f.money(optimistic.profit)} (${counted(optimistic.fills, 'fill')})`;
  return Math.sign(p.profit) === Math.sign(optimistic.profit)
    ? `Both fill models give P&L the same sign: ${both}.`
    : `**The fill models disagree on the sign of P&L**: ${both}. No conclusion about profit can be drawn.`;
}

function spreadAgainstInventory(p: Pooled, f: Figures): string {
  const n = `(${counted(p.fills, 'fill')})`;
  const spread = `${f.value(p.spreadProfit)} of spread (${f.bps(p.spreadCapturedBps)} of volume)`;
  const moves = f.money(p.inventoryProfit);
  if (p.spreadProfit <= 0) {
    return `It captured no spread: ${spread}; the moves of the mid price made ${moves} on inventory ${n}.`;
  }
  if (p.inventoryProfit >= 0)
    return `Captured ${spread}, and the moves of the mid price added ${moves} on inventory ${n}.`;
  const share = -p.inventoryProfit / p.spreadProfit;
  const verdict = share > 1 ? 'more than the whole spread' : `${f.percent(share)} of the spread`;
  return `Captured ${spread}; the moves of the mid price cost ${f.value(-p.inventoryProfit)} on inventory, ${verdict} ${n}.`;
}

function adverseSelection(p: Pooled, f: Figures): string {
  const known = p.markouts.filter((markout) => markout.meanBps !== null);
  const last = known.findLast((markout) => markout.horizonSeconds <= 30) ?? known.at(-1);
  if (last === undefined || last.meanBps === null || p.spreadCapturedBps === null) {
    return `Adverse selection: no fill was old enough for a markout (${counted(p.fills, 'fill')}).`;
  }
  const path = known
    .map((m) => `${f.signed(m.meanBps, 2)} at ${m.horizonSeconds} s (${counted(m.fills, 'fill')})`)
    .join(', ');
  const kept = p.spreadCapturedBps + last.meanBps;
  const sum = `spread (all fills) ${f.signed(p.spreadCapturedBps, 2)} and markout ${f.signed(last.meanBps, 2)} leave ${f.signed(kept, 2)} bps after ${last.horizonSeconds} s`;
  if (last.meanBps >= 0) return `No adverse selection on average: markouts of passive fills in bps ${path}; ${sum}.`;
  return kept < 0
    ? `Adverse selection is larger than the spread captured: markouts of passive fills in bps ${path}; ${sum}.`
    : `Adverse selection is smaller than the spread captured: markouts of passive fills in bps ${path}; ${sum}.`;
}

function costs(p: Pooled, f: Figures): string {
  const parts: string[] = [];
  if (p.rebates > 0) parts.push(`rebates ${f.money(p.rebates)}`);
  if (p.feesPaid > 0) parts.push(`fees ${f.money(-p.feesPaid)}`);
  if (p.fundingPaid !== 0) parts.push(`funding ${f.money(-p.fundingPaid)}`);
  if (parts.length === 0) return '';
  const onlyRebates = p.profit > 0 && p.profit - p.rebates <= 0;
  const withoutRebates = onlyRebates ? `; without rebates P&L would be ${f.money(p.profit - p.rebates)}` : '';
  return `Costs over ${f.value(p.volume)} of volume: ${parts.join(', ')}${withoutRebates}.`;
}

function passive(p: Pooled, f: Figures): string {
  if (p.makerRatio === null) return '';
  return `${f.percent(p.makerRatio)} of the volume was passive (${counted(p.fills, 'fill')}).`;
}

function inventory(p: Pooled, capital: number, f: Figures): string {
  const share = (position: number): string =>
    `${f.value(Math.abs(position))} (${f.percent(Math.abs(position) / capital)} of capital)`;
  // A signed mean beyond half of the absolute mean: most of the time was spent on one side.
  const oneSided = Math.abs(p.meanPosition) > p.meanAbsolutePosition / 2;
  const side = p.meanPosition > 0 ? 'long' : 'short';
  const lean = oneSided ? `; mostly ${side}, ${f.value(Math.abs(p.meanPosition))} on average` : '';
  return `Held ${share(p.meanAbsolutePosition)} on average and ${share(p.maxPosition)} at most over ${f.number(p.hours, 1)} h${lean}.`;
}

function pauses(p: Pooled, f: Figures): string {
  return p.pauseShare === 0
    ? `It never paused its quotes (${f.number(p.hours, 1)} h).`
    : `It paused its quotes ${f.percent(p.pauseShare)} of the time, both sides counted (${f.number(p.hours, 1)} h).`;
}

function forceCloses(p: Pooled, takerFeeBps: number, f: Figures): string {
  if (p.forceCloses === 0) return `No force closes in ${counted(p.sessions, 'session')}.`;
  const times = `${counted(p.forceCloses, 'force close')} in ${counted(p.sessions, 'session')}`;
  if (p.makerRatio === null) return `${times}, none of which was filled.`;
  const aggressive = (1 - p.makerRatio) * p.volume;
  const fees = (aggressive * takerFeeBps) / 10_000;
  return `${times} traded ${f.value(aggressive)} aggressively: a fee of ${f.value(fees)} (${f.number(takerFeeBps, 2)} bps), on top of the spread that they crossed.`;
}

function requests(p: Pooled, f: Figures): string {
  const denied = Object.values(p.denied).reduce((sum, count) => sum + count, 0);
  if (p.placed === 0 && denied === 0) return 'It placed no order.';
  const rejected =
    p.rejected === 0
      ? 'none rejected'
      : `${counted(p.rejected, 'rejection')} (would have crossed, ${f.percent(p.rejected / p.placed)})`;
  const codes = Object.entries(p.denied).map(([code, count]) => `${code} ${count}`);
  const refused = denied === 0 ? 'none denied by risk' : `${denied} denied by risk (${codes.join(', ')})`;
  return `${counted(p.placed, 'order')} placed, ${rejected}, ${refused}.`;
}

function risk(p: Pooled, f: Figures): string {
  const events = Object.entries(p.riskEvents).map(([code, count]) => `${count} × ${code}`);
  const ends = [
    ...(p.halted > 0 ? [`${p.halted} of ${counted(p.sessions, 'session')} ended halted`] : []),
    ...(p.reducing > 0 ? [`${p.reducing} of ${counted(p.sessions, 'session')} ended reducing`] : []),
  ];
  const drawdown = `Largest fall from a peak ${f.value(p.maxDrawdown)} (worst of ${counted(p.sessions, 'session')})`;
  const what = [...events, ...ends];
  return what.length === 0 ? `${drawdown}; no risk events.` : `${drawdown}; **risk**: ${what.join(', ')}.`;
}
