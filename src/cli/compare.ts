/** `tune compare v7 v8` or `tune compare v7..v8`: two versions on the sessions that both ran in. */

import type { Command } from 'commander';
import { compareText } from '../report/compareText.ts';
import { differences } from '../study/difference.ts';
import { luckAdjusted } from '../study/luckAdjusted.ts';
import { sideBySide } from '../study/sideBySide.ts';
import { reportedStudy } from '../workspace/views.ts';
import { reading } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { safe } from './io.ts';
import type { Run } from './program.ts';
import { versionPair } from './recordIds.ts';

export function compareVerb(program: Command, run: Run): void {
  program
    .command('compare <from> [to]')
    .description('Tell whether v8 is better than v7 on the sessions that both ran in, e.g. v7 v8 or v7..v8.')
    .action((first: string, second: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) =>
        reading(context, (journal) => {
          const [from, to] = versionPair(first, second);
          const [against, version] = [journal.version(from), journal.version(to)];
          if (against.number === version.number) throw new UsageError(`v${version.number} is the same version twice`);
          const reported = reportedStudy(journal);
          const sides = sideBySide(version, against, reported.snapshot);
          const luck = luckAdjusted(reported.snapshot);
          const { io } = context;
          if (context.json) {
            const changes = differences(against.parameters, version.parameters, reported.declarations).map(
              ({ parameter, from: before, to: after }) => ({ parameter, from: before, to: after }),
            );
            const facts = { ...sides, version: version.number, against: against.number, changes, luck };
            io.out(JSON.stringify(facts, null, 2));
          } else {
            io.out(safe(compareText(sides, luck, reported, { width: io.width, paint: io.paint })));
          }
          io.say(`Next: tune show v${version.number}`);
          return EXIT.ok;
        }),
      ),
    );
}
