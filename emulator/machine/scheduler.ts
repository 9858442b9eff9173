// SPDX-License-Identifier: Apache-2.0
/**
 * Which hart runs when, and what time it is. A round begins at virtual time T; each hart runs from T on for at most a
 * quantum, one after another; the round ends at T plus the most that any hart used. When all wait, time jumps to the next
 * timer. A hart's slice ends at its timer's deadline, so timers fire at the exact tick. A run may be cut anywhere and
 * goes on where it was: nothing that happens depends on how it is cut.
 */

import { HartStatus, type Hypervisor } from '../bao';
import type { HartCore } from '../hart/hart-core';
import {
  EXIT_BREAKPOINT,
  EXIT_BUDGET,
  EXIT_OUT_OF_MEMORY,
  EXIT_TRAP,
  EXIT_WATCHPOINT,
  EXIT_WFI,
  HART_RUN_RETIRED,
  HART_TIME_BASE,
  LINE_TIMER,
} from '../hart/layout';

/** Instructions a hart runs before the next one's turn: 2 microseconds of virtual time at 100 a tick and 10 MHz. Short
 *  enough that harts see each other's stores soon, long enough that changing harts costs little. */
export const QUANTUM = 2000;
/** An unfinished console line is shown after 10 ms of virtual time. */
const PARTIAL_LINE_TICKS = 100_000;
const TWO_TO_32 = 0x1_0000_0000;
const RETIRED = HART_RUN_RETIRED / 4;
const TIME_BASE = HART_TIME_BASE / 4;
const { running: RUNNING, wfi: WFI, suspended: SUSPENDED } = HartStatus;
const TIMER = LINE_TIMER;

/** Why the scheduler gave back control. */
export type SliceEnd =
  | 'budget'
  | 'step'
  | 'breakpoint'
  | 'watchpoint'
  | 'out-of-memory'
  | 'round'
  | 'exit'
  | 'finished';

export interface SliceLimits {
  /** Instructions of all harts that may still retire. */
  readonly instructions: number;
  /** Hart whose instructions are counted separately, -1 for none, and how many it may still retire. */
  readonly stepHart: number;
  readonly stepInstructions: number;
}

export class Scheduler {
  readonly #core: HartCore;
  readonly #hypervisor: Hypervisor;
  readonly #words: Uint32Array;
  readonly #blocks: number[];
  readonly #used: Float64Array;
  /** Virtual time at which the round began, in instruction units. */
  #roundStart = 0;
  #current = 0;
  /** 1 for harts that leave a breakpoint at their pc without stopping at it. */
  readonly #leaving: Uint8Array;
  /** All harts wait and this has been reported. */
  #idleReported = false;
  /** Instructions that the hart of the last slice retired. */
  retired = 0;
  /** The hart of the last slice. */
  hart = 0;

  constructor(core: HartCore, hypervisor: Hypervisor) {
    this.#core = core;
    this.#hypervisor = hypervisor;
    this.#words = new Uint32Array(core.memory.buffer);
    const count = core.options.hartCount;
    this.#blocks = Array.from({ length: count }, (_, hart) => core.hartBlock(hart) / 4);
    this.#used = new Float64Array(count);
    this.#leaving = new Uint8Array(count);
  }

  /** Runs until one slice of one hart has ended or something must be decided. */
  next(limits: SliceLimits): SliceEnd {
    const { harts } = this.#hypervisor.context;
    while (this.#current < harts.count) {
      const hart = this.#current;
      this.#wakeByTimer(hart);
      if (this.#mayRun(hart)) {
        return this.#slice(hart, limits);
      }
      this.#current++;
    }
    return this.#endRound();
  }

  /** The hart does not stop at a breakpoint where it stands now. */
  leaveBreakpoint(hart: number): void {
    this.#leaving[hart] = 1;
  }

  /** The hart stands somewhere else now and stops at a breakpoint there. */
  moved(hart: number): void {
    this.#leaving[hart] = 0;
  }

  /** Virtual time of a hart in instruction units: what its next instruction sees. */
  localTime(hart: number): number {
    return this.#roundStart + this.#used[hart]!;
  }

  /** A hart was woken from outside, or a breakpoint removed: look again. */
  inputArrived(): void {
    this.#idleReported = false;
  }

  state(): object {
    return {
      roundStart: this.#roundStart,
      current: this.#current,
      used: [...this.#used],
      idleReported: this.#idleReported,
    };
  }

  #mayRun(hart: number): boolean {
    const { harts } = this.#hypervisor.context;
    return harts.status[hart] === RUNNING && harts.yielded[hart] === 0 && this.#used[hart]! < QUANTUM;
  }

  /** Moves a waiting hart to its timer's deadline when that falls into this round. */
  #wakeByTimer(hart: number): void {
    const { context } = this.#hypervisor;
    const { harts } = context;
    const status = harts.status[hart];
    if (status !== WFI && status !== SUSPENDED) {
      return;
    }
    const deadline = harts.timer[hart]!;
    if (deadline >= this.#roundStart + QUANTUM || (context.registers.lines(hart) & TIMER) !== 0) {
      return;
    }
    this.#used[hart] = Math.max(this.#used[hart]!, deadline - this.#roundStart);
    context.clock.units = this.#roundStart + this.#used[hart]!;
    context.clock.ticks = Math.floor(context.clock.units / this.#core.options.instructionsPerTick);
    context.setLine(hart, TIMER, true);
  }

