// SPDX-License-Identifier: Apache-2.0
/**
 * When a run gives the thread's event loop a turn, so that requests are answered while the machine runs. Wall time
 * decides only where a run is cut, and nothing that happens in the machine depends on that.
 */

import { setImmediate } from 'node:timers/promises';

/** Milliseconds that the thread may be busy without a turn of its event loop. */
const BUSY_MS = 5;

export class Turns {
  #last = performance.now();

  /** Whether the event loop has waited long enough. */
  get due(): boolean {
    return performance.now() - this.#last >= BUSY_MS;
  }

  /** Lets everything that waits in the event loop happen once. */
  async take(): Promise<void> {
    await setImmediate();
    this.#last = performance.now();
  }
}
