// SPDX-License-Identifier: Apache-2.0
import type { Machine, MachineOptions } from './machine';

/** Boots a system: the configuration's virtual machines with their images placed, at the first instruction.
 *  @throws RangeError when the platform is unknown or an image does not fit in memory at all. */
export function createMachine(_options: MachineOptions): Machine {
  throw new Error('not built yet');
}
