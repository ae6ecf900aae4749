/** An evolution document becomes a study: its versions with what it claims of them, its learnings, its recommendations. */

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { guardrailContext } from '../campaign/round.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/load.ts';
import { DocumentRefused } from '../evolution/document.ts';
import type { ReadCandidate } from '../evolution/readClaims.ts';
import { type ReadEvolution, readEvolution } from '../evolution/readEvolution.ts';
import { termsOf } from '../evolution/terms.ts';
import type { GivenValue, ReadVersion } from '../evolution/versionParameters.ts';
import type { GuardrailContext } from '../guardrails/context.ts';
import { checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { currencyOf } from '../market/money.ts';
import { openStore } from '../store/store.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { ParameterValue } from '../strategy/parameters.ts';
import type { ClaimedVersion, DocumentRecord } from '../study/importedDocument.ts';
import type { NewImport, NewProposal } from '../study/journal.ts';
import { checkClaim } from '../study/learnings/claim.ts';
import { MemoryStudies } from '../study/memoryStudies.ts';
import type { LearningRecord, ProposalDraft, ProposalRecord } from '../study/records.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import { UsageError } from './errors.ts';
import { openStudy, termsOf as studyTerms } from './openStudy.ts';
import type { UseCasePorts } from './ports.ts';
import { keyFault } from './recordedWords.ts';
import { safe } from './safeText.ts';

/** No document of words and figures is larger. */
const MOST_BYTES = 5_000_000;

/** On record as the author of what a document says. */
const IMPORTED_BY = 'import';

export interface ImportedDocument {
  readonly study: string;
  readonly document: DocumentRecord;
  readonly learnings: readonly LearningRecord[];
  readonly candidates: readonly ProposalRecord[];
  /** Parts that such a document usually has and that this one does not. */
  readonly missing: readonly string[];
  /** What the reader of the figures must know, whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Makes a study of a document. The study is made if it is missing, and must have no versions. It goes on from the last version.
 * @param given values for what the document leaves open
 * @param by who imports
 * @throws ConfigError with every line for which the document cannot be used; UsageError, IllegalTransition
 */
export async function importDocument(
  file: string,
  given: readonly GivenValue[],
  by: string,
  ports: UseCasePorts,
): Promise<ImportedDocument> {
  const loaded = ports.settings();
  const { config } = loaded;
  const { instrument, study, limits } = config;
  const written = readText(file);
  const text = safe(written);
  const fault = keyFault(text, loaded);
  if (fault !== null) throw new UsageError(`${file}: ${fault}`);
  const strategy = strategyNamed(study.strategy);
  const read = readOrRefuse(file, text, given, config);
  const context = { instrument, capital: study.capital };
  const problems = read.versions.flatMap(({ described: { number, line }, parameters }) =>
    versionProblems(strategy, parameters, context, limits).map((problem) => `${file}:${line}: v${number}: ${problem}`),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  const last = read.versions.length;
  const parts: NewImport = {
    document: {
      name: basename(file),
      sha256: ports.sha256(written),
      claimed: read.versions.map(claimedBy),
      unread: read.unread,
    },
    versions: read.versions.map((version) => ({
      parent: version.parent,
      author: 'import',
      reason: reasonOf(version),
      parameters: version.parameters,
    })),
    learnings: read.claims.map(({ text: claim, parameter, direction, effect }) => ({
      ...{ by: IMPORTED_BY, claim, parameter, direction, effect },
      effectRange: null,
      scope: 'any',
    })),
    candidates: [],
    by,
    reason: `the history of ${basename(file)} was imported; the study goes on from v${last}`,
  };
  for (const learning of parts.learnings) {
    const faults = checkClaim(learning, strategy.parameters);
    if (faults.length > 0) throw new Error(`a claim was read that cannot be judged: ${faults.join('; ')}`);
  }
  // The guardrails judge the candidates by the study as it will be, so that all of it goes on record at once.
  const rehearsal = new MemoryStudies(ports.now).open(studyTerms(loaded));
  rehearsal.importDocument(parts);
  const { trials } = config.session;
  const guardrails = guardrailContext(rehearsal, { mode: 'sim', limits, trials }, last);
  const candidates = proposals(read.candidates, guardrails, trials, ports);
  const store = openStore(ports.workspace.databaseFile, { now: ports.now });
  try {
    const journal = openStudy(store, loaded);
    const document = journal.importDocument({ ...parts, candidates });
    await new WorkspaceViews(ports.workspace, journal, false).history();
    return {
      study: study.name,
      document,
      learnings: journal.learnings(),
      candidates: journal.proposals(),
      missing: read.document.missing,
      notes: notesOf(read, instrument.symbol),
    };
  } finally {
    store.close();
  }
}

/** @throws ConfigError */
function readText(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new ConfigError([`${file} does not exist`]);
  if (found.isDirectory()) throw new ConfigError([`${file} is a folder; name a Markdown file`]);
  if (found.size > MOST_BYTES)
    throw new ConfigError([`${file} has ${found.size} bytes; a document has at most ${MOST_BYTES}`]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ConfigError([`${file} is not text in UTF-8`]);
  }
}

/** @throws ConfigError for a document that cannot be used, and for one with another capital than the study's */
function readOrRefuse(
  file: string,
  text: string,
  given: readonly GivenValue[],
  { instrument, study }: Pick<Config, 'instrument' | 'study'>,
): ReadEvolution {
  const vocabulary = {
    strategy: study.strategy,
    declarations: strategyNamed(study.strategy).parameters,
    terms: termsOf(study.strategy),
    currency: currencyOf(instrument),
  };
  let read: ReadEvolution;
  try {
    read = readEvolution(text, given, vocabulary);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    throw new ConfigError(error.problems.map((problem) => `${file}:${problem}`));
  }
  const stray = given.find(({ version }) => version < 1 || version > read.versions.length);
  if (stray !== undefined)
    throw new UsageError(`--set v${stray.version}.${stray.parameter}: the document has v1 to v${read.versions.length}`);
  if (read.capital !== null && read.capital !== study.capital) {
    const line = read.document.head.get('capital')?.line ?? 1;
    throw new ConfigError([
      `${file}:${line}: the capital of the document is ${read.capital}, the study's is ${study.capital}: shares of capital would mean other amounts; set study.capital = ${read.capital}`,
    ]);
  }
  return read;
}

function reasonOf({ described: { title }, given, parameters }: ReadVersion): string {
  const byHand = given.map((name) => `${name} ${parameters[name]}`).join(', ');
  return [
    `imported, unverified${title === '' ? '' : `: ${title}`}`,
    ...(byHand === '' ? [] : [`given by hand: ${byHand}`]),
  ].join('; ');
}

function claimedBy({ described, assumed, open }: ReadVersion): ClaimedVersion {
  const { number: version, line, title, date, figures, change, insight, analysis } = described;
  const words = analysis.map(({ text }) => text);
  return { version, line, title, date, figures, change, insight, analysis: words, assumed, open };
}

/** Those that pass go on trial as far as there are lanes; without trials the first one waits. */
function proposals(
  candidates: readonly ReadCandidate[],
  guardrails: GuardrailContext,
  trials: number,
  { sha256 }: Pick<UseCasePorts, 'sha256'>,
): NewProposal[] {
  const { base } = guardrails;
  let free = trials === 0 ? 1 : trials;
  return candidates.map(({ line, text, parameter, to }): NewProposal => {
    const change = { parameter, from: base.parameters[parameter] as ParameterValue, to, why: '' };
    const draft: ProposalDraft = {
      proposer: 'import',
      base: base.number,
      intent: 'explore',
      changes: [change],
      hypothesis: `${text} (line ${line} of the document)`,
      prediction: null,
    };
    const findings = checkGuardrails(draft, guardrails, false);
    const hash = proposalHash(draft.changes, guardrails, sha256);
    const made = { draft, race: null, findings, hash, calls: [], learnings: [], outcome: '' };
    if (isRefused(findings)) return { ...made, status: 'refused' };
    if (free === 0)
      return { ...made, status: 'passed-over', outcome: 'earlier recommendations of the document took all places' };
    free -= 1;
    return { ...made, status: trials === 0 ? 'waiting' : 'on-trial' };
  });
}

function notesOf({ symbol, versions }: ReadEvolution, own: string): string[] {
  const open = versions.flatMap(({ described: { number }, open: names }) => names.map((name) => `v${number}.${name}`));
  return [
    ...(symbol === null || symbol === own
      ? []
      : [`The document is about ${symbol}, the study about ${own}: what it claims is of another market.`]),
    ...(open.length === 0
      ? []
      : [
          `Named without a value, so left as before: ${open.join(', ')}. To give one: --set ${open[0]}=VALUE, in a new study.`,
        ]),
  ];
}
