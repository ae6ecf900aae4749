/** `tune propose`: the prompt of the next round without asking anybody, or the canary that shows whether a model reads its history. */

import type { Command } from 'commander';
import { shapeText } from '../llm/shapeText.ts';
import { tokenCounter } from '../llm/tokens.ts';
import { modelRound } from '../proposer/model/modelRound.ts';
import { permutationWarning } from '../proposer/model/permutationCheck.ts';
import { type Framing, framings, type Pass } from '../proposer/model/prompt.ts';
import { type RoundQuestion, roundQuestion } from '../proposer/model/roundQuestion.ts';
import type { ModelPorts, ModelSettings } from '../proposer/model/settings.ts';
import { counted } from '../report/figures.ts';
import type { Journal, Studies } from '../study/journal.ts';
import { readPrompts } from '../workspace/prompts.ts';
import { type Context, reading, sha256, writing } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { safe } from './io.ts';
import { contextTokensOf, modelPortsOf, outputFormatsOf } from './model.ts';
import { type NextRound, nextRound } from './nextRound.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

interface ProposeOptions {
  readonly dryRun?: boolean;
  readonly canary?: boolean;
  readonly framing?: string;
}

export function proposeVerb(program: Command, run: Run): void {
  program
    .command('propose')
    .description('Show what a language model is asked, or find out whether it reads its history.')
    .option('--dry-run', 'print the prompt of the next round; nobody is asked')
    .option('--canary', 'ask the model twice, the second time with permuted outcomes')
    .option('--framing <framing>', `${framings.join(', ')}; by default the first of llm.framings`)
    .action((options: ProposeOptions, command: Command) => run(command, (context) => propose(context, options)));
}

async function propose(context: Context, options: ProposeOptions): Promise<number> {
  if (options.dryRun === true && options.canary === true) {
    throw new UsageError('--dry-run asks nobody and --canary asks the model: name one of them');
  }
  if (options.dryRun !== true && options.canary !== true) {
    throw new UsageError(
      'Rounds of proposing run inside tune start and tune resume. To look at one: tune propose --dry-run (the prompt, nobody is asked) or tune propose --canary (does the model read its history?)',
    );
  }
  const framing = framingOf(context, options.framing);
  if (options.dryRun === true)
    return reading(context, (journal, studies) => dryRun(context, journal, studies, framing));
  const stop = stopOnSignals(() => context.io.say('stopping: the call is ended and goes on record'));
  try {
    const code = await writing(context, (journal, studies) => canary(context, journal, studies, framing, stop.signal));
    return stop.state.requested ? EXIT.interrupted : code;
  } finally {
    stop.release();
  }
}

function framingOf(context: Context, text: string | undefined): Framing {
  const [first = 'exploit'] = context.settings().config.llm.settings.framings;
  const framing = text === undefined ? first : framings.find((one) => one === text);
  if (framing === undefined) throw new UsageError(`--framing ${text} is unknown; one of ${framings.join(', ')}`);
  return framing;
}

/** @throws UsageError when the study has had no session */
async function roundOf(context: Context, journal: Journal): Promise<NextRound> {
  const round = await nextRound(journal, context.settings().config.proposer.effectPerHourPct);
  if (typeof round === 'string') throw new UsageError(`${round}. Run one with: tune start`);
  return round;
}

