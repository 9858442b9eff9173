// SPDX-License-Identifier: Apache-2.0
/** One line of text per event, for people. */

import type { EventBody, MachineEvent } from './event';

const HYPERCALLS = new Map([
  [1n, 'IPC'],
  [2n, 'REMIO'],
]);
const REMIO_OPERATIONS = ['WRITE', 'READ', 'ASK', 'NOTIFY'];
const SBI_EXTENSIONS = new Map([
  [0x10n, 'BASE'],
  [0x5449_4d45n, 'TIME'],
  [0x0073_5049n, 'IPI'],
  [0x5246_4e43n, 'RFENCE'],
  [0x0048_534dn, 'HSM'],
]);
const INTERRUPT_BIT = 1n << 63n;
const INTERRUPT_NAMES = new Map([
  [1n, 'software interrupt'],
  [5n, 'timer interrupt'],
  [9n, 'external interrupt'],
]);
const EXCEPTION_NAMES = new Map([
  [0n, 'instruction address misaligned'],
  [1n, 'instruction access fault'],
  [2n, 'illegal instruction'],
  [3n, 'breakpoint'],
  [4n, 'load address misaligned'],
  [5n, 'load access fault'],
  [6n, 'store address misaligned'],
  [7n, 'store access fault'],
  [8n, 'environment call from user mode'],
  [10n, 'environment call from the guest'],
  [12n, 'instruction page fault'],
  [13n, 'load page fault'],
  [15n, 'store page fault'],
  [20n, 'instruction guest page fault'],
  [21n, 'load guest page fault'],
  [22n, 'virtual instruction'],
  [23n, 'store guest page fault'],
]);

/** The name of an exception or interrupt as scause holds it. */
export function causeName(cause: bigint): string {
  const known =
    (cause & INTERRUPT_BIT) !== 0n ? INTERRUPT_NAMES.get(cause & ~INTERRUPT_BIT) : EXCEPTION_NAMES.get(cause);
  return known ?? `cause ${hex(cause)}`;
}

/** Instructions, time, place and what happened, in one line without its end. */
export function formatEvent(event: MachineEvent): string {
  const vm = event.vm === undefined ? 'bao' : `vm${event.vm}`;
  const hart = event.hart === undefined ? '    ' : `cpu${event.hart}`;
  const position = `${event.instructions}`.padStart(10);
  const time = `${event.time}`.padStart(9);
  const pc = event.hart === undefined ? ''.padEnd(12) : hex(event.pc).padEnd(12);
  return `${position} ${time} ${vm.padEnd(4)} ${hart} ${pc} ${formatBody(event)}`;
}

function formatBody(event: EventBody): string {
  switch (event.kind) {
    case 'guestTrap':
      return `trap ${causeName(event.cause)} value ${hex(event.value)} from ${hex(event.epc)} to ${hex(event.handler)}`;
    case 'hypervisorTrap':
      return `trap to the hypervisor: ${causeName(BigInt(event.cause))} value ${hex(event.value)} guest-physical ${hex(event.gpa)} instruction ${hex(BigInt(event.instruction))}`;
    case 'hypercall':
      return formatHypercall(event);
    case 'sbiCall': {
      const name = SBI_EXTENSIONS.get(event.extension) ?? hex(event.extension);
      const args = event.args.map(hex).join(', ');
      return `sbi ${name} function ${event.functionId} (${args}) = error ${event.error} value ${hex(event.value)}`;
    }
    case 'requestState':
      return `request #${event.serial} slot ${event.id} ${event.state}: ${event.operation} ${hex(event.address)} width ${event.width} value ${hex(event.value)} bind_key ${event.bindKey} x${event.register} of cpu${event.frontendCpu}`;
    case 'interruptInjected':
      return `interrupt ${event.interrupt} injected (${event.source})`;
    case 'interruptTaken':
      return `interrupt ${event.interrupt} claimed through context ${event.context}`;
    case 'ipcNotify':
      return `ipc ${event.ipc} event ${event.event} shmem ${event.shmemId} to cpus ${hex(event.receivers)}`;
    case 'remioNotify':
      return `notify dm ${event.deviceModel} bind_key ${event.bindKey}: interrupt ${event.interrupt} for cpu${event.frontendCpu}`;
    case 'vcpuBlocked':
      return `blocked by request #${event.requestSerial} slot ${event.requestId}`;
    case 'vcpuResumed':
      return `resumed by request #${event.requestSerial} slot ${event.requestId}${event.register === 0 ? '' : `, x${event.register} = ${hex(event.value)}`}`;
    case 'vcpuStarted':
      return `started at ${hex(event.entry)} with ${hex(event.opaque)}`;
    case 'vcpuHung':
      return `hung: ${event.reason}`;
    case 'guestConsole':
      return `console: ${event.text}`;
    case 'hypervisorConsole':
      return `bao console: ${event.text}`;
    case 'finding':
      return `finding ${event.code}: ${event.text}`;
  }
}

function formatHypercall(event: Extract<EventBody, { kind: 'hypercall' }>): string {
  const name = HYPERCALLS.get(event.id) ?? `${BigInt.asIntN(64, event.id)}`;
  const result = BigInt.asIntN(64, event.results[1] ?? 0n);
  const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n] = event.args;
  if (name !== 'REMIO') {
    return `hypercall ${name} (${event.args.map(hex).join(', ')}) = ${result}`;
  }
  const operation = a2 < 4n ? (REMIO_OPERATIONS[Number(a2)] ?? '') : `op ${hex(a2)}`;
  const call = `hypercall REMIO dm ${a0} ${operation} addr ${hex(a1)} value ${hex(a3)} request ${BigInt.asIntN(64, a4)} = ${result}`;
  if (operation !== 'ASK' || result !== 0n) {
    return call;
  }
  const [, , address = 0n, op = 0n, value = 0n, width = 0n, id = 0n, more = 0n] = event.results;
  return `${call}: ${REMIO_OPERATIONS[Number(op)] ?? op} ${hex(address)} value ${hex(value)} width ${width} request ${id} more ${more}`;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
