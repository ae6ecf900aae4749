/** The result of `tune tape import`, in words and as JSON. */

import type { ImportedTape } from '../app/importTape.ts';
import { safe } from '../app/safeText.ts';
import type { BookReset, ImportSummary } from '../recordings/import/importResult.ts';
import type { RoundedSizes } from '../recordings/import/sizeRounding.ts';
import { verdictText } from '../recordings/tapeFile/tapeHealth.ts';
import { isoMicroseconds } from '../report/isoTime.ts';

/** A recording may have thousands of resets. This many are shown for each reason, and this many in JSON in all. */
const EXAMPLES = 3;
const MOST_IN_JSON = 100;

/** Resets of one reason. Times are µs since 1970. */
interface ResetGroup {
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

export function importedText({ file, summary, verdict }: ImportedTape): string {
  return `${importText(summary, file)}\nas a market: ${verdictText(verdict)} (tune tape info shows more)`;
}

export function importedData({ file, sha256, summary, verdict }: ImportedTape): object {
  return { tape: file, sha256, ...importJson(summary), verdict };
}

export function importText(summary: ImportSummary, output: string): string {
  const lines = [
    `${safe(summary.source)}: ${summary.lines} lines`,
    `${output}: ${summary.rows} rows, ${summary.trades} trades, ${isoMicroseconds(summary.fromUs)} to ${isoMicroseconds(summary.toUs)}`,
    `reordered ${summary.reordered}, malformed ${summary.malformed}, gaps ${summary.gaps.length}, resets ${summary.resets.length}`,
  ];
  if (summary.feedDelayUs !== undefined) {
    const { median, p99 } = summary.feedDelayUs;
    lines.push(`feed delay: median ${milliseconds(median)} ms, 99 % within ${milliseconds(p99)} ms`);
  }
  if (summary.delaysLeftOut !== undefined) lines.push(`feed delays are not on the tape: ${summary.delaysLeftOut}`);
  else if (summary.delayRows !== undefined) lines.push(`feed delays are on the tape: ${summary.delayRows} rows`);
  if (summary.sizes !== undefined && summary.sizes.rounded > 0) lines.push(sizesText(summary.sizes));
  for (const [reason, count] of Object.entries(summary.dropped)) lines.push(`left out: ${count} ${safe(reason)}`);
  for (const note of summary.notes ?? []) lines.push(`note: ${safe(note)}`);
  lines.push(...gapLines(summary.gaps), ...resetLines(summary.resets));
  for (const bad of summary.firstMalformed)
    lines.push(
      `malformed line ${bad.line}${bad.file === undefined ? '' : ` of ${safe(bad.file)}`}: ${safe(bad.reason)}: ${safe(bad.text)}`,
    );
  return lines.join('\n');
}

/** The summary with at most a hundred gaps and resets, and the number of all. */
export function importJson(summary: ImportSummary): object {
  const { gaps, resets, ...rest } = summary;
  return {
    ...rest,
    gapCount: gaps.length,
    gaps: gaps.slice(0, MOST_IN_JSON),
    resetCount: resets.length,
    resetsByReason: Object.fromEntries(resetGroups(resets)),
    resets: resets.slice(0, MOST_IN_JSON),
  };
}

export function milliseconds(us: number): string {
  return (us / 1000).toFixed(1);
}

export function sizesText({ read, rounded, largestChange }: RoundedSizes): string {
  const percent = largestChange * 100;
  const change = percent >= 1 ? percent.toFixed(1) : percent.toPrecision(2);
  return `sizes: ${rounded} of ${read} were not a whole number of lots and were rounded, by up to ${change} %`;
}

function gapLines(gaps: ImportSummary['gaps']): string[] {
  const lines = gaps
    .slice(0, EXAMPLES)
    .map(
      (gap) => `gap at line ${gap.line}, ${isoMicroseconds(gap.timeUs)}: expected ${gap.expected}, found ${gap.found}`,
    );
  const last = gaps.at(-1);
  if (last !== undefined && gaps.length > EXAMPLES) {
    lines.push(`… ${gaps.length} gaps in all, the last at line ${last.line}, ${isoMicroseconds(last.timeUs)}`);
  }
  return lines;
}

function resetLines(resets: readonly BookReset[]): string[] {
  return [...resetGroups(resets)].flatMap(([reason, { count, firstUs, lastUs }]) => {
    if (count > EXAMPLES) {
      const examples = resets.filter((one) => one.reason === reason).slice(1, EXAMPLES);
      const between = examples.map(({ timeUs }) => `, ${isoMicroseconds(timeUs)}`).join('');
      return [`${count} resets: ${reason}: ${isoMicroseconds(firstUs)}${between} … ${isoMicroseconds(lastUs)}`];
    }
    return resets
      .filter((one) => one.reason === reason)
      .map(({ timeUs }) => `reset at ${isoMicroseconds(timeUs)}: ${reason}`);
  });
}

/** By reason, in the order in which the reasons first occur. */
function resetGroups(resets: readonly BookReset[]): Map<string, ResetGroup> {
  const groups = new Map<string, ResetGroup>();
  for (const { reason, timeUs } of resets) {
    const group = groups.get(reason);
    groups.set(reason, {
      count: (group?.count ?? 0) + 1,
      firstUs: group?.firstUs ?? timeUs,
      lastUs: timeUs,
    });
  }
  return groups;
}
