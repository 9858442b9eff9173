// SPDX-License-Identifier: Apache-2.0
/** The door: RISC-V's registers by name, and what the contents of control and status registers mean. */
export { causeName } from './causes';
export { type CsrField, csrFields, csrMeaning } from './csr-fields';
export { generalRegisters } from './general-registers';
