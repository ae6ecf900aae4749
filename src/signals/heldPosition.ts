/** A position as its own fills made it: what it cost on average, and since when it has been held. */

export class HeldPosition {
  /** Long positive. */
  lots = 0;
  /** Average price of what is held, ticks; 0 while flat. Reducing leaves it as it is. */
  entryTicks = 0;
  /** When the position was opened: the fill that left flat or turned the sign, µs. */
  openedUs = 0;

  reset(): void {
    this.lots = 0;
    this.entryTicks = 0;
    this.openedUs = 0;
  }

  /** @param signedLots positive when we bought */
  fill(timeUs: number, signedLots: number, priceTicks: number): void {
    const before = this.lots;
    const after = before + signedLots;
    if (before === 0 || Math.sign(after) === -Math.sign(before)) {
      this.openedUs = timeUs;
      this.entryTicks = priceTicks;
    } else if (after === 0) {
      this.entryTicks = 0;
    } else if (Math.sign(signedLots) === Math.sign(before)) {
      this.entryTicks = (this.entryTicks * before + priceTicks * signedLots) / after;
    }
    this.lots = after;
  }
}
