// SPDX-License-Identifier: Apache-2.0
import { bootSystem, type LoadedSystem, type SystemOptions } from '../../system';
import type { TargetListener } from '..';
import { EmbeddedTarget } from './embedded-target';

/** Events that the ring holds. A full ring ends a slice of a run, and is read before the next. */
const EVENT_CAPACITY = 1 << 15;

/**
 * Boots a system in the embedded machine, in this thread. Nothing has run yet when it returns; what booting had to say
 * has been said to the listener.
 * @throws RangeError when the configuration asks for more than the platform has
 */
export function createEmbeddedTarget(
  system: LoadedSystem,
  options: Pick<SystemOptions, 'platform' | 'seed'>,
  listener: TargetListener,
): EmbeddedTarget {
  const boot = () => bootSystem(system, options, { eventOverflow: 'stop', eventCapacity: EVENT_CAPACITY });
  return new EmbeddedTarget(boot, listener);
}
