import { describe, expect, it } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { aCampaign, aComparison, laneOf } from '../testing/studyRecords.ts';
import { nextStep } from './nextStep.ts';
import type { LaneRecord } from './records.ts';

/** v1, v2 and v3, whose parameters differ; v2 was promoted and is champion of the session after. */
function promoted(): StudyBuilder {
  const study = aStudy().version().version({ levels: 6 }, { author: 'surrogate' });
  return study
    .version({ levels: 7 }, { author: 'surrogate' })
    .decided('promote', 2)
    .ran(3, { champion: 2 })
    .evaluated();
}

/** A lane that risk stopped; in the newest session where nothing is said. */
function stoppedIn(study: StudyBuilder, version: number, session?: number, code = 'loss-halt'): LaneRecord {
  const { sessions } = study.snapshot();
  const sessionId = sessions.at((session ?? sessions.length) - 1)?.id ?? 0;
  const metrics = { riskState: 'halted' } as const;
  const riskEvents = [{ timeUs: 0, code, message: '' }];
  const ran = { version, profit: 0, volume: 0, fills: 0, metrics, riskEvents };
  return { sessionId, version, role: 'champion', ...laneOf(ran, 'pessimistic', 0) };
}

const next = (study: StudyBuilder, ...lanes: readonly LaneRecord[]) =>
  nextStep(study.snapshot().with({ lanes }), aCampaign(1, 9));

describe('after a session in which risk stopped the champion', () => {
  it('the title goes back to the champion before it', () => {
    const study = promoted();
    expect(next(study, stoppedIn(study, 2))).toEqual({
      kind: 'roll-back',
      to: 1,
      reason: 'risk stopped the champion, v2, in session 1',
    });
  });

  it('it goes back before another is promoted', () => {
    const study = promoted()
      .ran(3, { champion: 2 })
      .evaluated(aComparison(3, 2, 'promote'));
    expect(next(study, stoppedIn(study, 2)).kind).toBe('roll-back');
    expect(next(study, stoppedIn(study, 3)).kind).toBe('promote');
  });

  it('it goes to none that was stopped itself, also under another number', () => {
    const study = promoted().decided('promote', 3).ran(2, { champion: 3 }).evaluated();
    const lanes = [stoppedIn(study, 2, 1), stoppedIn(study, 3)];
    expect(next(study, ...lanes)).toMatchObject({ kind: 'roll-back', to: 1 });
    expect(next(study, ...lanes, stoppedIn(study, 1, 1)).kind).toBe('propose');
  });

  it('it stays where missing data stopped everyone: that says nothing about the champion', () => {
    const study = promoted();
    expect(next(study, stoppedIn(study, 2, 1, 'stale-halt')).kind).toBe('propose');
  });

  it('the first champion keeps it: there is nobody to go back to', () => {
    const study = aStudy().version().ran(1).evaluated();
    expect(next(study, stoppedIn(study, 1)).kind).toBe('propose');
  });

  it('it goes back once: whoever lost the title has nothing to give', () => {
    const study = promoted();
    const lane = stoppedIn(study, 2);
    study.version({}, { author: 'rollback' }).decided('rollback', 4);
    expect(next(study, lane).kind).toBe('propose');
  });
});
