/** The records of a study as tables, but for those of lanes (laneTables.ts). `_quote` is the quote currency of table `studies`. */

import type { Comparison, Estimate } from '../evaluation/comparison.ts';
import type { ParameterDeclarations, ParameterValue } from '../strategy/parameters.ts';
import type {
  CallRecord,
  CampaignRecord,
  DecisionRecord,
  LearningRecord,
  MarketSource,
  ParameterChange,
  ProposalRecord,
  SessionRecord,
  StudyRecord,
  VersionRecord,
} from '../study/records.ts';
import { isEvidence } from '../study/sessions.ts';
import type { StudyRecords } from '../study/studyRecords.ts';
import { type Column, type ExportTable, known, momentOf, momentOrNull, tableOf } from './table.ts';

/** @param champion number of the champion; null before the first version */
export function studyTables(
  records: StudyRecords,
  calls: readonly CallRecord[],
  declarations: ParameterDeclarations,
  champion: number | null,
): ExportTable[] {
  const numberOf = new Map(records.sessions.map(({ id, number }) => [id, number]));
  const session = (id: number | null): number | null => (id === null ? null : (numberOf.get(id) ?? null));
  return [
    tableOf('studies', STUDY, [records.study]),
    tableOf('versions', versionColumns(champion), records.versions),
    tableOf('version_parameters', parameterColumns(declarations), records.versions.flatMap(parametersOf)),
    tableOf('campaigns', CAMPAIGN, records.campaigns),
    tableOf('sessions', SESSION, records.sessions),
    tableOf(
      'comparisons',
      COMPARISON,
      records.evaluations.flatMap(({ sessionId, comparisons, evaluatedAt }) =>
        comparisons.map((comparison) => ({ session: session(sessionId), evaluatedAt, comparison })),
      ),
    ),
    tableOf('proposals', proposalColumns(session), records.proposals),
    tableOf(
      'proposal_changes',
      changeColumns(declarations),
      records.proposals.flatMap(({ id, changes }) => changes.map((change) => ({ id, change }))),
    ),
    tableOf('decisions', DECISION, records.decisions),
    tableOf('learnings', LEARNING, records.learnings),
    tableOf('model_calls', callColumns(session), calls),
  ];
}

const STUDY: readonly Column<StudyRecord>[] = [
  ['study', 'text', ({ name }) => name],
  ['strategy', 'text', ({ strategy }) => strategy],
  ['symbol', 'text', ({ instrument }) => instrument.symbol],
  ['contract', 'text', ({ instrument }) => instrument.contract],
  ['quote_currency', 'text', ({ instrument }) => instrument.quoteCurrency ?? 'USD'],
  ['tick_size_quote', 'number', ({ instrument }) => instrument.tickSize],
  ['lot_size_base', 'number', ({ instrument }) => instrument.lotSize],
  ['min_notional_quote', 'number', ({ instrument }) => instrument.minNotional],
  ['maker_fee_bps', 'number', ({ instrument }) => instrument.makerFeeBps],
  ['taker_fee_bps', 'number', ({ instrument }) => instrument.takerFeeBps],
  ['capital_quote', 'number', ({ capital }) => capital],
  ['min_volume_per_hour_quote', 'number', ({ minVolumePerHour }) => minVolumePerHour],
  ['risk_aversion', 'number', ({ riskAversion }) => riskAversion],
  ['seed', 'text', ({ seed }) => seed],
  ['created_at', 'moment', ({ createdAt }) => momentOf(createdAt)],
];

function versionColumns(champion: number | null): readonly Column<VersionRecord>[] {
  return [
    ['version', 'whole', ({ number }) => number],
    ['parent', 'whole', ({ parent }) => parent],
    ['author', 'text', ({ author }) => author],
    ['reason', 'text', ({ reason }) => reason],
    ['proposal_id', 'whole', ({ proposalId }) => proposalId],
    ['is_champion', 'switch', ({ number }) => number === champion],
    ['created_at', 'moment', ({ createdAt }) => momentOf(createdAt)],
  ];
}

interface ParameterOfVersion {
  readonly version: number;
  readonly parameter: string;
  readonly value: ParameterValue;
}

