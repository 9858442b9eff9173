// SPDX-License-Identifier: Apache-2.0
/**
 * Ioctls of the Bao drivers as they are made. System calls do not reach the hypervisor, so nothing but the drivers' code
 * tells of them on a real machine. Neither function can have been inlined: the kernel calls them through
 * file_operations.
 */

import type { Target } from '../../target';
import type { KnownPrograms } from '../requests';
import { type FunctionCall, FunctionCalls, type FunctionReturn } from './function-calls';

const DEVICE_MODEL_IOCTL = 'bao_dm_ioctl';
const DRIVER_IOCTL = 'bao_io_dispatcher_driver_ioctl';

export interface Ioctl extends FunctionCall {
  /** Guest-virtual address of the struct file that it is made on. */
  readonly file: bigint;
  /** 32 bits. */
  readonly command: bigint;
  readonly argument: bigint;
}

export interface IoctlListener {
  begins(call: Ioctl): void | Promise<void>;
  /** @param call the very object that `begins` was given */
  ends(call: Ioctl, end: FunctionReturn): void | Promise<void>;
}

export function ioctlCalls(target: Target, programs: KnownPrograms, listener: IoctlListener): FunctionCalls {
  const open = new WeakMap<FunctionCall, Ioctl>();
  return new FunctionCalls(target, programs, [DEVICE_MODEL_IOCTL, DRIVER_IOCTL], {
    begins(call) {
      const [file, command, argument] = call.arguments;
      const ioctl: Ioctl = { ...call, file, command: BigInt.asUintN(32, command), argument };
      open.set(call, ioctl);
      return listener.begins(ioctl);
    },
    ends(call, end) {
      const ioctl = open.get(call);
      return ioctl && listener.ends(ioctl, end);
    },
  });
}
