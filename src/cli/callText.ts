/** Calls to a language model for the terminal. All words of the model go through `safe`. */

import { safe } from '../app/safeText.ts';
import { counted, NOT_KNOWN, terminalFigures } from '../report/figures.ts';
import { callSumOf, costWords } from '../report/modelCalls.ts';
import type { CallRecord, CallTexts } from '../study/records.ts';

/** The calls behind a proposal, one a line; nothing for one that no model made. */
export function callLines(calls: readonly CallRecord[]): string[] {
  if (calls.length === 0) return [];
  return [
    '',
    `Calls to the language model: ${counted(calls.length, 'call')}, ${costWords(callSumOf(calls))}`,
    ...calls.map((call) => safe(`  ${callLine(call)}`)),
  ];
}

function callLine(call: CallRecord): string {
  const detail = call.detail === '' ? '' : `: ${oneLine(call.detail)}`;
  return `c${call.id}  ${purposeOf(call)}  ${call.model} by ${call.format}, ${counted(call.tries, 'try', 'tries')}, ${call.durationMs} ms, ${tokensOf(call)}, ${costWords(callSumOf([call]))}, ${call.outcome}${detail}`;
}

/** One call in full. */
export function callText(call: CallRecord, texts: CallTexts): string {
  const rows: readonly (readonly [string, string])[] = [
    ['for', purposeOf(call)],
    ['proposal', call.proposalId === null ? 'none came of it' : `p${call.proposalId}`],
    ['model', `${call.model} at ${call.endpoint} (${call.provider})`],
    ['shape by', call.format],
    ['tries', `${call.tries} in ${call.durationMs} ms`],
    ['tokens', tokensOf(call)],
    ['cost', costWords(callSumOf([call]))],
    ['outcome', `${call.outcome}${call.detail === '' ? '' : `: ${oneLine(call.detail)}`}`],
    ['prompt', call.promptHash],
    ['templates', call.templatesHash],
  ];
  return [
    safe(`c${call.id}  ${call.calledAt}`),
    ...rows.map(([name, value]) => safe(`${name.padEnd(10)} ${value}`)),
    '',
    requestText(call, texts),
    '',
    textsOf(call, texts),
  ].join('\n');
}

/** The request as it was sent. */
export function requestText({ id }: CallRecord, { request }: CallTexts): string {
  return safe(`===== c${id} request =====\n${request}`);
}

/** What came back, reasoning first. */
export function textsOf({ id }: CallRecord, { answer, reasoning }: CallTexts): string {
  const thoughts = reasoning === '' ? [] : [`===== c${id} reasoning =====\n${reasoning}`];
  return safe([...thoughts, `===== c${id} answer =====\n${answer ?? '(no answer came)'}`].join('\n'));
}

function purposeOf({ purpose, framing }: CallRecord): string {
  // The database keeps the permutation check under its old name.
  const name = purpose === 'canary' ? 'permutation check' : purpose;
  return framing === '' ? name : `${name} (${framing})`;
}

function tokensOf({ inputTokens, cachedTokens, outputTokens }: CallRecord): string {
  const figures = terminalFigures('$');
  const [input, cached, output] = [inputTokens, cachedTokens, outputTokens].map((n) => figures.number(n, 0));
  return inputTokens === null && outputTokens === null
    ? `tokens ${NOT_KNOWN}`
    : `${input} tokens in (${cached} cached), ${output} out`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
