// SPDX-License-Identifier: Apache-2.0
/** The door for those outside the browser: what is said between panels and the extension. */
export * from './messages';
