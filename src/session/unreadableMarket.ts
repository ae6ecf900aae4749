import { ExplainedError } from '../market/explainedError.ts';
import { type Lens, lensMeanings } from '../strategy/lenses.ts';

/** A market does not show what a strategy reads. */
export class UnreadableMarket extends ExplainedError {
  override name = 'UnreadableMarket';
  readonly errorKind = 'tape';

  constructor(strategy: string, lens: Lens, symbol: string) {
    const reads = `the strategy ${strategy} reads ${lens} (${lensMeanings[lens]})`;
    super(
      lens === 'reference'
        ? `${reads}, and ${symbol} has none beside it: name its tapes in reference.tapes, or set reference.sim = true where it is a synthetic market (docs/hedge.md), or use parameters that do not read it`
        : `${reads}, and the tape of ${symbol} shows the best quotes alone: use a tape with depth, another strategy, or parameters that do not read ${lens}`,
    );
  }
}
