import { describe, expect, it } from 'vitest';
import { checkGuardrails, isRefused } from '../../guardrails/judge.ts';
import { grid } from '../../strategy/grid/grid.ts';
import { aContext, aDraft, verdicts } from '../../testing/draft.ts';
import { injections } from '../../testing/injections.ts';
import { anAnswer } from '../../testing/modelAnswer.ts';
import { aHistory, factsInput, promptFiles, study } from '../../testing/modelHistory.ts';
import { draftOf } from './answer.ts';
import { condense } from './condense.ts';
import { promptFacts } from './facts.ts';
import { type Prompt, renderPrompt } from './prompt.ts';
import { withoutQuotes } from './promptLine.ts';
import { caps, quotedText } from './quoteText.ts';
import { historyRecords } from './records.ts';
import { complaintOf } from './repair.ts';

const templates = promptFiles();
const cases = Object.entries(injections);

/** A prompt with the text in every place that text from outside can reach. */
function promptWith(text: string): Prompt {
  const say = (): string => text;
  const told = aHistory(6, { hypothesis: say, why: say, reason: say, by: say, riskMessage: say, claim: say });
  const history = told.with({
    sessions: told.sessions.map((session) => ({
      ...session,
      endReason: text,
      source: { type: 'tape' as const, file: `/tapes/${text}`, sha256: 'ab'.repeat(32), fromUs: 0, toUs: 3.6e9 },
    })),
    proposals: told.proposals.map((proposal) => ({
      ...proposal,
      outcome: text,
      changes: proposal.changes.map((change) =>
        proposal.status === 'refused' ? { ...change, parameter: text } : change,
      ),
      notes: { framing: text, falsifier: text, risks: text, evidence: {} },
      findings: proposal.findings.map((finding) => ({ ...finding, value: text, limit: text, reason: text })),
    })),
    learnings: told.learnings.map((learning) => ({ ...learning, by: text, scope: text, parameter: text })),
  });
  const own = { ...study, instrument: { ...study.instrument, symbol: text } };
  return renderPrompt(
    {
      study: own,
      strategy: grid,
      history: condense(historyRecords(history), 1e9, (t) => t.length / 4),
      facts: promptFacts(
        factsInput(history.with({ study: own }), {
          base: 1,
          learnings: [{ id: 'l1', status: 'proposed', claim: text, evidence: text }],
        }),
      ),
      framing: 'exploit',
      pass: { kind: 'answer' },
    },
    templates,
  );
}

/** The lines as code writes them, with nothing of what stands in quotes. */
function structureOf({ system, history, task }: Prompt): string[] {
  return [system, history, task].flatMap((part) => part.split('\n').map(withoutQuotes));
}

describe('a text that wants to be more than data', () => {
  const harmless = structureOf(promptWith('a note'));

  it.each(cases)('leaves the prompt its structure: %s', (_, text) => {
    const prompt = promptWith(text);
    expect(structureOf(prompt)).toEqual(harmless);
    const whole = prompt.system + prompt.history + prompt.task;
    // What is not of the prompt files themselves holds no tag, token or fence.
    expect(whole).not.toMatch(/<\||<\/?think>|\[INST\]|```|<script|<img/);
    expect(whole.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(whole.length).toBeLessThan(200_000);
  });

  it.each(cases)('stands in one string of its record: %s', (_, text) => {
    const [line = ''] = promptWith(text)
      .history.split('\n')
      .filter((one) => one.startsWith('p1 '));
    const hypothesis = /; hypothesis ("(?:[^"\\]|\\.)*")/.exec(line)?.[1] ?? '""';
    expect(hypothesis.length).toBeLessThan(2_000);
    expect(JSON.parse(hypothesis)).toBe(quotedText(text, caps.prose));
  });

  it.each(cases)('does not leave its quotes in extraction and repair: %s', (_, text) => {
    const history = aHistory(2);
    const input = {
      study,
      strategy: grid,
      history: condense(historyRecords(history), 1e9, () => 1),
      facts: promptFacts(factsInput(history)),
      framing: 'exploit',
    } as const;
    const headings = (prompt: Prompt): string[] => prompt.task.split('\n').filter((line) => line.startsWith('#'));
    const extract = (analysis: string): Prompt =>
      renderPrompt({ ...input, pass: { kind: 'extract', analysis } }, templates);
    expect(headings(extract(text))).toEqual(headings(extract('plain')));
    expect(extract(text).task.split('\n')).toHaveLength(extract('plain').task.split('\n').length);
    const complain = (value: string): number =>
      complaintOf(
        { findings: [{ rule: 'bounds', severity: 'refusal', limit: value, value, reason: value }] },
        templates,
      ).split('\n').length;
    expect(complain(text)).toBe(complain('plain'));
  });
});

describe('an answer that obeys such a text', () => {
  const obedient = [
    ['out of bounds', { orderUsd: 5_000 }, 'bounds'],
    ['not tunable', { stop: 100 }, 'not-tunable'],
    ['unknown', { guardrails: false }, 'bounds'],
    ['far', { alpha: 100 }, 'step-limit'],
    ['mode', { mode: 1 }, 'bounds'],
  ] as const;

  it.each(obedient)('is refused by the same rule as without it: %s', (_, values, rule) => {
    const plain = verdicts(aDraft(values));
    expect(plain).toContain(`refusal: ${rule}`);
    for (const [, text] of cases) {
      const answer = anAnswer({
        changes: Object.entries(values).map(([parameter, value]) => ({ parameter, value, why: text })),
        hypothesis: text,
        risks: text,
        falsifier: text,
      });
      const findings = checkGuardrails(draftOf(answer, aContext().base, 'exploit'), aContext(), false);
      expect(isRefused(findings)).toBe(true);
      expect(findings.filter(({ severity }) => severity === 'refusal').map((one) => one.rule)).toContain(rule);
    }
  });
});