  #slice(hart: number, limits: SliceLimits): SliceEnd {
    const { context, traps } = this.#hypervisor;
    const local = this.localTime(hart);
    this.#raiseTimer(hart, local);
    const watched = traps.askLoop.watched === hart;
    if (watched) {
      traps.askLoop.beforeInstruction();
    }
    const budget = this.#budget(hart, local, limits, watched);
    if (budget < 1) {
      return limits.instructions < 1 ? 'budget' : 'step';
    }
    const eventsBefore = context.events.count;
    this.#setTime(hart, local);
    this.#core.setInstructionsBefore(BigInt(context.clock.instructions));
    const exit = this.#run(hart, budget);
    const retired = this.#words[this.#blocks[hart]! + RETIRED]!;
    this.#account(hart, retired);
    if (context.events.count !== eventsBefore) {
      this.#hypervisor.trapLoop.scan(eventsBefore, context.events.count);
    }
    return this.#handleExit(hart, exit);
  }

  #run(hart: number, budget: number): number {
    if (this.#leaving[hart] !== 0) {
      this.#leaving[hart] = 0;
      return this.#core.step(hart);
    }
    return this.#core.run(hart, budget);
  }

  #budget(hart: number, local: number, limits: SliceLimits, watched: boolean): number {
    const timer = this.#hypervisor.context.harts.timer[hart]!;
    let budget = Math.min(QUANTUM - this.#used[hart]!, limits.instructions);
    if (timer > local) {
      budget = Math.min(budget, timer - local);
    }
    if (limits.stepHart === hart) {
      budget = Math.min(budget, limits.stepInstructions);
    }
    return watched ? Math.min(budget, 1) : budget;
  }

  #raiseTimer(hart: number, local: number): void {
    const { context } = this.#hypervisor;
    if (context.harts.timer[hart]! <= local && (context.registers.lines(hart) & TIMER) === 0) {
      context.setLine(hart, TIMER, true);
    }
  }

  #setTime(hart: number, local: number): void {
    const word = this.#blocks[hart]! + TIME_BASE;
    this.#words[word] = local;
    this.#words[word + 1] = Math.floor(local / TWO_TO_32);
  }

  /** Adds what has retired to all clocks. */
  #account(hart: number, retired: number): void {
    const { clock } = this.#hypervisor.context;
    this.#used[hart]! += retired;
    clock.instructions += retired;
    clock.units = this.#roundStart + this.#used[hart]!;
    clock.ticks = Math.floor(clock.units / this.#core.options.instructionsPerTick);
    this.hart = hart;
    this.retired = retired;
  }

  #handleExit(hart: number, exit: number): SliceEnd {
    const { context, traps } = this.#hypervisor;
    const { harts } = context;
    switch (exit) {
      case EXIT_BUDGET:
        return 'exit';
      case EXIT_WFI:
        harts.set(hart, 'wfi');
        return 'exit';
      case EXIT_TRAP:
        traps.handle(hart);
        // What the hypervisor carries out for the guest counts as an instruction, so that every loop uses up its budget.
        this.#countTrap(hart);
        return 'exit';
      case EXIT_BREAKPOINT:
        this.#leaving[hart] = 1;
        return 'breakpoint';
      case EXIT_WATCHPOINT:
        return 'watchpoint';
      case EXIT_OUT_OF_MEMORY:
        return 'out-of-memory';
      default:
        throw new Error(`hart ${hart} ended with unknown exit ${exit}`);
    }
  }

  #countTrap(hart: number): void {
    const retired = this.retired;
    this.#account(hart, 1);
    this.retired = retired + 1;
  }

  /** Ends the round, or jumps to the next timer when nobody ran. */
  #endRound(): SliceEnd {
    const { context } = this.#hypervisor;
    const { harts } = context;
    let most = 0;
    let yielded = false;
    for (let hart = 0; hart < harts.count; hart++) {
      most = Math.max(most, this.#used[hart]!);
      yielded = yielded || harts.yielded[hart] !== 0;
    }
    this.#current = 0;
    this.#used.fill(0);
    harts.yielded.fill(0);
    if (most === 0 && !yielded) {
      return this.#skipToTimer();
    }
    this.#idleReported = false;
    this.#setClock(this.#roundStart + most);
    this.#flushOldLines();
    return 'round';
  }

  #skipToTimer(): SliceEnd {
    const { context } = this.#hypervisor;
    const { harts } = context;
    let deadline = Number.POSITIVE_INFINITY;
    for (let hart = 0; hart < harts.count; hart++) {
      const waits = harts.status[hart] === WFI || harts.status[hart] === SUSPENDED;
      const armed = (context.registers.lines(hart) & TIMER) === 0;
      if (waits && armed) {
        deadline = Math.min(deadline, harts.timer[hart]!);
      }
    }
    if (deadline === Number.POSITIVE_INFINITY) {
      this.#reportIdle();
      return 'finished';
    }
    this.#setClock(Math.max(deadline, this.#roundStart));
    this.#flushOldLines();
    return 'round';
  }

  #setClock(units: number): void {
    const { clock } = this.#hypervisor.context;
    this.#roundStart = units;
    clock.units = units;
    clock.ticks = Math.floor(units / this.#core.options.instructionsPerTick);
  }

  /** Once each time that the machine comes to rest. */
  #reportIdle(): void {
    if (this.#idleReported) {
      return;
    }
    this.#idleReported = true;
    for (const vm of this.#hypervisor.context.vms) {
      for (const { uart } of vm.uarts) {
        uart.flush();
      }
    }
    this.#hypervisor.allWait();
  }

  #flushOldLines(): void {
    const { vms, clock } = this.#hypervisor.context;
    for (const vm of vms) {
      for (const { uart } of vm.uarts) {
        if (uart.partialSince >= 0 && clock.ticks - uart.partialSince > PARTIAL_LINE_TICKS) {
          uart.flush();
        }
      }
    }
  }
}
