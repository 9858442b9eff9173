// SPDX-License-Identifier: Apache-2.0
/** Bounds on what input can make the library do. Real trees stay far below all of them. */

export const limits = {
  /** Files included in one compilation, repeated ones counted each time. */
  includes: 2000,
  /** Files that include each other. */
  includeDepth: 64,
  /** Characters of all included files together, repeated ones counted each time. */
  includedCharacters: 64 * 1024 * 1024,
  /** Characters of one compilation after preprocessing. */
  expandedCharacters: 8 * 1024 * 1024,
  /** Work of macros in one compilation, about the number of tokens they produce. */
  macroWork: 4_000_000,
  /** Macro calls in the arguments of macro calls. */
  macroDepth: 200,
  /** Tokens of one macro body or argument list. */
  macroLength: 100_000,
  /** Bytes of all files taken in by /incbin/. */
  binaryBytes: 64 * 1024 * 1024,
  /** Nodes within nodes. */
  nodeDepth: 128,
  /** Parentheses and unary operators within each other in an expression. */
  expressionDepth: 128,
  /** Bytes of a flattened tree, written or read. */
  blobBytes: 256 * 1024 * 1024,
} as const;
