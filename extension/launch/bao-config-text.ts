// SPDX-License-Identifier: Apache-2.0

/** Whether a C source defines the object that the Bao hypervisor takes its configuration from. */
export function definesBaoConfig(source: string): boolean {
  return /^\s*(?:const\s+)?struct\s+config\s+config\s*(?:=|__attribute__)/m.test(source);
}