async function dryRun(context: Context, journal: Journal, studies: Studies, framing: Framing): Promise<number> {
  const { io } = context;
  const { config } = context.settings();
  const probe = studies.probe(config.llm.baseUrl.replace(/\/+$/, ''), config.llm.model);
  const settings = { ...config.llm.settings, contextTokens: contextTokensOf(config, probe?.contextTokens ?? null) };
  const countTokens = await tokenCounter();
  const { input } = await roundOf(context, journal);
  const question = roundQuestion(input, { settings, templates: readPrompts(), countTokens }, false);
  const pass: Pass = settings.twoPass ? { kind: 'think' } : { kind: 'answer' };
  const { system, history, task } = question.prompt(framing, pass);
  const tokens = {
    system: countTokens(system),
    history: countTokens(history),
    task: countTokens(task),
    schema: pass.kind === 'think' ? 0 : countTokens(JSON.stringify(question.shape.schema)),
  };
  if (context.json) {
    const hash = sha256([system, history, task].join('\u0000'));
    const shape = pass.kind === 'think' ? null : question.shape;
    io.out(JSON.stringify({ framing, pass: pass.kind, system, history, task, shape, tokens, hash }, null, 2));
  } else {
    const format = outputFormatsOf(config.llm).find((one) => one === probe?.format) ?? 'json_schema';
    // Anthropic takes the schema in a field of its own where it can.
    const inField = config.llm.provider === 'anthropic' && format !== 'text';
    const told = inField ? JSON.stringify(question.shape.schema) : shapeText({ shape: question.shape, format });
    const schema = pass.kind === 'think' ? null : told;
    for (const [name, text] of Object.entries({ system, history, task, 'schema, as sent': schema })) {
      if (text !== null) io.out(`===== ${name} =====\n${safe(text)}`);
    }
  }
  for (const line of sizeLines(question, settings, tokens)) io.say(line);
  io.say('Next: tune doctor');
  return EXIT.ok;
}

function sizeLines(
  { history }: RoundQuestion,
  { contextTokens, maxOutputTokens }: ModelSettings,
  tokens: Readonly<Record<'system' | 'history' | 'task' | 'schema', number>>,
): string[] {
  const said = tokens.system + tokens.history + tokens.task;
  const parts = `system ${tokens.system}, history ${tokens.history}, task ${tokens.task}`;
  const schema = tokens.schema === 0 ? '' : `, and the schema of the answer ${tokens.schema}`;
  const cut =
    history.condensed === 0
      ? 'nothing is condensed'
      : `the oldest ${history.condensed} are condensed to a table of ${counted(history.rows, 'version')}`;
  return [
    `Tokens (an estimate): ${said} (${parts})${schema}; ${maxOutputTokens} are kept for the answer, ${contextTokens} is the context.`,
    `History: ${counted(history.records, 'record')} in ${history.tokens} of at most ${history.budgetTokens} tokens; ${cut}.`,
  ];
}

async function canary(
  context: Context,
  journal: Journal,
  studies: Studies,
  framing: Framing,
  stop: AbortSignal,
): Promise<number> {
  const { io } = context;
  const ports = await modelPortsOf(context.settings(), journal, studies, stop);
  if (ports === null)
    throw new UsageError('llm.provider is none: there is no model to ask. How to set one up: tune doctor');
  const { input, judge } = await roundOf(context, journal);
  const calls: number[] = [];
  io.say(`Asking ${safe(ports.llm.model)} twice …`);
  const result = await modelRound(
    { input, sessionId: null, judge, checkPermuted: true },
    { ...ports, settings: { ...ports.settings, framings: [framing] }, record: recorder(journal, calls) },
  );
  const outcome = result.permutationCheck ?? { unknown: 'nothing was asked' };
  const [opening] = result.candidates;
  const unknown = typeof outcome === 'string' ? null : opening?.kind === 'silent' ? opening.reason : outcome.unknown;
  if (context.json) {
    io.out(
      JSON.stringify(
        { model: ports.llm.model, framing, result: unknown === null ? outcome : 'unknown', reason: unknown, calls },
        null,
        2,
      ),
    );
  } else if (unknown !== null) {
    io.out(safe(`Not known whether ${ports.llm.model} reads its history: ${unknown}`));
  } else if (outcome === 'reads') {
    io.out(
      safe(
        `${ports.llm.model} answered otherwise with the outcomes of its history permuted: it seems to read its history.`,
      ),
    );
  } else {
    io.out(safe(permutationWarning(ports.llm.model)));
  }
  if (calls.length > 0) io.say(`Next: tune show c${calls.at(-1)}`);
  return unknown === null ? EXIT.ok : EXIT.error;
}

/** The first answer is no proposal: it goes on record as a probe. */
function recorder(journal: Journal, calls: number[]): ModelPorts['record'] {
  return (call, texts) => {
    const { id } = journal.addCall({ ...call, purpose: call.purpose === 'canary' ? 'canary' : 'probe' }, texts);
    calls.push(id);
    return id;
  };
}
