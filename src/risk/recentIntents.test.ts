import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentIntents } from './recentIntents.ts';

it('finds what was sent since a moment, as a list that is read from end to end does', () => {
  const order = fc.record({
    afterUs: fc.constantFrom(0, 0, 0, 1, 10, 500),
    priceTicks: fc.integer({ min: 100, max: 104 }),
    lots: fc.constantFrom(-5, 5),
  });
  fc.assert(
    fc.property(fc.array(order, { maxLength: 200 }), fc.constantFrom(0, 1, 100), (orders, withinUs) => {
      const recent = new RecentIntents();
      const sent: { timeUs: number; priceTicks: number; lots: number }[] = [];
      let timeUs = 0;
      for (const { afterUs, priceTicks, lots } of orders) {
        timeUs += afterUs;
        const expected = sent
          .slice(-64)
          .some((one) => one.timeUs > timeUs - withinUs && one.priceTicks === priceTicks && one.lots === lots);
        expect(recent.includes(timeUs - withinUs, priceTicks, lots)).toBe(expected);
        if (expected) continue;
        recent.add(timeUs, priceTicks, lots);
        sent.push({ timeUs, priceTicks, lots });
      }
    }),
  );
});
