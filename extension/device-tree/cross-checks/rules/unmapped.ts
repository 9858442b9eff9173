// SPDX-License-Identifier: Apache-2.0
/** Nodes at addresses where the virtual machine has nothing. */

import type { RegEntry } from '../../addresses';
import { stringOf } from '../../cells';
import { nodePlace } from '../../places';
import type { TreeNode } from '../../tree';
import { type Guest, isCompatible } from '../guest';
import { mappingsOf } from '../mappings';
import { extent, type Mismatches } from '../mismatches';

/** Rules of their own say more about these. */
const HAS_OWN_RULE = ['bao,io-dispatcher', 'bao,ipcshmem', 'virtio,mmio'];

export function checkUnmapped(guest: Guest, found: Mismatches): void {
  const mappings = mappingsOf(guest.config, guest.vm);
  const isMapped = ({ base }: RegEntry): boolean =>
    mappings.some((mapping) => base >= mapping.base && base - mapping.base < mapping.size);
  for (const node of guest.nodes.filter((each) => !isElsewhere(each))) {
    const nowhere = guest.regs(node).find((reg) => reg.size > 0n && !isMapped(reg));
    if (nowhere) {
      const message = `${node.path} is at ${extent(nowhere)}, where ${guest.name} has nothing: an access there is a fault that ends the guest`;
      found.at('bao-unmapped', 'warning', message, { range: nodePlace(node), label: node.path }, [
        { range: guest.config.platform.range, label: `what ${guest.name} has` },
      ]);
    }
  }
}

function isElsewhere(node: TreeNode): boolean {
  return (
    stringOf(node, 'device_type') === 'memory' ||
    node.parent?.name === 'reserved-memory' ||
    node.property('interrupt-controller') !== undefined ||
    HAS_OWN_RULE.some((name) => isCompatible(node, name))
  );
}
