/** Declarations of settings. Validation, the explained tune.toml and `config show` follow from them. */

interface Declared<T> {
  readonly default: T;
  /** One sentence for the person who reads tune.toml. */
  readonly meaning: string;
}

export interface NumberSetting extends Declared<number> {
  readonly kind: 'number';
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export interface TextSetting extends Declared<string> {
  readonly kind: 'text';
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly allowed: string;
}

export interface ChoiceSetting extends Declared<string> {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}

export interface FlagSetting extends Declared<boolean> {
  readonly kind: 'flag';
}

/** A list of choices, at least one. */
export interface ListSetting extends Declared<readonly string[]> {
  readonly kind: 'list';
  readonly choices: readonly string[];
}

/** A list of files; may be empty. */
export interface FilesSetting extends Declared<readonly string[]> {
  readonly kind: 'files';
}

export type Setting = NumberSetting | TextSetting | ChoiceSetting | FlagSetting | ListSetting | FilesSetting;

export function allowedText(setting: Setting): string {
  switch (setting.kind) {
    case 'number':
      return `${setting.whole ? 'a whole number' : 'a number'} from ${setting.min} to ${setting.max}${setting.unit === '' ? '' : ` (${setting.unit})`}`;
    case 'text':
      return setting.allowed;
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'list':
      return `a list of ${setting.choices.join(', ')}`;
    case 'files':
      return 'a list of files, e.g. ["tapes/btc.parquet"]';
  }
}

/** What is wrong with a value, or undefined. */
export function faultOf(setting: Setting, value: unknown): string | undefined {
  switch (setting.kind) {
    case 'number':
      if (typeof value !== 'number') return 'is not a number';
      if (!Number.isFinite(value)) return 'is not a finite number';
      if (setting.whole && !Number.isInteger(value)) return 'is not a whole number';
      if (value < setting.min || value > setting.max) return 'is out of range';
      return undefined;
    case 'text':
      if (typeof value !== 'string') return 'is not a text';
      return setting.pattern.test(value) ? undefined : 'is not allowed';
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value) ? undefined : 'is not a known choice';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'is not true or false';
    case 'list':
      if (!Array.isArray(value) || value.length === 0) return 'is not a list with at least one entry';
      return value.every((entry) => setting.choices.includes(entry)) ? undefined : 'has an unknown entry';
    case 'files':
      if (!Array.isArray(value)) return 'is not a list';
      return value.every((entry) => typeof entry === 'string' && entry !== '')
        ? undefined
        : 'has an entry without a name';
  }
}

/**
 * Parses a value that is given as text (environment, flag); text that cannot be parsed stays text and is refused
 * later.
 */
export function fromText(setting: Setting, text: string): unknown {
  switch (setting.kind) {
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text.split(',').map((entry) => entry.trim());
    case 'files':
      return text.trim() === '' ? [] : text.split(',').map((entry) => entry.trim());
    case 'text':
    case 'choice':
      return text;
  }
}
