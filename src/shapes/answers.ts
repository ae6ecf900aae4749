/** What each reading verb gives with `--json`: one shape an answer. docs/json.md has the rules. */

import { z } from 'zod';
import { type Watched, watchedSchema } from '../app/activity.ts';
import { parameters, parameterValue } from '../campaign/laneShapes.ts';
import { exportFormats } from '../exports/writeTable.ts';
import { campaignEnded, campaignPlanned, decided } from './campaigns.ts';
import { checked } from './checks.ts';
import {
  compared,
  costs,
  declaration,
  judgedClaim,
  leaderboard,
  luck,
  overfitting,
  setSummary,
  sweptSet,
  target,
  targetsMeasured,
  trust,
} from './evidence.ts';
import { importedDocument, importedVersions } from './imported.ts';
import { JSON_VERSION } from './jsonVersion.ts';
import { calibrated, claimsMeasured, hedgeFitted, presetsCompared, volatilityFitted } from './measured.ts';
import {
  call,
  callInFull,
  campaignStatus,
  count,
  decision,
  evaluation,
  lane,
  learning,
  mode,
  proposal,
  proposalInFull,
  session,
  sessionInFull,
  share,
  study,
  time,
  version,
} from './records.ts';
import {
  schedule,
  scheduleEnded,
  scheduleStarts,
  serviceInstalled,
  serviceRemoved,
  serviceStatus,
} from './schedules.ts';
import { tapeImported, tapeInfo, tapeList, tapeRecorded } from './tapes.ts';
import { doctorVenues, instruments, killed, oneInstrument } from './venues.ts';

export interface Answer {
  /** The verb as it is typed, without `--json`. */
  readonly verb: string;
  /** Other verbs that give the same. */
  readonly also?: readonly string[];
  readonly about: string;
  readonly shape: z.ZodType;
}

const watched: z.ZodType<Watched> = watchedSchema;
const sessionRunAgain = z.strictObject({
  session: count,
  from: z.enum(['source', 'saved tape', 'capture', 'orders']),
  differences: z.array(z.string()),
});
const digest = z.strictObject({ changes: count, sha256: z.string() });

/** Before the first campaign of a schedule that runs there is no study. */
const status = z.union([
  z.strictObject({ jsonVersion: z.literal(JSON_VERSION), study: z.null(), schedule: schedule.nullable() }),
  z.strictObject({
    jsonVersion: z.literal(JSON_VERSION),
    study: z.string(),
    strategy: z.string(),
    symbol: z.string(),
    versions: count,
    sessions: count,
    champion: count.nullable(),
    campaign: z
      .strictObject({
        id: count,
        status: z.union([campaignStatus, z.literal('died')]),
        mode,
        done: count,
        planned: count,
        startedAt: time,
        sessionSince: time.nullable(),
        process: count.nullable(),
      })
      .nullable(),
    doing: z.union([watched, z.strictObject({ fault: z.string() })]).nullable(),
    waiting: count.nullable(),
    onTrial: z.array(count),
    trialSources: z.array(
      z.strictObject({
        source: z.string(),
        successes: z.number(),
        failures: z.number(),
        tried: count,
        chance: share,
      }),
    ),
    queued: z.array(count),
    model: z
      .strictObject({
        name: z.string(),
        provider: z.string(),
        spentToday: z.number(),
        callsToday: count,
        capPerDay: z.number(),
      })
      .nullable(),
    schedule: schedule.nullable(),
  }),
]);

const history = z.strictObject({
  study,
  declarations: z.record(z.string(), declaration),
  champion: count.nullable(),
  currency: z.string(),
  versions: z.array(version),
  sessions: z.array(session),
  lanes: z.array(lane),
  evaluations: z.array(evaluation),
  proposals: z.array(proposal),
  decisions: z.array(decision),
  learnings: z.array(learning),
  calls: z.array(call),
  canaries: z.array(z.strictObject({ call, reads: z.boolean().nullable() })),
});

