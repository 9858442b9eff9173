// SPDX-License-Identifier: Apache-2.0
/** The door: what the Bao hypervisor does, for people. */
export { type BaoAwareness, baoAwareness } from './awareness';
export { BAO_EXTENSION, type CallValue, type DecodedHypercall, decodeHypercall, remioOperation } from './hypercall';
