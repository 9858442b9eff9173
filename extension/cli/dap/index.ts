// SPDX-License-Identifier: Apache-2.0
export { dap } from './dap';
