// SPDX-License-Identifier: Apache-2.0
/** Leads a run to a stage of what is followed that a person wants to see, or to why there is none. */

import type { Headway, Impediment, Stage } from '../../awareness/requests';
import type { Pursuit, Reached } from '../../run-control';
import type { BaoState } from '../../target';
import { isOver, type Subject, wordsOf } from './subject';

/** Instructions between two looks at whether there is headway: a tenth of a second or so. */
const PATIENCE = 10_000_000n;

/** Why there is no stage, where there is little room. */
const SHORT: Readonly<Record<Impediment['kind'], string>> = {
  lost: 'Request is lost',
  hung: 'Backend does not run',
  round: 'Backend goes round',
  slow: 'No stage for long',
};

/** Who knows how stages are told. */
export interface LeadSurroundings {
  bao(): Promise<BaoState>;
  /** Brings the stages of what is followed up to date. */
  tell(): Promise<void>;
  /** The impediment in full words. */
  describe(impediment: Impediment): Promise<string>;
}

export class Lead implements Pursuit {
  readonly patience: bigint | undefined;

  constructor(
    readonly subject: Subject,
    /** Of a request. */
    private readonly headway: Headway | undefined,
    private readonly wanted: (stage: Stage) => boolean,
    private readonly around: LeadSurroundings,
    private readonly home: number,
  ) {
    this.patience = headway === undefined ? undefined : PATIENCE;
  }

  get until(): Pursuit['until'] {
    return [...this.subject.follower.until, ...(this.headway?.until ?? [])];
  }

  get points() {
    return this.subject.follower.points;
  }

  async arrived(hart: number, pc: bigint): Promise<void> {
    await this.subject.follower.arrived(hart, pc);
  }

  async reached(): Promise<Reached | undefined> {
    const { subject } = this;
    const { follower } = subject;
    let reached = await follower.reached();
    while (reached !== undefined && follower.current !== undefined && !this.wanted(follower.current)) {
      reached = await follower.reached();
    }
    if (reached === undefined && !isOver(subject)) {
      return this.impeded();
    }
    await this.around.tell();
    return { hart: reached?.hart ?? this.home, ...wordsOf(subject) };
  }

  private async impeded(): Promise<Reached | undefined> {
    const { subject, headway } = this;
    const impediment = await headway?.impediment(await this.around.bao());
    if (impediment === undefined) {
      return undefined;
    }
    subject.problem = { short: SHORT[impediment.kind], text: await this.around.describe(impediment) };
    subject.isLost = impediment.isFinal;
    await this.around.tell();
    return { hart: impediment.hart ?? this.home, ...wordsOf(subject) };
  }
}
