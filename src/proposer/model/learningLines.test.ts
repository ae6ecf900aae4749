import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../evaluation/comparison.ts';
import { gridParameters } from '../../strategy/grid/parameters.ts';
import { aHistory } from '../../testing/modelHistory.ts';
import { aStudy } from '../../testing/study.ts';
import { learningLines } from './learningLines.ts';
import { caps } from './quoteText.ts';

describe('what has been learned, as a prompt shows it', () => {
  it('is a claim in its words with the status that code gave it', () => {
    const [line] = learningLines(aHistory(3), gridParameters);
    expect(line).toEqual({
      id: 'l1',
      status: 'proposed',
      claim: 'raise gridResetBps: better, in trending markets. Wider grids lose less in trends.',
      evidence: expect.stringMatching(/^(never measured alone|measured only together)/),
    });
  });

  it.each(['a', 'b', 'c'])('keeps its figures whole, however many comparisons there are (%s)', (seed) => {
    const lines = learningLines(aHistory(40, { claim: (version) => `Claim of v${version}.` }, seed), gridParameters);
    expect(lines.length).toBeGreaterThan(30);
    for (const { evidence } of lines) {
      expect(evidence.length).toBeLessThanOrEqual(caps.remark);
      expect(evidence).not.toMatch(/\d\.\d{5}/);
    }
  });

  it('is also what code found by itself, with the newest two of the comparisons that decide', () => {
    const gainPerHour = { mean: -1234.56789, low: -2345.6, high: -123.45678, level: 0.9 };
    const worse: Partial<Comparison> = { sessions: 5, blocks: 60, gainPerHour };
    const session = { acting: 2, champion: 1, lanes: [] };
    const told = aStudy()
      .version()
      .version({ spreadBps: 1.5 })
      .version({ spreadBps: 1.2 })
      .version({ spreadBps: 1 })
      .session(session)
      .compared(2, 1, worse)
      .compared(3, 2, worse)
      .compared(4, 3, worse)
      .snapshot();
    const [line, ...others] = learningLines(told, gridParameters);
    expect(others).toEqual([]);
    const figures = '-1234.5679 an hour, 90 % from -2345.6000 to -123.4568';
    expect(line).toEqual({
      id: null,
      status: 'supported',
      claim: 'spreadBps lowered: harms',
      evidence: `5 paired sessions; v3 against v2 ${figures}; v4 against v3 ${figures}`,
    });
    expect(line?.evidence.length).toBeLessThanOrEqual(caps.remark);
  });

  it('names nothing before anything was measured', () => {
    expect(learningLines(aHistory(1), gridParameters)).toEqual([]);
  });
});
