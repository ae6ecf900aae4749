/** What to do about each check of `tune doctor` that failed or warns. */

import type { Check, RemediedCheck } from './check.ts';

const remedies = {
  settings: 'mend what is named; tune config show --origin then says where each value comes from',
  node: 'install Node 22 or newer; in a clone, npm ci installs one and npx tune runs on it',
  workspace: 'make the folder writable for you, or name another one with --workspace',
  disk: 'delete recordings that you no longer need (captures/, tapes/), or use --workspace on another disk',
  database: 'tune db check says what is damaged and which copy to go back to',
  messages: 'docs/notify.md says how to set up each service; use = "none" under [notify] turns it off',
  clock: 'tune doctor --venues compares it with the clocks of the venues',
  key: 'a line NAME=… in .env (chmod 600 .env), or a variable of the environment',
  address: 'correct llm.base_url in tune.toml; docs/models.md has one for each service',
  model: 'name it in llm.model of tune.toml',
  reachable: 'start the server of the model, or correct llm.base_url in tune.toml',
  listed: 'set llm.model to a name of the list, or load the model into the server',
  'answer shape': 'take a newer server or another model; docs/models.md says which forms are asked for',
  thoughts: 'set llm.thinking = "off" with the llm.thinking_switch of the server',
  context: 'start the server with a longer context, or lower llm.context_tokens to what it has',
  prompt: 'raise llm.context_tokens together with the context of the server, or show less with llm.history = "last:20"',
  'prompt read': 'start the server with a context of at least llm.context_tokens',
  'dry proposal': 'run tune doctor again; if it stays so, take another model: rounds go on without it meanwhile',
  guardrails: 'nothing, if it is rare: refused candidates cost a call and change nothing',
  remembered: 'tune db check says what is wrong with the database',
  cost: 'set llm.input_price and llm.output_price, so that the caps hold',
} as const;

export type SetupCheckName = keyof typeof remedies;

/** A check of the machine, the workspace or the language model. */
export interface SetupCheck extends Check {
  readonly name: SetupCheckName;
}

export function setupRemedy({ name, state }: SetupCheck): string | null {
  return state === 'failed' || state === 'warning' ? remedies[name] : null;
}

/** @param check of `tune doctor --venues`: its name is that of a venue, or `recommended` */
export function venueRemedy(check: Check): RemediedCheck {
  const { name, state, text } = check;
  if (state !== 'failed' && state !== 'warning') return { ...check, remedy: null };
  if (name === 'recommended') return { ...check, remedy: 'try another network, or begin with --mode sim or replay' };
  const remedy = text.includes("Set this machine's clock")
    ? 'turn on the time service of this machine'
    : 'look whether the network, a firewall or the country blocks it; another venue may answer';
  return { ...check, remedy };
}