function parametersOf({ number: version, parameters }: VersionRecord): ParameterOfVersion[] {
  return Object.entries(parameters).map(([parameter, value]) => ({ version, parameter, value }));
}

function parameterColumns(declarations: ParameterDeclarations): readonly Column<ParameterOfVersion>[] {
  return [
    ['version', 'whole', ({ version }) => version],
    ['parameter', 'text', ({ parameter }) => parameter],
    ['value', 'number', ({ value }) => numberIn(value)],
    ['is_on', 'switch', ({ value }) => switchIn(value)],
    ['unit', 'text', ({ parameter }) => unitOf(declarations, parameter)],
  ];
}

/** The unit of a number; null for a switch. */
function unitOf(declarations: ParameterDeclarations, parameter: string): string | null {
  const declaration = declarations[parameter];
  return declaration?.kind === 'number' ? declaration.unit : null;
}

function numberIn(value: ParameterValue): number | null {
  return typeof value === 'number' ? value : null;
}

function switchIn(value: ParameterValue): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

const CAMPAIGN: readonly Column<CampaignRecord>[] = [
  ['campaign_id', 'whole', ({ id }) => id],
  ['mode', 'text', ({ plan }) => plan.mode],
  ['status', 'text', ({ status }) => status],
  ['approval', 'text', ({ plan }) => plan.approval],
  ['planned_sessions', 'whole', ({ plan }) => plan.sessions],
  ['session_minutes', 'number', ({ plan }) => plan.minutes],
  ['decision_ms', 'number', ({ plan }) => plan.decisionMs],
  ['fill_rules', 'whole', ({ plan }) => plan.rules ?? 1],
  ['engine', 'whole', ({ plan }) => plan.engine ?? 1],
  ['trial_lanes', 'whole', ({ plan }) => plan.trials ?? 0],
  ['plan_json', 'text', ({ plan }) => JSON.stringify(plan)],
  ['started_at', 'moment', ({ startedAt }) => momentOf(startedAt)],
  ['ended_at', 'moment', ({ endedAt }) => momentOrNull(endedAt)],
];

const SESSION: readonly Column<SessionRecord>[] = [
  ['session', 'whole', ({ number }) => number],
  ['campaign_id', 'whole', ({ campaignId }) => campaignId],
  ['mode', 'text', ({ mode }) => mode],
  ['status', 'text', ({ status }) => status],
  ['end_reason', 'text', ({ endReason }) => endReason],
  ['is_evidence', 'switch', (session) => isEvidence(session)],
  ['acting_version', 'whole', ({ acting }) => acting],
  ['champion_version', 'whole', ({ champion }) => champion],
  ['market_type', 'text', ({ source }) => source.type],
  ['market', 'text', ({ source }) => marketName(source)],
  ['source_json', 'text', ({ source }) => JSON.stringify(source)],
  ['started_at', 'moment', ({ startedAt }) => momentOf(startedAt)],
  ['ended_at', 'moment', ({ endedAt }) => momentOrNull(endedAt)],
  ['market_started_at', 'moment', ({ facts }) => facts?.startUs ?? null],
  ['market_seconds', 'number', ({ facts }) => (facts === null ? null : facts.durationUs / 1e6)],
  ['events', 'whole', ({ facts }) => facts?.events ?? null],
  ['trades', 'whole', ({ facts }) => facts?.trades ?? null],
  ['volatility_bps_per_sqrt_minute', 'number', ({ facts }) => known(facts?.market.volatilityBps)],
  ['range_bps', 'number', ({ facts }) => known(facts?.market.rangeBps)],
  ['move_bps', 'number', ({ facts }) => known(facts?.market.moveBps)],
  ['median_spread_bps', 'number', ({ facts }) => known(facts?.market.spreadBps)],
  ['tape_digest', 'text', ({ facts }) => facts?.tapeDigest ?? null],
  ['reference_digest', 'text', ({ facts }) => facts?.referenceDigest ?? null],
];

/** The family of a synthetic market, the file of a tape, the symbol of a feed. */
function marketName(source: MarketSource): string {
  switch (source.type) {
    case 'synthetic':
      return source.family;
    case 'tape':
      return source.file;
    case 'feed':
      return source.symbol;
  }
}

