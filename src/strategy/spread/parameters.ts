/** What can be tuned about the basic spread capture. docs/strategies/spread.md explains each in context. */

import { aNumber, aSwitch, readParameters, withRaising } from '../declare.ts';
import type { ParameterDeclaration, Parameters } from '../parameters.ts';

export interface SpreadParameters {
  readonly targetSpread: number;
  readonly orderSize: number;
  readonly maxInventory: number;
  readonly rebalanceThreshold: number;
  readonly adjustmentPerContract: number;
  readonly reduceAtMaximum: boolean;
  readonly volatilityMultiplier: number;
  readonly followDepth: boolean;
  readonly depthTightening: number;
  readonly deepContracts: number;
  readonly inventoryWidening: number;
}

const declared: Readonly<Record<keyof SpreadParameters, ParameterDeclaration>> = {
  targetSpread: aNumber({
    unit: 'quote currency',
    min: 0.001,
    max: 0.2,
    step: 0.001,
    scale: 'log',
    default: 0.04,
    meaning: 'Distance between bid and ask; half of it is on each side of the mid.',
    coupledWith: ['adjustmentPerContract'],
  }),
  orderSize: aNumber({
    unit: 'contracts',
    min: 1,
    max: 1000,
    step: 1,
    scale: 'log',
    default: 10,
    meaning: 'Size of each order.',
    coupledWith: ['maxInventory', 'adjustmentPerContract'],
  }),
  maxInventory: aNumber({
    unit: 'contracts',
    min: 1,
    max: 10_000,
    step: 1,
    scale: 'log',
    default: 100,
    meaning: 'Position at which quoting stops; orders never ask for more than is left up to it.',
    coupledWith: ['orderSize', 'rebalanceThreshold'],
  }),
  rebalanceThreshold: aNumber({
    unit: 'contracts',
    min: 0,
    max: 10_000,
    step: 1,
    default: 0,
    meaning: 'Prices are adjusted for the part of the position beyond this; 0 adjusts for all of it.',
    coupledWith: ['adjustmentPerContract', 'maxInventory'],
  }),
  adjustmentPerContract: aNumber({
    unit: 'quote currency',
    min: 0,
    max: 0.02,
    step: 0.0001,
    default: 0.001,
    meaning: 'Both prices move against the position by this for each contract beyond the threshold.',
    coupledWith: ['rebalanceThreshold', 'targetSpread'],
  }),
  reduceAtMaximum: aSwitch({
    default: false,
    meaning: 'At the maximum position the side that reduces it stays; otherwise both sides stop.',
    coupledWith: ['maxInventory'],
  }),
  volatilityMultiplier: aNumber({
    unit: '×',
    min: 0,
    max: 100,
    step: 0.5,
    default: 0,
    meaning:
      'The spread is multiplied by 1 + this × volatility of the last minute as a share of the price; 0 ignores it.',
  }),
  followDepth: aSwitch({
    default: false,
    meaning: 'Whether the spread becomes tighter in a deep book; needs a feed with depth.',
    coupledWith: ['depthTightening', 'deepContracts'],
  }),
  depthTightening: aNumber({
    unit: '×',
    min: 0.05,
    max: 0.9,
    step: 0.05,
    default: 0.3,
    meaning: 'Share by which the spread becomes tighter in a very deep book, half of it at deepContracts.',
    onlyWith: ['followDepth'],
    coupledWith: ['deepContracts'],
  }),
  deepContracts: aNumber({
    unit: 'contracts',
    min: 10,
    max: 1_000_000,
    step: 10,
    scale: 'log',
    default: 1000,
    meaning: 'Mean depth of both sides over ten levels at which half of depthTightening applies.',
    onlyWith: ['followDepth'],
    coupledWith: ['depthTightening'],
  }),
  inventoryWidening: aNumber({
    unit: '×',
    min: 0,
    max: 3,
    step: 0.1,
    default: 0,
    meaning: 'At the maximum position the spread is wider by this share, in proportion before; 0 ignores the position.',
  }),
};

export const spreadParameters: Readonly<Record<keyof SpreadParameters, ParameterDeclaration>> = withRaising(declared, {
  widens: ['targetSpread', 'volatilityMultiplier', 'inventoryWidening'],
  tightens: ['followDepth', 'depthTightening'],
  enlarges: ['orderSize'],
  allows: ['maxInventory'],
  skews: ['adjustmentPerContract'],
  'skews-later': ['rebalanceThreshold'],
});

export function readSpreadParameters(parameters: Parameters): SpreadParameters {
  return readParameters<SpreadParameters>('spread', spreadParameters, parameters);
}