const report = z.strictObject({
  study,
  leaderboard,
  trust,
  luck,
  overfitting,
  beliefs: z.array(
    z.strictObject({
      parameter: z.string(),
      from: parameterValue,
      points: z.array(z.strictObject({ value: parameterValue, mean: z.number(), sd: z.number() })),
    }),
  ),
  next: z.strictObject({ verb: z.string(), why: z.string() }),
});

const preset = z.strictObject({ name: z.string(), meaning: z.string(), values: parameters });
const lens = z.enum(['depth', 'trades', 'funding', 'orders', 'reference']);
const strategy = z.strictObject({
  name: z.string(),
  summary: z.string(),
  reads: z.strictObject({ always: z.array(lens), sometimes: z.array(lens) }),
  parameters: z.record(z.string(), declaration),
  reasons: z.record(z.string(), z.string()),
  presets: z.array(preset),
  targets: z.array(target),
});

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const origin = z.enum(['flag', 'environment', '.env', 'tune.toml', 'default']);

/** By name, which is the name of its file in docs/json/. */
export const answers: Readonly<Record<string, Answer>> = {
  start: {
    verb: 'start',
    also: ['resume'],
    about: 'How the campaign ended or stopped, with all versions and what the sessions taught of them.',
    shape: campaignEnded,
  },
  'start-plan': {
    verb: 'start --dry-run',
    about: 'What a campaign would do, how long it would take and how much it would write.',
    shape: campaignPlanned,
  },
  decision: {
    verb: 'approve p12',
    also: ['reject p12', 'edit p12 --set spreadBps=2', 'override p12 --set spreadBps=2', 'rollback v3', 'cancel v6'],
    about: 'The decision that is on record now.',
    shape: decided,
  },
  try: { verb: 'try --set spreadBps=2', about: 'The idea as a proposal on trial.', shape: proposal },
  status: { verb: 'status', about: 'Where the study stands.', shape: status },
  watch: { verb: 'watch', about: 'What the running campaign does; one object a second.', shape: watched },
  history: {
    verb: 'history',
    about: 'Records of the study. The lanes of candidates on trial are in show s4 and export.',
    shape: history,
  },
  'show-version': { verb: 'show v3', about: 'One version.', shape: version },
  'show-session': {
    verb: 'show s4',
    about: 'One session with its lanes, those of candidates on trial apart.',
    shape: sessionInFull,
  },
  'show-proposal': { verb: 'show p12', about: 'One proposal with the calls behind it.', shape: proposalInFull },
  'show-call': { verb: 'show c7', about: 'One call to a language model with its texts.', shape: callInFull },
  'show-texts': {
    verb: 'show c7 --raw --prompt',
    about: 'Texts of calls; request with --prompt, answer and reasoning with --raw.',
    shape: z.array(
      z.strictObject({
        id: count,
        request: z.string().exactOptional(),
        answer: z.string().nullable().exactOptional(),
        reasoning: z.string().exactOptional(),
      }),
    ),
  },
  review: {
    verb: 'review',
    about: 'The proposal that waits, or a named one, with what an approval would carry out; null where none waits.',
    shape: z.strictObject({
      proposal: proposal.nullable(),
      plan: z
        .strictObject({
          hash: z.string(),
          waitingSince: time.nullable(),
          expiresAt: time.nullable(),
          problem: z.string().nullable(),
          isRenewable: z.boolean(),
        })
        .nullable(),
      decided: z.array(
        z.strictObject({
          decision,
          changes: z.array(
            z.strictObject({
              parameter: z.string(),
              from: parameterValue.exactOptional(),
              to: parameterValue,
            }),
          ),
        }),
      ),
      queue: z.array(count),
    }),
  },
  diff: {
    verb: 'diff v1 v3',
    about: 'Parameters that differ; a side without the parameter leaves its value out.',
    shape: z.array(
      z.strictObject({
        parameter: z.string(),
        from: parameterValue.exactOptional(),
        to: parameterValue.exactOptional(),
      }),
    ),
  },
  compare: { verb: 'compare v1 v2', about: 'Two versions on the sessions that both ran in.', shape: compared },
  'compare-presets': {
    verb: 'compare --preset static',
    about: 'A preset beside another, or beside its strategy, on tapes.',
    shape: presetsCompared,
  },
  fit: { verb: 'fit volatility', about: 'Forecasts of volatility with their errors.', shape: volatilityFitted },
  'fit-hedge': { verb: 'fit hedge', about: 'How far a market follows its hedge reference.', shape: hedgeFitted },
  calibrate: {
    verb: 'calibrate',
    about: 'Which queue and which delays explain best what was filled at the venue.',
    shape: calibrated,
  },
  targets: { verb: 'targets', about: 'Whether a version reaches the figures of its strategy.', shape: targetsMeasured },
  report: { verb: 'report', about: 'Leaderboard, evidence, luck and beliefs.', shape: report },
  'report-file': {
    verb: 'report --out FILE',
    about: 'The file that now holds the report as JSON.',
    shape: z.strictObject({ written: z.string() }),
  },
  learnings: { verb: 'learnings', about: 'Claims with what was measured.', shape: z.array(judgedClaim) },
  'learnings-add': {
    verb: 'learnings add "CLAIM" --parameter levels --direction raise --effect worse',
    about: 'The claim that is on record now, with what was measured.',
    shape: judgedClaim,
  },
  costs: { verb: 'costs', about: 'Calls to language models by day and model, USD.', shape: costs },
  config: { verb: 'config show', about: 'Settings by dotted key.', shape: z.record(z.string(), settingValue) },
  'config-origin': {
    verb: 'config show --origin',
    about: 'Settings by dotted key with their source.',
    shape: z.record(z.string(), z.strictObject({ value: settingValue, origin })),
  },
  strategies: {
    verb: 'strategies',
    about: 'Strategies that study.strategy can name.',
    shape: z.array(z.strictObject({ name: z.string(), summary: z.string() })),
  },
  strategy: { verb: 'strategies show spread', about: 'One strategy with its parameters.', shape: strategy },
  preset: { verb: 'strategies show spread --preset', about: 'One preset of a strategy.', shape: preset },
  verify: { verb: 'verify v3', about: 'Sessions that were run again.', shape: z.array(sessionRunAgain) },
  'verify-claims': {
    verb: 'verify v1..v8',
    about: 'Of versions of an imported document: sessions, and what was claimed beside what was measured.',
    shape: z.strictObject({ sessions: z.array(sessionRunAgain), claims: z.array(claimsMeasured) }),
  },
  replay: { verb: 'replay', about: 'Versions over tapes.', shape: z.array(setSummary) },
  worker: {
    verb: 'worker',
    about: 'What a worker did until it was stopped.',
    shape: z.strictObject({
      queue: z.string(),
      code: z.string(),
      finished: count,
      givenBack: count,
      failed: count,
      leasesLost: count,
    }),
  },
  sweep: { verb: 'sweep', about: 'Parameter sets over tapes.', shape: z.array(sweptSet) },
  prompt: {
    verb: 'propose --dry-run',
    about: 'The prompt of the next round.',
    shape: z.strictObject({
      framing: z.string(),
      pass: z.enum(['think', 'answer']),
      system: z.string(),
      history: z.string(),
      task: z.string(),
      shape: z.record(z.string(), z.unknown()).nullable(),
      tokens: z.strictObject({ system: count, history: count, task: count, schema: count }),
      hash: z.string(),
    }),
  },
  'permutation-check': {
    verb: 'propose --permutation-check',
    about: 'Whether the model reads its history; `reason` says why that is not known.',
    shape: z.strictObject({
      model: z.string(),
      framing: z.string(),
      result: z.enum(['reads', 'does-not-read', 'unknown']),
      reason: z.string().nullable(),
      calls: z.array(count),
    }),
  },
  doctor: {
    verb: 'doctor',
    about: 'Checks of machine, workspace and language model.',
    shape: z.strictObject({ ok: z.boolean(), checks: checked }),
  },
  'tape-info': { verb: 'tape info FILE', about: 'What is on a tape.', shape: tapeInfo },
  'tape-list': { verb: 'tape list', about: 'Tapes of the workspace.', shape: tapeList },
  'tape-import': {
    verb: 'tape import FILE',
    about: 'The tape that was made, and what was read, left out and changed.',
    shape: tapeImported,
  },
  'tape-record': {
    verb: 'tape record --hours 8',
    about: 'The tape that was recorded, and what happened to the feed.',
    shape: tapeRecorded,
  },
  'doctor-venues': { verb: 'doctor --venues', about: 'Which venues answer.', shape: doctorVenues },
  instruments: { verb: 'instruments --venue NAME', about: 'What a venue trades.', shape: instruments },
  instrument: {
    verb: 'instruments --venue NAME --symbol SYMBOL',
    about: 'One instrument, and its section of tune.toml.',
    shape: oneInstrument,
  },
  logs: {
    verb: 'logs',
    about: 'Records of the log of the schedule.',
    shape: z.array(z.record(z.string(), z.unknown())),
  },
  schedule: {
    verb: 'schedule "0 22 * * *"',
    about: 'Starts by what became of them, when the schedule is stopped.',
    shape: scheduleEnded,
  },
  'schedule-starts': {
    verb: 'schedule "0 22 * * *" --dry-run',
    about: 'The next starts of a schedule.',
    shape: scheduleStarts,
  },
  'service-install': {
    verb: 'service install "0 22 * * *" --yes',
    about: 'The file of the service, and the command that it runs.',
    shape: serviceInstalled,
  },
  'service-status': { verb: 'service status', about: 'The service of this workspace.', shape: serviceStatus },
  'service-uninstall': { verb: 'service uninstall --yes', about: 'The file that was removed.', shape: serviceRemoved },
  completion: {
    verb: 'completion bash',
    about: 'The script that completes verbs and flags in a shell.',
    shape: z.strictObject({ shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() }),
  },
  export: {
    verb: 'export',
    about: 'Files that were written.',
    shape: z.strictObject({
      study: z.string(),
      format: z.enum(exportFormats),
      folder: z.string(),
      tables: z.array(z.strictObject({ table: z.string(), file: z.string(), rows: count })),
    }),
  },
  init: {
    verb: 'init',
    about:
      'Files that were written, and the settings that differ from their defaults. `env` is null where one was there.',
    shape: z.strictObject({
      written: z.string(),
      env: z.string().nullable(),
      set: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  },
  import: { verb: 'import FILE.toml', about: 'How many versions a file brought.', shape: importedVersions },
  'import-document': {
    verb: 'import FILE.md',
    about: 'What became of a document: claims, learnings, candidates, unread lines.',
    shape: importedDocument,
  },
  kill: { verb: 'kill', about: 'What is left at the venue.', shape: killed },
  notify: {
    verb: 'notify test',
    about: 'Which service took the message.',
    shape: z.strictObject({ sent: z.literal(true), by: z.string() }),
  },
  dashboard: {
    verb: 'dashboard',
    about: 'The address of the page, with its key.',
    shape: z.strictObject({ url: z.string() }),
  },
  backup: {
    verb: 'backup',
    about: 'A copy of the database, checked.',
    shape: z.strictObject({ file: z.string(), bytes: count, studies: z.array(z.string()), records: digest }),
  },
  'db-check': {
    verb: 'db check',
    about: 'Whether the database is whole.',
    shape: z.strictObject({
      ok: z.boolean(),
      file: z.string(),
      checks: checked,
      records: digest.nullable(),
    }),
  },
};

/** With any verb, in place of its answer. */
export const errorAnswer: z.ZodType = z.strictObject({
  error: z.strictObject({ kind: z.string(), message: z.string(), hint: z.string().nullable() }),
});

/** Verbs that give no JSON, with the reason. */
export const withoutShape: Readonly<Record<string, string>> = {
  mcp: 'It speaks a protocol of its own over stdin and stdout, and refuses `--json`.',
  help: 'It shows the help, which is for people.',
};
