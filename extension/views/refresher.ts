// SPDX-License-Identifier: Apache-2.0
/**
 * When the state is read again: when it is told to, and while the machine runs at most ten times a second and for a
 * small part of the machine's time. One question at a time; what is out of date when it arrives is not shown.
 */

import type { StateResponseBody } from '../../debug-adapter/protocol';

/** Milliseconds between two readings while the machine runs, at least. */
const INTERVAL = 100;
/** A reading takes at most one in so many parts of the time. */
const SHARE = 5;

export interface RefresherSurroundings {
  /** Undefined when nobody can answer. */
  readonly ask: () => Promise<StateResponseBody | undefined>;
  readonly show: (state: StateResponseBody | undefined) => void;
  /** Milliseconds on any clock. */
  readonly now: () => number;
  /** @returns how to give it up */
  readonly later: (action: () => void, milliseconds: number) => () => void;
}

export class Refresher {
  private giveUp: () => void = () => {};
  private isAsking = false;
  private isOutdated = false;
  private isOver = false;

  constructor(private readonly around: RefresherSurroundings) {}

  /** The state may be another one now. */
  refresh(): void {
    this.giveUp();
    this.isOutdated = true;
    if (!this.isAsking) {
      void this.askUntilCurrent();
    }
  }

  /** The machine goes on; a stop that comes soon makes reading before it needless. */
  refreshSoon(): void {
    this.after(INTERVAL);
  }

  /** For good. */
  stop(): void {
    this.isOver = true;
    this.giveUp();
  }

  private async askUntilCurrent(): Promise<void> {
    this.isAsking = true;
    let state: StateResponseBody | undefined;
    let begin = 0;
    while (this.isOutdated) {
      this.isOutdated = false;
      begin = this.around.now();
      state = await this.around.ask();
    }
    this.isAsking = false;
    this.around.show(state);
    if (state?.isRunning) {
      this.after(Math.max(INTERVAL, (this.around.now() - begin) * SHARE));
    }
  }

  private after(milliseconds: number): void {
    this.giveUp();
    if (this.isOver) {
      return;
    }
    this.giveUp = this.around.later(() => this.refresh(), milliseconds);
  }
}
