/** `tune show v3 | p12 | s4 | c7`: one record in full. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import {
  type RecordName,
  recordsNumbered,
  type SaidInCall,
  type ShownRecord,
  saidInCalls,
  showRecord,
} from '../app/showRecord.ts';
import { readStudy } from '../app/studyAccess.ts';
import { renderSessionPage } from '../report/sessionPage.ts';
import { renderVersionPage } from '../report/versionPage.ts';
import type { Journal } from '../study/journal.ts';
import { callLines, callText, requestText, textsOf } from './callText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
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
      run(command, (context) => readStudy(context, (journal) => show(context, journal, record, options))),
    );
}

function show({ io, json }: Context, journal: Journal, record: string, options: ShowOptions): number {
  if (options.raw === true || options.prompt === true) {
    const said = saidInCalls(journal, callsNamed(record));
    io.out(json ? JSON.stringify(saidData(said, options), null, 2) : saidText(said, options));
    return EXIT.ok;
  }
  const shown = showRecord(journal, recordNamed(journal, record));
  io.out(json ? JSON.stringify(recordData(shown), null, 2) : recordText(shown, journal, io));
  return EXIT.ok;
}

function callsNamed(text: string): RecordName & { kind: 'proposal' | 'call' } {
  const letter = text[0]?.toLowerCase();
  if (letter === 'c') return { kind: 'call', number: callId(text) };
  if (letter === 'p') return { kind: 'proposal', number: proposalId(text) };
  throw new UsageError('--raw and --prompt belong to a proposal (p12) or a call to a language model (c7)');
}

function recordNamed(journal: Journal, text: string): RecordName {
  switch (text[0]?.toLowerCase()) {
    case 'v':
      return { kind: 'version', number: versionNumber(text) };
    case 'p':
      return { kind: 'proposal', number: proposalId(text) };
    case 's':
      return { kind: 'session', number: sessionNumber(text) };
    case 'c':
      return { kind: 'call', number: callId(text) };
    default:
      if (isBareNumber(text)) throw new UsageError(meanings(journal, Number(text)));
      throw new UsageError(`"${text}" is neither a version (v3), a proposal (p12), a session (s4) nor a call (c7)`);
  }
}

/** The records that a number without a letter could mean. */
function meanings(journal: Journal, number: number): string {
  const words = {
    version: 'a version',
    proposal: 'a proposal',
    session: 'a session',
    call: 'a call to a language model',
  };
  const found = recordsNumbered(journal, number).map(({ kind }) => `${kind[0]}${number} (${words[kind]})`);
  const example = `v${number}, p${number}, s${number} or c${number}`;
  if (found.length === 0) return `"${number}" does not say of what, e.g. ${example}; this study has none of these`;
  return `"${number}" does not say of what; it could mean ${found.join(', ')}`;
}

function saidData(said: readonly SaidInCall[], { raw, prompt }: ShowOptions) {
  return said.map(({ call: { id }, texts: { request, answer, reasoning } }) => ({
    id,
    ...(prompt === true ? { request } : {}),
    ...(raw === true ? { answer, reasoning } : {}),
  }));
}

function saidText(said: readonly SaidInCall[], { raw, prompt }: ShowOptions): string {
  return said
    .flatMap(({ call, texts }) => [
      ...(prompt === true ? [requestText(call, texts)] : []),
      ...(raw === true ? [textsOf(call, texts)] : []),
    ])
    .join('\n\n');
}

function recordData(shown: ShownRecord) {
  switch (shown.kind) {
    case 'version':
      return shown.version;
    case 'proposal':
      return { ...shown.proposal, calls: shown.calls };
    case 'session':
      return { ...shown.page.session, lanes: shown.lanes };
    case 'call':
      return { ...shown.call, ...shown.texts };
  }
}

function recordText(shown: ShownRecord, journal: Journal, io: Context['io']): string {
  switch (shown.kind) {
    case 'version':
      return renderVersionPage(shown.records, shown.version, []);
    case 'proposal':
      return [proposalText(journal, shown.proposal, io), ...callLines(shown.calls)].join('\n');
    case 'session':
      return renderSessionPage(shown.page);
    case 'call':
      return callText(shown.call, shown.texts);
  }
}
