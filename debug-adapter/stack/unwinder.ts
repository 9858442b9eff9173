// SPDX-License-Identifier: Apache-2.0
/** From a frame to its caller: by the program's unwinding tables, else by its code, else by frame pointers. */

import type { Programs } from '../programs';
import type { UnwindRow } from '../symbols';
import type { Target, VirtualSpace } from '../target';
import { register } from './abi';
import { CallFrame, type Unwinder } from './call-frame';
import { framePointerRow, MAXIMUM_PROLOGUE, rowAfterPrologue } from './prologue';
import { type RegisterNames, RegisterSet, type RegisterSource } from './register-set';
import { SavedRegisters } from './saved-registers';
import { isSleeping, type ThreadKey } from './thread';

/** A frame found by frame pointers is not larger, or it is no frame. Bytes. */
const MAXIMUM_FRAME = 1n << 16n;
/** stvec's low bits are its mode (RISC-V privileged specification, "stvec"). */
const TRAP_MODE = 3n;

export class StackUnwinder implements Unwinder {
  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly names: RegisterNames,
  ) {}

  /** Where a vCPU stands, or a sleeping thread goes on. */
  async innermost(thread: ThreadKey): Promise<CallFrame> {
    const registers = this.registersOf(thread);
    const space = await this.spaceOf(thread);
    const pc = (await registers.read(this.names.pc)) ?? 0n;
    const frame = await this.frame({ registers, space, pc, codeAddress: pc, callee: undefined });
    if (!isSleeping(thread) || frame.options.symbols?.symbolAt(pc)?.offset === 0) {
      return frame;
    }
    // It goes on behind its call of the switch to another one. One that has never run goes on with a function's first
    // instruction.
    return this.frame({ registers, space, pc, codeAddress: BigInt.asUintN(64, pc - 1n), callee: undefined });
  }

  async spaceOf(thread: ThreadKey): Promise<VirtualSpace> {
    return isSleeping(thread) ? thread.space : this.target.currentSpace(thread);
  }

  /** The registers of a thread's innermost frame, as they are now. */
  registersOf(thread: ThreadKey): RegisterSource {
    return isSleeping(thread)
      ? new SavedRegisters(this.target, this.names, thread)
      : new RegisterSet(this.target, this.names, thread);
  }

  async rowOf(frame: CallFrame): Promise<UnwindRow | undefined> {
    const { symbols, codeAddress } = frame.options;
    return symbols?.unwindRowAt(codeAddress) ?? (await this.rowWithoutTables(frame));
  }

  async callerOf(callee: CallFrame): Promise<CallFrame | undefined> {
    const { registers, space, pc } = callee.options;
    if (callee.options.callee === undefined && (await this.isTrapEntry(callee))) {
      const interrupted = await registers.readNamed('sepc');
      return interrupted === undefined
        ? undefined
        : this.frame({ registers, space, pc: interrupted, codeAddress: interrupted, callee: new EnteredFrame(callee) });
    }
    const row = await callee.row();
    const target = row && (await callee.valueAt(await callee.placeInCaller(row.returnRegister)));
    if (row === undefined || target === undefined || target === 0n) {
      return undefined;
    }
    const codeAddress = row.isSignalFrame ? target : BigInt.asUintN(64, target - 1n);
    const place = { registers, space, pc: target, callee };
    const found = await this.frame({ ...place, codeAddress });
    // A trap handler is not called from the frame that it returns to, so nothing stands before the return address.
    const isTrapFrame = (await found.row())?.isSignalFrame ?? false;
    const caller = isTrapFrame ? await this.frame({ ...place, codeAddress: target }) : found;
    return (await isFurtherOut(callee, caller, pc)) ? caller : undefined;
  }

  /** Whether a vCPU stands before the first instruction of its trap handler, when all registers are the trapped code's. */
  private async isTrapEntry(frame: CallFrame): Promise<boolean> {
    return frame.options.pc === (await this.trapVector(frame));
  }

  /** Where traps lead; undefined before the guest has said so. */
  private async trapVector({ options }: CallFrame): Promise<bigint | undefined> {
    const vector = await options.registers.readNamed('stvec');
    return vector === undefined || vector === 0n ? undefined : vector & ~TRAP_MODE;
  }

  private async frame(options: Omit<CallFrame['options'], 'target' | 'unwinder' | 'symbols'>): Promise<CallFrame> {
    const { registers, space, pc, codeAddress, callee } = options;
    const symbols = (await this.programs.at(space, codeAddress))?.symbols;
    return new CallFrame({ target: this.target, unwinder: this, registers, space, pc, codeAddress, callee, symbols });
  }

  private async rowWithoutTables(frame: CallFrame): Promise<UnwindRow | undefined> {
    const { symbols, codeAddress } = frame.options;
    const found = symbols?.symbolAt(codeAddress);
    if (found !== undefined && found.symbol.kind !== 'function') {
      // A label in assembly, such as a kernel's way in from a trap: its frame may be anything.
      return undefined;
    }
    if (found !== undefined && found.symbol.address === (await this.trapVector(frame))) {
      // Behind its first instruction a trap handler's frame may be anything too.
      return undefined;
    }
    if (found?.inside && found.offset <= MAXIMUM_PROLOGUE) {
      const code = await frame.read(found.symbol.address, found.offset);
      return code && rowAfterPrologue(code);
    }
    return (await this.hasFramePointer(frame)) ? framePointerRow() : undefined;
  }

  private async hasFramePointer(frame: CallFrame): Promise<boolean> {
    const [sp, s0] = [await frame.register(register.sp), await frame.register(register.s0)];
    return sp !== undefined && s0 !== undefined && s0 > sp && s0 - sp <= MAXIMUM_FRAME && s0 % 16n === 0n;
  }
}

/** A trap that has only just happened: all registers are still the trapped code's. */
class EnteredFrame extends CallFrame {
  constructor(entered: CallFrame) {
    super(entered.options);
  }

  override placeInCaller(number: number) {
    return this.placeOf(number);
  }
}

/** Stacks grow down, so a caller's frame lies higher; a trap may have changed stacks. Damaged stacks lead in circles. */
async function isFurtherOut(callee: CallFrame, caller: CallFrame, calleePc: bigint): Promise<boolean> {
  const [inner, outer] = [await callee.cfa(), await caller.cfa()];
  if (inner === undefined || outer === undefined || (await callee.row())?.isSignalFrame) {
    return true;
  }
  return outer > inner || (outer === inner && caller.options.pc !== calleePc);
}
