// SPDX-License-Identifier: Apache-2.0
/** Names of Linux's error numbers, as drivers return them (include/uapi/asm-generic/errno-base.h, errno.h). */

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'EPERM'],
  [2, 'ENOENT'],
  [4, 'EINTR'],
  [5, 'EIO'],
  [6, 'ENXIO'],
  [9, 'EBADF'],
  [11, 'EAGAIN'],
  [12, 'ENOMEM'],
  [13, 'EACCES'],
  [14, 'EFAULT'],
  [16, 'EBUSY'],
  [17, 'EEXIST'],
  [19, 'ENODEV'],
  [22, 'EINVAL'],
  [24, 'EMFILE'],
  [25, 'ENOTTY'],
  [28, 'ENOSPC'],
  [38, 'ENOSYS'],
  [95, 'EOPNOTSUPP'],
  [110, 'ETIMEDOUT'],
  [512, 'ERESTARTSYS'],
]);

/** ` (EINVAL)` for -22; empty for a number that has no name here. */
export function errorName(result: bigint): string {
  const name = NAMES.get(Number(-result));
  return name === undefined ? '' : ` (${name})`;
}
