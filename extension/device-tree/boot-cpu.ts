// SPDX-License-Identifier: Apache-2.0

import { propertyData, type ReferenceResolver } from './property-data';
import type { TreeNode } from './tree';

/** References are not resolved yet when dtc looks for the boot CPU: it sees ones in the cell, and no path. */
const UNRESOLVED: ReferenceResolver = { phandle: () => 0xffff_ffff, path: () => undefined };

/** The `reg` of the first node in /cpus if it is one cell, else 0 (dtc: livetree.c, guess_boot_cpuid). */
export function bootCpu(root: TreeNode): number {
  const first = root.child('cpus')?.allChildren[0];
  const definition = first?.property('reg')?.definition;
  if (!definition) {
    return 0;
  }
  const data = propertyData(definition, UNRESOLVED);
  return data.length === 4 ? new DataView(data.buffer, data.byteOffset).getUint32(0) : 0;
}
