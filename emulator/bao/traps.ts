// SPDX-License-Identifier: Apache-2.0
/**
 * What reaches the hypervisor from a guest: calls, accesses that stage 2 does not map, exceptions that Bao does not
 * delegate. Source: Bao src/arch/riscv/sync_exceptions.c and the delegation in vmm.c.
 */

import { EventKind, FLAG_OUTPUTS } from '../events';
import {
  CAUSE_ECALL_VS,
  CAUSE_ILLEGAL_INSTRUCTION,
  CAUSE_INSTRUCTION_ACCESS,
  CAUSE_INSTRUCTION_GUEST_PAGE_FAULT,
  CAUSE_LOAD_ACCESS,
  CAUSE_LOAD_GUEST_PAGE_FAULT,
  CAUSE_STORE_ACCESS,
  CAUSE_STORE_GUEST_PAGE_FAULT,
} from '../hart/layout';
import { AskLoop } from './ask-loop';
import type { Context } from './context';
import { type Access, decodeAsBao, instructionSize } from './decode';
import { accessDevice } from './device-access';
import { floatAccess } from './float-access';
import { ipcHypercall } from './ipc';
import { LastCalls } from './last-calls';
import { A0, A1, A2, A5, A6, A7 } from './registers';
import { HC_FAILURE, HC_INVALID_ID, OP_ASK, type Remio } from './remio';
import { Sbi } from './sbi';
import type { SharedMemories } from './shared-memory';
import { TrapFindings } from './trap-findings';
import type { DeviceRange, EmulatedRange, Vm } from './vm';

const EXTENSION_BAO = 0x0800_0ba0;
const HC_IPC = 1;
const HC_REMIO = 2;
const TWO_TO_32 = 0x1_0000_0000;

export class Traps {
  readonly askLoop: AskLoop;
  readonly lastCalls: LastCalls;
  readonly #context: Context;
  readonly #remio: Remio;
  readonly #memories: SharedMemories;
  readonly #sbi: Sbi;
  readonly #findings: TrapFindings;
  readonly #access: Access = { address: 0, write: false, width: 0, register: 0, signed: false };

  constructor(context: Context, remio: Remio, memories: SharedMemories) {
    this.#context = context;
    this.#remio = remio;
    this.#memories = memories;
    this.#sbi = new Sbi(context);
    this.#findings = new TrapFindings(context);
    this.askLoop = new AskLoop(context);
    this.lastCalls = new LastCalls(context);
  }

  /** Handles the trap that the last run() of this hart ended with. */
  handle(hart: number): void {
    const cause = this.#context.registers.exitCause(hart);
    const vm = this.#context.vmOf(hart);
    this.#context.actingHart = hart;
    if (cause === CAUSE_ECALL_VS) {
      this.#ecall(hart, vm);
      return;
    }
    switch (cause) {
      case CAUSE_LOAD_GUEST_PAGE_FAULT:
      case CAUSE_STORE_GUEST_PAGE_FAULT:
        this.#guestPageFault(hart, vm, cause);
        break;
      case CAUSE_INSTRUCTION_GUEST_PAGE_FAULT:
        this.#fetchFault(hart, vm);
        break;
      case CAUSE_ILLEGAL_INSTRUCTION:
        this.#illegal(hart, vm);
        break;
      default:
        this.#unknown(hart, vm, cause);
    }
  }

  state(): object {
    return { askLoop: this.askLoop.state(), lastCalls: this.lastCalls.state() };
  }

