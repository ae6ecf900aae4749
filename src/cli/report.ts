/** `tune report`: where the study stands, as one page of Markdown. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type StudyReport, studyReport } from '../app/reportStudy.ts';
import { readStudy } from '../app/studyAccess.ts';
import { ASK_AGAIN, writeWhole } from '../workspace/writeFile.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { pageFor } from './markdownText.ts';
import type { Run } from './program.ts';

interface ReportOptions {
  readonly out?: string;
}

export function reportVerb(program: Command, run: Run): void {
  program
    .command('report')
    .description(
      'Show the study on one page: the best version so far, the evidence for each, what luck explains, what to do next.',
    )
    .option('--out <file>', 'write the page into a file instead of stdout')
    .action((options: ReportOptions, command: Command) =>
      run(command, (context) =>
        readStudy(context, (journal, _studies, kept) => report(context, studyReport(journal, context, kept), options)),
      ),
    );
}

function report(context: Context, found: StudyReport, { out }: ReportOptions): number {
  const { io } = context;
  const page = context.json ? `${JSON.stringify(found.data, null, 2)}\n` : found.page;
  if (out === undefined) io.out(context.json ? page.trimEnd() : pageFor(page, io));
  else {
    writeWhole(resolve(out), page, ASK_AGAIN);
    if (context.json) io.out(JSON.stringify({ written: resolve(out) }, null, 2));
    else io.tell(`Written to ${out}`);
  }
  io.say(`Next: ${found.next.verb}`);
  return EXIT.ok;
}
