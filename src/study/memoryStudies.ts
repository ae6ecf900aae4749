/** All studies of a workspace in memory: nothing survives the process. For benchmarks and tests over thousands of studies. */

import type { Journal, Studies } from './journal.ts';
import { MemoryJournal } from './memoryJournal.ts';
import { MemoryIds } from './memoryRecords.ts';
import { noStudy } from './missing.ts';
import type { ProbeRecord, StudyRecord } from './records.ts';
import { checkFinite } from './recordText.ts';
import { differingTerms, OtherTerms, type Terms } from './terms.ts';

export class MemoryStudies implements Studies {
  readonly #now: () => string;
  readonly #ids = new MemoryIds();
  readonly #journals = new Map<string, MemoryJournal>();
  readonly #probes: ProbeRecord[] = [];

  /** @param now tells the time of a record: ISO 8601, UTC */
  constructor(now: () => string) {
    this.#now = now;
  }

  open(terms: Terms): Journal {
    const journal = this.#journals.get(terms.name) ?? this.#create(terms);
    const differences = differingTerms(journal.study, terms);
    if (differences.length > 0) throw new OtherTerms(terms.name, differences);
    return journal;
  }

  existing(name: string): Journal {
    const journal = this.#journals.get(name);
    if (journal === undefined) throw noStudy(name, [...this.#journals.keys()]);
    return journal;
  }

  list(): StudyRecord[] {
    return [...this.#journals.values()].map(({ study }) => study);
  }

  addProbe(probe: Omit<ProbeRecord, 'probedAt'>): ProbeRecord {
    const made: ProbeRecord = { ...probe, probedAt: this.#now() };
    this.#probes.push(made);
    return made;
  }

  probe(endpoint: string, model: string): ProbeRecord | undefined {
    return this.#probes.findLast((probe) => probe.endpoint === endpoint && probe.model === model);
  }

  #create(terms: Terms): MemoryJournal {
    checkFinite(terms);
    const study = { ...structuredClone(terms), id: this.#journals.size + 1, createdAt: this.#now() };
    const journal = new MemoryJournal(study, this.#ids, this.#now);
    this.#journals.set(terms.name, journal);
    return journal;
  }
}
