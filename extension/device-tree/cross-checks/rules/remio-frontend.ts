// SPDX-License-Identifier: Apache-2.0
/** Frontends: a `virtio,mmio` node has the registers and the interrupt of a REMIO device, and keeps to its memory. */

import type { RegEntry } from '../../addresses';
import { nodePlace, propertyPlace } from '../../places';
import type { TreeNode } from '../../tree';
import type { Guest } from '../guest';
import { configNumber, extent, hex, interruptSide, type Mismatches, offsetText, regSide } from '../mismatches';
import { isFrontend, type OwnedRemioDevice, remioDevicesOf, sharedBy } from '../remio-devices';

const VIRTIO = 'virtio,mmio';

export function checkFrontends(guest: Guest, found: Mismatches): void {
  const devices = remioDevicesOf(guest.config, guest.vm).filter(({ device }) => isFrontend(device));
  const nodes = guest.compatibleWith(VIRTIO).flatMap((node) => guest.regs(node).slice(0, 1));
  const matched = new Map<OwnedRemioDevice, RegEntry>();
  for (const owned of devices) {
    const reg = nodes.find(({ base }) => base === owned.device.va.value);
    if (reg) {
      matched.set(owned, reg);
    }
  }
  const taken = new Set(matched.values());
  const left = nodes.filter((reg) => !taken.has(reg) && !isElsewhere(guest, reg));
  for (const owned of devices) {
    const reg = matched.get(owned) ?? left.shift();
    if (reg) {
      checkDevice(guest, owned, reg, found);
    } else {
      const message = `${guest.name} has no ${VIRTIO} node for its frontend at ${hex(owned.device.va.value)}: nobody uses it`;
      found.at('bao-remio-missing', 'warning', message, { range: owned.device.range, label: 'the frontend' });
    }
  }
  for (const reg of left) {
    const message = `nothing of ${guest.name} is at ${extent(reg)}: an access there is a fault that ends the guest`;
    found.at('bao-remio-extra', 'error', message, regSide(reg, 'reg'));
  }
}

/** A virtio device that is passed through is none of REMIO's. */
function isElsewhere(guest: Guest, { base }: RegEntry): boolean {
  return guest.config.platform.devs.some(({ va, size }) => base >= va.value && base - va.value < size.value);
}

function checkDevice(guest: Guest, { device, index }: OwnedRemioDevice, reg: RegEntry, found: Mismatches): void {
  const wanted = { base: device.va.value, size: device.size.value };
  if (reg.base !== wanted.base || reg.size !== wanted.size) {
    const isMoved = reg.base !== wanted.base;
    const why = isMoved ? 'accesses do not reach the hypervisor as requests' : 'they must be equal';
    const message = `${VIRTIO} is at ${extent(reg)}, frontend ${index} of ${guest.name} at ${extent(wanted)}: ${why}`;
    found.between(isMoved ? 'bao-remio-address' : 'bao-remio-size', 'error', message, [
      regSide(reg, `${VIRTIO} at ${extent(reg)}`, wanted),
      isMoved
        ? configNumber(device.va, `frontend at ${extent(wanted)}`, hex(reg.base))
        : configNumber(device.size, `frontend of ${hex(wanted.size)} bytes`, hex(reg.size)),
    ]);
  }
  const [interrupt] = guest.interrupts.of(reg.node);
  const number = device.interrupt.value;
  if (interrupt && BigInt(interrupt.number) !== number) {
    const message = `${VIRTIO} has interrupt ${interrupt.number}${offsetText(interrupt.offset)}, frontend ${index} of ${guest.name} has ${number}: the guest never hears of used buffers`;
    found.between('bao-remio-interrupt', 'error', message, [
      interruptSide(interrupt, `interrupt ${interrupt.number} in the device tree`, number),
      configNumber(device.interrupt, `interrupt ${number} in the configuration`, interrupt.number.toString()),
    ]);
  }
  checkPool(guest, reg.node, device, found);
}

/** What the virtio driver gives to the device must lie where the backend sees it. */
function checkPool(guest: Guest, node: TreeNode, device: OwnedRemioDevice['device'], found: Mismatches): void {
  const shared = sharedBy(device);
  const config = configNumber(device.shmem.base, `shared memory ${extent(shared)}`);
  const property = node.property('memory-region');
  const pool = guest.referredBy(node, 'memory-region');
  if (!property || !pool) {
    const message = `${node.path} has no memory-region in the shared memory ${extent(shared)}: the backend sees nothing of what its driver allocates elsewhere`;
    found.between('bao-remio-pool', 'warning', message, [
      { range: property ? propertyPlace(node, property) : nodePlace(node), label: node.path },
      config,
    ]);
    return;
  }
  for (const reg of guest.regs(pool)) {
    if (reg.base < shared.base || reg.base + reg.size > shared.base + shared.size) {
      const message = `${pool.path} at ${extent(reg)} is not within the shared memory ${extent(shared)}: the backend does not see what lies outside`;
      found.between('bao-remio-pool', 'error', message, [
        regSide(reg, `${pool.path} at ${extent(reg)}`, shared),
        config,
      ]);
    }
  }
}
