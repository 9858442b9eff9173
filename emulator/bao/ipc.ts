// SPDX-License-Identifier: Apache-2.0
/** The IPC hypercall: an event to every other virtual machine attached to a shared memory. Source: Bao src/core/ipc.c. */

import { EventKind } from '../events';
import type { Context } from './context';
import { A0, A1 } from './registers';
import { HC_INVALID_ARGS, HC_SUCCESS } from './remio';
import type { SharedMemories } from './shared-memory';
import type { Vm } from './vm';

/**
 * Arguments in a0 (index in the caller's `ipcs`) and a1 (event, of which 32 bits count).
 * @returns Bao's code for a1: success whenever the index is valid, also when nobody receives
 */
export function ipcHypercall(context: Context, memories: SharedMemories, hart: number, vm: Vm): number {
  const { registers, events } = context;
  const index = registers.number(hart, A0);
  const object = vm.ipcs[index];
  const memory = object && memories.list[object.shmemId];
  if (!object || !memory) {
    return -HC_INVALID_ARGS;
  }
  const event = registers.low(hart, A1) >>> 0;
  const masters = memory.cpuMasters & ~vm.cpuMask;
  events.begin(EventKind.ipcNotify, hart, vm.id);
  events.arg(0, index);
  events.arg(1, event);
  events.arg(2, object.shmemId);
  events.argBig(3, BigInt.asUintN(64, masters));
  let delivered = false;
  for (let cpu = 0; cpu < context.harts.count; cpu++) {
    if (((masters >> BigInt(cpu)) & 1n) !== 0n && context.send(hart, cpu)) {
      delivered = deliver(context, cpu, object.shmemId, event) || delivered;
    }
  }
  if (!delivered) {
    reportUnheard(context, hart, vm, index, event);
  }
  return HC_SUCCESS;
}

/** ipc_notify on the receiver's CPU: only the first entry with this shared memory counts. */
function deliver(context: Context, cpu: number, shmemId: number, event: number): boolean {
  const receiver = context.vmOf(cpu);
  const object = receiver.ipcs.find((candidate) => candidate.shmemId === shmemId);
  const interrupt = object?.interrupts[event];
  if (interrupt === undefined) {
    return false;
  }
  receiver.vplic?.inject(cpu, interrupt, 'ipc');
  return true;
}

function reportUnheard(context: Context, hart: number, vm: Vm, index: number, event: number): void {
  const key = `${vm.id} ${index} ${event}`;
  if (context.findings.has('ipc-without-receiver', key)) {
    return;
  }
  const shmemId = vm.ipcs[index]!.shmemId;
  const peers = context.vms.filter((peer) => peer !== vm && peer.ipcs.some((object) => object.shmemId === shmemId));
  const why =
    peers.length === 0
      ? `no other virtual machine has shared memory ${shmemId} in its ipcs`
      : peers.map((peer) => explainPeer(peer, shmemId, event)).join('; ');
  context.findings.report('ipc-without-receiver', hart, vm.id, [BigInt(index), BigInt(event), BigInt(shmemId)], {
    key,
    text: `${vm.label} sent event ${event} on ipcs[${index}] and nobody got an interrupt: ${why}. Bao returns success all the same.`,
  });
}

function explainPeer(peer: Vm, shmemId: number, event: number): string {
  const first = peer.ipcs.findIndex((object) => object.shmemId === shmemId);
  const count = peer.ipcs[first]!.interrupts.length;
  if (event < count) {
    return `${peer.label} did not start or hangs in the hypervisor`;
  }
  const later = peer.ipcs.findIndex((object) => object.shmemId === shmemId && event < object.interrupts.length);
  const second = later >= 0 ? ` (ipcs[${later}] does, but only the first entry for a shared memory counts)` : '';
  return `${peer.label} has ${count} interrupt${count === 1 ? '' : 's'} in ipcs[${first}], none for event ${event}${second}`;
}
