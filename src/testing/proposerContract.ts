/** What every Proposer must do. Run by the tests of each implementation, on the same rounds. */

import { beforeEach, describe, expect, test } from 'vitest';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { refusal } from '../guardrails/rules.ts';
import { createRng } from '../market/rng.ts';
import type { Proposed, Proposer, Round, RoundCandidate } from '../proposer/proposer.ts';
import { SurrogateFits } from '../proposer/surrogateFits.ts';
import { grid } from '../strategy/grid/grid.ts';
import {
  type ParameterDeclaration,
  type Parameters,
  type ParameterValue,
  sameParameters,
} from '../strategy/parameters.ts';
import type { ParameterChange } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { aHistory, factsInput } from './modelHistory.ts';
import { withoutRecords } from './round.ts';

/**
 * @param usable whether the proposer is expected to have changes that pass the guardrails; a model that answers nonsense has none
 * @param make gives a proposer that was never asked before
 */
export function describeProposer(name: string, { usable }: { readonly usable: boolean }, make: () => Proposer): void {
  describe(`the proposer ${name}`, () => {
    let proposer: Proposer;
    beforeEach(() => {
      proposer = make();
    });

    const candidatesOf = async (round: Round): Promise<readonly RoundCandidate[]> =>
      (await proposer.propose(round)).candidates;

    test.each([1, 2, 8])('has candidates, or says why not, after %i versions', async (versions) => {
      const { candidates, silences } = await proposer.propose(gridRound({ versions }));
      expect(candidates.length + silences.length).toBeGreaterThan(0);
      for (const { about, reason } of silences) expect([about, reason]).not.toContain('');
      if (usable) expect(candidates.length).toBeGreaterThan(0);
    });

    test('what the guardrails let pass is a diff to the base, on the grid of what is open to tuning', async () => {
      let passed = 0;
      for (const seed of ['a', 'b', 'c', 'd', 'e']) {
        const round = gridRound({ seed });
        const base = baseParameters(round);
        for (const { draft, findings } of await candidatesOf(round)) {
          expect(draft.proposer).toBe(proposer.name);
          if (draft.changes.length === 0 || isRefused(findings)) continue;
          passed++;
          expect(['exploit', 'explore']).toContain(draft.intent);
          expect(draft.base).toBe(round.base);
          expect(new Set(draft.changes.map(({ parameter }) => parameter)).size).toBe(draft.changes.length);
          for (const change of draft.changes) {
            expect(change.from).toBe(base[change.parameter]);
            expect(faultOf(change, applied(base, draft.changes))).toBeNull();
          }
          expect(sameParameters(applied(base, draft.changes), base)).toBe(false);
          expect(round.judge(draft).filter(({ severity }) => severity === 'refusal')).toEqual([]);
        }
      }
      expect(passed > 0).toBe(usable);
    });

    test('the advice to change nothing changes and predicts nothing, and names a version on record', async () => {
      for (const seed of ['a', 'b', 'c']) {
        const round = gridRound({ seed });
        for (const { draft } of await candidatesOf(round)) {
          const stays = draft.intent === 'no_change' || draft.intent === 'replicate';
          expect(draft.changes.length === 0).toBe(stays);
          if (stays) expect(draft.prediction).toBeNull();
          expect(round.versions.map(({ number }) => number)).toContain(draft.base);
        }
      }
    });

    test('the same round and seed give the same candidates', async () => {
      // Calls to a model are numbered as they end, which may be in another order.
      const withoutCalls = ({ candidates, ...rest }: Proposed): unknown => ({
        ...rest,
        candidates: candidates.map(({ calls, ...candidate }) => ({ ...candidate, calls: calls.length })),
      });
      const first = withoutCalls(await proposer.propose(gridRound()));
      expect(withoutCalls(await make().propose(gridRound()))).toEqual(first);
    });

    test.each([1, 2, 5])('of %i candidates that are wanted it has no more', async (candidates) => {
      const changing = (await candidatesOf(gridRound({ candidates }))).filter(({ draft }) => draft.changes.length > 0);
      expect(changing.length).toBeLessThanOrEqual(candidates);
    });

    test('where the guardrails refuse everything, no candidate passes', async () => {
      const judge: Round['judge'] = () => [refusal('bounds', 'nothing', 'all', 'nothing may change')];
      for (const { draft, findings } of await candidatesOf({ ...gridRound(), judge })) {
        expect(draft.changes.length === 0 || isRefused(findings)).toBe(true);
      }
    });

    test('where nothing is open to tuning it changes nothing', async () => {
      const parameters = Object.fromEntries(
        Object.entries(grid.parameters).map(([key, declaration]) => [key, { ...declaration, tunable: false }]),
      );
      const round = { ...gridRound(), strategy: { ...grid, parameters } };
      const { candidates, silences } = await proposer.propose(round);
      expect(candidates.length + silences.length).toBeGreaterThan(0);
      for (const { draft, findings } of candidates)
        expect(draft.changes.length === 0 || isRefused(findings)).toBe(true);
    });

    test('an unknown base is refused by its number', async () => {
      await expect(proposer.propose({ ...gridRound(), base: 99 })).rejects.toThrow(RangeError);
      await expect(proposer.propose({ ...gridRound(), base: 99 })).rejects.toThrow(/v99/);
    });
  });
}

