// SPDX-License-Identifier: Apache-2.0
/**
 * The SBI services that Bao gives a guest. Only a0 and a1 change. Where Bao leaves a1 uninitialised, the value is the one
 * that was observed. Source: Bao src/arch/riscv/sbi.c.
 */

import { EventKind } from '../events';
import { LINE_SOFTWARE, LINE_TIMER } from '../hart/layout';
import type { Context } from './context';
import { A0, A1, A2, A3, A4, A5, A6, A7 } from './registers';
import type { Vm } from './vm';

const EXTENSION_BASE = 0x10;
const EXTENSION_TIME = 0x5449_4d45;
const EXTENSION_IPI = 0x0073_5049;
const EXTENSION_RFENCE = 0x5246_4e43;
const EXTENSION_HSM = 0x0048_534d;
const EXTENSIONS: readonly number[] = [EXTENSION_BASE, EXTENSION_TIME, EXTENSION_IPI, EXTENSION_RFENCE, EXTENSION_HSM];

const SUCCESS = 0;
const NOT_SUPPORTED = -2;
const INVALID_PARAM = -3;
const ALREADY_AVAILABLE = -6;

const BASE_SPEC_VERSION = 0;
const BASE_PROBE = 3;
const HSM_START = 0;
const HSM_STATUS = 2;
const HSM_SUSPEND = 3;
const RFENCE_LAST_SUPPORTED = 2;

const SPEC_VERSION = 2;
const STATE_STARTED = 0;
const STATE_STOPPED = 1;
const NON_RETENTIVE = 0x8000_0000;
/** What a1 was seen to hold after hart_start: an address inside the hypervisor, left over on its stack. */
const LEAKED_ADDRESS_LOW = 0x2eee;
const LEAKED_ADDRESS_HIGH = 0xffff_ffc0 | 0;

/** Registers in the order in which the event holds them. */
const RECORDED = [A7, A6, A0, A1, A2, A3, A4, A5];
const WORD_BITS = 64;
const TWO_TO_32 = 0x1_0000_0000;
/** Deadlines beyond this many ticks never come: time is exact only below 2^53. */
const NEVER_TICKS = 2 ** 45;

export class Sbi {
  readonly #context: Context;
  #error = 0;
  #valueLow = 0;
  #valueHigh = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Serves the call in the hart's registers; pc is moved past the ecall by the caller. */
  call(hart: number, vm: Vm): void {
    const { registers, events } = this.#context;
    this.#error = SUCCESS;
    this.#valueLow = 0;
    this.#valueHigh = 0;
    events.begin(EventKind.sbiCall, hart, vm.id);
    for (let slot = 0; slot < RECORDED.length; slot++) {
      const register = RECORDED[slot]!;
      events.argHalves(slot, registers.low(hart, register), registers.high(hart, register));
    }
    // The call's own record is finished below, so what it causes is told after it.
    const record = events.mark();
    this.#dispatch(hart, vm);
    events.patch(record, 8, this.#error, this.#error >> 31);
    events.patch(record, 9, this.#valueLow, this.#valueHigh);
    registers.set(hart, A0, this.#error, this.#error >> 31);
    registers.set(hart, A1, this.#valueLow, this.#valueHigh);
  }

  #dispatch(hart: number, vm: Vm): void {
    const registers = this.#context.registers;
    const extension = registers.high(hart, A7) === 0 ? registers.low(hart, A7) >>> 0 : -1;
    const functionId = registers.high(hart, A6) === 0 ? registers.low(hart, A6) >>> 0 : -1;
    switch (extension) {
      case EXTENSION_BASE:
        this.#base(hart, functionId);
        break;
      case EXTENSION_TIME:
        this.#time(hart, functionId);
        break;
      case EXTENSION_IPI:
        this.#ipi(hart, vm, functionId);
        break;
      case EXTENSION_RFENCE:
        this.#remoteFence(hart, vm, functionId);
        break;
      case EXTENSION_HSM:
        this.#hsm(hart, vm, functionId);
        break;
      default:
        this.#context.warn(hart, `guest issued unsupport sbi extension call (${registers.low(hart, A7)})`);
        this.#error = NOT_SUPPORTED;
    }
  }

  #base(hart: number, functionId: number): void {
    const registers = this.#context.registers;
    if (functionId === BASE_SPEC_VERSION) {
      this.#valueLow = SPEC_VERSION;
    } else if (functionId === BASE_PROBE && registers.high(hart, A0) === 0) {
      const extension = registers.low(hart, A0);
      this.#valueLow = EXTENSIONS.includes(extension) ? extension : 0;
    }
  }

  /** The platform has Sstc: the line follows the comparison of time with the deadline. */
  #time(hart: number, functionId: number): void {
    if (functionId !== 0) {
      this.#error = NOT_SUPPORTED;
      return;
    }
    const context = this.#context;
    const ticks = context.registers.number(hart, A0);
    const deadline = ticks > NEVER_TICKS ? Number.POSITIVE_INFINITY : ticks * context.platform.instructionsPerTick;
    context.harts.timer[hart] = deadline;
    context.setLine(hart, LINE_TIMER, deadline <= context.clock.units);
  }

  #ipi(hart: number, vm: Vm, functionId: number): void {
    if (functionId !== 0) {
      this.#error = NOT_SUPPORTED;
      return;
    }
    const mask = this.#context.registers.big(hart, A0);
    const base = this.#context.registers.big(hart, A1);
    for (let bit = 0; bit < WORD_BITS; bit++) {
      if (((mask >> BigInt(bit)) & 1n) !== 0n) {
        const target = vm.harts[Number(BigInt.asUintN(64, base + BigInt(bit)))];
        if (target !== undefined && this.#context.send(hart, target)) {
          this.#context.setLine(target, LINE_SOFTWARE, true);
        }
      }
    }
  }

