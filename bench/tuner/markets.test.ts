/** The benchmark's markets keep the contract of the Markets port: its figures rest on them. */

import { describeMarkets, marketsPlan, marketsStudy } from '../../src/testing/marketsContract.ts';
import { tuningMarkets } from './markets.ts';

describeMarkets('the benchmark of tuners', () => ({
  markets: tuningMarkets('in turn', 1),
  study: marketsStudy,
  plan: marketsPlan,
}));
