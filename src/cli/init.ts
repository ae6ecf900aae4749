/** `tune init`: an explained tune.toml and an .env to start from; at a terminal after three questions. */

import type { Command } from 'commander';
import { type Begun, beginWorkspace, checkNotBegun, startStrategy } from '../app/beginWorkspace.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { answersOf, askAnswers, type InitAnswers, type InitFlags, NONE } from './initQuestions.ts';
import type { Run } from './program.ts';

interface InitOptions extends InitFlags {
  readonly strategy: string;
  readonly preset?: string;
  readonly yes?: boolean;
}

const HELP = `
Examples:
  tune init          asks three questions at a terminal
  tune init --yes    asks nothing: every key has its default
  tune init --capital 5000 --venue binance \\
    --symbol BTCUSDT --model ollama:qwen3:8b
A file that is there is never changed.`;

export function initVerb(program: Command, run: Run): void {
  program
    .command('init')
    .description(
      'Write a tune.toml with every key explained, and an .env for keys; asks three questions at a terminal.',
    )
    .option('--strategy <name>', 'the strategy whose parameters it holds', 'grid')
    .option('--preset <name>', 'begin with these values of the strategy (tune strategies show NAME lists them)')
    .option('--capital <amount>', 'capital, instead of the question')
    .option('--venue <name>', `venue to listen to, or ${NONE}, instead of the question`)
    .option('--symbol <name>', 'the market as the venue writes it')
    .option('--model <where:name>', `${NONE}, ollama:<name> or anthropic:<name>, instead of the question`)
    .option('--yes', 'ask nothing: what no flag says has its default')
    .addHelpText('after', HELP)
    .action((options: InitOptions, command: Command) => run(command, (context) => init(context, options)));
}

async function init(context: Context, { strategy, preset, yes = false, ...flags }: InitOptions): Promise<number> {
  const { io, json, workspace } = context;
  const start = startStrategy(strategy, preset);
  checkNotBegun(workspace);
  // Wrong flags are told before anything is asked.
  answersOf(flags, start);
  const isAsked = io.interactive && !yes;
  if (isAsked) io.say('A new workspace. Enter takes the default; tune.toml can be changed later.');
  const answered = isAsked ? await askAnswers(flags, start) : flags;
  if (answered === null) {
    io.say('Nothing was written.');
    return EXIT.interrupted;
  }
  const answers = answersOf(answered, start);
  const begun = beginWorkspace(workspace, { ...start, ...answers });
  if (json) {
    const { tomlFile, envFile, isEnvNew, set } = begun;
    io.out(JSON.stringify({ written: tomlFile, env: isEnvNew ? envFile : null, set }, null, 2));
  } else for (const line of begunText(begun, strategy, preset, answers)) io.tell(line);
  io.say(`Next: ${nextStep(answers)}`);
  return EXIT.ok;
}

function begunText(
  { tomlFile, envFile, isEnvNew }: Begun,
  strategy: string,
  preset: string | undefined,
  { capital, venue, model }: InitAnswers,
): string[] {
  const rules = preset === undefined ? strategy : `${strategy} with the preset ${preset}`;
  const market = venue === null ? 'no live market' : `${venue.symbol} on ${venue.name}`;
  const proposer = model === null ? 'no language model' : `${model.name} through ${model.at}`;
  return [
    `${tomlFile} is written: ${rules}, capital ${capital}, ${market}, ${proposer}. Every other key has its default and is explained in it.`,
    isEnvNew
      ? `${envFile} is for keys; only you can read it. ${model?.at === 'anthropic' ? 'Write your key into it.' : 'Nothing needs one yet.'}`
      : `${envFile} was there and stays as it is.`,
  ];
}

function nextStep({ venue, model }: InitAnswers): string {
  if (model !== null) return 'tune doctor';
  if (venue === null || venue.name.startsWith('ccxt:')) return 'tune start --hours 8';
  return `tune instruments --venue ${venue.name} --symbol ${venue.symbol}`;
}
