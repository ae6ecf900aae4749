import { describe, expect, it } from 'vitest';
import type { PaperGap } from '../study/records.ts';
import { markdownFigures } from './figures.ts';
import { paperGapSection } from './paperGap.ts';

const delaysMs: PaperGap['delaysMs'] = { p10: 20, median: 81.4, p90: 120, p99: 300, most: 900 };

function page(assumedMs: number | null, delays: Partial<PaperGap['delaysMs']> = {}): string {
  const gap = { delaysMs: { ...delaysMs, ...delays }, lanes: [] };
  return paperGapSection(gap, assumedMs, [], markdownFigures('USD')).join('\n');
}

describe('the page of a paper session warns', () => {
  it('that its lanes acted too early where the feed is later than the plan takes it to be', () => {
    expect(page(50)).toContain(
      'later than the 50 ms of `latency.feed_ms`, so these lanes acted about 31 ms earlier than they could have. Set `latency.feed_ms` to at least 82',
    );
  });

  it('that the clock of the machine is behind where messages come before they were sent', () => {
    expect(page(50, { p10: -12, median: 5 })).toContain('a tenth of all messages came at least 12 ms before');
  });

  it('of nothing where the feed is as early as planned, or the plan kept nothing of it', () => {
    expect(page(82)).not.toContain('Warning');
    expect(page(null)).not.toContain('Warning');
  });
});
