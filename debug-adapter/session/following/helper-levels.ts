// SPDX-License-Identifier: Apache-2.0
/**
 * Where a person looks at a stage. The instruction of a stage stands in a helper of a header - the store of a register
 * access, the ecall of a hypercall; what it is about is the line that uses the helper.
 */

/** One level of the calls at an instruction, inlined or not. */
interface Level {
  readonly place?: { readonly file: string } | undefined;
}

/** How many of the innermost levels are helpers; none when there is nothing else. */
export function helperLevels(levels: readonly Level[]): number {
  return Math.max(
    0,
    levels.findIndex(({ place }) => place !== undefined && !place.file.endsWith('.h')),
  );
}
