import { describe, expect, it } from 'vitest';
import { btcUsdPerp, type Instrument, markedProfit } from '../market/instrument.ts';
import { ASK, BID } from '../market/tape.ts';
import { Account } from './account.ts';

const linear: Instrument = { ...btcUsdPerp, tickSize: 0.5, lotSize: 0.01, makerFeeBps: -1, takerFeeBps: 5 };
/** Contracts of 100 USD that pay in bitcoin, as on a COIN-M venue; ticks of 0.5 USD. */
const inverse: Instrument = { ...linear, contract: 'inverse', lotSize: 1, contractValue: 100 };

describe('a linear account', () => {
  it('earns the difference of prices times the size, and pays fees on the value', () => {
    const account = new Account(linear);
    // Buys 0.2 at 50,000 passively: value 10,000, rebate 1 bp = 1.
    expect(account.trade(BID, 100_000, 20, true)).toBeCloseTo(-1, 12);
    // Marked at 50,100: 0.2 × 100 = 20, and the rebate.
    expect(account.profitAt(100_200)).toBeCloseTo(21, 9);
    // Sells at 50,050 aggressively: 0.2 × 50 = 10, fee 5 bps of 10,010 = 5.005.
    account.trade(ASK, 100_100, 20, false);
    expect(account.profitAt(123)).toBeCloseTo(10 + 1 - 5.005, 9);
    expect(account.volume).toBeCloseTo(20_010, 9);
  });

  it('pays funding as a long and receives it as a short', () => {
    const account = new Account(linear);
    account.trade(ASK, 100_000, 20, true);
    account.fund(100_000, 0.0001); // 10,000 of value at 1 bp
    expect(account.fundingPaid).toBeCloseTo(-1, 12);
  });
});

describe('an inverse account', () => {
  it('earns contracts × value × (1/entry − 1/exit) in base, counted at the mid', () => {
    const account = new Account(inverse);
    // Buys 50 contracts (5,000 USD) at 50,000 and sees 55,000: 5,000 × (1/50,000 − 1/55,000) = 1/110 BTC, at 55,000: 500.
    account.trade(BID, 100_000, 50, true);
    // The rebate of 0.5 USD was 0.00001 BTC, which is 0.55 USD now.
    expect(account.rebates).toBeCloseTo(0.5, 12);
    expect(account.profitAt(110_000)).toBeCloseTo(500 + 0.55, 9);
    // A short loses more on the way up than a long loses on the way down: convexity of the inverse.
    expect(markedProfit(inverse, -50, 100_000, 110_000)).toBeCloseTo(-500, 9);
    expect(markedProfit(inverse, 50, 100_000, 90_000)).toBeCloseTo(-500, 9);
  });

  it('is worth contracts × value at any price: volume, and the fee of each trade, are the same', () => {
    const account = new Account(inverse);
    expect(account.trade(BID, 100_000, 50, false)).toBeCloseTo(2.5, 12);
    expect(account.trade(ASK, 120_000, 50, false)).toBeCloseTo(2.5, 12);
    expect(account.volume).toBe(10_000);
  });

  it('keeps what a round trip earned in base, counted at today’s price', () => {
    const account = new Account(inverse);
    account.trade(BID, 100_000, 50, true);
    account.trade(ASK, 110_000, 50, true);
    // 1/110 BTC is held; at 66,000 it is worth 600. Rebates: 0.5 USD at 50,000 and at 55,000, in BTC and at 66,000.
    expect(account.profitAt(132_000)).toBeCloseTo(600 + (0.5 / 50_000 + 0.5 / 55_000) * 66_000, 9);
  });

  it('holds a rebate in base, as hftbacktest 2.4.4 does (inverse_asset(100))', () => {
    const account = new Account({ ...inverse, tickSize: 1, makerFeeBps: -1 });
    account.trade(BID, 50_000, 10, true);
    // Its balance is −0.02, its fee −2e-6: 0.00039415686 BTC, which are 20.102 USD at 51,000.
    expect(account.profitAt(51_000) / 51_000).toBeCloseTo(0.00039415686, 11);
    expect(account.profitAt(51_000)).toBeCloseTo(20.102, 9);
  });

  it('pays funding in base', () => {
    const account = new Account({ ...inverse, tickSize: 1, makerFeeBps: 0 });
    account.trade(BID, 50_000, 10, true);
    // 1,000 USD at 1 bp, at a mark of 40,000: 0.1 USD, or 0.0000025 BTC, which is 0.125 USD at 50,000.
    account.fund(40_000, 0.0001);
    expect(account.fundingPaid).toBeCloseTo(0.1, 12);
    expect(account.profitAt(50_000)).toBeCloseTo(-0.125, 12);
    // Flat at the price of entry, the funding is all there is.
    account.trade(ASK, 50_000, 10, true);
    expect(account.profitAt(100_000)).toBeCloseTo(-0.25, 12);
  });
});
