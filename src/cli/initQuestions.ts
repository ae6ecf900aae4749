/** The three questions of `tune init`: capital, venue, language model. Each has a default, and Enter takes it. */

import { capitalFault, type StartModel, type StartStrategy, settingFault } from '../app/beginWorkspace.ts';
import { UsageError } from '../app/errors.ts';
import { feedVenues } from '../market/feedVenue.ts';

export interface InitFlags {
  readonly capital?: string;
  readonly venue?: string;
  readonly symbol?: string;
  readonly model?: string;
}

export interface InitAnswers {
  readonly capital: number;
  readonly venue: { readonly name: string; readonly symbol: string } | null;
  readonly model: StartModel | null;
}

export const NONE = 'none';
const CAPITAL = '1000';
const SYMBOLS: Readonly<Record<string, string>> = {
  hyperliquid: 'BTC',
  binance: 'BTCUSDT',
  paradex: 'BTC-USD-PERP',
};
const MODELS: Readonly<Record<StartModel['at'], string>> = { ollama: 'qwen3:8b', anthropic: '' };

/** The flags, with defaults for what they do not say. @throws UsageError */
export function answersOf(flags: InitFlags, start: StartStrategy): InitAnswers {
  const { capital = CAPITAL, venue = NONE, symbol, model = NONE } = flags;
  const fault = capitalFault(capital, start);
  if (fault !== null) throw new UsageError(`--capital: ${fault}`);
  return { capital: Number(capital), venue: venueOf(venue, symbol), model: modelOf(model) };
}

function venueOf(name: string, symbol: string | undefined): InitAnswers['venue'] {
  if (name === NONE) {
    if (symbol !== undefined) throw new UsageError('--symbol needs the --venue that writes it so');
    return null;
  }
  const fault = settingFault('venue.name', name);
  if (fault !== null) throw new UsageError(`--venue: ${fault}, or ${NONE}`);
  const named = symbol ?? SYMBOLS[name];
  if (named === undefined) throw new UsageError(`--venue ${name} needs --symbol, as the venue writes the market`);
  const wrong = settingFault('venue.symbol', named);
  if (wrong !== null) throw new UsageError(`--symbol: ${wrong}`);
  return { name, symbol: named };
}

/** `ollama:qwen3:8b`: everything behind the first colon is the name. */
function modelOf(text: string): StartModel | null {
  if (text === NONE) return null;
  const [, at, name = ''] = /^(ollama|anthropic):(.+)$/.exec(text) ?? [];
  const fault = settingFault('llm.model', name);
  if ((at !== 'ollama' && at !== 'anthropic') || fault !== null) {
    throw new UsageError(`--model ${text}: one of ${NONE}, ollama:<name>, anthropic:<name>`);
  }
  return { at, name };
}

/** Asks what the flags do not say; null where the user breaks it off. */
export async function askAnswers(flags: InitFlags, start: StartStrategy): Promise<InitFlags | null> {
  const { isCancel, select, text } = await import('@clack/prompts');
  const answers: { -readonly [Name in keyof InitFlags]: InitFlags[Name] } = { ...flags };

  if (answers.capital === undefined) {
    const capital = await text({
      message: 'Capital? Limits and losses are shares of it.',
      placeholder: CAPITAL,
      defaultValue: CAPITAL,
      validate: (value = '') => (value === '' ? undefined : (capitalFault(value, start) ?? undefined)),
    });
    if (isCancel(capital)) return null;
    answers.capital = capital;
  }

  if (answers.venue === undefined && answers.symbol === undefined) {
    const venue = await select({
      message: 'A live market to listen to? It needs no key.',
      options: [
        { value: NONE, label: 'none: synthetic markets and recordings' },
        ...feedVenues.map((name) => ({ value: name as string, label: name })),
      ],
    });
    if (isCancel(venue)) return null;
    answers.venue = venue;
  }

  const { venue } = answers;
  if (venue !== undefined && venue !== NONE && answers.symbol === undefined) {
    const usual = SYMBOLS[venue];
    const symbol = await text({
      message: `Which market of ${venue}, as it writes it?`,
      ...(usual === undefined ? {} : { placeholder: usual, defaultValue: usual }),
      validate: (value = '') => (value === '' && usual !== undefined ? undefined : symbolFault(value)),
    });
    if (isCancel(symbol)) return null;
    answers.symbol = symbol;
  }

  if (answers.model === undefined) {
    const at = await select({
      message: 'A language model that also proposes?',
      options: [
        { value: NONE, label: 'none: a statistical model proposes' },
        { value: 'ollama' as const, label: 'Ollama on this machine' },
        { value: 'anthropic' as const, label: 'Claude, with a key' },
      ],
    });
    if (isCancel(at)) return null;
    if (at !== 'ollama' && at !== 'anthropic') answers.model = NONE;
    else {
      const usual = MODELS[at];
      const name = await text({
        message: 'Name of the model?',
        ...(usual === '' ? {} : { placeholder: usual, defaultValue: usual }),
        validate: (value = '') => (value === '' && usual !== '' ? undefined : modelFault(value)),
      });
      if (isCancel(name)) return null;
      answers.model = `${at}:${name}`;
    }
  }
  return answers;
}

function symbolFault(value: string): string | undefined {
  return value === '' ? 'The market needs a name.' : (settingFault('venue.symbol', value) ?? undefined);
}

function modelFault(value: string): string | undefined {
  return value === '' ? 'The model needs a name.' : (settingFault('llm.model', value) ?? undefined);
}
