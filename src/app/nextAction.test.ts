import { expect, it } from 'vitest';
import { type NextAction, nextAction } from './nextAction.ts';

type State = NonNullable<Parameters<typeof nextAction>[0]>['state'];

it.each<[State, boolean, NextAction]>([
  ['running', false, { kind: 'wait', review: null }],
  ['running', true, { kind: 'wait', review: 7 }],
  ['waiting', true, { kind: 'review', review: 7, resumes: true }],
  ['waiting', false, { kind: 'resume' }],
  ['interrupted', true, { kind: 'resume' }],
  ['died', false, { kind: 'resume' }],
  ['halted', false, { kind: 'resume' }],
  ['finished', true, { kind: 'review', review: 7, resumes: false }],
  ['finished', false, { kind: 'start' }],
])('after a campaign that is %s, with a proposal that waits (%s), the user can %j', (state, waits, next) => {
  expect(nextAction({ state }, waits ? 7 : null)).toEqual(next);
});

it('in a study without a campaign the user can start one', () => {
  expect(nextAction(null, null)).toEqual({ kind: 'start' });
});
