/** From flags and settings to the plan of a campaign, checked before anything is written. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { firstRepeated, refuseRepeated } from '../cli/trials.ts';
import type { Config } from '../config/config.ts';
import { NEWEST_RULES } from '../exchange/outcomes.ts';
import { currencyOf, inCurrency } from '../market/money.ts';
import type { CampaignPlan } from '../study/records.ts';
import { nameOfTape, type WorkspaceMarkets } from '../workspace/markets.ts';
import { UsageError } from './errors.ts';

export interface PlanOptions {
  readonly hours: string;
  readonly sessions?: string;
  readonly mode: string;
  readonly tape: readonly string[];
}

/** @throws UsageError; in replay also what reading the tapes throws */
export async function planOf(
  options: PlanOptions,
  config: Config,
  folder: string,
  markets: WorkspaceMarkets,
): Promise<CampaignPlan> {
  const mode = modeOf(options);
  refuseRepeated(options.tape);
  const gateTapes = existingGateTapes(folder, config.gate.tapes);
  const { minutes, decisionMs } = config.session;
  const plan: CampaignPlan = {
    mode,
    sessions: sessionsOf(options, minutes),
    minutes,
    approval: config.approval[mode],
    tapes: options.tape.map((file) => nameOfTape(folder, existingFile(file))),
    families: mode === 'sim' ? config.sim.families : [],
    gateTapes: gateTapes.map((file) => nameOfTape(folder, file)),
    startPrice: config.sim.startPrice,
    decisionMs,
    rules: NEWEST_RULES,
    latency: config.latency,
    limits: config.limits,
  };
  if (mode === 'sim' && config.instrument.contract === 'inverse') {
    throw new UsageError(
      'synthetic markets are quoted per unit of base: an inverse contract needs --mode replay and a tape',
    );
  }
  if (mode === 'sim' && config.latency.feed === 'recorded') {
    throw new UsageError(
      'synthetic markets have no recorded feed: latency.feed = "recorded" needs --mode replay and a tape',
    );
  }
  if (
    plan.gateTapes.length > 0 &&
    (await markets.sessionsOn({ ...plan, tapes: plan.gateTapes }, config.instrument)) === 0
  ) {
    throw new UsageError(
      `gate.tapes hold no whole piece of ${minutes} min to race on; make sessions shorter with --minutes`,
    );
  }
  if (mode === 'sim') return plan;
  const recorded = await markets.sessionsOn(plan, config.instrument);
  if (recorded === 0)
    throw new UsageError(`the tapes hold no whole session of ${minutes} min; make sessions shorter with --minutes`);
  return { ...plan, sessions: Math.min(plan.sessions, recorded) };
}

export function planText(plan: CampaignPlan, config: Config): string {
  const market =
    plan.mode === 'sim' ? `synthetic markets: ${plan.families.join(', ')}` : `tapes: ${plan.tapes.join(', ')}`;
  const gate = plan.gateTapes.length === 0 ? [] : [`candidates race on ${plan.gateTapes.join(', ')} too`];
  return [
    `study ${config.study.name}: ${config.study.strategy} on ${config.instrument.symbol}, capital ${inCurrency(String(config.study.capital), currencyOf(config.instrument))}`,
    `${plan.sessions} sessions of ${plan.minutes} market minutes, ${plan.mode}, ${market}`,
    ...gate,
    `proposer ${config.proposer.use}, approval ${plan.approval}, decisions every ${plan.decisionMs} ms`,
  ].join('\n');
}

function modeOf({ mode, tape }: PlanOptions): 'sim' | 'replay' {
  if (mode === 'paper' || mode === 'live') {
    throw new UsageError(`--mode ${mode} needs a live venue, which this version does not have; use sim or replay`);
  }
  if (mode !== 'sim' && mode !== 'replay') throw new UsageError(`--mode ${mode} is unknown; use sim or replay`);
  if (mode === 'replay' && tape.length === 0) {
    throw new UsageError('--mode replay needs at least one --tape FILE; `tune tape list` shows yours');
  }
  if (mode === 'sim' && tape.length > 0) {
    throw new UsageError(`--tape ${tape[0]} belongs to --mode replay; --mode sim makes its own markets`);
  }
  return mode;
}

function sessionsOf(options: PlanOptions, minutes: number): number {
  if (options.sessions !== undefined) {
    const sessions = number('--sessions', options.sessions, 1, 100_000);
    if (!Number.isInteger(sessions)) throw new UsageError(`--sessions ${options.sessions} is not a whole number`);
    return sessions;
  }
  const hours = number('--hours', options.hours, 0.001, 100_000);
  const sessions = Math.floor((hours * 60) / minutes);
  if (sessions < 1) throw new UsageError(`--hours ${options.hours} is shorter than one session of ${minutes} min`);
  return sessions;
}

function number(flag: string, text: string, min: number, max: number): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${flag} ${text} is not a number from ${min} to ${max}`);
  return value;
}

/** Paths of tapes that tune.toml names relative to the workspace. @throws UsageError */
function existingGateTapes(folder: string, files: readonly string[]): string[] {
  const paths = files.map((file) => {
    const path = resolve(folder, file);
    if (!existsSync(path)) throw new UsageError(`gate.tapes: ${file} does not exist in ${folder}`);
    return path;
  });
  const twice = firstRepeated(paths);
  if (twice === null) return paths;
  throw new UsageError(`gate.tapes: ${twice.file} is the same tape as ${twice.earlier}; name each tape once`);
}

function existingFile(file: string): string {
  if (!existsSync(file)) throw new UsageError(`--tape ${file} does not exist`);
  return resolve(file);
}