interface ComparisonOfSession {
  readonly session: number | null;
  readonly evaluatedAt: string;
  readonly comparison: Comparison;
}

/** Mean, interval and coverage of an estimate. */
function estimateColumns(
  name: string,
  unit: string,
  estimate: (comparison: Comparison) => Estimate | null,
): readonly Column<ComparisonOfSession>[] {
  return [
    [`${name}_${unit}`, 'number', ({ comparison }) => estimate(comparison)?.mean ?? null],
    [`${name}_low_${unit}`, 'number', ({ comparison }) => estimate(comparison)?.low ?? null],
    [`${name}_high_${unit}`, 'number', ({ comparison }) => estimate(comparison)?.high ?? null],
    [`${name}_interval_level`, 'number', ({ comparison }) => estimate(comparison)?.level ?? null],
  ];
}

const COMPARISON: readonly Column<ComparisonOfSession>[] = [
  ['session', 'whole', ({ session }) => session],
  ['challenger', 'whole', ({ comparison }) => comparison.challenger],
  ['champion', 'whole', ({ comparison }) => comparison.champion],
  ['shared_sessions', 'whole', ({ comparison }) => comparison.sessions],
  ['shared_hours', 'number', ({ comparison }) => comparison.hours],
  ['regimes', 'text', ({ comparison }) => comparison.regimes.join(' ')],
  ...estimateColumns('gain_per_hour', 'quote', ({ gainPerHour }) => gainPerHour),
  ...estimateColumns('profit_per_hour', 'quote', ({ profitPerHour }) => profitPerHour),
  ...estimateColumns('markout_per_hour', 'quote', ({ markoutPerHour }) => markoutPerHour),
  ...estimateColumns('holding_per_hour', 'quote', ({ holdingPerHour }) => holdingPerHour),
  ...estimateColumns('risk_charge_per_hour', 'quote', ({ riskChargePerHour }) => riskChargePerHour),
  ...estimateColumns('always_valid_gain_per_hour', 'quote', ({ alwaysValid }) => alwaysValid),
  ...estimateColumns('profit_per_10k_volume', 'quote', ({ profitPer10k }) => profitPer10k),
  ['probability_better', 'number', ({ comparison }) => comparison.probabilityBetter],
  ['probability_harm', 'number', ({ comparison }) => comparison.probabilityHarm],
  ['sessions_needed', 'whole', ({ comparison }) => comparison.sessionsNeeded],
  ['sign_agrees', 'switch', ({ comparison }) => comparison.signAgrees],
  ['verdict', 'text', ({ comparison }) => comparison.verdict],
  ['reason', 'text', ({ comparison }) => comparison.reason],
  ['evaluated_at', 'moment', ({ evaluatedAt }) => momentOf(evaluatedAt)],
];

type SessionNumber = (id: number | null) => number | null;

function proposalColumns(session: SessionNumber): readonly Column<ProposalRecord>[] {
  return [
    ['proposal_id', 'whole', ({ id }) => id],
    ['after_session', 'whole', ({ sessionId }) => session(sessionId)],
    ['proposer', 'text', ({ proposer }) => proposer],
    ['base_version', 'whole', ({ base }) => base],
    ['intent', 'text', ({ intent }) => intent],
    ['status', 'text', ({ status }) => status],
    ['outcome', 'text', ({ outcome }) => outcome],
    ['hypothesis', 'text', ({ hypothesis }) => hypothesis],
    ['predicted_gain_per_hour_quote', 'number', ({ prediction }) => known(prediction?.mean)],
    ['predicted_gain_per_hour_p10_quote', 'number', ({ prediction }) => known(prediction?.p10)],
    ['predicted_gain_per_hour_p90_quote', 'number', ({ prediction }) => known(prediction?.p90)],
    ['predicted_probability_better', 'number', ({ prediction }) => known(prediction?.probabilityBetter)],
    ['race_gain_per_hour_quote', 'number', ({ race }) => known(race?.gainPerHour?.mean)],
    ['race_gain_per_hour_low_quote', 'number', ({ race }) => known(race?.gainPerHour?.low)],
    ['race_gain_per_hour_high_quote', 'number', ({ race }) => known(race?.gainPerHour?.high)],
    ['race_probability_better', 'number', ({ race }) => known(race?.probabilityBetter)],
    ['race_hours', 'number', ({ race }) => known(race?.hours)],
    ['was_on_trial', 'switch', ({ trial }) => trial !== null],
    ['refusals', 'text', ({ findings }) => rulesOf(findings, 'refusal')],
    ['warnings', 'text', ({ findings }) => rulesOf(findings, 'warning')],
    ['hash', 'text', ({ hash }) => hash],
    ['created_at', 'moment', ({ createdAt }) => momentOf(createdAt)],
  ];
}

