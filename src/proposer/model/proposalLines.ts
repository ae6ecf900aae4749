/** Proposals as the history shows them: what was asked for, why, what was expected, and what came of it at once. */

import type { Prediction, ProposalRecord, RaceRecord } from '../../study/records.ts';
import { brief, changeText, interval, lineOf, type PromptLine, percent, quoted, wordOf } from './promptLine.ts';
import { caps } from './quoteText.ts';

/**
 * One line. The status is the one of its creation: the decision that follows says what became of a waiting proposal.
 * Names and values may be those of a refused answer, so they are outside text too.
 */
export function proposalLines(proposal: ProposalRecord): PromptLine[] {
  const id = `p${proposal.id}`;
  const base = `v${proposal.base}`;
  const { notes, prediction, race, intent, changes } = proposal;
  const status = proposal.trial === null ? proposal.status : 'on-trial';
  const by = notes === undefined ? proposal.proposer : `${proposal.proposer} ${wordOf(notes.framing)}`;
  const moves =
    changes.length === 0 ? `${intent} ${base}` : `${base} with ${changes.map(moveText(proposal)).join(', ')}`;
  const told = [
    ...(changes.length > 0 && intent !== 'exploit' ? [intent] : []),
    ...wordsOf(proposal),
    // Of the many candidates of code that go no further, their diff and their race are all there is to know.
    ...(prediction === null || (notes === undefined && status === 'passed-over')
      ? []
      : [`expects ${predictionText(prediction)}`]),
    ...(race === null ? [] : [raceText(race)]),
    ...refusalsOf(proposal),
  ];
  const line = lineOf(`${id}${statusText(status)} ${by}: ${[moves, ...told].join('; ')}`, id, base);
  return [saysWhy(proposal) ? { ...line, coded: proposal.trial === null ? proposal.outcome : '' } : line];
}

/** A model and a person say why; the words of code repeat its figures. */
function saysWhy({ proposer }: Pick<ProposalRecord, 'proposer'>): boolean {
  return proposer === 'model' || proposer === 'human';
}

function moveText(proposal: ProposalRecord): (change: ProposalRecord['changes'][number]) => string {
  const tells = saysWhy(proposal);
  return (change) =>
    `${changeText(change)}${tells && change.why !== '' ? ` (${quoted(change.why, caps.remark)})` : ''}`;
}

function wordsOf(proposal: ProposalRecord): string[] {
  const { hypothesis, notes } = proposal;
  // A trial ends later: the section on trials says how.
  const outcome = proposal.trial === null ? proposal.outcome : '';
  if (!saysWhy(proposal)) return [];
  return [
    ...(hypothesis === '' ? [] : [`hypothesis ${quoted(hypothesis, caps.prose)}`]),
    ...(notes === undefined || notes.falsifier === '' ? [] : [`falsifier ${quoted(notes.falsifier, caps.remark)}`]),
    ...(outcome === '' ? [] : [`outcome ${quoted(outcome, caps.remark)}`]),
  ];
}

/** `0.12 [-0.2, 0.44], P 68 %` */
export function predictionText({ mean, p10, p90, probabilityBetter }: Prediction): string {
  return `${brief(mean)} ${interval({ low: p10, high: p90 })}, P ${percent(probabilityBetter)}`;
}

function raceText(race: RaceRecord): string {
  const { champion, gainPerHour, probabilityBetter, signAgrees } = race;
  const markets = race.sessions.length + race.tapes.length;
  const gain =
    gainPerHour === null
      ? 'no difference'
      : `${brief(gainPerHour.mean)} ${interval(gainPerHour)}${partsText(race)}, P ${percent(probabilityBetter)}`;
  return `race on ${markets} against v${champion}: ${gain}${signAgrees === false ? ', sign differs' : ''}`;
}

/** ` (0.5/0.7/-0.2)`: markouts, holding, charge for risk. */
function partsText({ markoutPerHour, holdingPerHour, riskChargePerHour }: RaceRecord): string {
  if (markoutPerHour === null || holdingPerHour === null || riskChargePerHour === null) return '';
  return ` (${[markoutPerHour, holdingPerHour, riskChargePerHour].map(({ mean }) => brief(mean)).join('/')})`;
}

function refusalsOf({ findings }: ProposalRecord): string[] {
  return findings
    .filter(({ severity }) => severity === 'refusal')
    .map(({ rule, limit, value }) => `${rule}: ${quoted(value, caps.name)}, allowed ${quoted(limit, caps.remark)}`);
}

function statusText(status: ProposalRecord['status']): string {
  if (status === 'passed-over') return '';
  if (status === 'on-trial') return ' on trial';
  return status === 'refused' || status === 'no-change' ? ` ${status}` : ' waiting';
}
