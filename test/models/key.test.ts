/** The key is sent only to its server. */

import { describe, expect, it } from 'vitest';
import { anthropicLlm } from '../../src/llm/anthropic.ts';
import { openAiLlm } from '../../src/llm/openAi.ts';
import type { Llm, LlmAnswer, LlmFault } from '../../src/proposer/llm.ts';
import * as faults from './faults.ts';
import type { ModelReply } from './modelReply.ts';
import { KEY, llmFaultOf, PROVIDERS, QUESTION, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();

describe.each(PROVIDERS)('%s: the key', (provider) => {
  const everything = (outcome: LlmAnswer | LlmFault): string =>
    `${JSON.stringify(outcome)}${outcome instanceof Error ? `${outcome.message}${outcome.stack}${String(outcome.cause)}` : ''}`;

  it.each<[string, ModelReply]>([
    ['an answer', faults.text('{}')],
    ['an answer that repeats it', faults.text(`your key is ${KEY}`)],
    ['reasoning that repeats it', faults.onlyReasoning(`the key is ${KEY}`)],
    ['an error that repeats it', faults.echoesKey(401, KEY)],
    ['an error that repeats it thrice', faults.echoesKey(500, `${KEY}${KEY} ${KEY}`)],
    ['an error that repeats it across the cap', faults.echoesKey(400, `${'x'.repeat(255)}${KEY}`)],
    ['an error that repeats it within the answer', faults.brokenOff('api_error', `bad ${KEY}`)],
    ['a page that repeats it', faults.refusedStatus(502, `<p>${KEY}</p>`)],
    ['a kind of page that repeats it', faults.webPage(`text/html; ${'x'.repeat(265)}${KEY}`)],
    ['a redirect that repeats it', faults.redirect(`http://127.0.0.1:1/?key=${KEY}`)],
  ])('is not in the result of %s', async (_, reply) => {
    model.inTurn(reply);
    const outcome = await model
      .llm(provider)
      .ask({ ...QUESTION, format: 'text' })
      .catch((error: unknown) => error as LlmFault);
    expect(JSON.stringify(model.server.asks[0]?.headers)).toContain(KEY);
    expect(model.server.asks[0]?.raw).not.toContain(KEY);
    // Nor a beginning of it, which a length limit could leave.
    expect(everything(outcome)).not.toContain(KEY.slice(0, 12));
  });

  it('in a prompt keeps the prompt from being sent', async () => {
    const fault = await llmFaultOf(model.llm(provider).ask({ ...QUESTION, task: `My key is ${KEY}.` }));
    expect([fault.kind, fault.tries, model.server.asks.length]).toEqual(['bad-request', 0, 0]);
    expect(everything(fault)).not.toContain(KEY);
  });

  it.each(['endpoint', 'model'])('given as the %s is refused at once, without being shown', (field) => {
    const options = { endpoint: model.server.openAiUrl, model: 'm-1', key: KEY, thinkingStyle: 'none' } as const;
    const wrong = { ...options, [field]: `x${KEY}` };
    const make = (): Llm => (provider === 'openai' ? openAiLlm(wrong) : anthropicLlm(wrong));
    expect(make).toThrow('The key of the model server stands in');
    expect(make).not.toThrow(KEY);
  });

  it('that cannot be a header is refused at once, without being shown', () => {
    const options = { endpoint: model.server.openAiUrl, model: 'm-1', key: `${KEY}\n`, thinkingStyle: 'none' } as const;
    const make = (): Llm => (provider === 'openai' ? openAiLlm(options) : anthropicLlm(options));
    expect(make).toThrow('line break');
    expect(make).not.toThrow(KEY);
  });
});

describe('settings that make no call possible', () => {
  it.each(['', 'localhost:11434', 'ftp://box/v1', 'http://me:secret@box/v1', 'http://box/v1?key=secret'])(
    'address %j',
    (endpoint) => {
      expect(() => openAiLlm({ endpoint, model: 'm-1', key: '', thinkingStyle: 'none' })).toThrow(RangeError);
      expect(() => openAiLlm({ endpoint, model: 'm-1', key: '', thinkingStyle: 'none' })).not.toThrow('secret');
    },
  );

  it('Anthropic without a key', () => {
    expect(() => anthropicLlm({ endpoint: 'https://api.anthropic.com', model: 'm-1', key: '' })).toThrow(
      'ANTHROPIC_API_KEY',
    );
  });
});
