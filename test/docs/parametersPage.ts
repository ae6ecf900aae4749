/** docs/parameters.md, from the declarations of the strategies. */

import { strategies } from '../../src/strategy/catalog.ts';
import { parameterTable } from '../strategies/parameterTable.ts';

const HEAD = `# Parameters

Every parameter of every strategy, as the code declares it; \`npm run docs:parameters\` writes this
page. \`tune strategies show grid\` prints the same for one strategy, and the lines for \`tune.toml\`.

A value lies on the grid of *step* that begins at the lower end of *range*; another one is refused,
not rounded. *log*: for the surrogate, ratios count and not differences. *Not tunable*: proposals
may not change it. What the settings of \`tune.toml\` mean is explained in the file that
\`tune init\` writes.
`;

/** The page of each strategy, which explains its rules. */
function rulesOf(strategy: string): string {
  return strategy === 'grid' ? 'grid.md' : `strategies/${strategy}.md`;
}

export function parametersPage(): string {
  const sections = Object.values(strategies).map(
    (kind) =>
      `\n## ${kind.name}\n\nIts rules: [${kind.name}](${rulesOf(kind.name)}).\n\n${parameterTable(kind).join('\n')}\n`,
  );
  return `${HEAD}${sections.join('')}`;
}
