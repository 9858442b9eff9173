// SPDX-License-Identifier: Apache-2.0
/** The door: what expressions can tell of Bao, of its requests and of the drivers, by names with a `$`. */
export { type BaoConveniences, baoConveniences } from './names';
