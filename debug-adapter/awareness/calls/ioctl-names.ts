// SPDX-License-Identifier: Apache-2.0
/** Commands of the drivers' user-space interface (uapi/linux/bao.h): type 0xa6, number in the low byte. */

const TYPE = 0xa6n;
const NAMES: ReadonlyMap<bigint, string> = new Map([
  [1n, 'DM_GET_INFO'],
  [2n, 'IO_CLIENT_ATTACH'],
  [3n, 'IO_REQUEST_COMPLETE'],
  [4n, 'IOEVENTFD'],
  [5n, 'IRQFD'],
]);

/** Its name; undefined for a command that is not the drivers'. @param command of which Linux takes 32 bits */
export function ioctlCommand(command: bigint): string | undefined {
  return ((command >> 8n) & 0xffn) === TYPE ? NAMES.get(command & 0xffn) : undefined;
}

/** As `ioctlCommand`, and the number for other ones. */
export function ioctlName(command: bigint): string {
  return ioctlCommand(command) ?? `0x${BigInt.asUintN(32, command).toString(16)}`;
}
