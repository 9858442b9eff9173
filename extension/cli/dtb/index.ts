// SPDX-License-Identifier: Apache-2.0
export { dtb } from './dtb';
export { type DtbOptions, readDtbOptions } from './options';
