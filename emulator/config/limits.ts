// SPDX-License-Identifier: Apache-2.0
/**
 * What the reader does at most. A configuration is untrusted input: every loop and allocation that it drives ends at
 * one of these numbers, with a diagnostic that names it.
 */

/** UTF-16 code units of one file. */
export const MAX_FILE_LENGTH = 1 << 20;
/** Tokens read, copied by macros and looked at while expanding, over the whole run. */
export const MAX_TOKEN_STEPS = 1_500_000;
/** Tokens left after preprocessing. */
export const MAX_TOKENS = 250_000;
/** Macros in each other's expansion, and macro calls inside macro arguments. */
export const MAX_MACRO_DEPTH = 200;
/** Files including each other. */
export const MAX_INCLUDE_DEPTH = 32;
/** Included files in total. */
export const MAX_INCLUDES = 256;
/** Braces, parentheses and operators inside each other. */
export const MAX_NESTING = 128;
/** Elements of one array. */
export const MAX_ELEMENTS = 4096;
/** Initialisers over all arrays, counting array ranges by their length. */
export const MAX_INITIALIZERS = 200_000;
/** Diagnostics of one run. */
export const MAX_DIAGNOSTICS = 100;
/** Problems met, repeated ones included, before the run is given up. */
export const MAX_REPORTS = 1000;
