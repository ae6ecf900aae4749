/** The chapter "Model" of a history: what the language model was asked, and what of it could be used. */

import type { CallRecord } from '../study/records.ts';
import { callGroups, callSumOf, costWords, failureWords } from './callSums.ts';
import { counted, type Figures } from './figures.ts';
import { list, markdownPage, prose, table } from './markdown.ts';
import type { PermutationReport, ReportedStudy } from './reportedStudy.ts';

const right = 'right' as const;

/** Empty while no model was called. */
export function modelSection({ calls, canaries, snapshot }: ReportedStudy, figures: Figures): string {
  if (calls.length === 0) return '';
  const sum = callSumOf(calls);
  const days = new Set(callGroups(calls).map(({ day }) => day)).size;
  const numbers = new Map(snapshot.sessions.map((session) => [session.id, session.number]));
  return markdownPage([
    '## Model',
    `${counted(sum.calls, 'call')} on ${counted(days, 'day')}, ${costWords(sum)}. Usable is an answer in the asked form whose figures are on record; guardrails come after that.`,
    modelTable(calls, figures),
    ...(canaries.length === 0 ? [] : ['**Does it read its history?** The same question with permuted outcomes:']),
    list(canaries.map((canary) => canaryText(canary, numbers))),
  ]).trimEnd();
}

function modelTable(calls: readonly CallRecord[], figures: Figures): string {
  const models = [...Map.groupBy(calls, ({ model }) => model)].sort(([a], [b]) => (a < b ? -1 : 1));
  return table(
    [
      { title: 'Model' },
      { title: 'Calls', align: right },
      { title: 'Usable', align: right },
      { title: 'Not usable' },
      { title: 'Tokens in (cached)', align: right },
      { title: 'Out', align: right },
      { title: 'Cost' },
    ],
    models.map(([model, own]) => {
      const sum = callSumOf(own);
      return [
        prose(model),
        figures.number(sum.calls, 0),
        `${sum.accepted} (${figures.percent(sum.accepted / sum.calls)})`,
        failureWords(sum) || '–',
        `${figures.number(sum.inputTokens, 0)} (${figures.number(sum.cachedTokens, 0)})`,
        figures.number(sum.outputTokens, 0),
        costWords(sum),
      ];
    }),
  );
}

function canaryText({ call, reads }: PermutationReport, numbers: ReadonlyMap<number, number>): string {
  const session = call.sessionId === null ? undefined : numbers.get(call.sessionId);
  const when = session === undefined ? 'asked by hand' : `after session ${session}`;
  const found =
    reads === null
      ? 'not known: an answer is missing, or neither changes anything'
      : reads
        ? 'another answer: it seems to read its history'
        : 'the same answer: it does not seem to read its history';
  return `${prose(call.model)}, ${when} (c${call.id}): ${found}.`;
}