  #remoteFence(hart: number, vm: Vm, functionId: number): void {
    const { registers, core } = this.#context;
    const mask = registers.big(hart, A0);
    const base = registers.big(hart, A1);
    if (base !== 0n && (base >= 64n || BigInt.asUintN(64, mask << base) === 0n)) {
      this.#context.warn(hart, 'sbi invalid hart_mask');
      this.#error = INVALID_PARAM;
      return;
    }
    if (functionId < 0 || functionId > RFENCE_LAST_SUPPORTED) {
      this.#error = NOT_SUPPORTED;
      return;
    }
    const shifted = BigInt.asUintN(64, mask << base);
    vm.harts.forEach((target, vcpu) => {
      if (((shifted >> BigInt(vcpu)) & 1n) !== 0n) {
        core.flushTranslations(target);
      }
    });
  }

  #hsm(hart: number, vm: Vm, functionId: number): void {
    switch (functionId) {
      case HSM_START:
        this.#start(hart, vm);
        break;
      case HSM_STATUS:
        this.#status(hart, vm);
        break;
      case HSM_SUSPEND:
        this.#suspend(hart);
        break;
      default:
        this.#error = NOT_SUPPORTED;
    }
  }

  #start(hart: number, vm: Vm): void {
    const { registers, harts, core, events } = this.#context;
    this.#valueLow = LEAKED_ADDRESS_LOW;
    this.#valueHigh = LEAKED_ADDRESS_HIGH;
    const vcpu = registers.number(hart, A0);
    const target = vm.harts[vcpu];
    if (target === undefined) {
      this.#error = INVALID_PARAM;
      return;
    }
    if (!harts.is(target, 'stopped')) {
      this.#error = ALREADY_AVAILABLE;
      return;
    }
    const entry = { vm: vm.id, pc: registers.big(hart, A1), a0: BigInt(vcpu), a1: registers.big(hart, A2) };
    core.resetHart(target, entry);
    harts.timer[target] = Number.POSITIVE_INFINITY;
    harts.set(target, 'running');
    events.begin(EventKind.vcpuStarted, target, vm.id);
    events.argBig(0, entry.pc);
    events.argBig(1, entry.a1);
  }

  #status(hart: number, vm: Vm): void {
    const { registers, harts } = this.#context;
    const target = vm.harts[registers.number(hart, A0)];
    if (target === undefined) {
      this.#error = INVALID_PARAM;
      this.#valueLow = 1;
      return;
    }
    this.#valueLow = harts.is(target, 'stopped') ? STATE_STOPPED : STATE_STARTED;
  }

  /** Retentive suspend sleeps until any interrupt; the other kind is not implemented by Bao. */
  #suspend(hart: number): void {
    const { registers, harts, core } = this.#context;
    if ((registers.low(hart, A0) & NON_RETENTIVE) !== 0) {
      this.#error = NOT_SUPPORTED;
      return;
    }
    if (!core.hasWakingInterrupt(hart)) {
      harts.set(hart, 'suspended');
    }
  }
}

/** Virtual time in ticks for a deadline in instruction units. */
export function ticksOf(units: number, instructionsPerTick: number): bigint {
  const ticks = Math.floor(units / instructionsPerTick);
  return (BigInt(Math.floor(ticks / TWO_TO_32)) << 32n) | BigInt(ticks % TWO_TO_32);
}
