import { ExplainedError } from '../market/explainedError.ts';
import { type Lens, lensMeanings } from '../strategy/lenses.ts';

/** A market does not show what a strategy reads. */
export class UnreadableMarket extends ExplainedError {
  override name = 'UnreadableMarket';
  readonly errorKind = 'tape';

  constructor(strategy: string, lens: Lens, symbol: string) {
    super(
      `the strategy ${strategy} reads ${lens} (${lensMeanings[lens]}), and the tape of ${symbol} shows the best quotes alone: use a tape with depth, another strategy, or parameters that do not read ${lens}`,
    );
  }
}
