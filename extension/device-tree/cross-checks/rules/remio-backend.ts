// SPDX-License-Identifier: Apache-2.0
/**
 * Backends: the i-th `reg` and the i-th interrupt of `bao,io-dispatcher` are those of the virtual machine's i-th REMIO
 * device, because the driver numbers its device models so and names them to the hypervisor by that number.
 */

import type { RegEntry } from '../../addresses';
import { nodePlace } from '../../places';
import type { Guest } from '../guest';
import type { TreeInterrupt } from '../interrupt-reader';
import { configNumber, extent, hex, interruptSide, type Mismatches, offsetText, regSide } from '../mismatches';
import { isBackend, type OwnedRemioDevice, remioDevicesOf, sharedBy } from '../remio-devices';

const DISPATCHER = 'bao,io-dispatcher';

export function checkBackends(guest: Guest, found: Mismatches): void {
  const nodes = guest.compatibleWith(DISPATCHER);
  const devices = remioDevicesOf(guest.config, guest.vm);
  const [first, second] = nodes;
  if (first && second) {
    const message = `there is more than one ${DISPATCHER}: the driver numbers the device models of each from 0 on`;
    found.at('bao-remio-dispatchers', 'warning', message, { range: nodePlace(second), label: second.path }, [
      { range: nodePlace(first), label: first.path },
    ]);
  }
  const regs = first ? guest.regs(first) : [];
  const interrupts = first ? guest.interrupts.of(first) : [];
  const isPermuted = isPermutation(regs, devices);
  for (const [index, reg] of regs.entries()) {
    checkReg(guest, reg, devices[index], isPermuted, found);
  }
  for (const [index, interrupt] of interrupts.entries()) {
    checkInterrupt(guest, interrupt, devices[index], found);
  }
  for (const { device, index } of devices.filter((each) => isBackend(each.device))) {
    if (index >= regs.length) {
      const message = `no reg of a ${DISPATCHER} node is for backend ${index} of ${guest.name}: its driver never asks for requests`;
      found.at('bao-remio-missing', 'warning', message, { range: device.range, label: 'the backend' });
    } else if (index >= interrupts.length) {
      const message = `the ${DISPATCHER} node has no interrupt for backend ${index} of ${guest.name} (${device.interrupt.value} in the configuration)`;
      found.between('bao-remio-interrupt', 'error', message, [
        { range: first && nodePlace(first), label: 'the node' },
        configNumber(device.interrupt, 'the interrupt in the configuration'),
      ]);
    }
  }
}

/** The right entries in another order. */
function isPermutation(regs: readonly RegEntry[], devices: readonly OwnedRemioDevice[]): boolean {
  const wanted = devices.filter(({ device }) => isBackend(device)).map(({ device }) => extent(sharedBy(device)));
  return regs.map(extent).sort().join() === wanted.sort().join();
}

function checkReg(
  guest: Guest,
  reg: RegEntry,
  owned: OwnedRemioDevice | undefined,
  isPermuted: boolean,
  found: Mismatches,
): void {
  if (owned === undefined || !isBackend(owned.device)) {
    const what = owned === undefined ? 'there is no REMIO device' : 'there is a frontend at place';
    const message = `reg ${reg.index} is for device model ${reg.index}, but ${what} ${reg.index} in ${guest.name}: its hypercalls fail`;
    found.at('bao-remio-extra', 'error', message, regSide(reg, 'reg'));
    return;
  }
  const { shmem } = owned.device;
  const wanted = sharedBy(owned.device);
  if (reg.base === wanted.base && reg.size === wanted.size) {
    return;
  }
  const [code, why] = isPermuted
    ? ['bao-remio-order', 'the same entries in another order: each device model would serve another frontend']
    : ['bao-remio-memory', 'the device model would not see what its frontend writes'];
  const message = `reg ${reg.index} of ${DISPATCHER} is ${extent(reg)}, the shared memory of backend ${owned.index} of ${guest.name} is ${extent(wanted)}: ${why}`;
  const base = configNumber(shmem.base, `shared memory ${extent(wanted)}`, hex(reg.base));
  const size = configNumber(shmem.size, `shared memory ${extent(wanted)}`, hex(reg.size));
  found.between(code, 'error', message, [
    regSide(reg, `reg ${extent(reg)}`, wanted),
    reg.base === wanted.base ? size : base,
  ]);
}

function checkInterrupt(
  guest: Guest,
  interrupt: TreeInterrupt,
  owned: OwnedRemioDevice | undefined,
  found: Mismatches,
): void {
  if (owned === undefined || !isBackend(owned.device)) {
    return;
  }
  const wanted = owned.device.interrupt;
  if (BigInt(interrupt.number) !== wanted.value) {
    const message = `interrupt ${interrupt.index} of ${DISPATCHER} is ${interrupt.number}${offsetText(interrupt.offset)}, backend ${owned.index} of ${guest.name} has ${wanted.value}: the driver never hears of requests`;
    found.between('bao-remio-interrupt', 'error', message, [
      interruptSide(interrupt, `interrupt ${interrupt.number} in the device tree`, wanted.value),
      configNumber(wanted, `interrupt ${wanted.value} in the configuration`, interrupt.number.toString()),
    ]);
  }
}
