// SPDX-License-Identifier: Apache-2.0
/** Traps in the middle of a step (RISC-V privileged specification, "Supervisor CSRs"). */

import type { Spot } from './spot';

/** Causes of exceptions. */
const ENVIRONMENT_CALL_FROM_USER = 8n;
const INTERRUPT = 1n << 63n;
const MODE = 3n;
const VECTORED = 1n;
/** Vectored interrupts enter at base + 4 * cause. */
const VECTOR_BYTES = 4n * 64n;
const ECALL_BYTES = 4n;

export interface Trap {
  readonly kind: 'interrupt' | 'exception' | 'system call';
  /** Where the trapped code goes on: at the same instruction, or behind a system call. */
  readonly resume: bigint;
}

/** The trap that has brought a vCPU to the first instruction of its handler; undefined when it is not there. */
export async function trapAt({ call, pc }: Spot): Promise<Trap | undefined> {
  const { registers } = call.options;
  const vector = await registers.readNamed('stvec');
  if (vector === undefined || vector === 0n || !isEntry(vector, pc)) {
    return undefined;
  }
  const cause = (await registers.readNamed('scause')) ?? 0n;
  const resume = (await registers.readNamed('sepc')) ?? 0n;
  if (cause === ENVIRONMENT_CALL_FROM_USER) {
    return { kind: 'system call', resume: resume + ECALL_BYTES };
  }
  return { kind: (cause & INTERRUPT) === 0n ? 'exception' : 'interrupt', resume };
}

function isEntry(vector: bigint, pc: bigint): boolean {
  const base = vector & ~MODE;
  const isVectored = (vector & MODE) === VECTORED;
  return pc === base || (isVectored && pc > base && pc < base + VECTOR_BYTES && pc % 4n === 0n);
}
