// SPDX-License-Identifier: Apache-2.0
import type { LogOptions } from '../../debug-adapter/protocol';

/** Settings of the log, below `bao.log`. */
export const LOG_SETTINGS = ['capacity', 'sbiCalls', 'ioctls'] as const;

/** The launch attribute `log`: what a configuration says, and the settings for the rest. What is no object stays as it
 *  is: the adapter says what is wrong with it. @param setting the value of a setting, undefined when it has none */
export function logOptions(given: unknown, setting: (name: keyof LogOptions) => unknown): unknown {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    return given;
  }
  const values = LOG_SETTINGS.map((name) => [name, setting(name)] as const);
  return { ...Object.fromEntries(values.filter(([, value]) => value !== undefined)), ...given };
}
