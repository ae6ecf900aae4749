/** `tune doctor` names what is wrong, and below it what to do. */

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

interface Checks {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly state: string; readonly remedy: string | null }[];
}

it('settings that cannot be read are a check that failed, and the machine is checked all the same', () => {
  const folder = aWorkspace();
  writeFileSync(join(folder, 'tune.toml'), '[study]\ncapital = -5\nnme = "x"\n');
  const { code, out } = tune(folder, ['doctor']);
  expect(code).toBe(1);
  expect(out).toContain('✓ workspace');
  expect(out).toMatch(/✗ settings +.*tune\.toml:2: study\.capital = -5 is out of range/);
  expect(out).toMatch(/✗ settings +.*tune\.toml:3: unknown key study\.nme; did you mean study\.name\?/);
  expect(out).toContain('  → mend what is named');
  expect(out).toContain('2 of 6 checks failed.');
  expect(out).not.toContain('No language model is set up');
});

it('an .env that others can read is named, with the command that closes it', () => {
  const folder = aWorkspace();
  const file = join(folder, '.env');
  writeFileSync(file, 'A_KEY=mine\n');
  chmodSync(file, 0o644);
  const { code, out } = tune(folder, ['doctor']);
  expect(code).toBe(1);
  expect(out).toMatch(/✗ settings +.*\.env: others .* chmod 600/);
});

it('every check that fails or warns has a remedy, and no other has one', () => {
  const folder = aWorkspace();
  writeFileSync(join(folder, 'tune.db'), 'no database');
  writeFileSync(
    join(folder, 'tune.toml'),
    '[notify]\nuse = "telegram"\n[llm]\nprovider = "openai"\nmodel = "m"\nbase_url = "http://127.0.0.1:9/v1"\n',
  );
  const { ok, checks } = JSON.parse(tune(folder, ['doctor', '--json']).out) as Checks;
  expect(ok).toBe(false);
  const failed = checks.filter(({ state }) => state === 'failed').map(({ name }) => name);
  expect(failed).toEqual(['database', 'messages', 'reachable']);
  for (const { name, state, remedy } of checks) {
    expect([name, remedy === null]).toEqual([name, state === 'ok' || state === 'skipped']);
  }
});
