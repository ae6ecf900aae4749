import { describe, expect, it } from 'vitest';
import { type BatchPoint, chooseBatch } from './batch.ts';
import { GaussianProcess, type PointPrediction } from './gaussianProcess.ts';

const place = (...at: number[]): BatchPoint => ({ at });
const optimistic = ({ mean, sd }: PointPrediction): number => mean + sd;
const all = (): boolean => true;

describe('a batch', () => {
  const measured = [
    { at: [0, 0], value: 0, noise: 0.01 },
    { at: [1, 1], value: 1, noise: 0.01 },
  ];
  const effects = new GaussianProcess(measured, 2, 1);

  it('begins with the most worthwhile place', () => {
    const places = [place(0, 0.1), place(0.9, 1), place(0.2, 0.2)];
    const worth = ({ mean }: PointPrediction): number => mean;
    expect(chooseBatch(effects, places, 1, worth, all)).toEqual([places[1]]);
  });

  it('does not say the same thing twice', () => {
    // Three names of one place, and another that is as good but for a hair: the second choice is the other.
    const twins = [place(0.5, 0), place(0.5, 0), place(0.5, 0)];
    const far = place(0, 0.5);
    const worth = ({ mean, sd }: PointPrediction, { at }: BatchPoint): number => mean + sd + (at[0] === 0.5 ? 0.05 : 0);
    expect(chooseBatch(effects, [...twins, far], 4, worth, all)).toEqual([twins[0], far]);
  });

  it('gives way around a choice by as much as a measurement there would tell', () => {
    const [chosen, near] = [place(0.5, 0.5), place(0.6, 0.5)];
    const seen: number[] = [];
    const worth = ({ sd }: PointPrediction, at: BatchPoint): number => {
      if (at === near) seen.push(sd);
      return at === chosen ? 10 : 0;
    };
    chooseBatch(effects, [chosen, near], 2, worth, all);
    const {
      covariance: [[own = 0, shared = 0] = [], [, other = 0] = []],
    } = effects.predictJointly([chosen.at, near.at]);
    // Conditioned on a measurement without error: var(b) − cov(a, b)² / var(a).
    expect(seen[0]).toBeCloseTo(Math.sqrt(other), 9);
    expect(seen[1]).toBeCloseTo(Math.sqrt(other - shared ** 2 / own), 9);
  });

  it('conditions on all choices before, not on the last alone', () => {
    const [first, second, third] = [place(0.4, 0.4), place(0.6, 0.4), place(0.5, 0.5)];
    const seen: number[] = [];
    const worth = ({ sd }: PointPrediction, at: BatchPoint): number => {
      if (at === third) seen.push(sd);
      return at === first ? 10 : at === second ? 5 : 0;
    };
    chooseBatch(effects, [first, second, third], 3, worth, all);
    const { covariance } = effects.predictJointly([first.at, second.at, third.at]);
    const c = (i: number, j: number): number => covariance[i]?.[j] ?? Number.NaN;
    // c₃ᵀ C⁻¹ c₃ with the inverse of the 2 × 2 matrix of the first two written out.
    const determinant = c(0, 0) * c(1, 1) - c(0, 1) ** 2;
    const explained = (c(1, 1) * c(0, 2) ** 2 - 2 * c(0, 1) * c(0, 2) * c(1, 2) + c(0, 0) * c(1, 2) ** 2) / determinant;
    expect(seen[2]).toBeCloseTo(Math.sqrt(c(2, 2) - explained), 9);
  });

  it('passes over what is not admissible and ends with the places', () => {
    const places = [place(0.5, 0), place(0, 0.5), place(0.3, 0.9)];
    expect(chooseBatch(effects, places, 8, optimistic, (one) => one !== places[0])).toHaveLength(2);
    expect(chooseBatch(effects, [], 8, optimistic, all)).toEqual([]);
  });
});
