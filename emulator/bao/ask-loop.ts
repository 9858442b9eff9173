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

/** Empty answers in a row at one pc, without a request in between, before the code is looked at. */
const STREAK = 64;
/** Instructions to watch before giving up. */
const WATCHED_INSTRUCTIONS = 256;
/** Times the answer must have been ignored. */
const VERDICTS = 2;
const CSR_STVEC = 0x105;
/** Bytes from the first to the last entry of a vectored stvec: four for each cause up to SEI. */
const LAST_VECTOR = 36n;

interface Suspect {
  pcLow: number;
  pcHigh: number;
  streak: number;
  ignored: number;
  /** The code looks at a1, or this has been reported. */
  settled: boolean;
}

/** Locals lie above sp, or below a frame pointer; above s0 it is some other structure, and what is stored there is kept. */
function isStackSlot({ base, offset }: { base: number; offset: number }): boolean {
  return base === 2 || (base === 8 && offset < 0);
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

  /** An ASK brought a request: the queue was worth asking. */
  answered(hart: number): void {
    const suspect = this.#suspects[hart];
    if (suspect) {
      suspect.streak = 0;
    }
    this.#stopWatching(hart);
  }

  /** An ASK found the queue empty; pc is at the ecall. */
  emptyAnswer(hart: number): void {
    const { registers } = this.#context;
    const pcLow = registers.pcLow(hart);
    const pcHigh = registers.pcHigh(hart);
    let suspect = this.#suspects[hart];
    if (suspect?.pcLow !== pcLow || suspect.pcHigh !== pcHigh) {
      suspect = { pcLow, pcHigh, streak: 0, ignored: 0, settled: false };
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
    const pc = this.#context.core.readPc(hart);
    const instruction = this.#atTrapHandler(hart, pc) ? undefined : this.#fetch(hart, pc);
    const use = instruction === undefined ? undefined : registerUse(instruction);
    if (!use || this.#left-- === 0) {
      this.#stopWatching(hart);
      return;
    }
    const slot = use.memory && `${use.memory.base} ${use.memory.offset}`;
    const stackSlot = use.memory && isStackSlot(use.memory) ? slot : undefined;
    if (use.stored === A1 && stackSlot !== undefined) {
      this.#spilled.push(stackSlot);
    } else if (
      use.stored === A1 ||
      use.reads.includes(A1) ||
      (use.loads && slot !== undefined && this.#spilled.includes(slot))
    ) {
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
      suspects: this.#suspects.map((suspect) => suspect ?? null),
    };
  }

  #stopWatching(hart: number): void {
    if (this.watched === hart) {
      this.watched = -1;
    }
  }

  /** An interrupt came between the call and the code after it; what the handler does with a1 says nothing. */
  #atTrapHandler(hart: number, pc: bigint): boolean {
    const vector = this.#context.core.readCsr(hart, CSR_STVEC) ?? 0n;
    const base = vector & ~3n;
    return pc >= base && pc <= base + LAST_VECTOR;
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

  /** The instruction at pc, whose halves may lie in two pages; undefined where pc leads nowhere. */
  #fetch(hart: number, pc: bigint): number | undefined {
    const low = this.#fetchHalf(hart, pc);
    if (low === undefined || (low & 3) !== 3) {
      return low;
    }
    const high = this.#fetchHalf(hart, pc + 2n);
    return high === undefined ? undefined : low | (high << 16);
  }

  #fetchHalf(hart: number, pc: bigint): number | undefined {
    const { core } = this.#context;
    const at = core.translate(hart, pc, 'execute');
    if (at.kind !== 'mapped') {
      return undefined;
    }
    const bytes = core.readPhysical(at.pa, 2);
    return bytes[0]! | (bytes[1]! << 8);
  }

  #report(hart: number, suspect: Suspect): void {
    const { findings, harts } = this.#context;
    const vm: Vm = this.#context.vmOf(hart);
    const pc = (BigInt(suspect.pcHigh >>> 0) << 32n) | BigInt(suspect.pcLow >>> 0);
    findings.report('empty-queue-loop', hart, vm.id, [pc, BigInt(suspect.streak)], {
      key: `${hart} ${pc}`,
      text:
        `vCPU ${harts.vcpu[hart]} of ${vm.label} asks an empty REMIO queue again and again (ASK at pc 0x${pc.toString(16)}, ${suspect.streak} times in a row), ` +
        'because it takes a0 for the answer: on RISC-V a0 is always 0 (SBI_SUCCESS), and what Bao answers is in a1 (here 1: nothing is pending). ' +
        'With a1 ignored, the unchanged argument registers look like a request: address 2, operation WRITE, request_id 2, more pending. ' +
        'Have the hypercall return a1 when a0 is 0.',
    });
  }
}
