// SPDX-License-Identifier: Apache-2.0
/**
 * The interrupt controller that a guest sees, with the real one's part behind it for interrupts of passed-through
 * devices. One pending and one active bit per interrupt and virtual machine; context 2n+1 is vCPU n in S-mode, the even
 * ones (M-mode) read zero. Source: Bao src/arch/riscv/irqc/plic/vplic.c and plic.c, and observation of both.
 */

import { EventKind, INTERRUPT_SOURCES } from '../events';
import { LINE_EXTERNAL } from '../hart/layout';
import type { Context } from './context';
import type { Access } from './decode';
import type { Vm } from './vm';

export const PLIC_INTERRUPTS = 1024;
export const PLIC_HART_OFFSET = 0x20_0000;
const PAGE = 0x1000;
const WORDS = PLIC_INTERRUPTS / 32;
const CONTEXTS_PER_HART = 2;
/** QEMU's controller holds three bits of priority. */
const REAL_PRIORITY_MASK = 7;

export type InterruptSource = (typeof INTERRUPT_SOURCES)[number];
const SOURCE_NUMBERS = new Map<InterruptSource, number>(INTERRUPT_SOURCES.map((name, index) => [name, index]));

/** Bytes of the priority, pending and enable registers: the platform's contexts, rounded up to a page. */
export function plicGlobalSize(cpuCount: number): number {
  const registers = 2 * PAGE + cpuCount * CONTEXTS_PER_HART * (PLIC_INTERRUPTS / 8);
  return Math.ceil(registers / PAGE) * PAGE;
}

/** Bytes of the threshold and claim pages of a virtual machine with this many vCPUs. */
export function plicHartSize(cpuNum: number): number {
  return cpuNum * CONTEXTS_PER_HART * PAGE;
}

/** Why a pending interrupt does not reach the guest. */
export type Undeliverable = 'disabled' | 'priority-zero' | 'below-threshold' | 'active';

export class Vplic {
  readonly #context: Context;
  readonly #vm: Vm;
  readonly #contexts: number;
  readonly #pending = new Int32Array(WORDS);
  readonly #active = new Int32Array(WORDS);
  readonly #hardware = new Int32Array(WORDS);
  readonly #priority = new Uint32Array(PLIC_INTERRUPTS);
  readonly #enabled: Int32Array;
  readonly #threshold: Uint32Array;
  /** Interrupts that the real controller has given to the hypervisor and that no guest has completed. */
  readonly #realActive = new Int32Array(WORDS);
  readonly #realPriority = new Uint8Array(PLIC_INTERRUPTS);
  readonly #realThreshold: Uint8Array;
  /** Last source of each injected interrupt, and whether the guest ever claimed it; for findings. */
  readonly #source = new Uint8Array(PLIC_INTERRUPTS);
  readonly #claimed = new Int32Array(WORDS);

  constructor(context: Context, vm: Vm) {
    this.#context = context;
    this.#vm = vm;
    this.#contexts = vm.cpuNum * CONTEXTS_PER_HART;
    this.#enabled = new Int32Array(this.#contexts * WORDS);
    this.#threshold = new Uint32Array(this.#contexts);
    this.#realThreshold = new Uint8Array(this.#contexts);
  }

