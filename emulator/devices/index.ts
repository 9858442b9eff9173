// SPDX-License-Identifier: Apache-2.0
export { MAX_INPUT_BYTES, MAX_LINE_BYTES, UART_SIZE, Uart16550 } from './uart16550';
