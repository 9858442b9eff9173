// SPDX-License-Identifier: Apache-2.0
/**
 * Notices a guest that asks an empty queue for ever because it takes a0 for the answer. A polling backend asks an empty
 * queue as often and is healthy; what tells them apart is whether the code after the call looks at a1, where Bao's answer
 * is. So after many empty answers in a row the instructions that follow the call are watched one by one until they read
 * a1 or overwrite it unread.
 */

import type { Context } from './context';
import { registerUse } from './register-use';
import { A1 } from './registers';
import type { Vm } from './vm';

/** Empty answers in a row, without any other trap of that vCPU, before the code is looked at. */
const STREAK = 64;
/** Instructions to watch before giving up. */
const WATCHED_INSTRUCTIONS = 256;
/** Times the answer must have been ignored. */
const VERDICTS = 2;

interface Suspect {
  pc: bigint;
  streak: number;
  ignored: number;
  /** The code looks at a1, or this has been reported. */
  settled: boolean;
}

export class AskLoop {
  readonly #context: Context;
  readonly #suspects: (Suspect | undefined)[];
  /** Hart whose instructions are watched, -1 for none. */
  watched = -1;
  #left = 0;
  /** Stack slots that hold a spilled a1: base register and offset. */
  #spilled: string[] = [];

  constructor(context: Context) {
    this.#context = context;
    this.#suspects = new Array(context.harts.count).fill(undefined);
  }

  /** The hart did something else: whatever it was, it is not this loop. */
  reset(hart: number): void {
    const suspect = this.#suspects[hart];
    if (suspect && suspect.streak > 0) {
      suspect.streak = 0;
      if (this.watched === hart) {
        this.watched = -1;
      }
    }
  }

  /** An ASK found the queue empty; pc is at the ecall. */
  emptyAnswer(hart: number): void {
    let suspect = this.#suspects[hart];
    const registers = this.#context.registers;
    if (suspect?.settled && suspect.streak > 0) {
      return;
    }
    const pc = (BigInt(registers.pcHigh(hart) >>> 0) << 32n) | BigInt(registers.pcLow(hart) >>> 0);
    if (suspect?.pc !== pc) {
      suspect = { pc, streak: 0, ignored: 0, settled: false };
      this.#suspects[hart] = suspect;
    }
    suspect.streak++;
    if (suspect.streak >= STREAK && !suspect.settled) {
      this.watched = hart;
      this.#left = WATCHED_INSTRUCTIONS;
      this.#spilled = [];
    }
  }

  /** Called before the watched hart runs its next instruction. */
  beforeInstruction(): void {
    const hart = this.watched;
    const instruction = this.#fetch(hart);
    const use = instruction === undefined ? undefined : registerUse(instruction);
    if (!use || this.#left-- === 0) {
      this.watched = -1;
      return;
    }
    const slot = use.memory && `${use.memory.base} ${use.memory.offset}`;
    const stackSlot = use.memory && (use.memory.base === 2 || use.memory.base === 8) ? slot : undefined;
    if (use.stored === A1 && stackSlot !== undefined) {
      this.#spilled.push(stackSlot);
    } else if (use.reads.includes(A1) || (use.loads && slot !== undefined && this.#spilled.includes(slot))) {
      this.#settle(hart);
    } else if (use.writes === A1) {
      this.#ignored(hart);
    }
  }

  state(): object {
    return {
      watched: this.watched,
      left: this.#left,
      spilled: this.#spilled,
      suspects: this.#suspects.map((suspect) => (suspect ? { ...suspect, pc: `${suspect.pc}` } : null)),
    };
  }

  #settle(hart: number): void {
    this.watched = -1;
    this.#suspects[hart]!.settled = true;
  }

  #ignored(hart: number): void {
    this.watched = -1;
    const suspect = this.#suspects[hart]!;
    suspect.ignored++;
    if (suspect.ignored >= VERDICTS) {
      suspect.settled = true;
      this.#report(hart, suspect);
    }
  }

  #fetch(hart: number): number | undefined {
    const { core, registers } = this.#context;
    const pc = (BigInt(registers.pcHigh(hart) >>> 0) << 32n) | BigInt(registers.pcLow(hart) >>> 0);
    const at = core.translate(hart, pc, 'execute');
    if (at.kind !== 'mapped' || (at.pa & 0xfffn) > 0xffcn) {
      return undefined;
    }
    const bytes = core.readPhysical(at.pa, 4);
    return bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24);
  }

  #report(hart: number, suspect: Suspect): void {
    const { findings, harts } = this.#context;
    const vm: Vm = this.#context.vmOf(hart);
    findings.report('empty-queue-loop', hart, vm.id, [suspect.pc, BigInt(suspect.streak)], {
      key: `${hart} ${suspect.pc}`,
      text:
        `vCPU ${harts.vcpu[hart]} of ${vm.label} asks an empty REMIO queue again and again (ASK at pc 0x${suspect.pc.toString(16)}, ${suspect.streak} times in a row), ` +
        'because it takes a0 for the answer: on RISC-V a0 is always 0 (SBI_SUCCESS), and what Bao answers is in a1 (here 1: nothing is pending). ' +
        'With a1 ignored, the unchanged argument registers look like a request: address 2, operation WRITE, request_id 2, more pending. ' +
        'Have the hypercall return a1 when a0 is 0.',
    });
  }
}