/** Names of the guardrails, with spaces between them; null where there is none. */
function rulesOf(findings: ProposalRecord['findings'], severity: 'refusal' | 'warning'): string | null {
  const rules = findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule);
  return rules.length === 0 ? null : rules.join(' ');
}

interface ChangeOfProposal {
  readonly id: number;
  readonly change: ParameterChange;
}

function changeColumns(declarations: ParameterDeclarations): readonly Column<ChangeOfProposal>[] {
  return [
    ['proposal_id', 'whole', ({ id }) => id],
    ['parameter', 'text', ({ change }) => change.parameter],
    ['from_value', 'number', ({ change }) => numberIn(change.from)],
    ['to_value', 'number', ({ change }) => numberIn(change.to)],
    ['from_is_on', 'switch', ({ change }) => switchIn(change.from)],
    ['to_is_on', 'switch', ({ change }) => switchIn(change.to)],
    ['unit', 'text', ({ change }) => unitOf(declarations, change.parameter)],
    ['why', 'text', ({ change }) => change.why],
  ];
}

const DECISION: readonly Column<DecisionRecord>[] = [
  ['decision_id', 'whole', ({ id }) => id],
  ['proposal_id', 'whole', ({ proposalId }) => proposalId],
  ['kind', 'text', ({ kind }) => kind],
  ['version', 'whole', ({ version }) => version],
  ['decided_by', 'text', ({ by }) => by],
  ['reason', 'text', ({ reason }) => reason],
  ['decided_at', 'moment', ({ decidedAt }) => momentOf(decidedAt)],
];

const LEARNING: readonly Column<LearningRecord>[] = [
  ['claim_id', 'whole', ({ id }) => id],
  ['claimed_by', 'text', ({ by }) => by],
  ['claim', 'text', ({ claim }) => claim],
  ['parameter', 'text', ({ parameter }) => parameter],
  ['direction', 'text', ({ direction }) => direction],
  ['effect', 'text', ({ effect }) => effect],
  ['claimed_gain_per_hour_low_quote', 'number', ({ effectRange }) => known(effectRange?.[0])],
  ['claimed_gain_per_hour_high_quote', 'number', ({ effectRange }) => known(effectRange?.[1])],
  ['scope', 'text', ({ scope }) => scope],
  ['proposal_id', 'whole', ({ proposalId }) => proposalId],
  ['created_at', 'moment', ({ createdAt }) => momentOf(createdAt)],
];

function callColumns(session: SessionNumber): readonly Column<CallRecord>[] {
  return [
    ['call_id', 'whole', ({ id }) => id],
    ['after_session', 'whole', ({ sessionId }) => session(sessionId)],
    ['proposal_id', 'whole', ({ proposalId }) => proposalId],
    ['purpose', 'text', ({ purpose }) => purpose],
    ['framing', 'text', ({ framing }) => framing],
    ['provider', 'text', ({ provider }) => provider],
    ['model', 'text', ({ model }) => model],
    ['outcome', 'text', ({ outcome }) => outcome],
    ['input_tokens', 'whole', ({ inputTokens }) => inputTokens],
    ['cached_tokens', 'whole', ({ cachedTokens }) => cachedTokens],
    ['output_tokens', 'whole', ({ outputTokens }) => outputTokens],
    ['cost_usd', 'number', ({ cost }) => cost],
    ['most_cost_usd', 'number', ({ mostCost }) => mostCost],
    ['duration_ms', 'number', ({ durationMs }) => durationMs],
    ['tries', 'whole', ({ tries }) => tries],
    ['called_at', 'moment', ({ calledAt }) => momentOf(calledAt)],
  ];
}
