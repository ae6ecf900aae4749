/** The shape of a displayed book, level by level from the best. */

/** Lots on the first `levels` levels of a side. */
export function depthLots(lots: Int32Array, count: number, levels: number): number {
  let sum = 0;
  for (let i = 0; i < count && i < levels; i++) sum += lots[i] as number;
  return sum;
}

/** (bids − asks) / (bids + asks): −1 … 1, positive with more bids; 0 for an empty book (Cao, Hansch & Wang 2009). */
export function imbalanceOf(bids: number, asks: number): number {
  return bids + asks === 0 ? 0 : (bids - asks) / (bids + asks);
}

/** Mid weighted with the sizes of the other side: nearer to the side that shows less (Stoikov 2018, "The micro-price"). Ticks. */
export function micropriceTicks(bidTicks: number, bidLots: number, askTicks: number, askLots: number): number {
  const lots = bidLots + askLots;
  return lots === 0 ? (bidTicks + askTicks) / 2 : (bidTicks * askLots + askTicks * bidLots) / lots;
}
