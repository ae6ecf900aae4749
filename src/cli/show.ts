/** `tune show v3 | p12 | s4 | c7`: one record in full. */

import type { Command } from 'commander';
import { renderSessionPage } from '../report/sessionPage.ts';
import { renderVersionPage } from '../report/versionPage.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import type { CallRecord } from '../study/records.ts';
import { reportedStudy } from '../workspace/views.ts';
import { callLines, callText, requestText, textsOf } from './callText.ts';
import { type Context, reading } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';
import { callId, isBareNumber, proposalId, sessionNumber, versionNumber } from './recordIds.ts';

interface ShowOptions {
  readonly raw?: boolean;
  readonly prompt?: boolean;
}

export function showVerb(program: Command, run: Run): void {
  program
    .command('show <record>')
    .description('Show a version (v3), a proposal (p12), a session (s4) or a call to a language model (c7).')
    .option('--raw', 'of a proposal or call: the answers of the language model as they came')
    .option('--prompt', 'of a proposal or call: the requests as they were sent')
    .action((record: string, options: ShowOptions, command: Command) =>
      run(command, (context) => reading(context, (journal) => show(context, journal, record, options))),
    );
}

function show(context: Context, journal: Journal, record: string, options: ShowOptions): number {
  const { data, text } =
    options.raw === true || options.prompt === true
      ? lookUpTexts(journal, record, options)
      : lookUp(context, journal, record);
  context.io.out(context.json ? JSON.stringify(data, null, 2) : text());
  return EXIT.ok;
}

interface Shown {
  readonly data: unknown;
  readonly text: () => string;
}

/** What was said in the calls behind a record. */
function lookUpTexts(journal: Journal, record: string, { raw, prompt }: ShowOptions): Shown {
  const calls = callsBehind(journal, record);
  const found = calls.map((call) => ({ call, texts: journal.callTexts(call.id) }));
  const data = found.map(({ call: { id }, texts: { request, answer, reasoning } }) => ({
    id,
    ...(prompt === true ? { request } : {}),
    ...(raw === true ? { answer, reasoning } : {}),
  }));
  return {
    data,
    text: () =>
      found
        .flatMap(({ call, texts }) => [
          ...(prompt === true ? [requestText(call, texts)] : []),
          ...(raw === true ? [textsOf(call, texts)] : []),
        ])
        .join('\n\n'),
  };
}

function callsBehind(journal: Journal, record: string): CallRecord[] {
  const letter = record[0]?.toLowerCase();
  if (letter !== 'p' && letter !== 'c') {
    throw new UsageError('--raw and --prompt belong to a proposal (p12) or a call to a language model (c7)');
  }
  if (letter === 'c') return [callNumbered(journal, record)];
  const { id } = journal.proposal(proposalId(record));
  const calls = journal.calls().filter((call) => call.proposalId === id);
  if (calls.length === 0) throw new UsageError(`p${id} came of no call to a language model`);
  return calls;
}

function callNumbered(journal: Journal, record: string): CallRecord {
  const id = callId(record);
  const call = journal.calls().find((one) => one.id === id);
  if (call === undefined) throw new NotFound(`there is no call ${id} in this study; tune costs counts them`);
  return call;
}

function lookUp(context: Context, journal: Journal, record: string): Shown {
  switch (record[0]?.toLowerCase()) {
    case 'v': {
      const version = journal.version(versionNumber(record));
      return { data: version, text: () => renderVersionPage(reportedStudy(journal), version, []) };
    }
    case 'p': {
      const proposal = journal.proposal(proposalId(record));
      const calls = journal.calls().filter((call) => call.proposalId === proposal.id);
      return {
        data: { ...proposal, calls },
        text: () => [proposalText(journal, proposal, context.io), ...callLines(calls)].join('\n'),
      };
    }
    case 's': {
      const session = journal.session(sessionNumber(record));
      const lanes = journal.lanes(session.id);
      const series = lanes.map(({ version, fillModel }) => ({
        version,
        fillModel,
        series: journal.laneSeries(session.id, version, fillModel),
      }));
      return {
        data: { ...session, lanes },
        text: () => renderSessionPage({ report: reportedStudy(journal), session, series, charts: [], files: [] }),
      };
    }
    case 'c': {
      const call = callNumbered(journal, record);
      const texts = journal.callTexts(call.id);
      return { data: { ...call, ...texts }, text: () => callText(call, texts) };
    }
    default:
      if (isBareNumber(record)) throw new UsageError(meanings(journal, Number(record)));
      throw new UsageError(`"${record}" is neither a version (v3), a proposal (p12), a session (s4) nor a call (c7)`);
  }
}

/** What a number without a letter could stand for, of what there is. */
function meanings(journal: Journal, number: number): string {
  const found = [
    ...(journal.versions().some((one) => one.number === number) ? [`v${number} (a version)`] : []),
    ...(journal.proposals().some((one) => one.id === number) ? [`p${number} (a proposal)`] : []),
    ...(journal.sessions().some((one) => one.number === number) ? [`s${number} (a session)`] : []),
    ...(journal.calls().some((one) => one.id === number) ? [`c${number} (a call to a language model)`] : []),
  ];
  const example = `v${number}, p${number}, s${number} or c${number}`;
  if (found.length === 0) return `"${number}" does not say of what, e.g. ${example}; this study has none of these`;
  return `"${number}" does not say of what; it could mean ${found.join(', ')}`;
}
