// SPDX-License-Identifier: Apache-2.0

/** Why a structure cannot be read, for people. */
export class StructureError extends Error {
  override readonly name = 'StructureError';
}