  /** Marks an interrupt as a passed-through device's. */
  setHardware(interrupt: number): void {
    if (interrupt < PLIC_INTERRUPTS) {
      setBit(this.#hardware, interrupt);
    }
  }

  /**
   * vplic_inject: sets the pending bit unless it is set already.
   * @param hart the physical CPU that injects, one of this virtual machine's
   */
  inject(hart: number, interrupt: number, source: InterruptSource): void {
    if (interrupt <= 0 || interrupt >= PLIC_INTERRUPTS) {
      return;
    }
    const events = this.#context.events;
    events.begin(EventKind.interruptInjected, hart, this.#vm.id);
    events.arg(0, interrupt);
    events.arg(1, SOURCE_NUMBERS.get(source)!);
    this.#source[interrupt] = SOURCE_NUMBERS.get(source)!;
    if (getBit(this.#pending, interrupt)) {
      return;
    }
    setBit(this.#pending, interrupt);
    if (getBit(this.#hardware, interrupt)) {
      this.#updateLine(hart, this.#context.harts.vcpu[hart]! * CONTEXTS_PER_HART + 1);
      return;
    }
    const priority = this.#priority[interrupt]!;
    for (let context = 1; context < this.#contexts; context += CONTEXTS_PER_HART) {
      if (this.#isEnabled(context, interrupt) && priority > this.#threshold[context]!) {
        this.#updateLine(hart, context);
      }
    }
  }

  /** Passes a device's interrupt output on: the real controller gives a high, enabled, not yet completed interrupt to
   *  the hypervisor, which injects it. */
  deviceLine(interrupt: number, raised: boolean): void {
    if (!raised || !getBit(this.#hardware, interrupt) || getBit(this.#realActive, interrupt)) {
      return;
    }
    for (let context = 1; context < this.#contexts; context += CONTEXTS_PER_HART) {
      const hart = this.#vm.harts[context >> 1]!;
      const passes = this.#realPriority[interrupt]! > this.#realThreshold[context]!;
      if (passes && this.#isEnabled(context, interrupt) && this.#context.send(hart, hart)) {
        setBit(this.#realActive, interrupt);
        this.inject(hart, interrupt, 'device');
        return;
      }
    }
  }

  /** An access to the priority, pending and enable registers.
   *  @returns false when Bao refuses it ("emulation handler failed") */
  accessGlobal(hart: number, access: Access): boolean {
    if (access.width !== 4 || (access.address & 3) !== 0) {
      return false;
    }
    switch ((access.address >> 12) & 3) {
      case 0:
        this.#accessPriority(hart, access);
        break;
      case 1:
        if (!access.write) {
          this.#context.registers.set(hart, access.register, this.#pending[(access.address & 0xfff) >> 2] ?? 0, 0);
        }
        break;
      default:
        this.#accessEnable(hart, access);
        break;
    }
    return true;
  }

  /** An access to the threshold and claim registers; only the low four address bits tell them apart. */
  accessHart(hart: number, access: Access): boolean {
    if (access.width > 4 || (access.address & 3) !== 0) {
      return false;
    }
    const registers = this.#context.registers;
    const context = Math.floor((access.address - PLIC_HART_OFFSET) / PAGE) & 0x3ff;
    const register = access.address & 0xf;
    const valid = this.#isContext(context) && register < 8;
    if (access.write) {
      const value = registers.low(hart, access.register) >>> 0;
      if (valid && register === 0) {
        this.#setThreshold(hart, context, value);
      } else if (valid) {
        this.#complete(hart, context, value);
      }
      return true;
    }
    let value = 0;
    if (valid) {
      value = register === 0 ? this.#threshold[context]! : this.#claim(hart, context);
    }
    registers.set(hart, access.register, value, 0);
    return true;
  }

  /** Interrupts that are pending and that no context can take as things stand, with the reason. */
  undeliverable(): { interrupt: number; reason: Undeliverable; source: InterruptSource; everClaimed: boolean }[] {
    const found = [];
    for (let interrupt = 1; interrupt < PLIC_INTERRUPTS; interrupt++) {
      const reason = getBit(this.#pending, interrupt) ? this.#whyNot(interrupt) : undefined;
      if (reason) {
        const source = INTERRUPT_SOURCES[this.#source[interrupt]!]!;
        found.push({ interrupt, reason, source, everClaimed: getBit(this.#claimed, interrupt) });
      }
    }
    return found;
  }

  /** Whether the guest has enabled the interrupt in any context with a priority that can pass. */
  isConfigured(interrupt: number): boolean {
    for (let context = 1; context < this.#contexts; context += CONTEXTS_PER_HART) {
      if (this.#isEnabled(context, interrupt) && this.#priority[interrupt]! > this.#threshold[context]!) {
        return true;
      }
    }
    return false;
  }

  state(): object {
    return {
      pending: [...this.#pending],
      active: [...this.#active],
      priority: [...this.#priority],
      enabled: [...this.#enabled],
      threshold: [...this.#threshold],
      realActive: [...this.#realActive],
      realPriority: [...this.#realPriority],
      realThreshold: [...this.#realThreshold],
      claimed: [...this.#claimed],
    };
  }

  #whyNot(interrupt: number): Undeliverable | undefined {
    if (getBit(this.#active, interrupt)) {
      return 'active';
    }
    let enabled = false;
    for (let context = 1; context < this.#contexts; context += CONTEXTS_PER_HART) {
      if (this.#isEnabled(context, interrupt)) {
        enabled = true;
        if (this.#priority[interrupt]! > this.#threshold[context]!) {
          return undefined;
        }
      }
    }
    if (!enabled) {
      return 'disabled';
    }
    return this.#priority[interrupt] === 0 ? 'priority-zero' : 'below-threshold';
  }

  #isContext(context: number): boolean {
    return context < this.#contexts && (context & 1) === 1;
  }

  #isEnabled(context: number, interrupt: number): boolean {
    return (this.#enabled[context * WORDS + (interrupt >> 5)]! & (1 << (interrupt & 31))) !== 0;
  }

  /** The claimable interrupt of highest priority, the lowest number among equals; 0 for none. */
  #next(context: number): number {
    let best = 0;
    let bestPriority = 0;
    for (let word = 0; word < WORDS; word++) {
      let bits = this.#pending[word]! & ~this.#active[word]! & this.#enabled[context * WORDS + word]!;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const priority = this.#priority[word * 32 + bit]!;
        if (priority > bestPriority) {
          bestPriority = priority;
          best = word * 32 + bit;
        }
      }
    }
    return bestPriority > this.#threshold[context]! ? best : 0;
  }

  /** vplic_update_hart_line; the line of another CPU changes when that CPU handles the message. */
  #updateLine(from: number, context: number): void {
    const hart = this.#vm.harts[context >> 1]!;
    if (hart !== from && !this.#context.send(from, hart)) {
      return;
    }
    this.#context.setLine(hart, LINE_EXTERNAL, this.#next(context) !== 0);
  }

  #claim(hart: number, context: number): number {
    const interrupt = this.#next(context);
    clearBit(this.#pending, interrupt);
    setBit(this.#active, interrupt);
    setBit(this.#claimed, interrupt);
    if (interrupt !== 0) {
      const events = this.#context.events;
      events.begin(EventKind.interruptTaken, hart, this.#vm.id);
      events.arg(0, interrupt);
      events.arg(1, context);
    }
    this.#updateLine(hart, context);
    return interrupt;
  }

  #complete(hart: number, context: number, interrupt: number): void {
    if (interrupt < PLIC_INTERRUPTS) {
      clearBit(this.#realActive, interrupt);
      clearBit(this.#active, interrupt);
    }
    this.#updateLine(hart, context);
    this.#refreshDevices();
  }

  #setThreshold(hart: number, context: number, value: number): void {
    this.#threshold[context] = value;
    if (value <= REAL_PRIORITY_MASK) {
      this.#realThreshold[context] = value;
    }
    this.#updateLine(hart, context);
    this.#refreshDevices();
  }

  #accessPriority(hart: number, access: Access): void {
    const interrupt = (access.address & 0xfff) >> 2;
    const registers = this.#context.registers;
    if (!access.write) {
      registers.set(hart, access.register, this.#priority[interrupt]!, 0);
      return;
    }
    const value = registers.low(hart, access.register) >>> 0;
    if (this.#priority[interrupt] === value) {
      return;
    }
    this.#priority[interrupt] = value;
    if (getBit(this.#hardware, interrupt)) {
      this.#realPriority[interrupt] = value & REAL_PRIORITY_MASK;
      this.#refreshDevices();
      return;
    }
    for (let context = 1; context < this.#contexts; context += CONTEXTS_PER_HART) {
      if (this.#isEnabled(context, interrupt)) {
        this.#updateLine(hart, context);
      }
    }
  }

  #accessEnable(hart: number, access: Access): void {
    const registers = this.#context.registers;
    const context = ((access.address - 0x2000) & 0x1f_ffff) >> 7;
    const word = (access.address & 0x7f) >> 2;
    if (!this.#isContext(context)) {
      if (!access.write) {
        registers.set(hart, access.register, 0, 0);
      }
      return;
    }
    const at = context * WORDS + word;
    if (!access.write) {
      registers.set(hart, access.register, this.#enabled[at]!, 0);
      return;
    }
    const value = registers.low(hart, access.register);
    const changed = this.#enabled[at]! ^ value;
    this.#enabled[at] = value;
    if ((changed & ~this.#hardware[word]!) !== 0) {
      this.#updateLine(hart, context);
    }
    if ((changed & this.#hardware[word]!) !== 0) {
      this.#refreshDevices();
    }
  }

  /** A device whose output is high may reach the hypervisor now. */
  #refreshDevices(): void {
    for (const { uart, interrupt } of this.#vm.uarts) {
      this.deviceLine(interrupt, uart.interrupt);
    }
  }
}

function getBit(bits: Int32Array, index: number): boolean {
  return (bits[index >> 5]! & (1 << (index & 31))) !== 0;
}

function setBit(bits: Int32Array, index: number): void {
  bits[index >> 5]! |= 1 << (index & 31);
}

function clearBit(bits: Int32Array, index: number): void {
  bits[index >> 5]! &= ~(1 << (index & 31));
}
