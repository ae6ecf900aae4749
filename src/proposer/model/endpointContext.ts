/** What refusals and token counts of an endpoint showed of its context while this program runs. */

/** A prompt of which the endpoint seems to have read a part only. */
export interface CutPrompt {
  /** Tokens that the endpoint counted. */
  readonly read: number;
  /** Tokens by our count. */
  readonly estimate: number;
}

/** An endpoint that counts less than this share of our estimate has not read the whole prompt; encodings differ by less. */
const WHOLE = 0.5;

/** null when the prompt was read to its end, as far as the count shows; some servers count nothing and say 0. */
export function cutPrompt(read: number | null, estimate: number): CutPrompt | null {
  return read !== null && read > 0 && read < WHOLE * estimate ? { read, estimate } : null;
}

export function cutPromptText({ read, estimate }: CutPrompt): string {
  return `the endpoint counts ${read} tokens, tune estimates ${estimate}: it seems to have cut the prompt; give it a longer context (Ollama: OLLAMA_CONTEXT_LENGTH or num_ctx), or lower llm.context_tokens`;
}

export class EndpointContext {
  #tokens: number | null = null;
  #cut: CutPrompt | null = null;
  #told = false;

  /** Tokens, by our count, that prompt and answer have to fit into together; null while no refusal named a number. */
  get tokens(): number | null {
    return this.#tokens;
  }

  /** The smaller of a setting and of what is known. */
  within(setting: number): number {
    return Math.min(setting, this.#tokens ?? setting);
  }

  /** A prompt was refused as too long for a context of so many tokens. */
  learn(tokens: number): void {
    this.#tokens = this.within(tokens);
  }

  /** A prompt was cut. */
  notice(cut: CutPrompt): void {
    this.#cut ??= cut;
  }

  /** The first prompt that was cut. */
  get cut(): CutPrompt | null {
    return this.#cut;
  }

  /** The first prompt that was cut, the first time that it is asked for; else null. */
  cutToTell(): CutPrompt | null {
    if (this.#told) return null;
    this.#told = this.#cut !== null;
    return this.#cut;
  }
}
