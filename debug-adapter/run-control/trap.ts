// SPDX-License-Identifier: Apache-2.0
/** Traps in the middle of a step (RISC-V privileged specification, "Supervisor CSRs"). */

import { register } from '../stack';
import type { CodeRange } from '../target';
import { atStack, type Goal } from './goal';
import type { Spot } from './spot';

/** Causes of exceptions. */
const ENVIRONMENT_CALL_FROM_USER = 8n;
const INTERRUPT = 1n << 63n;
const MODE = 3n;
const VECTORED = 1n;
/** Vectored interrupts enter at base + 4 * cause. */
const VECTOR_BYTES = 4n * 64n;
const ECALL_BYTES = 4n;
/** A machine may have carried out the handler's first instruction when it stops. */
const FIRST_INSTRUCTION_BYTES = 4n;

export interface Trap {
  readonly kind: 'interrupt' | 'exception' | 'system call';
  /** Where the trapped code goes on: at the same instruction, or behind a system call. */
  readonly resume: Goal;
}

/** What tells, after a run, whether a trap has come in it. */
export interface TrapState {
  readonly pc: bigint;
  /** The code that the run was to stay in. */
  readonly within: readonly CodeRange[];
  readonly vector: bigint;
  /** sepc: where the last trap came from. */
  readonly from: bigint;
}

export async function trapState({ call, pc }: Spot, within: readonly CodeRange[]): Promise<TrapState> {
  const { registers } = call.options;
  const vector = (await registers.readNamed('stvec')) ?? 0n;
  return { pc, within, vector, from: (await registers.readNamed('sepc')) ?? 0n };
}

/** The trap that has brought a vCPU to its handler in a run that ended as soon as it was elsewhere. */
export async function trapSince(before: TrapState, spot: Spot): Promise<Trap | undefined> {
  const { registers } = spot.call.options;
  const { vector, from } = await trapState(spot, before.within);
  const wasInHandler = isEntry(vector, before.pc);
  // The handler's own code writes sepc too, but not with addresses of what it is written by.
  const wasHere = from === before.pc || before.within.some(({ low, high }) => from >= low && from < high);
  const isNew = wasHere && from !== before.from;
  const isTrap = vector !== 0n && !wasInHandler && (isEntry(vector, spot.pc) || isNew);
  if (!isTrap) {
    return undefined;
  }
  const cause = (await registers.readNamed('scause')) ?? 0n;
  const stack = await trappedStack(spot);
  if (cause === ENVIRONMENT_CALL_FROM_USER) {
    return { kind: 'system call', resume: atStack(stack, from + ECALL_BYTES) };
  }
  return { kind: (cause & INTERRUPT) === 0n ? 'exception' : 'interrupt', resume: atStack(stack, from) };
}

/** The handler may have made room on the stack; its unwinding information knows. */
async function trappedStack({ call, space, sp }: Spot): Promise<Pick<Spot, 'space' | 'sp'>> {
  const caller = await call.caller();
  return { space, sp: (await caller?.register(register.sp)) ?? sp };
}

function isEntry(vector: bigint, pc: bigint): boolean {
  const base = vector & ~MODE;
  const isVectored = (vector & MODE) === VECTORED;
  return pc >= base && pc <= base + (isVectored ? VECTOR_BYTES : FIRST_INSTRUCTION_BYTES);
}
