/** What can be tuned about the fading maker. docs/strategies/fade.md explains each in context. */

import { aNumber, aSwitch, readParameters, withRaising } from '../declare.ts';
import type { NumberDeclaration, ParameterDeclaration, Parameters } from '../parameters.ts';

export interface FadeParameters {
  readonly baseEdge: number;
  readonly edgeRange: number;
  readonly minSpreadPct: number;
  readonly maxSpreadPct: number;
  readonly baseQuantity: number;
  readonly inventorySoftLimit: number;
  readonly inventoryHardLimit: number;
  readonly fadeStrength: number;
  readonly volatilityHalt: number;
  readonly costPerUnit: number;
  readonly costPct: number;
  readonly edgeToCost: number;
  readonly positionWarnPct: number;
  readonly stopInventoryLoss: boolean;
  readonly inventoryStopPct: number;
  readonly limitHoldingTime: boolean;
  readonly maxHoldingSeconds: number;
}

const units = (max: number, value: number, meaning: string, coupledWith: readonly string[]): NumberDeclaration =>
  aNumber({ unit: 'base units', min: 0.0001, max, step: 0.0001, scale: 'log', default: value, meaning, coupledWith });

const declared: Readonly<Record<keyof FadeParameters, ParameterDeclaration>> = {
  baseEdge: aNumber({
    unit: 'quote currency',
    min: 0.001,
    max: 10_000,
    step: 0.001,
    scale: 'log',
    default: 15,
    meaning: 'Distance of each quote from the fair price while nothing moves.',
    coupledWith: ['edgeRange', 'minSpreadPct', 'fadeStrength'],
  }),
  edgeRange: aNumber({
    unit: 'quote currency',
    min: 0.001,
    max: 10_000,
    step: 0.001,
    scale: 'log',
    default: 20,
    meaning: 'What the edge gains on the way from no volatility to volatilityHalt.',
    coupledWith: ['baseEdge', 'volatilityHalt'],
  }),
  minSpreadPct: aNumber({
    unit: '% of price',
    min: 0.001,
    max: 5,
    step: 0.001,
    scale: 'log',
    default: 0.05,
    meaning: 'Least distance between bid and ask.',
    coupledWith: ['baseEdge', 'maxSpreadPct'],
  }),
  maxSpreadPct: aNumber({
    unit: '% of price',
    min: 0.001,
    max: 20,
    step: 0.001,
    scale: 'log',
    default: 1,
    meaning: 'Largest distance between bid and ask.',
    coupledWith: ['edgeRange', 'minSpreadPct'],
  }),
  baseQuantity: units(1000, 0.0002, 'Size of each order.', ['inventorySoftLimit']),
  inventorySoftLimit: units(
    10_000,
    0.001,
    'Position from which orders that grow it become smaller, down to nothing at the hard limit.',
    ['inventoryHardLimit', 'fadeStrength'],
  ),
  inventoryHardLimit: units(10_000, 0.002, 'Position at which nothing that grows it is quoted.', [
    'inventorySoftLimit',
    'baseQuantity',
  ]),
  fadeStrength: aNumber({
    unit: 'edges a unit',
    min: 0.001,
    max: 10_000,
    step: 0.001,
    scale: 'log',
    default: 250,
    meaning: 'Both quotes move against the position by this share of the edge for each unit held.',
    coupledWith: ['inventorySoftLimit', 'baseEdge'],
  }),
  volatilityHalt: aNumber({
    unit: 'of price a root day',
    min: 0.01,
    max: 1,
    step: 0.01,
    scale: 'log',
    default: 0.08,
    meaning: 'Realised volatility of the last 5 minutes, scaled to a day, above which nothing is quoted.',
    coupledWith: ['edgeRange'],
  }),
  costPerUnit: aNumber({
    unit: 'quote currency',
    min: 0,
    max: 100,
    step: 0.001,
    default: 0,
    tunable: false,
    meaning: 'Cost of a trade for each unit, beside the maker fee of the instrument; edgeToCost counts it.',
  }),
  costPct: aNumber({
    unit: '% of value',
    min: 0,
    max: 1,
    step: 0.001,
    default: 0,
    tunable: false,
    meaning: 'Cost of a trade as a share of its value, beside the maker fee of the instrument; edgeToCost counts it.',
  }),
  edgeToCost: aNumber({
    unit: '×',
    min: 1,
    max: 10,
    step: 0.5,
    default: 3,
    tunable: false,
    meaning: 'A version is refused whose edge is less than this many times the cost of a trade.',
  }),
  positionWarnPct: aNumber({
    unit: '% of equity',
    min: 1,
    max: 100,
    step: 1,
    default: 10,
    tunable: false,
    meaning: 'A position above this share of capital and profit is counted as a warning.',
  }),
  stopInventoryLoss: aSwitch({
    default: false,
    meaning: 'Close the position with a taker order when it has lost inventoryStopPct against its average price.',
    coupledWith: ['inventoryStopPct'],
  }),
  inventoryStopPct: aNumber({
    unit: '% of equity',
    min: 0.01,
    max: 5,
    step: 0.01,
    scale: 'log',
    default: 0.2,
    meaning: 'Loss of the position that is held at which it is closed.',
    onlyWith: ['stopInventoryLoss'],
  }),
  limitHoldingTime: aSwitch({
    default: false,
    meaning: 'Close the position with a taker order when it has been held for maxHoldingSeconds.',
    coupledWith: ['maxHoldingSeconds'],
  }),
  maxHoldingSeconds: aNumber({
    unit: 's',
    min: 10,
    max: 14_400,
    step: 10,
    scale: 'log',
    default: 1800,
    meaning: 'Time since the position was opened or turned after which it is closed.',
    onlyWith: ['limitHoldingTime'],
  }),
};

export const fadeParameters: Readonly<Record<keyof FadeParameters, ParameterDeclaration>> = withRaising(declared, {
  widens: ['baseEdge', 'edgeRange', 'minSpreadPct', 'maxSpreadPct'],
  enlarges: ['baseQuantity'],
  allows: ['inventorySoftLimit', 'inventoryHardLimit'],
  skews: ['fadeStrength'],
  'pauses-less': ['volatilityHalt'],
  'reduces-later': ['inventoryStopPct', 'maxHoldingSeconds'],
  reduces: ['stopInventoryLoss', 'limitHoldingTime'],
});

export function readFadeParameters(parameters: Parameters): FadeParameters {
  return readParameters<FadeParameters>('fade', fadeParameters, parameters);
}
