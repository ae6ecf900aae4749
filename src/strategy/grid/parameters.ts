/** What can be tuned about the grid. docs/grid.md explains each in context. */

import { readParameters, withRaising } from '../declare.ts';
import type { ParameterDeclaration, Parameters } from '../parameters.ts';

export interface GridParameters {
  readonly spreadBps: number;
  readonly spreadBufferBps: number;
  readonly volatilityMultiplier: number;
  readonly levels: number;
  readonly orderSizeUsd: number;
  readonly gridResetBps: number;
  readonly inventoryLimitPct: number;
  readonly inventorySkewSteps: number;
  readonly recentreInventoryPct: number;
  readonly pauseOnTrend: boolean;
  readonly rocPauseBps: number;
  readonly pauseSeconds: number;
  readonly forceCloseOnTrend: boolean;
  readonly forceCloseBps: number;
  readonly forceClosePausedBps: number;
  readonly stopLossPct: number;
}

const declared: Readonly<Record<keyof GridParameters, ParameterDeclaration>> = {
  spreadBps: {
    kind: 'number',
    unit: 'bps',
    min: 0.1,
    max: 20,
    step: 0.1,
    scale: 'log',
    default: 1,
    tunable: true,
    meaning: 'Least distance between levels: level i stands at mid × (1 ∓ i × spread).',
    coupledWith: ['levels'],
  },
  spreadBufferBps: {
    kind: 'number',
    unit: 'bps',
    min: 0,
    max: 10,
    step: 0.1,
    scale: 'linear',
    default: 0,
    tunable: true,
    meaning: 'The spread is never less than the market spread plus this buffer.',
  },
  volatilityMultiplier: {
    kind: 'number',
    unit: '×',
    min: 0,
    max: 5,
    step: 0.1,
    scale: 'linear',
    default: 0,
    tunable: true,
    meaning: 'Widens the spread by this many times the mean of the last 30 absolute 1 s returns; 0 ignores volatility.',
  },
  levels: {
    kind: 'number',
    unit: 'levels',
    min: 1,
    max: 15,
    step: 1,
    scale: 'linear',
    default: 3,
    tunable: true,
    meaning: 'Orders on each side.',
    coupledWith: ['orderSizeUsd', 'spreadBps'],
  },
  orderSizeUsd: {
    kind: 'number',
    unit: 'USD',
    min: 10,
    max: 1000,
    step: 10,
    scale: 'log',
    default: 100,
    tunable: true,
    meaning: 'Value of each order before inventory skew.',
    coupledWith: ['levels', 'inventoryLimitPct'],
  },
  gridResetBps: {
    kind: 'number',
    unit: 'bps',
    min: 2,
    max: 200,
    step: 1,
    scale: 'log',
    default: 25,
    tunable: true,
    meaning: 'The grid is placed anew when mid has moved this far from its centre.',
  },
  inventoryLimitPct: {
    kind: 'number',
    unit: '% of capital',
    min: 5,
    max: 100,
    step: 5,
    scale: 'linear',
    default: 100,
    tunable: true,
    meaning: 'Position at which the side that would grow it is cancelled.',
    coupledWith: ['orderSizeUsd'],
  },
  inventorySkewSteps: {
    kind: 'number',
    unit: 'steps',
    min: 0,
    max: 10,
    step: 1,
    scale: 'linear',
    // One step keeps orders whole up to the limit, where their side is cancelled anyway.
    effectFrom: 2,
    default: 0,
    tunable: true,
    meaning:
      'Orders that would grow the position shrink in this many steps on the way to the limit; 0 keeps them whole.',
  },
  recentreInventoryPct: {
    kind: 'number',
    unit: '% of the limit',
    min: 10,
    max: 100,
    step: 5,
    scale: 'linear',
    default: 60,
    tunable: true,
    meaning: 'A fill that leaves the position beyond this share of the limit places the grid anew around mid.',
  },
  pauseOnTrend: {
    kind: 'boolean',
    default: false,
    tunable: true,
    meaning: 'Cancel sells in an uptrend and buys in a downtrend, as the rate of change shows it.',
    coupledWith: ['rocPauseBps', 'pauseSeconds'],
  },
  rocPauseBps: {
    kind: 'number',
    unit: 'bps',
    min: 0.2,
    max: 20,
    step: 0.1,
    scale: 'log',
    default: 2,
    tunable: true,
    meaning: 'Rate of change over 10 samples (1 s apart) beyond which the endangered side pauses.',
    coupledWith: ['pauseOnTrend', 'pauseSeconds'],
    onlyWith: ['pauseOnTrend'],
  },
  pauseSeconds: {
    kind: 'number',
    unit: 's',
    min: 0,
    max: 120,
    step: 1,
    scale: 'linear',
    // The rate of change is looked at once a second, so that a pause lasts a second at least.
    effectFrom: 2,
    default: 0,
    tunable: true,
    meaning: 'A pause lasts at least this long after the rate of change last called for it.',
    coupledWith: ['pauseOnTrend', 'rocPauseBps'],
    onlyWith: ['pauseOnTrend'],
  },
  forceCloseOnTrend: {
    kind: 'boolean',
    default: false,
    tunable: true,
    meaning: 'Close the position with a taker order when the trend runs against it.',
    coupledWith: ['forceCloseBps', 'forceClosePausedBps'],
  },
  forceCloseBps: {
    kind: 'number',
    unit: 'bps',
    min: 0.5,
    max: 50,
    step: 0.5,
    scale: 'log',
    default: 5,
    tunable: true,
    meaning: 'Trend against the position (mean of 5 samples against the 5 before) that closes it.',
    coupledWith: ['forceCloseOnTrend', 'forceClosePausedBps'],
    onlyWith: ['forceCloseOnTrend'],
  },
  forceClosePausedBps: {
    kind: 'number',
    unit: 'bps',
    min: 0.5,
    max: 50,
    step: 0.5,
    scale: 'log',
    default: 8,
    tunable: true,
    meaning: 'The same threshold while a side is paused.',
    coupledWith: ['forceCloseOnTrend', 'forceCloseBps'],
    onlyWith: ['forceCloseOnTrend', 'pauseOnTrend'],
  },
  stopLossPct: {
    kind: 'number',
    unit: '% of capital',
    min: 0.5,
    max: 10,
    step: 0.5,
    scale: 'linear',
    default: 10,
    tunable: false,
    meaning:
      'Loss within the session at which the version closes its position and stops. Risk limits may stop it earlier.',
  },
};

export const gridParameters: Readonly<Record<keyof GridParameters, ParameterDeclaration>> = withRaising(declared, {
  widens: ['spreadBps', 'spreadBufferBps', 'volatilityMultiplier'],
  enlarges: ['levels', 'orderSizeUsd'],
  allows: ['inventoryLimitPct'],
  skews: ['inventorySkewSteps'],
  'skews-later': ['recentreInventoryPct'],
  'pauses-less': ['rocPauseBps'],
  'reduces-later': ['forceCloseBps', 'forceClosePausedBps'],
  pauses: ['pauseOnTrend', 'pauseSeconds'],
  reduces: ['forceCloseOnTrend'],
  slows: ['gridResetBps'],
});

export function readGridParameters(parameters: Parameters): GridParameters {
  return readParameters<GridParameters>('grid', gridParameters, parameters);
}
