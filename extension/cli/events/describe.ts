// SPDX-License-Identifier: Apache-2.0
/** What an event says, in one line of text. */

import { causeName } from '../../../debug-adapter/awareness/riscv';
import type { MachineEvent } from '../../../emulator';
import { hex, printable } from '../terminal';
import { REGISTERS, remioOperation, sbiName } from './names';

const REMIO_HYPERCALL = 2n;
const IPC_HYPERCALL = 1n;

export function describeEvent(event: MachineEvent): string {
  switch (event.kind) {
    case 'guestTrap':
      return `${causeName(event.cause)}, value ${hex(event.value)}, from ${hex(event.epc)}, handled at ${hex(event.handler)}`;
    case 'hypervisorTrap':
      return `${causeName(BigInt(event.cause))} at guest-physical ${hex(event.gpa)}, instruction ${hex(event.instruction)}`;
    case 'hypercall':
      return hypercall(event);
    case 'sbiCall': {
      const args = event.args.map((value) => hex(value)).join(', ');
      return `${sbiName(event.extension)}.${event.functionId}(${args}) = ${BigInt.asIntN(64, event.error)}, ${hex(event.value)}`;
    }
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
      return `request ${event.requestId} (#${event.requestSerial}) is answered: ${REGISTERS[event.register] ?? 'x?'} = ${hex(event.value)}`;
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
  const register = REGISTERS[event.register] ?? `x${event.register}`;
  return `request ${event.id} (#${event.serial}) is ${event.state}: ${access}, ${register}, bind key ${event.bindKey}, CPU ${event.frontendCpu}`;
}

function hypercall(event: Extract<MachineEvent, { kind: 'hypercall' }>): string {
  const [a0, a1, ...outputs] = event.results;
  const result = `a0 = ${hex(a0 ?? 0n)}, a1 = ${BigInt.asIntN(64, a1 ?? 0n)}`;
  const out = outputs.map((value, index) => `a${index + 2} = ${hex(value)}`).join(', ');
  if (event.id === REMIO_HYPERCALL) {
    const [device, address, operation, value, id] = event.args;
    const args = `device model ${device}, address ${hex(address ?? 0n)}, value ${hex(value ?? 0n)}, request ${id}`;
    return `REMIO ${remioOperation(operation)}(${args}) -> ${result}, ${out}`;
  }
  const name = event.id === IPC_HYPERCALL ? 'IPC' : `hypercall ${event.id}`;
  return `${name}(${event.args.map((value) => hex(value)).join(', ')}) -> ${result}`;
}
