/** A round with recorded answers: its questions are the same bytes as in the recording. */

import { describe, expect, it } from 'vitest';
import { anAnswer } from '../../src/testing/modelAnswer.ts';
import { bodyLines, cassette, playing } from './cassette.ts';
import type { TextReply } from './modelReply.ts';
import { TestRound } from './modelRound.ts';
import { startModelServer } from './modelServer.ts';
import { sha256 } from './modelStudy.ts';
import { PROVIDERS, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();
const said = (answer: object): TextReply => ({ kind: 'text', text: JSON.stringify(answer) });

describe.each(PROVIDERS)('%s: a recorded round', (provider) => {
  it('asks the recorded questions: an answer, a repair, another framing', async () => {
    const round = new TestRound(model, provider, { framings: ['exploit', 'explore'] }, { versions: 3 });
    const { number: base, parameters } = round.input.base;
    const value = Number(parameters.gridResetBps);
    const tape = cassette(`round-${provider}`, ({ nth }) => {
      const { hypothesis: _, ...halfDone } = anAnswer({ base });
      if (nth === 1) return said(halfDone);
      return said(anAnswer({ base, changes: [{ parameter: 'gridResetBps', value: value + nth, evidence: [base] }] }));
    });
    model.script = tape.reply;
    const { candidates } = await round.ask();
    tape.save();
    expect(round.calls.map(({ purpose, framing, outcome }) => [purpose, framing, outcome])).toEqual([
      ['propose', 'exploit', 'malformed'],
      ['repair', 'exploit', 'accepted'],
      ['propose', 'explore', 'accepted'],
    ]);
    expect(candidates.map((one) => one.kind === 'draft' && one.draft.changes.map(({ to }) => to))).toEqual([
      [value + 2],
      [value + 3],
    ]);
  });
});

describe('a question that was not recorded', () => {
  const raw = JSON.stringify({
    model: 'm-1',
    stream: true,
    messages: [{ role: 'user', content: 'One.\nTwo.\nThree.' }],
  });
  const recorded = { sha256: sha256(raw), question: bodyLines(raw), answer: said({}) };

  async function ask(body: string): Promise<{ status: number; closed: Promise<void> }> {
    const server = await startModelServer({ reply: playing('small', [recorded]) });
    const { status } = await fetch(`${server.openAiUrl}/chat/completions`, { method: 'POST', body });
    return { status, closed: server.close() };
  }

  it('is answered when it is the same', async () => {
    const { status, closed } = await ask(raw);
    expect(status).toBe(200);
    await closed;
  });

  it.each([
    ['a word', raw.replace('Two.', 'Too.'), /was: Two\.\nLine \d+ is: {2}Too\./],
    ['a line less', raw.replace('\\nThree.', ''), /Line 2 was: Two\.\nLine 2 is: {2}Two\."/],
    ['a setting', raw.replace('true', 'false'), /"stream":true.*\n.*"stream":false/],
  ])('fails the test with its hash and the first line that differs: %s', async (_, body, where) => {
    const { status, closed } = await ask(body);
    expect(status).toBe(500);
    const miss = await closed.then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(miss).toContain(sha256(body));
    expect(miss).toMatch(where);
  });
});
