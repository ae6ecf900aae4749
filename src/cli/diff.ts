/** `tune diff v1 v3` or `tune diff v1..v3`: what changed between two versions. */

import type { Command } from 'commander';
import { readStudy } from '../app/studyAccess.ts';
import { currencyOf } from '../market/money.ts';
import { diffText } from '../report/parameterText.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn } from '../strategy/parameters.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionPair } from './recordIds.ts';

export function diffVerb(program: Command, run: Run): void {
  program
    .command('diff <from> [to]')
    .description('Show which parameters differ between two versions, e.g. v1 v3 or v1..v3.')
    .action((first: string, second: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) =>
        readStudy(context, (journal) => {
          const [before, after] = versionPair(first, second);
          const [from, to] = [journal.version(before), journal.version(after)];
          const { strategy, instrument } = journal.study;
          const declarations = declarationsIn(strategyNamed(strategy).parameters, currencyOf(instrument));
          const { io } = context;
          const changed = Object.keys(to.parameters).filter((name) => from.parameters[name] !== to.parameters[name]);
          io.out(
            context.json
              ? JSON.stringify(
                  changed.map((name) => ({ parameter: name, from: from.parameters[name], to: to.parameters[name] })),
                  null,
                  2,
                )
              : diffText(from.parameters, to.parameters, declarations, { width: io.width, paint: io.paint }),
          );
          return EXIT.ok;
        }),
      ),
    );
}