interface Told {
  readonly versions?: number;
  readonly seed?: string;
  readonly candidates?: number;
}

/** A round of a grid study, after a history of that many versions, under the real guardrails. */
export function gridRound({ versions = 6, seed = 'a', candidates = 8 }: Told = {}): Round {
  const history = aHistory(versions);
  const { leaderboard, plan, sessionsLeft, base } = factsInput(history);
  return {
    ...withoutRecords,
    strategy: grid,
    base,
    reach: 1,
    versions: leaderboard.versions.map(({ version, effect, hours, comparison, volumePerHour, rolledBack }) => ({
      number: version.number,
      parameters: version.parameters,
      rolledBack,
      volumePerHour,
      effect,
      hours,
      sessions: comparison?.sessions ?? 0,
      runsAnyway: false,
    })),
    replayed: [],
    leads: [],
    minVolumePerHour: history.study.minVolumePerHour,
    currency: '$',
    judge: judgeOf(history, base, plan),
    candidates,
    records: history,
    plan,
    sessionsLeft,
    rng: createRng(seed),
    fits: new SurrogateFits(),
  };
}

function judgeOf(history: StudySnapshot, base: number, { limits, mode }: Round['plan']): Round['judge'] {
  const { instrument, capital } = history.study;
  const tried = history.versions.map(({ number, parameters }) => {
    return { number, parameters, rolledBack: false, cancelled: false, outcome: 'not yet run' };
  });
  const from = tried.find(({ number }) => number === base);
  if (from === undefined) throw new Error(`v${base} is not in the history`);
  const champion = { fills: 1_000, hours: 10 };
  const context = {
    strategy: grid,
    context: { instrument, capital },
    limits,
    mode,
    reach: 1,
    base: from,
    tried,
    champion,
  };
  return (draft) => (draft.changes.length === 0 ? [] : checkGuardrails(draft, context, false));
}

function baseParameters({ versions, base }: Round): Readonly<Record<string, ParameterValue>> {
  return versions.find(({ number }) => number === base)?.parameters ?? {};
}

/** What is wrong with a change of the grid strategy by its declaration alone; null when nothing is. */
function faultOf({ parameter, from, to }: ParameterChange, after: Parameters): string | null {
  const declarations: Readonly<Record<string, ParameterDeclaration>> = grid.parameters;
  const declaration = declarations[parameter];
  if (declaration === undefined) return `${parameter} does not exist`;
  if (!declaration.tunable) return `${parameter} is not open to tuning`;
  if (from === to) return `${parameter} stays as it is`;
  if ((declaration.onlyWith ?? []).some((name) => after[name] === false)) return `${parameter} is switched off`;
  if (declaration.kind === 'boolean') return typeof to === 'boolean' ? null : `${parameter} is a switch`;
  if (typeof to !== 'number') return `${parameter} is a number`;
  const { min, max, step, effectFrom = min } = declaration;
  if (to > min && to < effectFrom) return `${parameter} = ${to} does nothing`;
  if (to < min || to > max) return `${parameter} = ${to} is out of bounds`;
  const steps = (to - min) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6 ? null : `${parameter} = ${to} is between two steps`;
}
