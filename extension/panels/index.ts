// SPDX-License-Identifier: Apache-2.0
/** The door: panels that are pages of their own. */
export { LogView } from './log';
