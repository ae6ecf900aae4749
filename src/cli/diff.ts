/** `tune diff v1..v3`: what changed between two versions. */

import type { Command } from 'commander';
import { currencyOf } from '../market/money.ts';
import { diffText } from '../report/diffText.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn } from '../strategy/parameters.ts';
import { reading } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { versionRange } from './names.ts';
import type { Run } from './program.ts';

export function diffVerb(program: Command, run: Run): void {
  program
    .command('diff <range>')
    .description('compare the parameters of two versions, e.g. v1..v3')
    .action((range: string, _options: unknown, command: Command) =>
      run(command, (context) =>
        reading(context, (journal) => {
          const [from, to] = versionRange(range).map((number) => journal.version(number)) as [
            ReturnType<typeof journal.version>,
            ReturnType<typeof journal.version>,
          ];
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
