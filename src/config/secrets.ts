/** The values that no log may show: all of .env, and variables whose names say that they hold a key. */

import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|MNEMONIC|NTFY_TOPIC|WEBHOOK_URL)/i;
/** Shorter values are no keys, and words of this length would be replaced where they are meant. */
const SHORTEST = 6;

/** Longest first, so that a value that holds another is replaced whole. `TUNE_…` variables are settings, not keys. */
export function secretValues(envFile: string, environment: Readonly<Record<string, string | undefined>>): string[] {
  const named = Object.entries(environment).filter(([name]) => SECRET_NAME.test(name));
  const values = [...Object.entries(dotEnv(envFile)), ...named]
    .filter(([name]) => !name.startsWith('TUNE_'))
    .map(([, value]) => value?.trim() ?? '');
  return [...new Set(values)].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

/** Empty where there is no such file, or none that can be read: then no key comes from it either. */
function dotEnv(envFile: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(envFile, 'utf8'));
  } catch {
    return {};
  }
}
