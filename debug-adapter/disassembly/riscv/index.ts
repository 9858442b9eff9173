// SPDX-License-Identifier: Apache-2.0
export { disassembleRiscv } from './disassemble-riscv';
