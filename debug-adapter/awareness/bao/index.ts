// SPDX-License-Identifier: Apache-2.0
/** The door: what the Bao hypervisor does, for people. */
export { type BaoAwareness, baoAwareness } from './awareness';
export { type CallValue, type DecodedHypercall, decodeHypercall } from './hypercall';