  #ecall(hart: number, vm: Vm): void {
    const registers = this.#context.registers;
    this.lastCalls.begin(hart);
    if (registers.is(hart, A7, EXTENSION_BAO)) {
      this.#hypercall(hart, vm);
    } else {
      this.#sbi.call(hart, vm);
    }
    this.lastCalls.end(hart);
    registers.advance(hart, 4);
  }

  /** From the SBI's view a hypercall always succeeds; Bao's code is the value. */
  #hypercall(hart: number, vm: Vm): void {
    const { registers, events } = this.#context;
    events.begin(EventKind.hypercall, hart, vm.id);
    const record = events.mark();
    for (let argument = 0; argument < 5; argument++) {
      events.argHalves(argument, registers.low(hart, A0 + argument), registers.high(hart, A0 + argument));
    }
    events.argHalves(6, registers.low(hart, A6), registers.high(hart, A6));
    events.argHalves(7, registers.low(hart, A5), registers.high(hart, A5));
    const asks = registers.is(hart, A6, HC_REMIO) && registers.is(hart, A2, OP_ASK);
    const result = this.#dispatch(hart, vm);
    events.patch(record, 5, result, result >> 31);
    if (asks && result === 0) {
      events.patchFlags(record, FLAG_OUTPUTS);
      for (let output = 0; output < 6; output++) {
        events.patch(record, 6 + output, registers.low(hart, A2 + output), registers.high(hart, A2 + output));
      }
      this.#findings.clobbered(hart, vm);
      this.askLoop.answered(hart);
    } else if (asks && result === HC_FAILURE) {
      this.askLoop.emptyAnswer(hart);
    }
    registers.set(hart, A0, 0, 0);
    registers.set(hart, A1, result, result >> 31);
  }

  #dispatch(hart: number, vm: Vm): number {
    const { registers } = this.#context;
    if (registers.is(hart, A6, HC_REMIO)) {
      return this.#remio.hypercall(hart, vm);
    }
    if (registers.is(hart, A6, HC_IPC)) {
      return ipcHypercall(this.#context, this.#memories, hart, vm);
    }
    this.#context.warn(hart, `Unknown hypercall id ${registers.low(hart, A6)}`);
    return -HC_INVALID_ID;
  }

  #guestPageFault(hart: number, vm: Vm, cause: number): void {
    const registers = this.#context.registers;
    // The lowest two bits come from stval, which differs from the address only in a walk of the guest's tables.
    const low = ((registers.exitGpaLow(hart) & ~3) | (registers.exitValueLow(hart) & 3)) >>> 0;
    const address = (registers.exitGpaHigh(hart) >>> 0) * TWO_TO_32 + low;
    const instruction = registers.exitInstruction(hart);
    const device = findDevice(vm, address);
    this.#access.address = address;
    if (device) {
      this.#accessDevicePage(hart, vm, cause, device.pa + address - device.base, instruction);
      return;
    }
    this.#recordTrap(hart, vm, cause);
    const range = findEmulated(vm, address);
    if (!range) {
      this.#findings.nowhere(hart, vm, address, cause);
      this.#context.hang(hart, `no emulation handler for abort(${this.#abort(hart, low)})`);
      return;
    }
    if (registers.exitImplicit(hart)) {
      this.#findings.hung(hart, vm, cause, 'its page tables lie in an emulated device');
      this.#context.hang(hart, 'fault on 1st stage page table walk');
      return;
    }
    if (!decodeAsBao(instruction, this.#access)) {
      this.#findings.undecodable(hart, vm, address, instruction);
      this.#context.hang(hart, 'cant decode ld/st instruction');
      return;
    }
    if (this.#emulate(hart, vm, range)) {
      if (!this.#context.harts.is(hart, 'notReady')) {
        registers.advance(hart, instructionSize(instruction));
      }
    } else {
      this.#findings.refused(hart, vm, address, this.#access.width);
      this.#context.hang(hart, `emulation handler failed (${this.#abort(hart, low)})`);
    }
  }

  #emulate(hart: number, vm: Vm, range: EmulatedRange): boolean {
    switch (range.handler) {
      case 'plic-global':
        return vm.vplic!.accessGlobal(hart, this.#access);
      case 'plic-hart':
        return vm.vplic!.accessHart(hart, this.#access);
      default:
        return this.#remio.access(hart, vm, this.#access);
    }
  }

  /** A passed-through page: the bus decides, not Bao. */
  #accessDevicePage(hart: number, vm: Vm, cause: number, pa: number, instruction: number): void {
    if (accessDevice(this.#context, hart, vm, pa, instruction, this.#access)) {
      this.#context.registers.advance(hart, instructionSize(instruction));
      return;
    }
    const fault = cause === CAUSE_LOAD_GUEST_PAGE_FAULT ? CAUSE_LOAD_ACCESS : CAUSE_STORE_ACCESS;
    this.#recordTrap(hart, vm, fault);
    this.#findings.absentDevice(hart, vm, this.#access.address, pa);
    this.#context.hang(hart, `unknown synchronous exception (${fault})`);
  }

  #fetchFault(hart: number, vm: Vm): void {
    const registers = this.#context.registers;
    const address = (registers.exitGpaHigh(hart) >>> 0) * TWO_TO_32 + (registers.exitGpaLow(hart) >>> 0);
    const cause = findDevice(vm, address) ? CAUSE_INSTRUCTION_ACCESS : CAUSE_INSTRUCTION_GUEST_PAGE_FAULT;
    this.#recordTrap(hart, vm, cause);
    this.#findings.nowhere(hart, vm, address, cause);
    this.#context.hang(hart, `unknown synchronous exception (${cause})`);
  }

  /** The real CPU has floating point, and Bao leaves it on; its loads and stores on a device come here as page faults. */
  #illegal(hart: number, vm: Vm): void {
    const registers = this.#context.registers;
    const target = floatAccess(this.#context, hart, registers.exitInstruction(hart));
    if (target === undefined) {
      this.#unknown(hart, vm, CAUSE_ILLEGAL_INSTRUCTION);
      return;
    }
    const cause = target.write ? CAUSE_STORE_GUEST_PAGE_FAULT : CAUSE_LOAD_GUEST_PAGE_FAULT;
    this.#recordTrap(hart, vm, cause);
    if (findEmulated(vm, target.address)) {
      this.#findings.undecodable(hart, vm, target.address, registers.exitInstruction(hart));
      this.#context.hang(hart, 'cant decode ld/st instruction');
    } else {
      this.#findings.nowhere(hart, vm, target.address, cause);
      this.#context.hang(hart, `no emulation handler for abort(${this.#abort(hart, target.address % TWO_TO_32)})`);
    }
  }

  #unknown(hart: number, vm: Vm, cause: number): void {
    this.#recordTrap(hart, vm, cause);
    this.#findings.hung(hart, vm, cause);
    this.#context.hang(hart, `unknown synchronous exception (${cause})`);
  }

  /** Address and pc as Bao prints them, 32 bits each. */
  #abort(hart: number, low: number): string {
    return `0x${(low >>> 0).toString(16)} at 0x${(this.#context.registers.pcLow(hart) >>> 0).toString(16)}`;
  }

  #recordTrap(hart: number, vm: Vm, cause: number): void {
    const { registers, events } = this.#context;
    events.begin(EventKind.hypervisorTrap, hart, vm.id);
    events.arg(0, cause);
    events.argHalves(1, registers.exitValueLow(hart), registers.exitValueHigh(hart));
    events.argHalves(2, registers.exitGpaLow(hart), registers.exitGpaHigh(hart));
    events.argHalves(3, registers.exitInstruction(hart), 0);
  }
}

/** The passed-through page that holds the address. */
function findDevice(vm: Vm, address: number): DeviceRange | undefined {
  for (const range of vm.devices) {
    if (address >= range.base && address < range.base + range.size) {
      return range;
    }
  }
  return undefined;
}

/** vm_emul_get_mem: the first range that holds the address. */
function findEmulated(vm: Vm, address: number): EmulatedRange | undefined {
  for (const range of vm.emulated) {
    if (address >= range.base && address < range.base + range.size) {
      return range;
    }
  }
  return undefined;
}
