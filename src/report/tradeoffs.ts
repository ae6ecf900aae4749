/** How volume, pauses, positions and profit go together across the measured versions. */

import type { Pooled } from '../study/pooled.ts';
import type { Mode } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { counted, type Figures } from './figures.ts';
import { pageLink } from './links.ts';
import { list, markdownPage, table } from './markdown.ts';

/** Fewest versions for which a rank correlation can reach the 10 % level at all. */
const FEWEST_VERSIONS = 4;
/** Smallest |ρ| that chance reaches in at most 10 % of cases, two-sided, n = 4 … 10 (Zar 1972, exact tables). */
const CRITICAL_RHO: readonly number[] = [1, 0.9, 0.829, 0.714, 0.643, 0.6, 0.564];

interface Measure {
  readonly words: string;
  of(pooled: Pooled): number | null;
}

const volume: Measure = { words: 'volume per hour', of: (p) => p.volume / p.hours };
const paused: Measure = { words: 'time held back', of: (p) => p.pauseShare };
const position: Measure = { words: 'mean position', of: (p) => p.meanAbsolutePosition };
const spread: Measure = { words: 'spread captured', of: (p) => p.spreadCapturedBps };

function pairsOf({ tenThousand }: Figures): readonly (readonly [Measure, Measure])[] {
  const ratio: Measure = { words: `profit per ${tenThousand}`, of: (p) => p.profitPer10k };
  return [
    [volume, ratio],
    [paused, ratio],
    [paused, volume],
    [position, ratio],
    [spread, volume],
  ];
}

/** Versions that traded in a mode. */
function tradedIn(snapshot: StudySnapshot, mode: Mode): Pooled[] {
  return snapshot.versions
    .flatMap((version) => snapshot.pooled(version.number, mode, 'pessimistic') ?? [])
    .filter((pooled) => pooled.volume > 0 && pooled.hours > 0);
}

/** The relations that chance does not explain, a sentence each. */
export function relationsBeyondChance(snapshot: StudySnapshot, mode: Mode, figures: Figures): string[] {
  const measured = tradedIn(snapshot, mode);
  if (measured.length < FEWEST_VERSIONS) return [];
  return pairsOf(figures)
    .map(([a, b]) => relation(measured, a, b, figures))
    .flatMap(({ words, beyondChance }) => (beyondChance ? [words] : []));
}

/** Rates of each version, and every relation between them that was looked for. */
export function tradeoffsSection(snapshot: StudySnapshot, mode: Mode, figures: Figures): string {
  const measured = tradedIn(snapshot, mode);
  const title = `## What each version did (${mode})`;
  if (measured.length === 0) return markdownPage([title, 'No version has traded yet.']).trimEnd();
  const rows = measured.map((p) => [
    pageLink(p.version),
    String(p.sessions),
    figures.value(p.volume / p.hours),
    figures.number(p.fills / p.hours, 1),
    p.per10kInterval === null
      ? `${figures.signed(p.profitPer10k, 2)} (n = ${p.fills})`
      : figures.interval(p.per10kInterval),
    figures.signed(p.spreadCapturedBps, 2),
    markout(p, figures),
    figures.percent(p.pauseShare),
    figures.value(p.meanAbsolutePosition),
    figures.number(p.forceCloses / p.hours, 1),
  ]);
  const right = 'right' as const;
  return markdownPage([
    title,
    'Pessimistic fills; rates per hour of market time.',
    table(
      [
        { title: 'Ver' },
        { title: 'Sessions', align: right },
        { title: 'Volume/h', align: right },
        { title: 'Fills/h', align: right },
        { title: `Per ${figures.tenThousand} (90 % interval)`, align: right },
        { title: 'Spread bps', align: right },
        { title: 'Markout 30 s bps (fills)', align: right },
        { title: 'Held back', align: right },
        { title: 'Mean position', align: right },
        { title: 'Force closes/h', align: right },
      ],
      rows,
    ),
    measured.length < FEWEST_VERSIONS
      ? `${counted(measured.length, 'version')} measured: at least ${FEWEST_VERSIONS} are needed to show a relation.`
      : list(pairsOf(figures).map(([a, b]) => relation(measured, a, b, figures).words)),
  ]).trimEnd();
}

function markout(p: Pooled, figures: Figures): string {
  const at30 = p.markouts.find((one) => one.horizonSeconds === 30);
  return at30 === undefined || at30.meanBps === null ? '–' : `${figures.signed(at30.meanBps, 2)} (${at30.fills})`;
}

interface Relation {
  readonly words: string;
  readonly beyondChance: boolean;
}

function relation(measured: readonly Pooled[], a: Measure, b: Measure, figures: Figures): Relation {
  const pairs = measured.flatMap((p) => {
    const [x, y] = [a.of(p), b.of(p)];
    return x === null || y === null ? [] : [[rounded(x), rounded(y)] as const];
  });
  const n = pairs.length;
  const rho = spearman(pairs);
  if (rho === null) {
    const words = `${capital(a.words)} and ${b.words}: one of them is the same in all ${n} versions.`;
    return { words, beyondChance: false };
  }
  const critical = CRITICAL_RHO[n - FEWEST_VERSIONS] ?? 1.645 / Math.sqrt(n - 1);
  const facts = `rank correlation ${figures.signed(rho, 2)}, n = ${counted(n, 'version')}`;
  if (Math.abs(rho) < critical - 1e-9) {
    const words = `${capital(a.words)} and ${b.words}: no relation beyond chance (${facts}; chance reaches ±${figures.number(critical, 2)}).`;
    return { words, beyondChance: false };
  }
  const words = `More ${a.words} went with **${rho > 0 ? 'more' : 'less'} ${b.words}** (${facts}; not proof of a cause).`;
  return { words, beyondChance: true };
}

/** Spearman's ρ: the correlation of ranks, ties sharing their mean rank; null when a side has only ties. */
export function spearman(pairs: readonly (readonly [number, number])[]): number | null {
  const xs = ranks(pairs.map(([x]) => x));
  const ys = ranks(pairs.map(([, y]) => y));
  const middle = (pairs.length + 1) / 2;
  let both = 0;
  let xx = 0;
  let yy = 0;
  for (const [i, x] of xs.entries()) {
    const dx = x - middle;
    const dy = (ys[i] ?? middle) - middle;
    both += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? null : both / Math.sqrt(xx * yy);
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** To nine digits: figures that differ only by the rounding of binary fractions count as equal. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
