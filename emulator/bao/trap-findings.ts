// SPDX-License-Identifier: Apache-2.0
/** What there is to say when a guest's trap ends in the hypervisor. */

import { causeName, type FindingCode } from '../events';
import { CAUSE_ILLEGAL_INSTRUCTION, CAUSE_STORE_MISALIGNED, CAUSE_VIRTUAL_INSTRUCTION } from '../hart/layout';
import type { Context } from './context';
import { instructionSize } from './decode';
import type { Vm } from './vm';

const HANGS = 'The vCPU hangs in the hypervisor; other vCPUs go on.';

const EXPLANATIONS = new Map([
  [
    CAUSE_ILLEGAL_INSTRUCTION,
    'Bao does not pass illegal instructions on to the guest, so its own handler is never called.',
  ],
  [
    CAUSE_VIRTUAL_INSTRUCTION,
    'The instruction belongs to the hypervisor or is switched off for guests (cycle and instret counters, hypervisor registers, hlv); use the time register for time.',
  ],
  [CAUSE_STORE_MISALIGNED, 'An atomic instruction needs an aligned address, and Bao does not pass the exception on.'],
]);

export class TrapFindings {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  nowhere(hart: number, vm: Vm, address: number, cause: number): void {
    const at = `0x${address.toString(16)}`;
    const text =
      `${this.#who(hart, vm)} accessed guest-physical address ${at} (${causeName(BigInt(cause))}), where it has neither memory ` +
      `nor a device.${this.#neighbours(vm, address)} ${HANGS}`;
    this.#report('access-to-nowhere', hart, vm, [BigInt(address), BigInt(cause)], text);
  }

  undecodable(hart: number, vm: Vm, address: number, instruction: number): void {
    const bits = instructionSize(instruction) === 4 ? instruction >>> 0 : instruction & 0xffff;
    const text =
      `${this.#who(hart, vm)} touched the emulated device at 0x${address.toString(16)} with instruction 0x${bits.toString(16)}, which Bao cannot decode: ` +
      `it knows plain loads and stores and of the compressed ones only c.lw and c.sw. Use 32-bit accesses by volatile pointers or inline assembly with "lw"/"sw". ${HANGS}`;
    this.#report('undecodable-access', hart, vm, [BigInt(address), BigInt(bits)], text);
  }

  refused(hart: number, vm: Vm, address: number, width: number): void {
    const text =
      `${this.#who(hart, vm)} made an access of ${width} bytes to 0x${address.toString(16)} that the emulated device refuses: the interrupt controller ` +
      `takes aligned 32-bit accesses only. ${HANGS}`;
    this.#report('vcpu-hung', hart, vm, [BigInt(address), BigInt(width)], text);
  }

  absentDevice(hart: number, vm: Vm, address: number, pa: number): void {
    const platform = this.#context.platform.name;
    const text =
      `${this.#who(hart, vm)} accessed 0x${address.toString(16)} in a passed-through page (physical 0x${pa.toString(16)}), where the platform ${platform} has no ` +
      `device register, or not with such an access. ${HANGS}`;
    this.#report('device-absent', hart, vm, [BigInt(address), BigInt(pa)], text);
  }

  hung(hart: number, vm: Vm, cause: number, because?: string): void {
    const why = because ?? EXPLANATIONS.get(cause) ?? 'Bao does not pass this exception on to the guest.';
    const pc = this.#context.core.readPc(hart);
    const text = `${this.#who(hart, vm)} took the exception "${causeName(BigInt(cause))}" at pc 0x${pc.toString(16)}. ${why} ${HANGS}`;
    this.#report('vcpu-hung', hart, vm, [BigInt(cause), pc], text);
  }

  clobbered(hart: number, vm: Vm): void {
    const { findings } = this.#context;
    const key = `${vm.id}`;
    if (findings.has('registers-clobbered', key)) {
      return;
    }
    findings.report('registers-clobbered', hart, vm.id, [], {
      key,
      text:
        `A successful REMIO ASK returned its request to ${vm.label} in a2..a7. The SBI specification says that a call changes only a0 and a1, so code that relies on ` +
        'it keeps stale values: the hypercall must list a2..a7 as outputs.',
    });
  }

  #who(hart: number, vm: Vm): string {
    return `vCPU ${this.#context.harts.vcpu[hart]} of ${vm.label}`;
  }

  /** Names what lies close, which is often what was meant. */
  #neighbours(vm: Vm, address: number): string {
    const near = vm.remio.find((entry) => entry.size > 0 && Math.abs(address - entry.va) < 0x1000 + entry.size);
    if (near) {
      return ` Its REMIO device with bind_key ${near.config.bindKey.value} is at 0x${near.va.toString(16)}..0x${(near.va + near.size).toString(16)}.`;
    }
    const owner = this.#context.vms.find(
      (other) => other !== vm && other.remio.some((entry) => address >= entry.va && address < entry.va + entry.size),
    );
    return owner ? ` ${owner.label} has a REMIO device there.` : '';
  }

  #report(code: FindingCode, hart: number, vm: Vm, args: readonly bigint[], text: string): void {
    this.#context.findings.report(code, hart, vm.id, args, { key: `${hart}`, text });
  }
}
