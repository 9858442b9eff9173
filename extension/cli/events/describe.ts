// SPDX-License-Identifier: Apache-2.0
/** What an event says, in one line of text. */

import { BAO_EXTENSION, decodeHypercall } from '../../../debug-adapter/awareness/bao';
import { causeName, generalRegisters } from '../../../debug-adapter/awareness/riscv';
import type { MachineEvent } from '../../../emulator';
import { hex, printable } from '../terminal';

export function describeEvent(event: MachineEvent): string {
  switch (event.kind) {
    case 'guestTrap':
      return `${causeName(event.cause)}, value ${hex(event.value)}, from ${hex(event.epc)}, handled at ${hex(event.handler)}`;
    case 'hypervisorTrap':
      return `${causeName(BigInt(event.cause))} at guest-physical ${hex(event.gpa)}, instruction ${hex(event.instruction)}`;
    case 'hypercall':
      return call(event, [...event.args, 0n, event.id, BAO_EXTENSION], event.results);
    case 'sbiCall':
      return call(event, [...event.args, event.functionId, event.extension], [event.error, event.value]);
    case 'requestState':
      return request(event);
    case 'interruptInjected':
      return `interrupt ${event.interrupt} by ${event.source}`;
    case 'interruptTaken':
      return `interrupt ${event.interrupt} in context ${event.context}`;
    case 'ipcNotify':
      return `IPC ${event.ipc} event ${event.event}, shared memory ${event.shmemId}, receivers ${hex(event.receivers)}`;
    case 'remioNotify':
      return `device model ${event.deviceModel} (bind key ${event.bindKey}): interrupt ${event.interrupt} to CPU ${event.frontendCpu}`;
    case 'vcpuBlocked':
      return `waits for request ${event.requestId} (#${event.requestSerial})`;
    case 'vcpuResumed':
      return `request ${event.requestId} (#${event.requestSerial}) is answered: ${generalRegisters[event.register] ?? 'x?'} = ${hex(event.value)}`;
    case 'vcpuStarted':
      return `entry ${hex(event.entry)}, opaque ${hex(event.opaque)}`;
    case 'vcpuHung':
      return event.reason;
    case 'guestConsole':
      return `"${printable(event.text)}"${event.partial ? ' (unfinished line)' : ''}`;
    case 'hypervisorConsole':
      return `"${printable(event.text)}"`;
    case 'finding':
      return `${event.text} [${event.code}]`;
  }
}

function request(event: Extract<MachineEvent, { kind: 'requestState' }>): string {
  const access = `${event.operation} ${event.width} bytes at ${hex(event.address)}, value ${hex(event.value)}`;
  const register = generalRegisters[event.register] ?? `x${event.register}`;
  return `request ${event.id} (#${event.serial}) is ${event.state}: ${access}, ${register}, bind key ${event.bindKey}, CPU ${event.frontendCpu}`;
}

/** @param before a0 to a7; @param after what of them the event tells */
function call({ hart, vm, pc }: MachineEvent, before: readonly bigint[], after: readonly bigint[]): string {
  return decodeHypercall({ hart: hart ?? 0, vm: vm ?? 0, pc, before, after, age: undefined }).text;
}
