// SPDX-License-Identifier: Apache-2.0
/** The door: what the contents of RISC-V's control and status registers mean. */
export { causeName } from './causes';
export { type CsrField, csrFields, csrMeaning } from './csr-fields';
