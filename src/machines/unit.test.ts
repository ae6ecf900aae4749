import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../market/instrument.ts';
import { defaultLimits } from '../risk/limits.ts';
import { exactText, fromExactText } from './exactText.ts';
import { receivedUnit, sentUnit, type Unit } from './unit.ts';
import { packed, unpacked } from './unitResult.ts';

const CODE = 'ab'.repeat(32);
const unit: Unit = {
  format: 1,
  code: CODE,
  market: { type: 'whole-tape', sha256: 'cd'.repeat(32) },
  settings: {
    instrument: btcUsdPerp,
    strategy: 'grid',
    capital: 1_000,
    limits: defaultLimits,
    latency: { feedUs: 0, orderUs: 1, responseUs: 2 },
    decisionUs: 1_000_000,
  },
  lanes: [{ parameters: { spreadBps: 1.5, levels: 3 }, fillModel: 'pessimistic' }],
  atMostUs: null,
  withMetrics: true,
};

describe('a unit', () => {
  it('arrives as it was sent', () => {
    expect(receivedUnit(sentUnit(unit))).toEqual(unit);
  });

  it('has one id whatever the order of its fields, and another for other content', () => {
    const [lane] = unit.lanes;
    const turned = { ...unit, lanes: [{ fillModel: lane?.fillModel, parameters: { levels: 3, spreadBps: 1.5 } }] };
    expect(sentUnit(turned as Unit).id).toBe(sentUnit(unit).id);
    expect(sentUnit({ ...unit, code: 'ef'.repeat(32) }).id).not.toBe(sentUnit(unit).id);
    expect(sentUnit({ ...unit, withMetrics: false }).id).not.toBe(sentUnit(unit).id);
  });

  it('is refused where its text is not that of its id, or holds what no unit has', () => {
    const { id, text } = sentUnit(unit);
    expect(() => receivedUnit({ id, text: text.replace('1.5', '2.5') })).toThrow('its content has another hash');
    expect(() => sentUnit({ ...unit, file: '/etc/passwd' } as Unit)).toThrow('cannot run on other machines');
    expect(() => sentUnit({ ...unit, atMostUs: Number.POSITIVE_INFINITY })).toThrow('cannot run on other machines');
  });
});

describe('results', () => {
  const blocks = { blockSeconds: 300, profit: [-0, 1 / 3, -2e-308], volume: [0], swings: [], holding: [] };
  const totals = { volume: 1 / 3, fills: 2, profit: -0, feesPaid: 0, rebates: 1e-17 };
  const runs = [{ blocks, halted: false, totals, metrics: null }];
  const read = (lanes: number, sha256: string, bytes: Buffer, code = CODE): unknown =>
    unpacked({ code, attempt: 'first', sha256 }, bytes, 'u', { code: CODE, lanes });

  it('arrive to the last bit, the sign of zero included', () => {
    const { bytes, sha256 } = packed(runs);
    expect(read(1, sha256, bytes)).toStrictEqual(runs);
  });

  it('are refused from other code, with other bytes, for another number of lanes, and where they are no results', () => {
    const { bytes, sha256 } = packed(runs);
    const changed = Buffer.from(bytes);
    changed[12] = (changed[12] as number) ^ 1;
    expect(() => read(1, sha256, bytes, 'ef'.repeat(32))).toThrow('was run by other code');
    expect(() => read(1, sha256, changed)).toThrow('not those that the worker wrote');
    expect(() => read(2, sha256, bytes)).toThrow('1 results for 2 lanes');
    const wrong = { blocks: { ...blocks, profit: [Number.NaN] }, halted: false, totals, metrics: null };
    expect(() => packed([wrong])).toThrow('results that no lane gives');
  });
});

it('a text that looks like the sign of the negative zero is refused', () => {
  expect(fromExactText(exactText({ a: -0, b: '-0' }))).toStrictEqual({ a: -0, b: '-0' });
  expect(() => exactText(['\u0000-0'])).toThrow(RangeError);
});
