// SPDX-License-Identifier: Apache-2.0
/** Watches the drivers' ioctls for the log. */

import type { CodeBreakpoint, Target } from '../../target';
import { type FunctionCalls, type Ioctl, ioctlCalls } from '../calls';
import type { KnownPrograms } from '../requests';
import type { CallLog } from './call-log';

export class IoctlWatch {
  private readonly calls: FunctionCalls;
  /** Numbers of the entries of calls under way. */
  private readonly indices = new WeakMap<Ioctl, number>();

  constructor(
    target: Target,
    programs: KnownPrograms,
    private readonly log: CallLog,
  ) {
    this.calls = ioctlCalls(target, programs, {
      begins: (call) => {
        this.indices.set(call, this.log.ioctlBegins(call, call.task, call.command, call.argument));
      },
      ends: (call, { result, time }) => {
        const index = this.indices.get(call);
        if (index !== undefined) {
          this.log.ioctlEnds(index, result, time);
        }
      },
    });
  }

  get points(): readonly CodeBreakpoint[] {
    return this.calls.points;
  }

  /** Why there will be no ioctls, for people; undefined when there will be. */
  get problem(): string | undefined {
    return this.calls.problem && `${this.calls.problem}: no ioctl is seen`;
  }

  arrived(hart: number, pc: bigint): Promise<void> {
    return this.calls.arrived(hart, pc);
  }
}
