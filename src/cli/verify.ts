/**
 * `tune verify v3`, `tune verify v1..v8`: what is on record of versions is checked. Their sessions run again and must give the
 * same bytes; what an imported document claims of them is measured.
 */

import type { Command } from 'commander';
import { refuseRepeated } from '../app/distinctTapes.ts';
import { UsageError } from '../app/errors.ts';
import { claimsToMeasure, type MeasuredClaims, marketsForClaims, measureClaims } from '../app/measureClaims.ts';
import { readStudy } from '../app/studyAccess.ts';
import { verifySessions } from '../app/verifySessions.ts';
import { setTotals } from '../campaign/setRequest.ts';
import type { Verification } from '../campaign/verify.ts';
import { currencyOf } from '../market/money.ts';
import { counted } from '../report/figures.ts';
import { claimTable } from '../report/tables/claimTable.ts';
import type { Journal } from '../study/journal.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionNumber, versionPair } from './recordIds.ts';
import { observedSets } from './setTerminal.ts';
import { collect, TAPES_FLAG, TAPES_THREADS_FLAG, type TapesOptions } from './sharedFlags.ts';

interface VerifyOptions extends TapesOptions {
  readonly hours?: string;
}

interface Verified {
  readonly version: number;
  readonly results: readonly Verification[];
}

const MOST_HOURS = 1_000;

export function verifyVerb(program: Command, run: Run): void {
  program
    .command('verify <versions>')
    .description(
      'Run the sessions of versions again and check that every fill and sample is the same; measure what an imported document claims of them. E.g. v3 or v1..v8.',
    )
    .option(...TAPES_FLAG, collect, [])
    .option('--hours <count>', 'hours of synthetic markets for claims; by default one for each of sim.families')
    .option(...TAPES_THREADS_FLAG)
    .action((text: string, options: VerifyOptions, command: Command) =>
      run(command, (context) => readStudy(context, (journal) => verify(context, journal, versionsOf(text), options))),
    );
}

async function verify(
  context: Context,
  journal: Journal,
  versions: readonly number[],
  options: VerifyOptions,
): Promise<number> {
  const hours = hoursOf(options.hours);
  refuseRepeated(options.tape);
  const claims = claimsToMeasure(journal, versions);
  if (claims.length === 0 && (options.tape.length > 0 || hours !== undefined))
    throw new UsageError(
      '--tape and --hours measure claims, and no imported document claims anything of these versions',
    );
  const verified: Verified[] = [];
  for (const version of versions) verified.push({ version, results: await verifySessions(journal, version, context) });
  const { io, json } = context;
  if (claims.length === 0) {
    if (json)
      io.out(
        JSON.stringify(
          verified.flatMap(({ results }) => results),
          null,
          2,
        ),
      );
    else printSessions(context, verified);
    return sessionsCode(verified);
  }
  if (!json)
    printSessions(
      context,
      verified.filter(({ results }) => results.length > 0),
    );
  const { config } = context.settings();
  const own = { ...config, instrument: journal.study.instrument, study: { ...config.study, ...journal.study } };
  const synthetic = marketsForClaims(own, hours);
  const onSim = observedSets(setTotals, context, { ...options, tape: [] }, own, synthetic);
  const measured = [await measureClaims(claims, 'sim', synthetic.length, onSim)];
  if (options.tape.length > 0 && measured[0]?.stopped === false)
    measured.push(
      await measureClaims(claims, 'tapes', options.tape.length, observedSets(setTotals, context, options, own)),
    );
  if (json)
    io.out(
      JSON.stringify({ sessions: verified.flatMap(({ results }) => results), claims: measured.map(data) }, null, 2),
    );
  else for (const one of measured) io.out(claimsText(one, currencyOf(own.instrument)));
  if (options.tape.length === 0)
    io.say(
      'Synthetic markets show what the rules do, not what a real market pays: --tape FILE measures on a recorded one.',
    );
  return measured.some(({ stopped }) => stopped) ? EXIT.interrupted : sessionsCode(verified);
}

/** `v3` or `v1..v8`, in order. @throws UsageError */
function versionsOf(text: string): number[] {
  if (!text.includes('..')) return [versionNumber(text)];
  const [from, to] = versionPair(text, undefined);
  if (from > to) throw new UsageError(`"${text}" ends before it begins; write v${to}..v${from}`);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function hoursOf(flag: string | undefined): number | undefined {
  if (flag === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(flag) || Number(flag) > MOST_HOURS)
    throw new UsageError(`--hours ${flag} is not a whole number from 1 to ${MOST_HOURS}`);
  return Number(flag);
}

function claimsText({ on, claims, summaries, markets, stopped }: MeasuredClaims, currency: string): string {
  const what = on === 'sim' ? 'synthetic market' : 'tape';
  if (summaries.length === 0) return `Stopped: no ${what} is done.`;
  const title = `claims beside ${counted(markets, what)}${stopped ? ' (stopped)' : ''}; nothing is known of how the document counted its fills`;
  const rows = summaries.map((summary, i) => ({
    summary,
    claimedPer10k: claims[i]?.claimed.figures.profitPer10k ?? null,
  }));
  return claimTable(title, rows, currency);
}

function data({ on, claims, summaries, markets, stopped }: MeasuredClaims): object {
  const rows = summaries.map((measured, i) => ({ claimed: claims[i]?.claimed.figures ?? null, measured }));
  return { on, markets, stopped, versions: rows };
}

function sessionsCode(verified: readonly Verified[]): number {
  return verified.every(({ results }) => results.every(isSame)) ? EXIT.ok : EXIT.error;
}

function isSame({ differences }: Verification): boolean {
  return differences.length === 0;
}

function printSessions({ io }: Context, verified: readonly Verified[]): void {
  for (const { version, results } of verified) {
    for (const result of results) io.out(line(result, io.paint));
    const failed = results.filter((result) => !isSame(result)).length;
    if (results.length === 0) io.tell(`v${version} has not run yet: there is nothing to verify.`);
    else
      io.tell(
        failed === 0
          ? `v${version} verified: ${results.length} runs, byte-identical.`
          : `${failed} of ${results.length} runs differ.`,
      );
  }
}

function line(result: Verification, paint: Context['io']['paint']): string {
  const head = `session ${result.session} from its ${result.from}`;
  if (isSame(result)) return `${head}: ${paint('green', 'identical')}`;
  return `${head}: ${paint('red', result.differences.join('; '))}`;
}
