/** What each reading verb gives with `--json`: one shape an answer. docs/json.md has the rules. */

import { z } from 'zod';
import { type Watched, watchedSchema } from '../app/activity.ts';
import type { Killed } from '../app/killOrders.ts';
import { instrument, parameters, parameterValue } from '../campaign/laneShapes.ts';
import { exportFormats } from '../exports/writeTable.ts';
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
import { claimsMeasured, presetsCompared, volatilityFitted } from './measured.ts';
import {
  call,
  callInFull,
  campaignStatus,
  count,
  decision,
  evaluation,
  figure,
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

export interface Answer {
  /** The verb as it is typed, without `--json`. */
  readonly verb: string;
  readonly about: string;
  readonly shape: z.ZodType;
}

const check = {
  name: z.string(),
  state: z.enum(['ok', 'warning', 'failed', 'skipped']),
  text: z.string(),
};
/** What to do about it; null where nothing is to be done. */
const remedied = { ...check, remedy: z.string().nullable() };
const schedule = z.strictObject({
  expression: z.string(),
  timezone: z.string(),
  flags: z.string(),
  next: time.nullable(),
  last: z.strictObject({ at: time, what: z.string() }).nullable(),
  process: count.nullable(),
});
const watched: z.ZodType<Watched> = watchedSchema;
const sessionRunAgain = z.strictObject({
  session: count,
  from: z.enum(['source', 'saved tape', 'capture', 'orders']),
  differences: z.array(z.string()),
});
/** Orders are ours that are or may be open; null where the venue did not answer. */
const killed: z.ZodType<Killed> = z.strictObject({
  orders: z.array(z.strictObject({ venueId: z.string(), clientId: z.string().nullable() })).nullable(),
  others: count,
  positionLots: z.number().nullable(),
  venue: z.string(),
  symbol: z.string(),
  stoppedPid: count.nullable(),
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

const quietStretch = z.strictObject({ fromUs: z.number(), durationUs: z.number() });
const tapeInfo = z.strictObject({
  file: z.string(),
  sha256: z.string(),
  clock: z.enum(['venue', 'receipt']),
  symbol: z.string(),
  tickSize: z.number(),
  lotSize: z.number(),
  rows: count,
  rowsByKind: z.strictObject({
    depth: count,
    trade: count,
    reset: count,
    best: count,
    funding: count,
    clock: count,
    delay: count,
  }),
  volume: z.number(),
  startUs: z.number(),
  endUs: z.number(),
  eventsPerSecond: z.number().exactOptional(),
  tradedRange: z.strictObject({ low: z.number(), high: z.number() }).exactOptional(),
  feedDelayUs: z.strictObject({ median: z.number(), p99: z.number() }).exactOptional(),
  medianSpreadTicks: z.number().exactOptional(),
  medianSpreadBps: z.number().exactOptional(),
  longestSilence: quietStretch.exactOptional(),
  health: z.strictObject({
    verdict: z.strictObject({ grade: z.enum(['good', 'usable', 'not a market']), reasons: z.array(z.string()) }),
    spanUs: z.number(),
    silences: z.array(quietStretch),
    withoutTwoSides: z.number(),
    crossed: z.number(),
    locked: z.number(),
    resets: count,
    tradesOutsideTouch: z.number().exactOptional(),
    equalTrades: count,
    rowsOfNoChange: count,
    medianSpreadTicks: z.number().exactOptional(),
    medianSpreadBps: z.number().exactOptional(),
  }),
});
const tapeList = z.array(
  z.union([
    z.strictObject({
      file: z.string(),
      symbol: z.string(),
      tickSize: z.number(),
      lotSize: z.number(),
      startUs: z.number(),
      endUs: z.number(),
      rows: count,
      bytes: count,
      window: z.strictObject({ low: z.number(), high: z.number() }).exactOptional(),
      quoteLevel: z.boolean().exactOptional(),
      clock: z.literal('receipt').exactOptional(),
    }),
    z.strictObject({ file: z.string(), error: z.string() }),
  ]),
);

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

const venueInstrumentFields = {
  instrument,
  venueSymbol: z.string(),
  unifiedSymbol: z.string(),
  base: z.string(),
  minSize: figure,
  maxSize: figure,
  price: figure,
  feesFrom: z.enum(['venue', 'base tier']),
  notes: z.array(z.string()),
};
const venueAnswerFields = {
  venue: z.string(),
  title: z.string(),
  address: z.string(),
  library: z.string(),
  askedAt: time,
  file: z.string().nullable(),
  unreachable: z.string().nullable(),
  ageHours: z.number(),
};
const instruments = z.strictObject({
  ...venueAnswerFields,
  instruments: z.array(z.strictObject(venueInstrumentFields)),
  leftOut: z.array(z.strictObject({ name: z.string(), unifiedSymbol: z.string(), reason: z.string() })),
});

const doctorVenues = z.strictObject({
  ok: z.boolean(),
  checks: z.array(z.strictObject(remedied)),
  venues: z.array(
    z.strictObject({
      venue: z.string(),
      address: z.string(),
      probe: z
        .strictObject({
          roundTripMs: z.number(),
          clockOffsetMs: z.number(),
          clockErrorMs: z.number(),
          book: z.strictObject({
            symbol: z.string(),
            bestBid: z.number(),
            bestAsk: z.number(),
            bidLevels: count,
            askLevels: count,
          }),
        })
        .nullable(),
      problem: z.string().nullable(),
      stream: z.strictObject({
        address: z.string().nullable(),
        framesPerSecond: figure,
        problem: z.string().nullable(),
      }),
    }),
  ),
  recommended: z.string().nullable(),
});

/** By name, which is the name of its file in docs/json/. */
export const answers: Readonly<Record<string, Answer>> = {
  status: { verb: 'status', about: 'Where the study stands.', shape: status },
  watch: { verb: 'watch', about: 'What the running campaign does; one object a second.', shape: watched },
  history: { verb: 'history', about: 'All records of the study.', shape: history },
  'show-version': { verb: 'show v3', about: 'One version.', shape: version },
  'show-session': { verb: 'show s4', about: 'One session with its lanes.', shape: sessionInFull },
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
  targets: { verb: 'targets', about: 'Whether a version reaches the figures of its strategy.', shape: targetsMeasured },
  report: { verb: 'report', about: 'Leaderboard, evidence, luck and beliefs.', shape: report },
  learnings: { verb: 'learnings', about: 'Claims with what was measured.', shape: z.array(judgedClaim) },
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
  doctor: {
    verb: 'doctor',
    about: 'Checks of machine, workspace and language model.',
    shape: z.strictObject({ ok: z.boolean(), checks: z.array(z.strictObject(remedied)) }),
  },
  'tape-info': { verb: 'tape info FILE', about: 'What is on a tape.', shape: tapeInfo },
  'tape-list': { verb: 'tape list', about: 'Tapes of the workspace.', shape: tapeList },
  'doctor-venues': { verb: 'doctor --venues', about: 'Which venues answer.', shape: doctorVenues },
  instruments: { verb: 'instruments --venue NAME', about: 'What a venue trades.', shape: instruments },
  instrument: {
    verb: 'instruments --venue NAME --symbol SYMBOL',
    about: 'One instrument, and its section of tune.toml.',
    shape: z.strictObject({ ...venueAnswerFields, ...venueInstrumentFields, section: z.string() }),
  },
  logs: {
    verb: 'logs',
    about: 'Records of the log of the schedule.',
    shape: z.array(z.record(z.string(), z.unknown())),
  },
  'schedule-starts': {
    verb: 'schedule "0 22 * * *" --dry-run',
    about: 'The next starts of a schedule.',
    shape: z.array(z.strictObject({ start: time, clock: z.string() })),
  },
  'service-status': {
    verb: 'service status',
    about: 'The service of this workspace.',
    shape: z.strictObject({
      service: z
        .strictObject({
          kind: z.string(),
          file: z.string(),
          state: z.string(),
          pid: count.nullable(),
          words: z.string(),
          text: z.string(),
        })
        .nullable(),
      schedule: schedule.nullable(),
      log: z.string(),
    }),
  },
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
      checks: z.array(z.strictObject(remedied)),
      records: digest.nullable(),
    }),
  },
};

/** With any verb, in place of its answer. */
export const errorAnswer: z.ZodType = z.strictObject({
  error: z.strictObject({ kind: z.string(), message: z.string(), hint: z.string().nullable() }),
});
