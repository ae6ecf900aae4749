/**
 * Every verb of the program by its heading, with what the help says of it. The code of a verb is loaded when that verb is used: all
 * of it together takes several times as long to load as most verbs take to run. `test/cli/verbTable.test.ts` compares this table with
 * what the verbs say themselves.
 */

import type { VerbGroup } from './program.ts';

export const verbGroups: readonly VerbGroup[] = [
  {
    heading: 'Run:',
    verbs: [
      {
        commands: [
          {
            usage: 'init',
            about:
              'Write a tune.toml with every key explained, and an .env for keys; asks three questions at a terminal.',
          },
        ],
        load: async () => (await import('./init.ts')).initVerb,
      },
      {
        commands: [{ usage: 'start', about: 'Run a campaign: sessions, evaluation, proposals, decisions.' }],
        load: async () => (await import('./start.ts')).startVerb,
      },
      {
        commands: [
          { usage: 'resume', about: 'Continue the last campaign, which was interrupted or waits for a decision.' },
        ],
        load: async () => (await import('./start.ts')).resumeVerb,
      },
      {
        commands: [{ usage: 'watch', about: 'Watch the campaign that runs in this workspace, until it ends.' }],
        load: async () => (await import('./watch.ts')).watchVerb,
      },
      {
        commands: [
          {
            usage: 'dashboard',
            about: 'Serve a page on this machine: what happens now, review with decisions, versions, sessions.',
          },
        ],
        load: async () => (await import('./dashboard.ts')).dashboardVerb,
      },
      {
        commands: [
          {
            usage: 'status',
            about: 'Show champion, campaign, waiting proposal, queued versions and the next scheduled start.',
          },
        ],
        load: async () => (await import('./status.ts')).statusVerb,
      },
      {
        commands: [
          {
            usage: 'doctor',
            about:
              'Check the machine, the workspace and the language model, which is asked a question or two; or the venues.',
          },
        ],
        load: async () => (await import('./doctor.ts')).doctorVerb,
      },
      {
        commands: [{ usage: 'schedule <cron>', about: 'Start a campaign at each time of a schedule, until Ctrl-C.' }],
        load: async () => (await import('./schedule.ts')).scheduleVerb,
      },
      {
        commands: [{ usage: 'service', about: 'Install tune schedule as a service of this machine.' }],
        load: async () => (await import('./service.ts')).serviceVerb,
      },
      {
        commands: [{ usage: 'logs', about: 'Show the log of tune schedule.' }],
        load: async () => (await import('./logs.ts')).logsVerb,
      },
      {
        commands: [{ usage: 'notify', about: 'Messages about campaigns to your phone (docs/notify.md).' }],
        load: async () => (await import('./notify.ts')).notifyVerb,
      },
      {
        commands: [
          {
            usage: 'kill',
            about:
              'Cancel the orders of this workspace at the venue until none is open; works while a campaign runs, and after a crash.',
          },
        ],
        load: async () => (await import('./kill.ts')).killVerb,
      },
    ],
  },
  {
    heading: 'Decide:',
    verbs: [
      {
        commands: [
          {
            usage: 'review [proposal]',
            about: 'Show the proposal that waits, or a named one, and decide on it; if none waits, what was decided.',
          },
        ],
        load: async () => (await import('./review.ts')).reviewVerb,
      },
      {
        commands: [
          { usage: 'approve [proposal]', about: 'Make a proposal the next version; by default the one that waits.' },
          { usage: 'reject [proposal]', about: 'Reject a proposal; by default the one that waits.' },
          {
            usage: 'edit [proposal]',
            about: 'Approve a proposal with changes of your own; by default the one that waits.',
          },
          {
            usage: 'override [proposal]',
            about: 'Make a version of your own from the champion, or from the base of a proposal that it replaces.',
          },
          { usage: 'rollback <version>', about: 'Make the parameters of another version the champion.' },
          { usage: 'cancel <version>', about: 'Take a version out of the queue before it has run.' },
        ],
        load: async () => (await import('./decide.ts')).decideVerbs,
      },
      {
        commands: [
          {
            usage: 'try',
            about:
              'Put an idea of your own on trial: it runs as a simulated lane in the next sessions and sends no orders. Needs no approval.',
          },
        ],
        load: async () => (await import('./try.ts')).tryVerb,
      },
    ],
  },
  {
    heading: 'Show:',
    verbs: [
      {
        commands: [
          { usage: 'history', about: 'Show the history of all versions, and write history/ and runs/ again.' },
        ],
        load: async () => (await import('./history.ts')).historyVerb,
      },
      {
        commands: [
          {
            usage: 'show <record>',
            about: 'Show a version (v3), a proposal (p12), a session (s4) or a call to a language model (c7).',
          },
        ],
        load: async () => (await import('./show.ts')).showVerb,
      },
      {
        commands: [
          {
            usage: 'diff <from> [to]',
            about: 'Show which parameters differ between two versions, e.g. v1 v3 or v1..v3.',
          },
        ],
        load: async () => (await import('./diff.ts')).diffVerb,
      },
      {
        commands: [
          {
            usage: 'compare [from] [to]',
            about:
              'Show whether one version is better than another on the sessions that both ran in, e.g. v7 v8 or v7..v8; with --preset, how a preset of a strategy behaves beside the strategy on tapes.',
          },
        ],
        load: async () => (await import('./compare.ts')).compareVerb,
      },
      {
        commands: [
          {
            usage: 'targets [version]',
            about:
              'Show whether a version reaches the figures that its strategy is meant to reach, and how many hours it takes to tell; the champion unless named.',
          },
        ],
        load: async () => (await import('./targets.ts')).targetsVerb,
      },
      {
        commands: [
          {
            usage: 'report',
            about:
              'Show the study on one page: the best version so far, the evidence for each, what luck explains, what to do next.',
          },
        ],
        load: async () => (await import('./report.ts')).reportVerb,
      },
      {
        commands: [
          { usage: 'learnings', about: 'Show claims about parameters, and whether the measurements support them.' },
        ],
        load: async () => (await import('./learnings.ts')).learningsVerb,
      },
      {
        commands: [{ usage: 'costs', about: 'Show what calls to language models cost, by day and model.' }],
        load: async () => (await import('./costs.ts')).costsVerb,
      },
      {
        commands: [{ usage: 'config', about: 'Show the settings.' }],
        load: async () => (await import('./config.ts')).configVerb,
      },
      {
        commands: [{ usage: 'strategies', about: 'List the strategies that study.strategy can name.' }],
        load: async () => (await import('./strategies.ts')).strategiesVerb,
      },
      {
        commands: [
          {
            usage: 'export',
            about: 'Write versions, sessions, fills, evidence and decisions as tables for other programs.',
          },
        ],
        load: async () => (await import('./export.ts')).exportVerb,
      },
    ],
  },
  {
    heading: 'Check and try:',
    verbs: [
      {
        commands: [
          {
            usage: 'verify <versions>',
            about:
              'Run the sessions of versions again and check that every fill and sample is the same; measure what an imported document claims of them. E.g. v3 or v1..v8.',
          },
        ],
        load: async () => (await import('./verify.ts')).verifyVerb,
      },
      {
        commands: [
          {
            usage: 'replay',
            about: 'Run versions over recorded tapes, side by side. Nothing is written into the study.',
          },
        ],
        load: async () => (await import('./replay.ts')).replayVerb,
      },
      {
        commands: [{ usage: 'sweep', about: 'Try a grid or a sample of parameters on recorded tapes.' }],
        load: async () => (await import('./sweep.ts')).sweepVerb,
      },
      {
        commands: [
          {
            usage: 'worker',
            about: 'Run lanes for sweeps and campaigns of other machines: take units of work from a queue.',
          },
        ],
        load: async () => (await import('./worker.ts')).workerVerb,
      },
      {
        commands: [{ usage: 'fit', about: 'Fit what a strategy can read on tapes. Nothing is written.' }],
        load: async () => (await import('./fit.ts')).fitVerb,
      },
      {
        commands: [
          {
            usage: 'calibrate',
            about:
              'Run the acting versions of live sessions again under each queue model and the measured delays, show which explains best what was filled, and propose settings. Nothing is written.',
          },
        ],
        load: async () => (await import('./calibrate.ts')).calibrateVerb,
      },
      {
        commands: [
          {
            usage: 'propose',
            about: 'Show what a language model would be asked, or check whether it reads its history.',
          },
        ],
        load: async () => (await import('./propose.ts')).proposeVerb,
      },
      {
        commands: [
          {
            usage: 'backup [file]',
            about: 'Copy the database to a new file, also while a campaign runs, and check the copy.',
          },
        ],
        load: async () => (await import('./database.ts')).backupVerb,
      },
      {
        commands: [{ usage: 'db', about: 'Check the database.' }],
        load: async () => (await import('./database.ts')).databaseVerb,
      },
    ],
  },
  {
    heading: 'Import:',
    verbs: [
      {
        commands: [{ usage: 'tape', about: 'Record, import, describe and list tapes.' }],
        load: async () => (await import('./tape.ts')).tapeVerb,
      },
      {
        commands: [
          {
            usage: 'import <file>',
            about:
              'Make the versions of a TOML file, or of an evolution document (.md), the first versions of a new study.',
          },
        ],
        load: async () => (await import('./import.ts')).importVerb,
      },
    ],
  },
  {
    heading: 'Venues:',
    verbs: [
      {
        commands: [
          {
            usage: 'instruments',
            about:
              'Show what a venue trades, with tick, lot, smallest order and fees. Needs no key. The answer is kept in venues/ and shown again while the venue does not answer.',
          },
        ],
        load: async () => (await import('./instruments.ts')).instrumentsVerb,
      },
    ],
  },
  {
    heading: 'Other programs:',
    verbs: [
      {
        commands: [
          {
            usage: 'mcp',
            about: 'Serve the study to a program that speaks the Model Context Protocol, over stdin and stdout.',
          },
        ],
        load: async () => (await import('./mcp.ts')).mcpVerb,
      },
      {
        commands: [
          { usage: 'completion <shell>', about: 'Print the script that completes verbs and flags in a shell.' },
        ],
        load: async () => (await import('./completion.ts')).completionVerb,
      },
    ],
  },
];
