/** Review: one proposal with its diff and its evidence, and the forms by which a person decides on it. */

import { html } from 'hono/html';
import { type PlanNow, planWords } from '../../app/decisions.ts';
import { recentText } from '../../app/decisionText.ts';
import type { ProposalFacts } from '../../app/proposalFacts.ts';
import type { RecentDecisions } from '../../app/recentDecisions.ts';
import { findingText } from '../../guardrails/findingText.ts';
import { type Figures, terminalFigures } from '../../report/figures.ts';
import { outcomeBesideTrial, trackRecordLine } from '../../report/predictions.ts';
import { raceLines } from '../../report/rounds.ts';
import { sourceLines, trialSentence } from '../../report/trials.ts';
import { describeAllowed, type ParameterDeclaration, type ParameterValue } from '../../strategy/parameters.ts';
import type { ProposalRecord } from '../../study/records.ts';
import { facts, type Html, table } from '../layout.ts';
import { diffTable } from './diffTable.ts';

/** Where none waits: what was decided, and the newest proposals. */
export function nothingWaits(recent: RecentDecisions | null, proposals: readonly ProposalRecord[]): Html {
  const [first = '', ...lines] = recentText(recent);
  const newest = proposals.slice(-MOST_LISTED).toReversed();
  return html`<p>${first}</p><ul>${lines.map((line) => html`<li>${line.trim()}</li>`)}</ul>
${
  newest.length === 0
    ? ''
    : table(
        'Newest proposals',
        ['Proposal', 'State', 'By', 'From', 'Changes'],
        newest.map(({ id, status, proposer, base, changes }) => [
          html`<a href="/review/${id}">p${id}</a>`,
          status,
          proposer,
          `v${base}`,
          changes.map(({ parameter, from, to }) => `${parameter} ${from} → ${to}`).join(', ') || 'none',
        ]),
      )
}`;
}

const MOST_LISTED = 20;

/** @param plan what an approval would carry out; null where nothing can be decided any more */
export function reviewPage(shown: ProposalFacts, plan: PlanNow | null): Html {
  const { proposal, from, to, declarations } = shown;
  const figures = terminalFigures(shown.currency);
  const whys = Map.groupBy(
    proposal.changes.filter(({ why }) => why.trim() !== ''),
    ({ why }) => why,
  );
  return html`<p>To ${proposal.intent}, from v${proposal.base}, by ${proposal.proposer}. State: <strong>${proposal.status}</strong>.</p>
${planPart(plan)}
<blockquote>${proposal.hypothesis}</blockquote>
<h2>What changes</h2>
${diffTable(from, to, declarations)}
${whys.size === 0 ? '' : html`<p>Why:</p><ul>${[...whys].map(([why, changes]) => html`<li>${changes.map(({ parameter }) => parameter).join(', ')}: ${why}</li>`)}</ul>`}
<h2>Evidence</h2>
${facts(evidence(shown, figures))}
${
  proposal.findings.length === 0
    ? html`<p>The guardrails have no remark.</p>`
    : html`<h2>Guardrails</h2><ul>${proposal.findings.map((one) => html`<li class="${one.severity}">${findingText(one)}</li>`)}</ul>`
}
${plan !== null ? forms(shown) : html`<p>Nothing is left to decide here. <a href="/review">What waits, and what was decided</a></p>`}`;
}

function evidence(shown: ProposalFacts, figures: Figures): (readonly [string, string])[] {
  const { proposal, outcome, trackRecords, trial, source } = shown;
  const { prediction, notes } = proposal;
  const tried = trial === null ? null : trialSentence(trial, shown.othersTried, figures);
  const cited = Object.entries(notes?.evidence ?? {}).map(
    ([parameter, versions]) => `${parameter}: ${versions.map((version) => `v${version}`).join(', ') || 'none'}`,
  );
  return [
    ...(prediction === null
      ? []
      : [
          [
            'Predicted',
            `${figures.money(prediction.mean)} an hour against v${proposal.base} (80 % between ${figures.money(prediction.p10)} and ${figures.money(prediction.p90)}), P(better) ${Math.round(prediction.probabilityBetter * 100)} %`,
          ] as const,
          ...(outcome === null ? [] : [['Measured', outcomeBesideTrial(outcome, trial, figures)] as const]),
          [
            'Track record',
            trackRecords.length === 0
              ? `None of the predictions of ${proposal.proposer} has been measured yet`
              : trackRecords.map((record) => trackRecordLine(record, figures)).join('; '),
          ] as const,
        ]),
    ...(tried === null ? [] : [['On trial', tried] as const]),
    ...sourceLines(source === null ? [] : [source], figures).map((line) => ['Trials of its source', line] as const),
    ...raceLines(proposal, shown.raced, figures).map((line, i) => [i === 0 ? 'Replayed' : '', line] as const),
    ...(notes === undefined
      ? []
      : [
          ['What would show it wrong', notes.falsifier] as const,
          ['Risks', notes.risks] as const,
          ...(cited.length === 0 ? [] : [['It cites', cited.join('; ')] as const]),
        ]),
    ...(proposal.outcome === '' ? [] : [['Outcome', proposal.outcome] as const]),
  ];
}

/** Until when it can be approved, or why it cannot be. */
function planPart(plan: PlanNow | null): Html | '' {
  const words = plan === null ? null : planWords(plan);
  if (plan === null || words === null) return '';
  return plan.problem === null ? html`<p>${words}</p>` : html`<p class="alarm">${words}</p>`;
}

function forms({ proposal, declarations, to }: ProposalFacts): Html {
  const tunable = Object.entries(declarations).filter(([, declaration]) => declaration.tunable);
  return html`<h2>Decide</h2>
<noscript><p>Decisions on this page need JavaScript. In a terminal: <code>tune approve p${proposal.id}</code>, <code>tune reject p${proposal.id}</code>, <code>tune edit p${proposal.id} --set name=value</code></p></noscript>
<p class="answer" role="status" tabindex="-1" id="answer"></p>
<form class="decide" data-post="/api/proposals/${proposal.id}" data-hash="${proposal.hash}">
<label for="reason">Reason <span class="hint">goes on record; needed to reject and to edit</span></label>
<textarea id="reason" name="reason" rows="2" maxlength="2000"></textarea>
<div class="buttons">
<button type="submit" name="kind" value="approve" class="approve" aria-keyshortcuts="a">Approve p${proposal.id}</button>
<button type="submit" name="kind" value="reject" class="reject" aria-keyshortcuts="r">Reject</button>
</div>
<details id="edit"><summary aria-keyshortcuts="e">Edit the values, then approve</summary>
<div class="values">${tunable.map(([name, declaration]) => field(name, declaration, to[name] ?? declaration.default))}</div>
<button type="submit" name="kind" value="edit">Approve with these values</button>
</details>
</form>
<p class="hint">Keys: a, r and e go to approve, reject and edit; Enter then does it.</p>`;
}

function field(name: string, declaration: ParameterDeclaration, value: ParameterValue): Html {
  const allowed = describeAllowed(declaration);
  const input =
    declaration.kind === 'boolean'
      ? html`<input type="checkbox" id="set-${name}" data-set="${name}"${value === true ? html` checked` : ''} aria-describedby="about-${name}">`
      : html`<input type="number" id="set-${name}" data-set="${name}" value="${value}" step="any" inputmode="decimal" aria-describedby="about-${name}">`;
  return html`<div class="field"><label for="set-${name}">${name}</label>${input}<span class="hint" id="about-${name}">${allowed}. ${declaration.meaning}</span></div>`;
}
