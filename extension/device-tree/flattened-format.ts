// SPDX-License-Identifier: Apache-2.0
/** Constants of the flattened device tree (Devicetree Specification 0.4, sections 5.2 to 5.4). */

export const fdt = {
  magic: 0xd00dfeed,
  version: 17,
  /** The oldest version that a reader of ours can be. */
  compatibleVersion: 16,
  headerBytes: 40,
  beginNode: 1,
  endNode: 2,
  property: 3,
  nop: 4,
  end: 9,
} as const;
