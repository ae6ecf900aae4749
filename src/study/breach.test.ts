import { describe, expect, it } from 'vitest';
import { aCampaign, aComparison, StudyStory } from '../testing/studyState.ts';
import { nextStep } from './nextStep.ts';
import type { LaneRecord } from './records.ts';

/** v1, v2 and v3, whose parameters differ; v2 was promoted and is champion of the session after. */
function promoted(): StudyStory {
  const study = new StudyStory().version().version('surrogate').version('surrogate');
  study.versions.forEach((version, i) => {
    study.versions[i] = { ...version, parameters: { levels: i + 1 } };
  });
  return study.decided('promote', 2).session(3).championWas(2).evaluated();
}

const stoppedIn = (
  study: StudyStory,
  version: number,
  session = study.sessions.length,
  code = 'loss-halt',
): LaneRecord =>
  ({
    sessionId: study.sessions[session - 1]?.id,
    version,
    role: 'champion',
    fillModel: 'pessimistic',
    metrics: { riskState: 'halted' },
    riskEvents: [{ timeUs: 0, code, message: '' }],
  }) as unknown as LaneRecord;

const next = (study: StudyStory, ...lanes: readonly LaneRecord[]) => nextStep(study.snapshot(lanes), aCampaign(1, 9));

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
      .session(3)
      .championWas(2)
      .evaluated(aComparison(3, 2, 'promote'));
    expect(next(study, stoppedIn(study, 2)).kind).toBe('roll-back');
    expect(next(study, stoppedIn(study, 3)).kind).toBe('promote');
  });

  it('it goes to none that was stopped itself, under whatever number', () => {
    const study = promoted().decided('promote', 3).session(2).championWas(3).evaluated();
    const lanes = [stoppedIn(study, 2, 1), stoppedIn(study, 3)];
    expect(next(study, ...lanes)).toMatchObject({ kind: 'roll-back', to: 1 });
    expect(next(study, ...lanes, stoppedIn(study, 1, 1)).kind).toBe('propose');
  });

  it('it stays where missing data stopped everyone: that says nothing about the champion', () => {
    const study = promoted();
    expect(next(study, stoppedIn(study, 2, 1, 'stale-halt')).kind).toBe('propose');
  });

  it('the first champion keeps it: there is nobody to go back to', () => {
    const study = new StudyStory().version().session(1).evaluated();
    expect(next(study, stoppedIn(study, 1)).kind).toBe('propose');
  });

  it('it goes back once: whoever lost the title has nothing to give', () => {
    const study = promoted();
    const lane = stoppedIn(study, 2);
    study.version('rollback').decided('rollback', 4);
    expect(next(study, lane).kind).toBe('propose');
  });
});
