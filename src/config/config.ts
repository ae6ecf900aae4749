/** The settings in force, typed, with the source of each. */

import type { Latency } from '../exchange/latency.ts';
import type { ContractType, Instrument } from '../market/instrument.ts';
import { childSeed } from '../market/rng.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { Parameters } from '../strategy/parameters.ts';

export type ApprovalSetting = 'auto' | 'ask' | 'hold';

export interface Config {
  readonly study: {
    readonly name: string;
    readonly strategy: string;
    readonly capital: number;
    readonly minVolumePerHour: number;
    readonly seed: string;
  };
  readonly instrument: Instrument;
  readonly session: { readonly minutes: number; readonly decisionMs: number };
  readonly latency: Latency;
  readonly sim: { readonly families: readonly string[]; readonly startPrice: number };
  readonly approval: { readonly sim: ApprovalSetting; readonly replay: ApprovalSetting };
  readonly proposer: { readonly use: 'surrogate' | 'random'; readonly effectPerHourPct: number };
  readonly files: { readonly keepTapes: boolean };
  readonly limits: RiskLimits;
  /** First version of a new study: the strategy's defaults with what `[parameters]` says. */
  readonly parameters: Parameters;
}

/** Reads checked values as a Config. `value` gives the value of a dotted key. */
export function configFrom(value: (key: string) => unknown, parameters: Parameters): Config {
  const n = (key: string): number => Number(value(key));
  const t = (key: string): string => String(value(key));
  const microseconds = (key: string): number => Math.round(n(key) * 1000);
  return {
    study: {
      name: t('study.name'),
      strategy: t('study.strategy'),
      capital: n('study.capital'),
      minVolumePerHour: n('study.min_volume_per_hour'),
      seed: t('study.seed'),
    },
    instrument: {
      symbol: t('instrument.symbol'),
      contract: t('instrument.contract') as ContractType,
      tickSize: n('instrument.tick_size'),
      lotSize: n('instrument.lot_size'),
      minNotional: n('instrument.min_notional'),
      makerFeeBps: n('instrument.maker_fee_bps'),
      takerFeeBps: n('instrument.taker_fee_bps'),
      ...(t('instrument.contract') === 'inverse' ? { contractValue: n('instrument.contract_value') } : {}),
    },
    session: { minutes: n('session.minutes'), decisionMs: n('session.decision_ms') },
    latency: {
      feedUs: microseconds('latency.feed_ms'),
      orderUs: microseconds('latency.order_ms'),
      responseUs: microseconds('latency.response_ms'),
      ...(n('latency.jitter') > 0
        ? { jitter: { spread: n('latency.jitter'), seed: childSeed(t('study.seed'), 'latency') } }
        : {}),
    },
    sim: { families: value('sim.families') as readonly string[], startPrice: n('sim.start_price') },
    approval: { sim: t('approval.sim') as ApprovalSetting, replay: t('approval.replay') as ApprovalSetting },
    proposer: { use: t('proposer.use') as 'surrogate' | 'random', effectPerHourPct: n('proposer.effect_per_hour_pct') },
    files: { keepTapes: value('files.keep_tapes') === true },
    limits: {
      orderNotionalPct: n('risk.order_notional_pct'),
      openNotionalPct: n('risk.open_notional_pct'),
      positionPct: n('risk.position_pct'),
      collarPct: n('risk.collar_pct'),
      openOrders: n('risk.open_orders'),
      duplicateMs: n('risk.duplicate_ms'),
      repeatedFills: n('risk.repeated_fills'),
      repeatedFillsWindowSeconds: n('risk.repeated_fills_window_seconds'),
      repeatedFillsPauseSeconds: n('risk.repeated_fills_pause_seconds'),
      rejectStreak: n('risk.reject_streak'),
      stalePullSeconds: n('risk.stale_pull_seconds'),
      staleHaltSeconds: n('risk.stale_halt_seconds'),
      lossWarnPct: n('risk.loss_warn_pct'),
      lossReducePct: n('risk.loss_reduce_pct'),
      lossHaltPct: n('risk.loss_halt_pct'),
    },
    parameters,
  };
}
