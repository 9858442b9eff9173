// SPDX-License-Identifier: Apache-2.0
/** Which entries of a log fit: found piece by piece, and kept up to date while it grows. */

import { type LogFilter, type LogState, MAX_LOG_FOUND } from '../../../debug-adapter/protocol';
import type { LogRequests } from './log-requests';
import { MatchList } from './match-list';

/** Entries that are looked at again when the log has grown: calls that were under way may have ended. */
const UNDER_WAY = 500;

export class Scan {
  readonly matches = new MatchList();
  private next = 0;
  private isAtEnd = false;

  constructor(readonly filter: LogFilter) {}

  /** Everything has been looked at. */
  get isComplete(): boolean {
    return this.isAtEnd;
  }

  /** Entries before this one have been looked at. */
  get reached(): number {
    return this.next;
  }

  /** Looks at a piece of the log. */
  async step(log: LogRequests): Promise<void> {
    const from = this.next;
    const { numbers, next, state } = await log.search({ filter: this.filter, from, count: MAX_LOG_FOUND });
    this.matches.replaceFrom(from, numbers);
    this.matches.forgetBefore(state.first);
    this.next = next ?? state.end;
    this.isAtEnd = next === undefined;
  }

  /** The log is another one now. */
  outdate({ first }: LogState): void {
    this.matches.forgetBefore(first);
    if (this.isAtEnd) {
      const mayChange = this.filter.outcome !== undefined || this.filter.text !== undefined;
      this.next = Math.max(first, this.next - (mayChange ? UNDER_WAY : 0));
      this.isAtEnd = false;
    }
  }
}
