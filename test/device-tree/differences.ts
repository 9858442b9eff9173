// SPDX-License-Identifier: Apache-2.0
/** Where the verdicts on the corpus may differ from dt-validate's, and why. */

export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  [
    'sun50i-h6-pine-h64__07-value-for-flag-missing',
    'An empty `interrupts;` ends dt-validate with a Python exception and no verdict. Here it is found to be of the wrong type.',
  ],
]);
