// SPDX-License-Identifier: Apache-2.0

/** What is wrong with a symbol file, in words for the user. The only error that this folder throws. */
export class SymbolFileError extends Error {
  override readonly name = 'SymbolFileError';
}
