/** `tune verify v3`: runs every session of a version again and compares the results byte by byte. */

import type { Command } from 'commander';
import { readStudy } from '../app/studyAccess.ts';
import { verifySessions } from '../app/verifySessions.ts';
import type { Verification } from '../campaign/verify.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionNumber } from './recordIds.ts';

export function verifyVerb(program: Command, run: Run): void {
  program
    .command('verify <version>')
    .description('Run the sessions of a version again and check that every fill and sample is the same.')
    .action((text: string, _options: unknown, command: Command) =>
      run(command, (context) =>
        readStudy(context, async (journal) => {
          const version = versionNumber(text);
          return printVerified(context, version, await verifySessions(journal, version, context));
        }),
      ),
    );
}

function printVerified({ io, json }: Context, version: number, results: readonly Verification[]): number {
  if (json) io.out(JSON.stringify(results, null, 2));
  else for (const result of results) io.out(line(result, io.paint));
  const failed = results.filter((result) => result.differences.length > 0).length;
  if (results.length === 0) io.tell(`v${version} has not run yet: there is nothing to verify.`);
  else
    io.tell(
      failed === 0
        ? `v${version} verified: ${results.length} runs, byte-identical.`
        : `${failed} of ${results.length} runs differ.`,
    );
  return failed === 0 ? EXIT.ok : EXIT.error;
}

function line(result: Verification, paint: Context['io']['paint']): string {
  const head = `session ${result.session} from its ${result.from}`;
  if (result.differences.length === 0) return `${head}: ${paint('green', 'identical')}`;
  return `${head}: ${paint('red', result.differences.join('; '))}`;
}
