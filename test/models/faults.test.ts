/** Faults of models and servers over HTTP: their kinds, and the number of tries. */

import { describe, expect, it } from 'vitest';
import { anthropicLlm } from '../../src/llm/anthropic.ts';
import { openAiLlm } from '../../src/llm/openAi.ts';
import type { LlmFaultKind } from '../../src/proposer/llm.ts';
import { HandClock } from '../../src/testing/handClock.ts';
import * as faults from './faults.ts';
import type { ModelReply } from './modelReply.ts';
import { deadAddress, KEY, llmFaultOf, PROVIDERS, QUESTION, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();

describe.each(PROVIDERS)('%s: faults', (provider) => {
  it.each<[string, ModelReply, LlmFaultKind, number]>([
    ['a wrong key', faults.wrongKey(), 'unauthorised', 1],
    ['an unknown model', faults.unknownModel(), 'not-found', 1],
    ['a response_format that is not taken', faults.noResponseFormat(), 'bad-request', 1],
    ['a body that cannot be processed', faults.refusedStatus(422, { detail: 'no' }), 'bad-request', 1],
    ['a web page', faults.webPage(), 'not-found', 1],
    ['a redirect', faults.redirect('http://127.0.0.1:1/v1'), 'not-found', 1],
    ['too many requests', faults.rateLimited(null), 'rate-limited', 3],
    ['a server in trouble', faults.serverError(), 'server', 3],
    ['an overloaded server', faults.serverError(529), 'server', 3],
    ['a closed connection', faults.hangUp(), 'unreachable', 3],
    ['a cut connection', faults.cut('The beginning'), 'cut', 3],
    ['an answer without end', faults.noEnd('The beginning'), 'cut', 3],
    ['broken JSON', faults.raw('event: message_start\ndata: {"a":\n\n'), 'cut', 3],
    ['JSON that is no answer', faults.raw('event: message_start\ndata: null\n\nevent: x\ndata: 7\n\n'), 'cut', 3],
    ['overload within an answer', faults.brokenOff('overloaded_error', 'Overloaded'), 'server', 3],
    ['a rate limit within an answer', faults.brokenOff('rate_limit_exceeded', 'slow down'), 'rate-limited', 3],
    ['a refusal within an answer', faults.brokenOff('invalid_request_error', 'too long'), 'bad-request', 1],
  ])('%s', async (_, reply, kind, tries) => {
    model.inTurn(reply);
    const fault = await llmFaultOf(model.llm(provider).ask(QUESTION));
    expect([fault.kind, fault.tries, model.server.asks.length]).toEqual([kind, tries, tries]);
    expect(fault.request).toBe(model.server.asks[0]?.raw);
    expect(fault.message).toContain(`Model m-1 at ${model.server.anthropicUrl}`);
  });

  it.each<[string, ModelReply]>([
    ['a cut connection', faults.cut('The beginning')],
    ['a closed connection', faults.hangUp()],
    ['a server in trouble', faults.serverError(503)],
    ['too many requests', faults.rateLimited('1')],
  ])('%s is retried, and the answer contains nothing of the failed try', async (_, reply) => {
    model.inTurn(reply, faults.text('{}'));
    expect(await model.llm(provider).ask(QUESTION)).toMatchObject({ text: '{}', tries: 2, durationMs: 1000 });
    expect(model.clock.pausesMs).toEqual([1000]);
  });

  it('a pause is as long as the server asks, in fractions of seconds or as a date', async () => {
    model.clock = new HandClock(Date.UTC(1994, 10, 6, 8, 49, 30));
    model.inTurn(faults.rateLimited('0.25'), faults.rateLimited('Sun, 06 Nov 1994 08:49:37 GMT'), faults.text('{}'));
    await model.llm(provider).ask(QUESTION);
    expect(model.clock.pausesMs).toEqual([250, 6750]);
  });

  it('a pause longer than the time left ends the call', async () => {
    model.inTurn(faults.rateLimited('3600'));
    const fault = await llmFaultOf(model.llm(provider).ask(QUESTION));
    expect([fault.kind, fault.tries, model.clock.pausesMs]).toEqual(['rate-limited', 1, []]);
    expect(fault.message).toContain('It asks to wait 3600 s, and 120 s of 120 s are left.');
  });

  it.each<[string, ModelReply]>([
    ['that never answers', faults.hang()],
    ['that stops within its answer', faults.stall('The beginning')],
  ])('a model %s ends with the timeout', async (_, reply) => {
    model.script = () => {
      setTimeout(() => model.clock.timeUp(), 20);
      return reply;
    };
    const fault = await llmFaultOf(model.llm(provider).ask(QUESTION));
    expect([fault.kind, fault.tries, fault.durationMs, model.server.asks.length]).toEqual(['timeout', 1, 120_000, 1]);
    expect(fault.message).toContain('gave no whole answer within 120 s');
  });

  it('a stop from outside ends the call', async () => {
    const stop = new AbortController();
    model.script = () => {
      setTimeout(() => stop.abort(), 20);
      return faults.stall('The beginning');
    };
    const fault = await llmFaultOf(model.llm(provider, { stop: stop.signal }).ask(QUESTION));
    expect([fault.kind, fault.tries]).toEqual(['stopped', 1]);
  });

  it('an answer beyond two million bytes is not read to its end', async () => {
    model.inTurn(faults.huge(2_000_001));
    const fault = await llmFaultOf(model.llm(provider).ask(QUESTION));
    expect([fault.kind, fault.tries]).toEqual(['too-large', 1]);
  });

  it('an answer of two million bytes is read to its end', async () => {
    model.inTurn(faults.huge(2_000_000));
    expect((await model.llm(provider).ask({ ...QUESTION, format: 'text' })).text).toHaveLength(2_000_000);
  });

  it('nobody at the address', async () => {
    const { openAiUrl, anthropicUrl } = await deadAddress();
    const options = { model: 'm-1', key: KEY, retry: { clock: model.clock } };
    const nobody =
      provider === 'openai'
        ? openAiLlm({ ...options, endpoint: openAiUrl, thinkingStyle: 'none' })
        : anthropicLlm({ ...options, endpoint: anthropicUrl });
    const fault = await llmFaultOf(nobody.ask(QUESTION));
    expect([fault.kind, fault.tries]).toEqual(['unreachable', 3]);
    expect(fault.message).toContain('ECONNREFUSED');
  });

  it.each<[unknown, string]>([
    [{ error: { message: 'one' } }, 'one'],
    [{ error: 'two' }, 'two'],
    [{ object: 'error', message: 'three' }, 'three'],
    [{ detail: 'four' }, 'four'],
    ['five', 'five'],
  ])('the message of the server is shown for every form of error: %j', async (body, words) => {
    model.inTurn(faults.refusedStatus(400, body));
    expect((await llmFaultOf(model.llm(provider).ask(QUESTION))).message).toContain(`status 400: "${words}"`);
  });
});
