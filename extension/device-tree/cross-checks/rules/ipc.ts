// SPDX-License-Identifier: Apache-2.0
/** IPC objects: a `bao,ipcshmem` node's number, memory and interrupt are those of the object in the configuration. */

import type { Ipc } from '../../../../emulator';
import { nodePlace, propertyPlace } from '../../places';
import type { Guest } from '../guest';
import { type IpcNode, ipcNodes } from '../ipc-nodes';
import { configNumber, extent, hex, interruptSide, type Mismatches, offsetText, regSide } from '../mismatches';

export function ipcsOf({ config: { platform } }: Guest): readonly Ipc[] {
  return platform.ipcs.slice(0, Number(platform.ipcNum.value));
}

export function checkIpc(guest: Guest, found: Mismatches): void {
  const ipcs = ipcsOf(guest);
  const nodes = ipcNodes(guest);
  for (const ipcNode of nodes) {
    const ipc = ipcNode.id === undefined ? undefined : ipcs[ipcNode.id];
    if (ipc) {
      checkMemory(guest, ipcNode, ipc, found);
      checkInterrupts(guest, ipcNode, ipc, found);
    } else {
      reportId(guest, ipcNode, ipcs, found);
    }
  }
  ipcs.forEach((ipc, index) => {
    if (!nodes.some(({ id }) => id === index)) {
      const message = `${guest.name} has no bao,ipcshmem node for its IPC object ${index}`;
      found.at('bao-ipc-missing', 'warning', message, { range: ipc.range, label: 'the object' });
    }
  });
  checkSharedTwice(guest, ipcs, found);
}

function reportId(guest: Guest, { node, id, idName }: IpcNode, ipcs: readonly Ipc[], found: Mismatches): void {
  const property = node.property(idName);
  const range = property ? propertyPlace(node, property) : nodePlace(node);
  const there = ipcs.length === 0 ? 'no IPC objects' : `IPC objects 0 to ${ipcs.length - 1}`;
  const message =
    id === undefined
      ? `${node.path} does not say which IPC object of ${guest.name} it is: id or bao,id is missing`
      : `${node.path} is for IPC object ${id}, but ${guest.name} has ${there}: its hypercalls fail`;
  found.at('bao-ipc-index', 'error', message, { range, label: node.path });
}

function checkMemory(guest: Guest, { regs, hasSplitReg, id }: IpcNode, ipc: Ipc, found: Mismatches): void {
  const wanted = { base: ipc.base.value, size: ipc.size.value };
  for (const reg of hasSplitReg ? regs : regs.slice(0, 1)) {
    const isRight = hasSplitReg
      ? reg.base >= wanted.base && reg.base + reg.size <= wanted.base + wanted.size
      : reg.base === wanted.base && reg.size === wanted.size;
    if (!isRight) {
      const relation = hasSplitReg ? 'is not within' : 'is not';
      const message = `reg ${extent(reg)} ${relation} the memory of IPC object ${id} of ${guest.name}, ${extent(wanted)}: the guest would write elsewhere, or fault`;
      const isMoved = reg.base !== wanted.base;
      found.between('bao-ipc-memory', 'error', message, [
        regSide(reg, `reg ${extent(reg)}`, hasSplitReg ? undefined : wanted),
        isMoved
          ? configNumber(ipc.base, `IPC object at ${extent(wanted)}`, hasSplitReg ? undefined : hex(reg.base))
          : configNumber(ipc.size, `IPC object of ${hex(wanted.size)} bytes`, hasSplitReg ? undefined : hex(reg.size)),
      ]);
    }
  }
}

function checkInterrupts(guest: Guest, { node, id }: IpcNode, ipc: Ipc, found: Mismatches): void {
  guest.interrupts.of(node).forEach((interrupt, index) => {
    const wanted = ipc.interrupts[index];
    if (wanted === undefined) {
      const message = `${node.path} has interrupt ${interrupt.number}, but IPC object ${id} of ${guest.name} has ${ipc.interrupts.length}: it never comes`;
      found.at('bao-ipc-interrupt', 'error', message, interruptSide(interrupt, 'the interrupt'), [
        { range: ipc.range, label: 'the IPC object' },
      ]);
    } else if (BigInt(interrupt.number) !== wanted.value) {
      const message = `${node.path} has interrupt ${interrupt.number}${offsetText(interrupt.offset)}, IPC object ${id} of ${guest.name} has ${wanted.value}: the guest never hears of events`;
      found.between('bao-ipc-interrupt', 'error', message, [
        interruptSide(interrupt, `interrupt ${interrupt.number} in the device tree`, wanted.value),
        configNumber(wanted, `interrupt ${wanted.value} in the configuration`, interrupt.number.toString()),
      ]);
    }
  });
}

/** The hypervisor looks for the receiver's object by the shared memory, and takes the first. */
function checkSharedTwice(guest: Guest, ipcs: readonly Ipc[], found: Mismatches): void {
  ipcs.forEach((ipc, index) => {
    const first = ipcs.findIndex(({ shmemId }) => shmemId.value === ipc.shmemId.value);
    if (first !== index) {
      const message = `IPC objects ${first} and ${index} of ${guest.name} share memory ${ipc.shmemId.value}: only object ${first} gets interrupts`;
      found.at('bao-ipc-twice', 'warning', message, configNumber(ipc.shmemId, 'this one'), [
        configNumber(ipcs[first]!.shmemId, 'the first'),
      ]);
    }
  });
}
